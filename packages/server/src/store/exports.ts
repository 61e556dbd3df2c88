/** Pages of what an account has, in the order of time, up to a moment. Each is a query of its own. */
import { sql } from 'kysely'
import type { LedgerTransfersTable, UsersTable } from './account-tables.ts'
import type { Db } from './database.ts'
import type { GpuSegmentRow } from './gpu-tables.ts'

/** The last row of the page before; null before the first. */
export interface Place {
  at: number
  id: string
}

export interface Stretch {
  after: Place | null
  /** Inclusive: what came later is not part of it. */
  untilMs: number
  limit: number
}

const start: Place = { at: -1, id: '' }

const within = (column: string, { after, untilMs }: Stretch) => {
  const { at, id } = after ?? start
  return sql`(${sql.ref(column)}, id) > (${at}, ${id}) AND ${sql.ref(column)} >= ${at} AND ${sql.ref(column)} <= ${untilMs}`
}

export type Movement = Pick<LedgerTransfersTable, 'id' | 'type' | 'reference' | 'created_at' | 'amount'>

/** Whatever changed the balance: above 0 where it grew. */
export async function readMovements(db: Db, userId: string, stretch: Stretch): Promise<Movement[]> {
  const account = `user:${userId}`
  const { rows } = await sql<Movement>`
    SELECT id, type, reference, created_at, CASE WHEN credit_account = ${account} THEN amount ELSE -amount END AS amount
      FROM ledger_transfers
     WHERE user_id = ${userId} AND (credit_account = ${account} OR debit_account = ${account})
       AND ${within('created_at', stretch)} ORDER BY created_at, id LIMIT ${stretch.limit}`.execute(db)
  return rows
}

/** Stretches of GPUs that the tenant pays for. */
export async function readSegments(db: Db, userId: string, stretch: Stretch): Promise<GpuSegmentRow[]> {
  const { rows } = await sql<GpuSegmentRow>`
    SELECT * FROM gpu_segments WHERE user_id = ${userId} AND payer = 'tenant' AND ${within('from_at', stretch)}
     ORDER BY from_at, id LIMIT ${stretch.limit}`.execute(db)
  return rows
}

export interface CallsOfDay {
  /** Days since 1970, UTC. */
  day: number
  requests: number
  input_tokens: number
  output_tokens: number
  amount: number
}

/** Inference by day; `[fromMs, toMs)`. */
export async function readCallsByDay(db: Db, userId: string, fromMs: number, toMs: number): Promise<CallsOfDay[]> {
  const { rows } = await sql<CallsOfDay>`
    SELECT created_at / 86400000 AS day, COUNT(*) AS requests, CAST(SUM(input_tokens) AS BIGINT) AS input_tokens,
           CAST(SUM(output_tokens) AS BIGINT) AS output_tokens, CAST(SUM(amount) AS BIGINT) AS amount
      FROM usage_records WHERE user_id = ${userId} AND created_at >= ${fromMs} AND created_at < ${toMs}
     GROUP BY created_at / 86400000 ORDER BY 1`.execute(db)
  return rows
}

/** What GPUs cost by day, as it was posted; `[fromMs, toMs)`. */
export async function readGpuCostByDay(db: Db, userId: string, fromMs: number, toMs: number) {
  const { rows } = await sql<{ day: number; amount: number }>`
    SELECT created_at / 86400000 AS day, CAST(SUM(amount) AS BIGINT) AS amount
      FROM ledger_transfers
     WHERE user_id = ${userId} AND type = 'gpu' AND created_at >= ${fromMs} AND created_at < ${toMs}
     GROUP BY created_at / 86400000 ORDER BY 1`.execute(db)
  return rows
}

/** Segments that overlap `[fromMs, toMs)` and are paid by the tenant. */
export const readSegmentsWithin = (db: Db, userId: string, fromMs: number, toMs: number) =>
  db
    .selectFrom('gpu_segments')
    .select(['from_at', 'to_at', 'posted_until'])
    .where('user_id', '=', userId)
    .where('payer', '=', 'tenant')
    .where('kind', '=', 'gpu')
    .where('from_at', '<', toMs)
    .where((eb) => eb.or([eb('to_at', 'is', null), eb('to_at', '>', fromMs)]))
    .execute()

/** When anything was first used; null where nothing was. */
export async function firstUseAt(db: Db, userId: string): Promise<number | null> {
  const { rows } = await sql<{ at: number | null }>`
    SELECT MIN(at) AS at FROM (
      SELECT MIN(created_at) AS at FROM usage_records WHERE user_id = ${userId}
      UNION ALL SELECT MIN(from_at) FROM gpu_segments WHERE user_id = ${userId}) AS firsts`.execute(db)
  return rows[0]?.at ?? null
}

/** All users, oldest first. */
export async function readUserPage(db: Db, stretch: Stretch): Promise<UsersTable[]> {
  const { rows } = await sql<UsersTable>`
    SELECT * FROM users WHERE ${within('created_at', stretch)} ORDER BY created_at, id LIMIT ${stretch.limit}`.execute(
    db,
  )
  return rows
}

export interface Totals {
  user_id: string
  credits: number
  debits: number
  held: number
  /** Refunds and disputes. */
  back: number
}

export async function readTotalsOf(db: Db, userIds: readonly string[]): Promise<Totals[]> {
  if (userIds.length === 0) return []
  const { rows } = await sql<Totals>`
    SELECT a.user_id, a.credits_posted AS credits, a.debits_posted AS debits, a.debits_pending AS held,
           CAST(COALESCE((SELECT SUM(t.amount) FROM ledger_transfers t
                           WHERE t.user_id = a.user_id AND t.debit_account = a.id
                             AND t.type IN ('grant', 'payment', 'subscription', 'refund', 'dispute')), 0) AS BIGINT) AS back
      FROM ledger_accounts a WHERE a.user_id IN (${sql.join(userIds)})`.execute(db)
  return rows
}
