/** Whether a request that failed is sent again, and when. */
import type { FailureKind } from '../egress/failure.ts'
import { CALL_MS_MAX, secondMs, WAIT_MS_MAX } from './limits.ts'

/** What one attempt met that is no good answer. */
export type Failed =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: 'cut'; readonly failure: FailureKind; readonly sent: boolean }

export interface Made {
  readonly method: string
  /** Attempts so far. */
  readonly attempts: number
  readonly elapsedMs: number
  /** 0 ≤ x < 1; spreads the wait by ± 20 %. */
  readonly random: number
}

export interface RetryRules {
  readonly maxRetries: number
  readonly delaySeconds: number
  readonly retryUnsafe: boolean
}

const repeatable: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])
const transient: ReadonlySet<FailureKind> = new Set(['unresolvable', 'refused', 'busy', 'reset', 'timeout', 'protocol'])

/** Sending it again has no second effect. */
export const isRepeatable = (method: string): boolean => repeatable.has(method)

/** Milliseconds until the next attempt; null where there is none. */
export function nextAttempt(failed: Failed, made: Made, rules: RetryRules): number | null {
  const { maxRetries, delaySeconds, retryUnsafe } = rules
  if (made.attempts > maxRetries || !isTransient(failed)) return null
  if (!isRepeatable(made.method) && !retryUnsafe && mayHaveWorked(failed)) return null
  const backoff = Math.min(delaySeconds * secondMs * 2 ** (made.attempts - 1) * (0.8 + 0.4 * made.random), WAIT_MS_MAX)
  const floor = failed.kind === 'answered' ? (failed.retryAfterMs ?? 0) : 0
  const waitMs = Math.round(Math.max(backoff, floor))
  return made.elapsedMs + waitMs < CALL_MS_MAX ? waitMs : null
}

const isTransient = (failed: Failed): boolean =>
  failed.kind === 'cut'
    ? transient.has(failed.failure)
    : failed.status === 408 || failed.status === 429 || failed.status >= 500

/** A service that says so has not begun: 429, and 503 with a time to come back. */
function mayHaveWorked(failed: Failed): boolean {
  if (failed.kind === 'cut') return failed.sent
  return failed.status !== 429 && !(failed.status === 503 && failed.retryAfterMs !== null)
}
