import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { usdOf } from '../ledger/money.ts'
import type { Clock } from '../runtime.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Db } from '../store/database.ts'
import { percentilesOf } from '../store/latency-buckets.ts'
import { type MetricsGroup, type MetricsPart, requestMetrics } from '../store/request-metrics.ts'

type Schemas = components['schemas']
type Row = Schemas['UsageMetricsRow']

export interface MetricsQuery {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly interval: 'hour' | 'day' | 'none'
  readonly group_by?: readonly MetricsGroup[] | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const usualMs = 30 * dayMs
const longestMs = 400 * dayMs
const lengths = { hour: hourMs, day: dayMs, none: null } as const

/** Sums of an account's requests by time and group. Throws INVALID_REQUEST for no time or too much of it, INVALID_CURSOR. */
export async function usageMetrics(
  { db, cursors, clock }: { db: Db; cursors: Cursors; clock: Pick<Clock, 'now'> },
  userId: string,
  { limit, cursor, ...query }: MetricsQuery,
): Promise<Schemas['UsageMetrics']> {
  const { interval, group_by: groups = [] } = query
  const scope = `metrics ${JSON.stringify([userId, query])}`
  const after = cursor === undefined ? null : cursors.read(scope, cursor)
  const everyMs = lengths[interval]
  const parts = await requestMetrics(db, { userId, everyMs, groups, ...spanOf(query, clock.now()) })
  const sorted = [...Map.groupBy(parts, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1))
  const left = sorted.filter(([key]) => after === null || key > after)
  const page = left.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(([, list]) => rowOf(list, everyMs, groups)),
    count: page.length,
    next_cursor: left.length > limit && last ? cursors.write(scope, last[0]) : null,
  }
}

/** Whole hours, or days where those are wanted. */
function spanOf({ from, to, interval }: Omit<MetricsQuery, 'limit'>, now: number): { fromMs: number; toMs: number } {
  const unit = interval === 'day' ? dayMs : hourMs
  const end = to === undefined ? now : Date.parse(to)
  const begin = from === undefined ? end - usualMs : Date.parse(from)
  if (begin >= end) throw wrong('is not before `to`')
  if (end - begin > longestMs) throw wrong('is more than 400 days before `to`')
  return { fromMs: Math.floor(begin / unit) * unit, toMs: Math.ceil(end / unit) * unit }
}

const wrong = (message: string): ApiError =>
  new ApiError('INVALID_REQUEST', `query.from: ${message}`, { details: [{ path: 'query.from', message }] })

const digits = 9

/** In the order of rows: by time, then by group, those without one first. */
const keyOf = ({ period, first, second }: MetricsPart): string =>
  JSON.stringify([String(period).padStart(digits, '0'), first ?? '', first !== null, second ?? '', second !== null])

function rowOf(parts: readonly MetricsPart[], everyMs: number | null, groups: readonly MetricsGroup[]): Row {
  const [one] = parts
  const sum = (of: (part: MetricsPart) => number) => parts.reduce((total, part) => total + of(part), 0)
  const requests = sum((part) => part.requests)
  const errors = sum((part) => part.errors)
  const named = Object.fromEntries(
    groups.map((group, index) => [group === 'key' ? 'key_id' : group, index === 0 ? one?.first : one?.second]),
  )
  return {
    at: everyMs === null ? null : new Date((one?.period ?? 0) * everyMs).toISOString(),
    ...named,
    requests,
    errors,
    error_rate: Math.round((errors / requests) * 1e6) / 1e6,
    input_tokens: sum((part) => part.inputTokens),
    output_tokens: sum((part) => part.outputTokens),
    cost: usdOf(sum((part) => part.amount)),
    latency_ms: percentilesOf(
      parts.flatMap(({ latency, requests }) => (latency === null ? [] : [{ bucket: latency, count: requests }])),
    ),
  }
}
