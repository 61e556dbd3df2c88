/** Requests of an account, summed by the database. */
import { type RawBuilder, sql } from 'kysely'
import type { Micros } from '../ledger/ledger.ts'
import type { Db } from './database.ts'

export type MetricsGroup = 'model' | 'provider' | 'key' | 'operation' | 'code'

/** A part of one row: its requests that took about the same time. */
export interface MetricsPart {
  /** Which of the intervals since 1970. */
  period: number
  first: string | null
  second: string | null
  /** The least milliseconds of its bucket; null where the request is known by its charge alone. */
  latency: number | null
  requests: number
  errors: number
  inputTokens: number
  outputTokens: number
  amount: Micros
}

interface Asked {
  readonly userId: string
  readonly fromMs: number
  readonly toMs: number
  /** Length of an interval; null: all is one. */
  readonly everyMs: number | null
  readonly groups: readonly MetricsGroup[]
}

const columns: Readonly<Record<MetricsGroup, RawBuilder<unknown>>> = {
  model: sql`model`,
  provider: sql`provider`,
  key: sql`key_id`,
  operation: sql`operation`,
  code: sql`code`,
}

const none = sql`CAST(NULL AS TEXT)`

/** As `bucketOf`, in words of every database. */
const bucket = sql`CASE WHEN r.latency_ms < 100 THEN r.latency_ms WHEN r.latency_ms < 1000 THEN r.latency_ms / 10 * 10
  WHEN r.latency_ms < 10000 THEN r.latency_ms / 100 * 100 WHEN r.latency_ms < 100000 THEN r.latency_ms / 1000 * 1000
  ELSE r.latency_ms / 10000 * 10000 END`

/** By interval, then group. What the ledger charged counts, also where the log has lost the request. */
export async function requestMetrics(db: Db, { userId, fromMs, toMs, everyMs, groups }: Asked): Promise<MetricsPart[]> {
  const period = everyMs === null ? sql`CAST(0 AS BIGINT)` : sql`at / ${sql.lit(everyMs)}`
  const [first = none, second = none] = groups.map((group) => columns[group])
  const { rows } = await sql<MetricsPart>`
    WITH calls AS (
      SELECT r.at, r.provider, r.model, r.key_id, r.operation, r.code, ${bucket} AS latency,
             CASE WHEN r.status >= 400 THEN 1 ELSE 0 END AS failed, COALESCE(u.input_tokens, 0) AS input_tokens,
             COALESCE(u.output_tokens, 0) AS output_tokens, COALESCE(u.amount, 0) AS amount
        FROM inference_requests r
        LEFT JOIN usage_records u ON u.user_id = r.user_id AND u.created_at = r.at AND u.request_id = r.id
       WHERE r.user_id = ${userId} AND r.at >= ${fromMs} AND r.at < ${toMs}
      UNION ALL
      SELECT u.created_at, u.provider, CASE WHEN u.provider IS NULL THEN NULL ELSE u.model END, u.key_id, u.operation,
             NULL, NULL, 0, u.input_tokens, u.output_tokens, u.amount
        FROM usage_records u
       WHERE u.user_id = ${userId} AND u.created_at >= ${fromMs} AND u.created_at < ${toMs}
         AND NOT EXISTS (SELECT 1 FROM inference_requests r WHERE r.id = u.request_id)
    )
    SELECT ${period} AS period, ${first} AS first, ${second} AS second, latency, COUNT(*) AS requests,
           CAST(SUM(failed) AS BIGINT) AS errors, CAST(SUM(input_tokens) AS BIGINT) AS "inputTokens",
           CAST(SUM(output_tokens) AS BIGINT) AS "outputTokens", CAST(SUM(amount) AS BIGINT) AS amount
      FROM calls GROUP BY 1, 2, 3, 4`.execute(db)
  return rows
}
