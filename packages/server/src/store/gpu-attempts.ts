import type { Selectable, Updateable } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type { AttemptPhase, GpuAttemptRow } from './gpu-tables.ts'

export type GpuAttempt = Selectable<GpuAttemptRow>
export type GpuAttemptChange = Updateable<GpuAttemptRow>

export const openPhases: readonly AttemptPhase[] = ['intent', 'sent', 'unknown', 'live']

export async function insertGpuAttempt(tx: Tx, row: GpuAttemptRow): Promise<void> {
  await tx.insertInto('gpu_attempts').values(row).execute()
}

export async function updateGpuAttempt(tx: Tx, id: string, change: GpuAttemptChange): Promise<void> {
  await tx.updateTable('gpu_attempts').set(change).where('id', '=', id).execute()
}

export const gpuAttempt = (db: Db, id: string): Promise<GpuAttempt | undefined> =>
  db.selectFrom('gpu_attempts').selectAll().where('id', '=', id).executeTakeFirst()

/** The row, kept from other writers until the transaction ends. */
export function lockGpuAttempt(tx: Tx, { dialect }: Store, id: string): Promise<GpuAttempt | undefined> {
  const query = tx.selectFrom('gpu_attempts').selectAll().where('id', '=', id)
  return (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

/** Oldest first. */
export const gpuAttemptsOf = (db: Db, contractIds: readonly string[]): Promise<GpuAttempt[]> =>
  contractIds.length === 0
    ? Promise.resolve([])
    : db.selectFrom('gpu_attempts').selectAll().where('contract_id', 'in', contractIds).orderBy('n').execute()

/** The attempt that a contract stands on: its newest. */
export const currentGpuAttempt = (db: Db, contractId: string): Promise<GpuAttempt> =>
  db
    .selectFrom('gpu_attempts')
    .selectAll()
    .where('contract_id', '=', contractId)
    .orderBy('n', 'desc')
    .executeTakeFirstOrThrow()

/** What may be alive at a cloud. */
export const openGpuAttemptsAt = (db: Db, provider: string): Promise<GpuAttempt[]> =>
  db
    .selectFrom('gpu_attempts')
    .selectAll()
    .where('provider', '=', provider)
    .where('ended_at', 'is', null)
    .where('phase', 'in', openPhases)
    .execute()

export const gpuAttemptsByTag = (db: Db, tags: readonly string[]): Promise<GpuAttempt[]> =>
  tags.length === 0 ? Promise.resolve([]) : db.selectFrom('gpu_attempts').selectAll().where('id', 'in', tags).execute()

/** Machines that a complete list showed. */
export async function sawGpuAttempts(tx: Tx, ids: readonly string[], nowMs: number): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('gpu_attempts')
    .set({ seen_at: nowMs, misses: 0, missed_at: null })
    .where('id', 'in', ids)
    .where('phase', '=', 'live')
    .execute()
}

/** Makes it due now, whatever it waits for, and has the cloud asked. */
export async function nudgeGpuAttempt(tx: Tx, id: string, nowMs: number): Promise<void> {
  await tx
    .updateTable('gpu_attempts')
    .set({ due_at: nowMs, look: 1 })
    .where('id', '=', id)
    .where('phase', 'in', openPhases)
    .execute()
}

/** ULID of the newest contract, in lower case as tags have it; null where there is none. */
export async function newestGpuUlid(db: Db): Promise<string | null> {
  const row = await db
    .selectFrom('gpu_instances')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst()
  return row?.id?.slice('inst_'.length).toLowerCase() ?? null
}
