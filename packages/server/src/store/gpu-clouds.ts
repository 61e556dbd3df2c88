import { type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from './database.ts'
import type { GpuCloudRow, GpuSnapshotRow, GpuWatchedTagRow } from './gpu-tables.ts'

type GpuCloud = Selectable<GpuCloudRow>
export type GpuSnapshot = Selectable<GpuSnapshotRow>
export type GpuWatchedTag = Selectable<GpuWatchedTagRow>

/** Rows of a cloud, due at once; one that came back is due again. */
export async function ensureGpuCloud(tx: Tx, id: string, nowMs: number): Promise<void> {
  const due = { due_at: nowMs, lease_until: null, fence: 0 }
  await tx
    .insertInto('gpu_clouds')
    .values({ id, disabled: null, disabled_until: null, failures: 0, failing_since: null, ...due })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  await tx
    .insertInto('gpu_snapshots')
    .values({ id, version: 0, fetched_at: null, partial: 0, failures: 0, doubted: null, offers: null, ...due })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  // Nothing is due at a cloud without a key; it may have one now.
  await tx
    .updateTable('gpu_snapshots')
    .set({ due_at: nowMs })
    .where('id', '=', id)
    .where('due_at', 'is', null)
    .execute()
}

export const gpuClouds = (db: Db): Promise<GpuCloud[]> => db.selectFrom('gpu_clouds').selectAll().execute()

export async function updateGpuCloud(tx: Tx, id: string, change: Updateable<GpuCloudRow>): Promise<void> {
  await tx.updateTable('gpu_clouds').set(change).where('id', '=', id).execute()
}

/** Has a cloud reconciled by this time, or earlier. */
export async function reconcileGpuCloudBy(tx: Tx, id: string, byMs: number): Promise<void> {
  await tx.updateTable('gpu_clouds').set({ due_at: byMs }).where('id', '=', id).where('due_at', '>', byMs).execute()
}

/** Whether the claim of a cloud still stands. */
export async function holdsGpuCloud(tx: Tx, { id, fence }: { id: string; fence: number }): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('gpu_clouds')
    .set({ fence })
    .where('id', '=', id)
    .where('fence', '=', fence)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Every snapshot without its offers, which are large. */
export const gpuSnapshotHeads = (db: Db): Promise<Omit<GpuSnapshot, 'offers'>[]> =>
  db
    .selectFrom('gpu_snapshots')
    .select(['id', 'version', 'fetched_at', 'partial', 'failures', 'doubted', 'due_at', 'lease_until', 'fence'])
    .execute()

/** Leases the refresh of one cloud, whether it is due or not; undefined where another process has it. */
export async function claimGpuSnapshot(db: Db, id: string, nowMs: number, leaseMs: number) {
  const row = await db
    .updateTable('gpu_snapshots')
    .set(({ eb }) => ({ lease_until: nowMs + leaseMs, fence: eb('fence', '+', 1) }))
    .where('id', '=', id)
    .where(({ or, eb }) => or([eb('lease_until', 'is', null), eb('lease_until', '<=', nowMs)]))
    .returning(['id', 'fence'])
    .executeTakeFirst()
  return row
}

export async function gpuSnapshotOffers(db: Db, id: string): Promise<Uint8Array | null> {
  const row = await db.selectFrom('gpu_snapshots').select('offers').where('id', '=', id).executeTakeFirst()
  return row?.offers ?? null
}

/** Applies where the claim still stands; false where it was lost. */
export async function updateGpuSnapshot(
  tx: Tx,
  { id, fence }: { id: string; fence: number },
  change: Updateable<GpuSnapshotRow>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('gpu_snapshots')
    .set(change)
    .where('id', '=', id)
    .where('fence', '=', fence)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function watchGpuTag(tx: Tx, row: GpuWatchedTagRow): Promise<void> {
  await tx
    .insertInto('gpu_watched_tags')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ until_at: row.until_at }))
    .execute()
}

export async function updateGpuWatchedTag(tx: Tx, id: string, change: Updateable<GpuWatchedTagRow>): Promise<void> {
  await tx.updateTable('gpu_watched_tags').set(change).where('id', '=', id).execute()
}

export const gpuWatchedTagsAt = (db: Db, provider: string, nowMs: number): Promise<GpuWatchedTag[]> =>
  db.selectFrom('gpu_watched_tags').selectAll().where('provider', '=', provider).where('until_at', '>', nowMs).execute()

export async function forgetGpuTag(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('gpu_watched_tags').where('id', '=', id).execute()
}

export async function forgetOldGpuTags(tx: Tx, nowMs: number): Promise<void> {
  await tx.deleteFrom('gpu_watched_tags').where('until_at', '<=', nowMs).execute()
}

/** The four characters of this database; the first that asks draws them. */
export async function gpuInstallation(tx: Tx, drawn: string): Promise<string> {
  await sql`INSERT INTO gpu_installation (one, install) VALUES (1, ${drawn}) ON CONFLICT (one) DO NOTHING`.execute(tx)
  const { install } = await tx.selectFrom('gpu_installation').select('install').executeTakeFirstOrThrow()
  return install
}
