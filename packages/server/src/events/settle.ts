import type { ErrorCode } from '@proxyapi/contract/errors'
import { FAILING_MAX_MS, GAPS_MS, RETRY_AFTER_MAX_MS } from './limits.ts'

/** What one attempt met. */
export type Outcome =
  | { kind: 'answered'; status: number; retryAfterMs: number | null }
  | { kind: 'failed'; code: ErrorCode }
  /** Refused by the address guard: not one byte was sent. */
  | { kind: 'blocked'; code: ErrorCode }

export interface Attempted {
  /** Attempts made, this one included. */
  attempt: number
  /** Since when the endpoint has only failed; null where the attempt before this one succeeded. */
  failingSince: number | null
}

/** What becomes of a delivery, and why its endpoint is disabled, where it is. */
export type Verdict =
  | { state: 'delivered' }
  | { state: 'retry'; at: number; disable: null }
  | { state: 'dead' | 'blocked'; disable: string | null }

const goneStatus = 410
const disabledReasons = {
  gone: 'The endpoint answered 410.',
  failing: 'Only failures for 5 days.',
} as const

/** `random` is 0 ≤ x < 1 and spreads the gaps by ± 10 %. */
export function settle(attempted: Attempted, outcome: Outcome, nowMs: number, random: number): Verdict {
  if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) return { state: 'delivered' }
  const disable = disableReason(attempted, outcome, nowMs)
  if (outcome.kind === 'blocked') return { state: 'blocked', disable }
  const gap = GAPS_MS[attempted.attempt]
  if (disable !== null || gap === undefined) return { state: 'dead', disable }
  return { state: 'retry', at: nowMs + Math.round(Math.max(gap * (0.9 + 0.2 * random), askedMs(outcome))), disable }
}

function disableReason({ failingSince }: Attempted, outcome: Outcome, nowMs: number): string | null {
  if (outcome.kind === 'answered' && outcome.status === goneStatus) return disabledReasons.gone
  return failingSince !== null && nowMs - failingSince >= FAILING_MAX_MS ? disabledReasons.failing : null
}

/** How long the receiver asked to be left alone, where its status entitles it to. */
function askedMs(outcome: Outcome): number {
  if (outcome.kind !== 'answered' || outcome.retryAfterMs === null) return 0
  return outcome.status === 429 || outcome.status >= 500 ? outcome.retryAfterMs : 0
}

/** `Retry-After` in seconds or as an HTTP date; null where it says nothing, is over, or asks for more than a day. */
export function readRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null
  const ms = /^\d+$/.test(value)
    ? Number(value) * 1_000
    : /^[A-Z][a-z]{2}, /.test(value)
      ? Date.parse(value) - nowMs
      : 0
  return ms > 0 && ms <= RETRY_AFTER_MAX_MS ? ms : null
}
