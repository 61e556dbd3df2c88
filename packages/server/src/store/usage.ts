/** What an account used, summed by the database. Inference counts when it was called, a GPU when it was posted. */
import { type RawBuilder, sql } from 'kysely'
import type { Micros } from '../ledger/ledger.ts'
import type { Db, Dialect } from './database.ts'
import type { Span } from './statements.ts'

export type UsageGrouping = 'day' | 'model' | 'provider' | 'key' | 'operation'

/** A part of the sums of one group; there may be several of a group. */
export interface UsageSum {
  /** A day is its number since 1970. */
  group: string | null
  requests: number
  inputTokens: number
  outputTokens: number
  gpuMs: number
  amount: Micros
}

const dayMs = 86_400_000
const rentals = 'createGpuInstance'

type Group = Readonly<Record<UsageGrouping, RawBuilder<string | null>>>

const callGroups: Group = {
  day: sql`CAST(created_at / ${sql.lit(dayMs)} AS TEXT)`,
  model: sql`COALESCE(provider || ':', '') || model`,
  provider: sql`provider`,
  key: sql`key_id`,
  operation: sql`operation`,
}

const rentalGroups = (day: RawBuilder<unknown>): Group => ({
  day: sql`CAST(${day} AS TEXT)`,
  model: sql`CAST(NULL AS TEXT)`,
  provider: sql`a.provider`,
  key: sql`h.key_id`,
  operation: sql`CAST(${rentals} AS TEXT)`,
})

const posted = rentalGroups(sql`t.created_at / ${sql.lit(dayMs)}`)
const rented = rentalGroups(sql`b.day`)

/** Inference as it was recorded: what the ledger charged for it, and on an unmetered account would have. */
export async function callUsage(db: Db, userId: string, span: Span, grouping: UsageGrouping): Promise<UsageSum[]> {
  const { rows } = await sql<UsageSum>`
    SELECT ${callGroups[grouping]} AS "group", COUNT(provider) AS requests, 0 AS "gpuMs",
           CAST(SUM(input_tokens) AS BIGINT) AS "inputTokens", CAST(SUM(output_tokens) AS BIGINT) AS "outputTokens",
           CAST(SUM(amount) AS BIGINT) AS amount
      FROM usage_records
     WHERE user_id = ${userId} AND created_at >= ${span.fromMs} AND created_at < ${span.toMs}
       AND (provider IS NOT NULL OR amount > 0)
     GROUP BY 1`.execute(db)
  return rows
}

/** The attempt in a posting key: `seg:<attempt>:<stretch>:<posting>`. */
const attemptOf: Record<Dialect, RawBuilder<string>> = {
  sqlite: sql`substr(t.posting_key, 5, instr(substr(t.posting_key, 5), ':') - 1)`,
  postgres: sql`split_part(t.posting_key, ':', 2)`,
}

/** What the ledger charged for GPUs. */
export async function rentalCost(
  db: Db,
  dialect: Dialect,
  userId: string,
  span: Span,
  grouping: UsageGrouping,
): Promise<UsageSum[]> {
  const { rows } = await sql<UsageSum>`
    SELECT ${posted[grouping]} AS "group", 0 AS requests, 0 AS "inputTokens", 0 AS "outputTokens", 0 AS "gpuMs",
           CAST(SUM(t.amount) AS BIGINT) AS amount
      FROM ledger_transfers t
      LEFT JOIN ledger_holds h ON h.id = t.hold_id
      LEFT JOIN gpu_attempts a ON a.id = ${attemptOf[dialect]}
     WHERE t.user_id = ${userId} AND t.credit_account = 'revenue:gpu'
       AND t.created_at >= ${span.fromMs} AND t.created_at < ${span.toMs}
     GROUP BY 1`.execute(db)
  return rows
}

/** How long GPUs ran for the account, as far as it was posted; a stretch over midnight belongs to both days. */
export async function rentalTime(db: Db, userId: string, span: Span, grouping: UsageGrouping): Promise<UsageSum[]> {
  const [fromMs, toMs] = [sql`CAST(${span.fromMs} AS BIGINT)`, sql`CAST(${span.toMs} AS BIGINT)`]
  const day = sql.lit(dayMs)
  const whole = sql`SELECT CAST(0 AS BIGINT) AS day, ${fromMs} AS begins, ${toMs} AS ends`
  const days = sql`
    SELECT day, CASE WHEN day * ${day} < ${fromMs} THEN ${fromMs} ELSE day * ${day} END AS begins,
           CASE WHEN (day + 1) * ${day} > ${toMs} THEN ${toMs} ELSE (day + 1) * ${day} END AS ends FROM days`
  const { rows } = await sql<UsageSum>`
    WITH RECURSIVE days (day) AS (
      SELECT ${fromMs} / ${day} UNION ALL SELECT day + 1 FROM days WHERE (day + 1) * ${day} < ${toMs}
    ), b AS (${grouping === 'day' ? days : whole})
    SELECT ${rented[grouping]} AS "group", 0 AS requests, 0 AS "inputTokens", 0 AS "outputTokens", 0 AS amount,
           CAST(SUM(CASE WHEN s.posted_until < b.ends THEN s.posted_until ELSE b.ends END
                    - CASE WHEN s.from_at > b.begins THEN s.from_at ELSE b.begins END) AS BIGINT) AS "gpuMs"
      FROM gpu_segments s JOIN b ON s.from_at < b.ends AND s.posted_until > b.begins
      JOIN gpu_attempts a ON a.id = s.attempt_id
      JOIN gpu_instances i ON i.id = s.contract_id
      LEFT JOIN ledger_holds h ON h.id = i.hold_id
     WHERE s.user_id = ${userId} AND s.payer <> 'operator' AND s.kind IN ('gpu', 'prepaid_min')
     GROUP BY 1`.execute(db)
  return rows
}
