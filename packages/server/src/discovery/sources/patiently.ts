import { retryAfterMs } from '@proxyapi/providers'
import { EgressFailure, type FailureKind, toApiError } from '../../egress/failure.ts'
import type { Clock, Random } from '../../runtime.ts'
import type { FetchFailure } from '../health.ts'
import type { DiscoverySettings } from '../settings.ts'

/** How long to go on asking. `endsAt` is on the monotonic clock. */
export interface Patience {
  settings: Pick<DiscoverySettings, 'maxRetries' | 'retryDelayMs'>
  endsAt: number
  signal: AbortSignal
}

interface Answered {
  status: number
  headers: Headers
}

/** The last answer to a question that is asked again, with jitter and as the answer bids, where that may help. */
export async function patiently<T extends Answered>(
  ask: () => Promise<T>,
  patience: Patience,
  parts: { clock: Clock; random: Random },
): Promise<T | EgressFailure> {
  for (let tried = 0; ; tried++) {
    const outcome = await ask().catch(asFailure)
    const wait = waitMs(outcome, tried, patience, parts)
    if (wait === null) return outcome
    await parts.clock.sleep(wait, patience.signal)
  }
}

/** How long to wait before the next try; null where there is none. */
function waitMs(
  outcome: Answered | EgressFailure,
  tried: number,
  { settings, endsAt, signal }: Patience,
  { clock, random }: { clock: Clock; random: Random },
): number | null {
  const { maxRetries, retryDelayMs } = settings
  const mayHelp = outcome instanceof EgressFailure ? transient.has(outcome.kind) : isTransient(outcome.status)
  if (!mayHelp || tried >= maxRetries || signal.aborted) return null
  const asked = outcome instanceof EgressFailure ? 0 : (retryAfterMs(outcome.headers) ?? 0)
  const wait = Math.max(asked, random.float() * retryDelayMs * 2 ** tried)
  return clock.monotonic() + wait < endsAt ? wait : null
}

const transient: ReadonlySet<FailureKind> = new Set(['unresolvable', 'refused', 'reset', 'timeout'])
const isTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500

const messages: { [K in FailureKind]?: string } = {
  timeout: 'The provider did not answer in time.',
  'too-large': 'The provider’s answer is larger than 16 MB.',
  reset: 'The provider closed the connection.',
  refused: 'The provider refused the connection.',
  tls: 'The TLS connection to the provider failed.',
  blocked: 'The provider’s address is not allowed; see egress.allow.',
  aborted: 'The fetch was given up.',
}

/** What is said of an answer that never came. */
export function unreached(failure: EgressFailure): FetchFailure {
  const { code } = toApiError(failure, 'upstream')
  return { code, message: messages[failure.kind] ?? 'The provider could not be reached.' }
}

function asFailure(error: unknown): EgressFailure {
  if (error instanceof EgressFailure) return error
  throw error
}
