import { CompiledQuery } from 'kysely'
import type { Tx } from './database.ts'
import { ManyRows } from './many-rows.ts'

/** Inserts rows on SQLite; `conflict` is what follows the values. */
export async function insertEach<Column extends string>(
  tx: Tx,
  table: string,
  columns: readonly Column[],
  rows: readonly Partial<Record<Column, unknown>>[],
  conflict = '',
): Promise<void> {
  const places = columns.map(() => '?').join(',')
  const text = `INSERT INTO ${table} (${columns.join(',')}) VALUES (${places}) ${conflict}`
  const values = new ManyRows(rows.map((row) => columns.map((column) => row[column] ?? null)))
  await tx.executeQuery(CompiledQuery.raw(text, [values]))
}
