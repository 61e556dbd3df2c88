import type { Updateable } from 'kysely'
import type { DiscoverySourceTable } from '../store/catalog-tables.ts'
import type { StoredSource } from '../store/discovery-sources.ts'
import type { Fetched, FetchFailure, Verdict } from './health.ts'
import { nextDueAt } from './schedule.ts'

type SourceChange = Updateable<DiscoverySourceTable>

/** How a fetch went, apart from what it said. Times are milliseconds. */
export interface Attempt {
  now: number
  durationMs: number
  intervalMs: number
  random: () => number
}

/** What is remembered of a source after a fetch that cannot be trusted. */
export function afterFailure(stored: StoredSource, failure: FetchFailure, attempt: Attempt): SourceChange {
  const { now, durationMs, intervalMs, random } = attempt
  const failures = stored.failures + 1
  return {
    due_at: nextDueAt({ verdict: 'unhealthy', failures, intervalMs }, now, random),
    last_refresh_at: now,
    duration_ms: durationMs,
    failures,
    verdict: 'unhealthy',
    error_code: failure.code,
    error_message: failure.message,
    degraded_since: stored.degraded_since ?? now,
  }
}

/** What is remembered of a source after a fetch that was taken over. */
export function afterWord(
  fetched: Fetched,
  verdict: Exclude<Verdict, { verdict: 'unhealthy' }>,
  attempt: Attempt,
): SourceChange {
  const { now, durationMs, intervalMs, random } = attempt
  const seen: SourceChange = {
    due_at: nextDueAt({ verdict: verdict.verdict, failures: 0, intervalMs }, now, random),
    last_refresh_at: now,
    duration_ms: durationMs,
    failures: 0,
    verdict: verdict.verdict,
    error_code: null,
    error_message: null,
  }
  if (fetched.outcome === 'list') Object.assign(seen, { rows: fetched.statements.length, rejects: fetched.rejected })
  if (verdict.verdict === 'held') {
    // A validator would let the provider repeat the short list as unchanged, and that would count as healthy.
    return { ...seen, held_since: verdict.since, held_absences: verdict.absences, etag: null, last_modified: null }
  }
  if (fetched.outcome === 'list') {
    const { statements, etag, lastModified } = fetched
    Object.assign(seen, { etag, last_modified: lastModified, healthy_rows: statements.length })
  }
  return { ...seen, last_success_at: now, degraded_since: null, held_since: null, held_absences: null }
}
