/** Whether a failed attempt is repeated. Pure: the table of the guide "Retries and idempotency". */
import { errorRetry, retriedStatuses } from '../generated/error-codes.ts'
import { retryAfterMsOf } from './retry-after.ts'

export interface AttemptOutcome {
  /** `not-sent`: no byte left. `unknown`: it may have been received. `answered`: a status came. */
  kind: 'not-sent' | 'unknown' | 'answered'
  status?: number
  headers?: Headers
  code?: string | null
}

export interface RetryRules {
  maxRetries: number
  retryDelay: number
  /** GET, HEAD, PUT, DELETE, or a call that carries an Idempotency-Key. */
  repeatable: boolean
  /** Milliseconds until the call's deadline; Infinity without one. */
  remainingMs: number
}

export type RetryVerdict = { retry: true; waitMs: number } | { retry: false }

const waitMsMax = 8_000
const retryAfterMsMax = 60_000

/** `attempt` counts from 0. */
export function decideRetry(
  attempt: number,
  outcome: AttemptOutcome,
  rules: RetryRules,
  now: number,
  random: () => number,
): RetryVerdict {
  if (attempt >= rules.maxRetries || !mayRepeat(outcome, rules.repeatable)) return { retry: false }
  const asked = outcome.headers ? retryAfterMsOf(outcome.headers, now) : null
  if (asked !== null && asked > retryAfterMsMax) return { retry: false }
  const backoff = Math.min(rules.retryDelay * 2 ** attempt, waitMsMax) * (0.5 + 0.5 * random())
  const waitMs = asked ?? backoff
  return waitMs < rules.remainingMs ? { retry: true, waitMs } : { retry: false }
}

function mayRepeat({ kind, status = 0, headers, code }: AttemptOutcome, repeatable: boolean): boolean {
  if (kind === 'not-sent') return true
  if (kind === 'unknown') return repeatable
  const overload = status === 429 || status === 503
  const said = headers?.get('x-should-retry')
  if (said === 'false') return false
  if (said === 'true') return repeatable || overload
  const known = code ? errorRetry[code] : undefined
  if (known !== undefined) return known && (repeatable || overload)
  return repeatable ? retriedStatuses.has(status) : overload
}
