import { type Selectable, sql, type Updateable } from 'kysely'
import { batches } from './batches.ts'
import type { DiscoverySourceTable } from './catalog-tables.ts'
import type { Db, Store, Tx } from './database.ts'

export type StoredSource = Selectable<DiscoverySourceTable>

export const discoverySources = (db: Db): Promise<StoredSource[]> =>
  db.selectFrom('discovery_sources').selectAll().execute()

export const discoverySource = (db: Db, id: string): Promise<StoredSource | undefined> =>
  db.selectFrom('discovery_sources').selectAll().where('id', '=', id).executeTakeFirst()

/** Makes sure that these sources have rows; what is new, or was retired, is due now. */
export async function addSources(
  tx: Tx,
  sources: readonly Pick<StoredSource, 'id' | 'source' | 'provider'>[],
  now: number,
): Promise<void> {
  const fresh = { due_at: now, fence: 0, failures: 0, rows: 0, rejects: 0, digest_seq: 0, digest_at: 0 }
  for (const batch of batches(sources)) {
    await tx
      .insertInto('discovery_sources')
      .values(batch.map((source) => ({ ...source, ...fresh })))
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet((eb) => ({ due_at: eb.fn.coalesce('discovery_sources.due_at', eb.val(now)) })),
      )
      .execute()
  }
}

/** Leases one source, due or not. Its fence; null where somebody else works on it. */
export async function claimSource(store: Store, id: string, now: number, leaseMs: number): Promise<number | null> {
  const row = await store.write((tx) =>
    tx
      .updateTable('discovery_sources')
      .set((eb) => ({ lease_until: now + leaseMs, fence: eb('fence', '+', 1) }))
      .where('id', '=', id)
      .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
      .returning('fence')
      .executeTakeFirst(),
  )
  return row?.fence ?? null
}

/** The source, locked, where this claim still stands. */
export const claimedSource = (
  tx: Tx,
  store: Pick<Store, 'dialect'>,
  id: string,
  fence: number,
): Promise<StoredSource | undefined> => {
  const query = tx.selectFrom('discovery_sources').selectAll().where('id', '=', id).where('fence', '=', fence)
  return (store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

/** Ends a claim with what came of it. */
export async function settleSource(
  tx: Tx,
  id: string,
  fence: number,
  change: Updateable<DiscoverySourceTable>,
): Promise<void> {
  await tx
    .updateTable('discovery_sources')
    .set({ ...change, lease_until: null })
    .where('id', '=', id)
    .where('fence', '=', fence)
    .execute()
}

/** Makes healthy sources due now, which are not due before. */
export async function makeDue(store: Store, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return
  await store.write((tx) =>
    tx
      .updateTable('discovery_sources')
      .set({ due_at: now })
      .where('id', 'in', ids)
      .where('failures', '=', 0)
      .where('due_at', '>', now)
      .execute(),
  )
}

/** The same, but none sooner than `gapMs` after its last refresh. */
export async function makeDueAfter(store: Store, ids: readonly string[], now: number, gapMs: number): Promise<void> {
  if (ids.length === 0) return
  const at = sql<number>`CASE WHEN COALESCE(last_refresh_at, 0) + ${gapMs} < ${now} THEN ${now}
                              ELSE last_refresh_at + ${gapMs} END`
  await store.write((tx) =>
    tx
      .updateTable('discovery_sources')
      .set({ due_at: at })
      .where('id', 'in', ids)
      .where('failures', '=', 0)
      .where('due_at', '>', at)
      .execute(),
  )
}

/** Sources that are in nobody's configuration any more are not asked again. */
export async function retireSources(tx: Tx, kept: readonly string[]): Promise<void> {
  const query = tx.updateTable('discovery_sources').set({ due_at: null }).where('due_at', 'is not', null)
  await (kept.length > 0 ? query.where('id', 'not in', kept) : query).execute()
}
