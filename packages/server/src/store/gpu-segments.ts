import type { Selectable, Updateable } from 'kysely'
import type { Db, Tx } from './database.ts'
import type { GpuSegmentRow } from './gpu-tables.ts'

export type GpuSegment = Selectable<GpuSegmentRow>

export async function insertGpuSegment(tx: Tx, row: GpuSegmentRow): Promise<void> {
  await tx.insertInto('gpu_segments').values(row).execute()
}

/** In the order of time. */
export const gpuSegmentsOf = (db: Db, attemptId: string): Promise<GpuSegment[]> =>
  db.selectFrom('gpu_segments').selectAll().where('attempt_id', '=', attemptId).orderBy('seq').execute()

export async function updateGpuSegment(tx: Tx, id: string, change: Updateable<GpuSegmentRow>): Promise<void> {
  await tx.updateTable('gpu_segments').set(change).where('id', '=', id).execute()
}

/** Notes a posting; false where another worker has made it. */
export async function postedGpuSegment(
  tx: Tx,
  { id, tick }: Pick<GpuSegment, 'id' | 'tick'>,
  change: Pick<GpuSegment, 'posted_until' | 'cost_posted' | 'charge_posted' | 'cost_rest' | 'charge_rest'>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('gpu_segments')
    .set({ ...change, tick: tick + 1 })
    .where('id', '=', id)
    .where('tick', '=', tick)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Says who pays for what nobody pays for yet. */
export async function decideGpuPayer(tx: Tx, attemptId: string, payer: 'tenant' | 'operator'): Promise<void> {
  await tx
    .updateTable('gpu_segments')
    .set({ payer })
    .where('attempt_id', '=', attemptId)
    .where('payer', '=', 'open')
    .execute()
}

/** Attempts that somebody pays for, seen at work since their last posting, which was before `beforeMs`. */
export async function gpuAttemptsToPost(db: Db, beforeMs: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('gpu_segments as segment')
    .innerJoin('gpu_attempts as attempt', 'attempt.id', 'segment.attempt_id')
    .select('attempt.id')
    .where('segment.to_at', 'is', null)
    .where('segment.payer', '!=', 'open')
    .where('segment.posted_until', '<=', beforeMs)
    .whereRef('segment.posted_until', '<', ({ fn }) => fn.coalesce('attempt.gone_at', 'attempt.seen_at'))
    .orderBy('segment.posted_until')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}
