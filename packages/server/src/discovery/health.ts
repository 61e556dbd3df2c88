import type { ErrorCode } from '@proxyapi/contract/errors'
import type { Statement } from './model.ts'

/** What a source answered. `list` is complete: all pages, each read. */
export type Fetched =
  | { outcome: 'list'; statements: Statement[]; rejected: number; etag: string | null; lastModified: string | null }
  /** The source says that its list is the one that it gave before. */
  | { outcome: 'not-modified' }
  | { outcome: 'failed'; failure: FetchFailure }

export interface FetchFailure {
  code: ErrorCode
  /** In our words; callers see it. */
  message: string
}

/** What is remembered of a source's earlier fetches. */
export interface FetchHistory {
  /** Rows of the last healthy list; null before the first. */
  healthyRows: number | null
  /** When a list that was too short was first held, and which rows it lacked. */
  heldSince: number | null
  heldAbsences: string | null
}

export type Verdict =
  | { verdict: 'healthy' }
  /** Additions and edits count, absences wait. `since` is when the list was first this short. */
  | { verdict: 'held'; since: number; absences: string }
  | { verdict: 'unhealthy'; failure: FetchFailure }

export interface HealthRules {
  /** Share of rows that may be lost at once. */
  dropGuard: number
  /** Believe a short list now. */
  acceptDrop: boolean
}

const validShareMin = 0.99
const confirmAfterMs = 15 * 60_000

const unhealthy = (message: string): Verdict => ({
  verdict: 'unhealthy',
  failure: { code: 'UPSTREAM_PROTOCOL_ERROR', message },
})

/** Whether a fetch may change rows. `absences` names the rows that the list lacks, equal for equal sets. */
export function judgeFetch(
  fetched: Fetched,
  absences: string,
  history: FetchHistory,
  rules: HealthRules,
  now: number,
): Verdict {
  if (fetched.outcome === 'failed') return { verdict: 'unhealthy', failure: fetched.failure }
  if (fetched.outcome === 'not-modified')
    return history.healthyRows === null
      ? unhealthy('The provider says that nothing changed, but it was never read.')
      : { verdict: 'healthy' }
  const { statements, rejected } = fetched
  const rows = statements.length
  if (rows === 0) return unhealthy('The provider’s list has no models.')
  if (rows < (rows + rejected) * validShareMin)
    return unhealthy(`${rejected} of ${rows + rejected} rows of the provider’s list cannot be read.`)
  const isShort = history.healthyRows !== null && rows < history.healthyRows * (1 - rules.dropGuard)
  if (!isShort || rules.acceptDrop) return { verdict: 'healthy' }
  const since = history.heldAbsences === absences ? (history.heldSince ?? now) : now
  return now - since >= confirmAfterMs ? { verdict: 'healthy' } : { verdict: 'held', since, absences }
}
