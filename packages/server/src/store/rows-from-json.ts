import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from './database.ts'

export type ColumnTypes = Record<string, 'TEXT' | 'INTEGER'>

/** Any number of rows as one parameter: the statement's text stays the same, so it is prepared once. For FROM and SELECT. */
export function rowsFromJson(
  dialect: Dialect,
  alias: string,
  columns: ColumnTypes,
  rows: readonly object[],
): RawBuilder<unknown> {
  const json = JSON.stringify(rows)
  const names = Object.keys(columns)
  if (dialect === 'sqlite') {
    const picked = names.map((name) => sql`value ->> ${sql.lit(`$.${name}`)} AS ${sql.ref(name)}`)
    return sql`(SELECT ${sql.join(picked)} FROM json_each(${json})) AS ${sql.ref(alias)}`
  }
  const typed = names.map((name) => sql`${sql.ref(name)} ${sql.raw(columns[name] === 'TEXT' ? 'text' : 'bigint')}`)
  return sql`jsonb_to_recordset(CAST(${json} AS jsonb)) AS ${sql.ref(alias)} (${sql.join(typed)})`
}

/** `column` is one of the values, which are one parameter. */
export function isOneOf(dialect: Dialect, column: string, values: readonly string[]): RawBuilder<boolean> {
  return dialect === 'sqlite'
    ? sql`${sql.ref(column)} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`
    : sql`${sql.ref(column)} = ANY (CAST(${values} AS text[]))`
}
