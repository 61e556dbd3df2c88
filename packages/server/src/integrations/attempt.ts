/** One request to a registered service, and what came of it. */
import type { Egress } from '../egress/egress.ts'
import { EgressFailure, toApiError } from '../egress/failure.ts'
import type { EgressCall } from '../egress/plan.ts'
import { readRetryAfter } from '../events/settle.ts'
import type { Clock } from '../runtime.ts'
import { ANSWER_BYTES_MAX } from './limits.ts'
import type { Failed } from './next-attempt.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

export type Attempt = { readonly at: number; readonly tookMs: number } & (
  | { readonly kind: 'answered'; readonly answer: Answer; readonly retryAfterMs: number | null }
  | { readonly kind: 'cut'; readonly failure: EgressFailure }
)

export type Outgoing = Pick<EgressCall, 'method' | 'url' | 'headers' | 'body' | 'hops'>

interface AttemptParts {
  readonly egress: Pick<Egress, 'request'>
  readonly clock: Clock
}

/** Throws only what is no failure of the way out. */
export async function attempt(
  outgoing: Outgoing,
  limitMs: number,
  signal: AbortSignal,
  { egress, clock }: AttemptParts,
): Promise<Attempt> {
  const at = clock.now()
  const began = clock.monotonic()
  const took = () => Math.max(0, clock.monotonic() - began)
  try {
    const limits = { headersMs: limitMs, idleMs: limitMs, totalMs: limitMs, maxBytes: ANSWER_BYTES_MAX }
    const response = await egress.request({ class: 'target', ...outgoing, limits, signal })
    const bytes = await response.bytes(ANSWER_BYTES_MAX)
    const { status, headers } = response
    const retryAfterMs = readRetryAfter(headers.get('retry-after'), clock.now())
    const answer = { status, headers: Object.fromEntries(headers), bytes }
    return { at, tookMs: took(), kind: 'answered', answer, retryAfterMs }
  } catch (failure) {
    if (!(failure instanceof EgressFailure)) throw failure
    return { at, tookMs: took(), kind: 'cut', failure }
  }
}

/** The address was refused, or the request cannot be sent at all: there was no attempt. */
export const wasSent = (made: Attempt): boolean =>
  made.kind === 'answered' || !['blocked', 'invalid'].includes(made.failure.kind)

export const isGood = (made: Attempt): made is Attempt & { kind: 'answered' } =>
  made.kind === 'answered' && made.answer.status < 400

export const failedOf = (made: Attempt): Failed =>
  made.kind === 'answered'
    ? { kind: 'answered', status: made.answer.status, retryAfterMs: made.retryAfterMs }
    : { kind: 'cut', failure: made.failure.kind, sent: made.failure.sent }

/** Whether it speaks of the health of the service: what the caller did wrong, or broke off, does not. */
export function metBy(made: Attempt): 'success' | 'failure' | 'nothing' {
  if (made.kind === 'answered') return made.answer.status >= 500 || made.answer.status === 408 ? 'failure' : 'success'
  return ['blocked', 'invalid', 'aborted', 'too-large'].includes(made.failure.kind) ? 'nothing' : 'failure'
}

/** The code of its row of the error table; null where it was good. */
export function codeOf(made: Attempt) {
  if (isGood(made)) return null
  return made.kind === 'answered' ? 'TARGET_HTTP_ERROR' : toApiError(made.failure, 'target').code
}
