import { type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type { GpuInstanceRow } from './gpu-tables.ts'

export type GpuInstance = Selectable<GpuInstanceRow>
export type GpuInstanceChange = Updateable<GpuInstanceRow>

export async function insertGpuInstance(tx: Tx, row: GpuInstanceRow): Promise<void> {
  await tx.insertInto('gpu_instances').values(row).execute()
}

export async function updateGpuInstance(tx: Tx, id: string, change: GpuInstanceChange): Promise<void> {
  if (Object.keys(change).length === 0) return
  await tx.updateTable('gpu_instances').set(change).where('id', '=', id).execute()
}

/** Of this owner only; undefined where it is missing or somebody else's. */
export const gpuInstanceOf = (db: Db, userId: string, id: string): Promise<GpuInstance | undefined> =>
  db.selectFrom('gpu_instances').selectAll().where('user_id', '=', userId).where('id', '=', id).executeTakeFirst()

/** For workers, which act for whoever owns it. */
export const gpuInstancesById = (db: Db, ids: readonly string[]): Promise<GpuInstance[]> =>
  ids.length === 0 ? Promise.resolve([]) : db.selectFrom('gpu_instances').selectAll().where('id', 'in', ids).execute()

/** The row, kept from other writers until the transaction ends. */
export function lockGpuInstance(tx: Tx, { dialect }: Store, id: string): Promise<GpuInstance> {
  const query = tx.selectFrom('gpu_instances').selectAll().where('id', '=', id)
  return (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow()
}

/** One create of an owner at a time, so that counts and keys are judged on what is true. */
export async function lockGpuOwner(tx: Tx, { dialect }: Store, userId: string): Promise<void> {
  if (dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(7026916, hashtext(${userId}))`.execute(tx)
}

export const gpuInstanceByKey = (db: Db, userId: string, key: string): Promise<GpuInstance | undefined> =>
  db
    .selectFrom('gpu_instances')
    .selectAll()
    .where('user_id', '=', userId)
    .where('idempotency_key', '=', key)
    .executeTakeFirst()

/** Newest first. */
export const gpuInstancesOfOffer = (db: Db, userId: string, offerIds: readonly string[]): Promise<GpuInstance[]> =>
  db
    .selectFrom('gpu_instances')
    .selectAll()
    .where('user_id', '=', userId)
    .where('offer_id', 'in', offerIds)
    .orderBy('id', 'desc')
    .execute()

export const liveGpuInstancesOf = (db: Db, userId: string): Promise<GpuInstance[]> =>
  db
    .selectFrom('gpu_instances')
    .selectAll()
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute()

export interface GpuInstancePage {
  /** null: every state. */
  statuses: readonly string[] | null
  /** The last id of the page before. */
  after: string | null
  limit: number
}

/** Newest first. */
export function listGpuInstances(db: Db, userId: string, { statuses, after, limit }: GpuInstancePage) {
  let query = db.selectFrom('gpu_instances').selectAll().where('user_id', '=', userId)
  if (statuses) query = query.where('status', 'in', statuses)
  if (after !== null) query = query.where('id', '<', after)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** Contracts that a limit may end or must warn of: with a time limit before `untilMs`, or an idle limit. */
export const limitedGpuInstances = (db: Db, untilMs: number): Promise<GpuInstance[]> =>
  db
    .selectFrom('gpu_instances')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('desired', '!=', 'terminated')
    .where((where) => where.or([where('lease_expires_at', '<=', untilMs), where('idle_ttl_ms', 'is not', null)]))
    .execute()

/** Notes that an instance is in use. */
export async function touchGpuInstance(tx: Tx, id: string, nowMs: number): Promise<void> {
  await tx.updateTable('gpu_instances').set({ used_at: nowMs }).where('id', '=', id).execute()
}
