/** Lists, totals and facets of the rows that PostgreSQL searches. */
import { sql } from 'kysely'
import type { Db } from './database.ts'
import { rowsFitting, type SearchFit } from './search-fit.ts'
import type { ModelSearchTable } from './search-tables.ts'

type SortColumn = keyof Pick<
  ModelSearchTable,
  'provider' | 'name' | 'input_price' | 'output_price' | 'context_length' | 'max_tokens' | 'release_date' | 'updated_at'
>

/** Unknown values come last either way; the uid settles ties. */
export interface SearchOrder {
  column: SortColumn
  isDown: boolean
}

/** Where a row stands in an order. */
export interface OrderedRow {
  uid: string
  value: string | number | null
}

const textColumns: ReadonlySet<SortColumn> = new Set(['provider', 'name', 'release_date'])

/** The rows that fit, in an order, after one of them. */
export async function rowsInOrder(
  db: Db,
  fit: SearchFit,
  order: SearchOrder,
  after: OrderedRow | null,
  limit: number,
): Promise<OrderedRow[]> {
  const known = after?.value === null ? [] : await knownInOrder(db, fit, order, after, limit)
  if (known.length === limit) return known
  const from = after?.value === null ? after.uid : ''
  const unknown = sql`AND ${sql.ref(order.column)} IS NULL AND uid > ${from}`
  const rest = sql`ORDER BY uid LIMIT ${limit - known.length}`
  const { rows } = await sql<{ uid: string }>`
    SELECT uid FROM ${rowsFitting(sql`uid`, fit, sql`${unknown} ${rest}`)} AS found ${rest}`.execute(db)
  return [...known, ...rows.map(({ uid }) => ({ uid, value: null }))]
}

async function knownInOrder(
  db: Db,
  fit: SearchFit,
  { column, isDown }: SearchOrder,
  after: OrderedRow | null,
  limit: number,
): Promise<OrderedRow[]> {
  const of = sql.ref(column)
  const value = sql`CAST(${after?.value ?? null} AS ${sql.raw(textColumns.has(column) ? 'text' : 'bigint')})`
  const isAfter = isDown
    ? sql`(${of} < ${value} OR (${of} = ${value} AND uid > ${after?.uid}))`
    : sql`(${of}, uid) > (${value}, ${after?.uid})`
  const here = sql`AND ${of} IS NOT NULL AND ${after === null ? sql`TRUE` : isAfter}`
  const first = sql`ORDER BY ${of} ${sql.raw(isDown ? 'DESC' : 'ASC')}, uid LIMIT ${limit}`
  const { rows } = await sql<OrderedRow>`SELECT uid, ${of} AS value
    FROM ${rowsFitting(sql`uid, ${of}`, fit, sql`${here} ${first}`)} AS found ${first}`.execute(db)
  return rows
}

/** How many rows fit, and whose they are, both as far as `most` rows. */
export async function totalOf(db: Db, fit: SearchFit, most: number): Promise<{ rows: number; providers: string[] }> {
  const { rows } = await sql<{ rows: number; providers: string[] | null }>`
    SELECT count(*) AS rows, array_agg(DISTINCT provider) AS providers
    FROM (SELECT provider FROM ${rowsFitting(sql`provider`, fit)} AS fits LIMIT ${most}) AS found`.execute(db)
  return { rows: rows[0]?.rows ?? 0, providers: rows[0]?.providers ?? [] }
}

/** How often each word for a trait is among the first rows that fit; these words begin with `=`. */
export async function traitsOf(db: Db, fit: SearchFit, most: number): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ word: string; count: number }>`SELECT word, count(*) AS count
    FROM (SELECT search_tsv FROM ${rowsFitting(sql`search_tsv`, fit)} AS fits LIMIT ${most}) AS found,
      unnest(tsvector_to_array(search_tsv)) AS word
    WHERE word COLLATE "C" >= '=' AND word COLLATE "C" < '>' GROUP BY word`.execute(db)
  return new Map(rows.map(({ word, count }) => [word, count]))
}
