/** How many attempts a service got, how many failed, how long they took. */
import type { Db } from '../store/database.ts'
import type { IntegrationCountsTable } from '../store/integration-tables.ts'
import { countsSince, type IntegrationPlace, type SummedCount } from '../store/integrations.ts'
import { bucketOf, percentilesOf } from '../store/latency-buckets.ts'
import type { Schemas } from './integration-parts.ts'
import { dayMs, hourMs, SLOT_MS } from './limits.ts'

/** One attempt: it began then, and was answered after so many milliseconds; null: it was not. */
export interface CountedAttempt {
  readonly at: number
  readonly tookMs: number | null
  readonly isError: boolean
}

const unanswered = -1
const allTimes = 0

/** What attempts add to their slots and to the sum of all times. */
export function countRows(place: IntegrationPlace, attempts: readonly CountedAttempt[]): IntegrationCountsTable[] {
  const placed = attempts.flatMap(({ at, tookMs, isError }) => {
    const bucket = tookMs === null ? unanswered : bucketOf(tookMs)
    return [Math.floor(at / SLOT_MS) * SLOT_MS, allTimes].map((slot) => ({ slot, bucket, isError }))
  })
  return [...Map.groupBy(placed, ({ slot, bucket }) => `${slot} ${bucket}`).values()].map((same) => ({
    ...place,
    slot: same[0]?.slot ?? allTimes,
    bucket: same[0]?.bucket ?? unanswered,
    requests: same.length,
    errors: same.filter(({ isError }) => isError).length,
  }))
}

export function metricsOf(counts: readonly SummedCount[]): Schemas['IntegrationMetrics'] {
  const sum = (of: (count: SummedCount) => number) => counts.reduce((total, count) => total + of(count), 0)
  const request_count = sum(({ requests }) => requests)
  const error_count = sum(({ errors }) => errors)
  const answered = counts.filter(({ bucket }) => bucket !== unanswered)
  const latency = answered.map(({ bucket, requests }) => ({ bucket, count: requests }))
  return {
    request_count,
    error_count,
    error_rate: request_count === 0 ? 0 : Math.round((error_count / request_count) * 1e6) / 1e6,
    latency_ms: answered.length === 0 ? null : percentilesOf(latency),
  }
}

/** Of the last hour, by service; a slot more where it has begun before. */
export const lastHour = async (db: Db, userId: string, names: readonly string[], now: number) =>
  byName(await countsSince(db, userId, names, now - hourMs - SLOT_MS), names)

/** Of each service, of all times and of the last day and hour. */
export async function metricsWindows(db: Db, userId: string, names: readonly string[], now: number) {
  const all = byName(await countsSince(db, userId, names, allTimes), names)
  const day = byName(await countsSince(db, userId, names, now - dayMs - SLOT_MS), names)
  const hour = await lastHour(db, userId, names, now)
  return (name: string): Schemas['IntegrationMetricsWindows'] => ({
    all_time: all(name),
    last_24_hours: day(name),
    last_hour: hour(name),
  })
}

function byName(counts: readonly SummedCount[], names: readonly string[]) {
  const grouped = Map.groupBy(counts, ({ integration_id }) => integration_id)
  const made = new Map(names.map((name) => [name, metricsOf(grouped.get(name) ?? [])]))
  return (name: string): Schemas['IntegrationMetrics'] => made.get(name) ?? metricsOf([])
}
