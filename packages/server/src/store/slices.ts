import { sql } from 'kysely'
import type { LedgerSlicesTable } from './account-tables.ts'
import type { Db, Dialect, Store, Tx } from './database.ts'
import { isOneOf } from './rows-from-json.ts'

export const slicesOfHolder = (db: Db, holderId: string): Promise<LedgerSlicesTable[]> =>
  db.selectFrom('ledger_slices').selectAll().where('holder_id', '=', holderId).execute()

/** Ids of the slices that other processes ask back. */
export async function recalledSlices(db: Db, holderId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('ledger_slices')
    .select('id')
    .where('holder_id', '=', holderId)
    .where('recalled', '=', 1)
    .execute()
  return rows.map(({ id }) => id)
}

/** Others have not yet answered a recall of these targets. */
export async function isRecalling(db: Db, holderId: string, targets: readonly string[]): Promise<boolean> {
  const row = await db
    .selectFrom('ledger_slices')
    .select('id')
    .where('target', 'in', [...targets])
    .where('holder_id', '<>', holderId)
    .where('recalled', '=', 1)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Marks what others have of these targets; false where they have nothing, which takes a look and no lock. */
export async function recallSlices(store: Store, holderId: string, targets: readonly string[]): Promise<boolean> {
  if (targets.length === 0) return false
  const ofOthers = sql<boolean>`${isOneOf(store.dialect, 'target', targets)} AND holder_id <> ${holderId} AND amount > 0`
  const found = await store.db.selectFrom('ledger_slices').select('id').where(ofOthers).limit(1).executeTakeFirst()
  if (!found) return false
  return store.write(async (tx) => {
    await lockTargets(store.dialect, tx, targets)
    const { numUpdatedRows } = await tx
      .updateTable('ledger_slices')
      .set({ recalled: 1 })
      .where(ofOthers)
      .executeTakeFirst()
    return Number(numUpdatedRows) > 0
  })
}

/** What guards slices, in the ledger's order: accounts, then windows, each by their ids. */
async function lockTargets(dialect: Dialect, tx: Tx, targets: readonly string[]): Promise<void> {
  if (dialect !== 'postgres') return
  for (const table of ['ledger_accounts', 'budget_windows'] as const) {
    await tx
      .selectFrom(table)
      .select('id')
      .where('id', 'in', [...targets])
      .orderBy('id')
      .forUpdate()
      .execute()
  }
}
