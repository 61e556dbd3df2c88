import { type Selectable, sql } from 'kysely'
import { cleared } from './catalog.ts'
import type { ModelSelectionTable } from './catalog-tables.ts'
import type { Db, Store, Tx } from './database.ts'

export type Selection = Selectable<ModelSelectionTable>

/** `model_name` is null where the selection was cleared. */
export type StoredSelection = Omit<Selection, 'model_name'> & { model_name: string | null }

/** The selections of now, by provider. */
export const readSelections = async (db: Db): Promise<Selection[]> =>
  (await selectionTimes(db)).filter((row): row is Selection => row.model_name !== null)

/** The same with those that were cleared, and when. */
export async function selectionTimes(db: Db): Promise<StoredSelection[]> {
  const rows = await db.selectFrom('model_selections').selectAll().orderBy('provider').execute()
  return rows.map((row) => ({ ...row, model_name: row.model_name === cleared ? null : row.model_name }))
}

/** `editable` is the file's to say: without it, what is there stays. */
export async function putSelection(
  tx: Tx,
  { provider, model_name, editable, updated_at }: Omit<Selection, 'editable'> & { editable?: number },
): Promise<void> {
  const change = { model_name, updated_at, ...(editable !== undefined && { editable }) }
  await tx
    .insertInto('model_selections')
    .values({ provider, editable: 1, ...change })
    .onConflict((conflict) => conflict.column('provider').doUpdateSet(change))
    .execute()
}

/** Its time stays, so that an older word of a file does not bring it back. */
export const clearSelection = (tx: Tx, provider: string, now: number): Promise<void> =>
  putSelection(tx, { provider, model_name: cleared, updated_at: now })

/** Serializes writers of the selections in this transaction. */
export async function lockSelections(tx: Tx, store: Pick<Store, 'dialect'>): Promise<void> {
  if (store.dialect === 'postgres') await sql`LOCK TABLE model_selections IN SHARE ROW EXCLUSIVE MODE`.execute(tx)
}
