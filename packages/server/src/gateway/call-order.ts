import type { ApiError } from '@proxyapi/contract/errors'
import type { AttemptLimits } from './deadlines.ts'
import type { Run } from './meter.ts'
import type { Delivery } from './passage.ts'
import type { Prepared, Refused } from './prepare.ts'
import type { Lane } from './provider-settings.ts'
import type { Candidate } from './route.ts'
import type { UpstreamCall } from './upstream-call.ts'

/** One call as the loop gets it: everything that was decided before the first upstream is asked. */
export interface CallOrder {
  readonly requestId: string
  readonly candidates: readonly Candidate[]
  /** How the answer of this run reaches its caller. */
  delivery(run: Run): Delivery
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal
  /** By the monotonic clock. */
  readonly arrivedAt: number
  /** Until the answer begins. */
  readonly requestMs: number
  /** Upstream calls, retries included. */
  readonly attemptsMax: number
  /** Of the next upstream call, from 1; absent: by its place in the run. */
  number?(): number
  prepare(lane: Lane): Prepared | Refused
  limits(lane: Lane, hasOthers: boolean): AttemptLimits
  headers(answered: UpstreamCall, run: Run): Record<string, string>
  /** Raises the hold where more is said than it covers; false where the balance refuses. */
  covers(answered: UpstreamCall): boolean | Promise<boolean>
  /** What a running stream has used so far. */
  note(): void
  /** The end, once. `error` is null where the answer is complete. */
  done(error: ApiError | null): void
}
