import type { Selectable } from 'kysely'
import type { Claim } from './claim.ts'
import type { Db, Tx } from './database.ts'
import type { SyncRunsTable, SyncsTable } from './integration-tables.ts'

export type StoredSync = Selectable<SyncsTable>
export type StoredRun = Selectable<SyncRunsTable>

export const syncOf = (db: Db, userId: string, syncId: string): Promise<StoredSync | undefined> =>
  db.selectFrom('syncs').selectAll().where('user_id', '=', userId).where('sync_id', '=', syncId).executeTakeFirst()

export const syncById = (db: Db, id: string): Promise<StoredSync | undefined> =>
  db.selectFrom('syncs').selectAll().where('id', '=', id).executeTakeFirst()

/** By name; of all services, or of one. */
export const syncsOf = (
  db: Db,
  userId: string,
  { integrationId, after, limit }: { integrationId: string | null; after: string; limit: number },
): Promise<StoredSync[]> =>
  db
    .selectFrom('syncs')
    .selectAll()
    .where('user_id', '=', userId)
    .where('sync_id', '>', after)
    .$if(integrationId !== null, (query) => query.where('integration_id', '=', integrationId ?? ''))
    .orderBy('sync_id')
    .limit(limit)
    .execute()

export async function countSyncs(db: Db, userId: string): Promise<number> {
  const row = await db
    .selectFrom('syncs')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export const insertSync = (tx: Tx, row: StoredSync): Promise<unknown> => tx.insertInto('syncs').values(row).execute()

export const updateSync = (tx: Tx, id: string, change: Partial<Omit<StoredSync, 'id'>>): Promise<unknown> =>
  tx.updateTable('syncs').set(change).where('id', '=', id).execute()

/** With its runs and records. */
export const deleteSyncRow = (tx: Tx, id: string): Promise<unknown> =>
  tx.deleteFrom('syncs').where('id', '=', id).execute()

/** Renews the lease and keeps the row from other writers until the transaction ends; undefined where the claim is over. */
export const lockClaimed = (tx: Tx, { id, fence }: Claim, leaseUntil: number): Promise<StoredSync | undefined> =>
  tx
    .updateTable('syncs')
    .set({ lease_until: leaseUntil })
    .where('id', '=', id)
    .where('fence', '=', fence)
    .returningAll()
    .executeTakeFirst()

/** When the one that has waited longest was to begin; null where none waits. */
export async function oldestDueSync(db: Db, nowMs: number): Promise<number | null> {
  const row = await db
    .selectFrom('syncs')
    .select((eb) => eb.fn.min('due_at').as('due_at'))
    .where('due_at', '<=', nowMs)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', nowMs)]))
    .executeTakeFirst()
  return row?.due_at ?? null
}

export const runById = (db: Db, id: string): Promise<StoredRun | undefined> =>
  db.selectFrom('sync_runs').selectAll().where('id', '=', id).executeTakeFirst()

export const runsById = (db: Db, ids: readonly string[]): Promise<StoredRun[]> =>
  ids.length === 0 ? Promise.resolve([]) : db.selectFrom('sync_runs').selectAll().where('id', 'in', ids).execute()

export const insertRun = (tx: Tx, row: StoredRun): Promise<unknown> => tx.insertInto('sync_runs').values(row).execute()

export const updateRun = (tx: Tx, id: string, change: Partial<Omit<StoredRun, 'id'>>): Promise<unknown> =>
  tx.updateTable('sync_runs').set(change).where('id', '=', id).execute()

export const addToRun = (
  tx: Tx,
  id: string,
  { pages = 0, items = 0, parked = 0 }: Partial<Pick<StoredRun, 'pages' | 'items' | 'parked'>>,
): Promise<unknown> =>
  tx
    .updateTable('sync_runs')
    .set((eb) => ({
      pages: eb('pages', '+', pages),
      items: eb('items', '+', items),
      parked: eb('parked', '+', parked),
    }))
    .where('id', '=', id)
    .execute()

export const forgetRuns = (tx: Tx, sync: string, beforeMs: number): Promise<unknown> =>
  tx.deleteFrom('sync_runs').where('sync', '=', sync).where('created_at', '<', beforeMs).execute()
