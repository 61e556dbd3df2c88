import { ApiError } from '@proxyapi/contract/errors'
import type { Call } from '@proxyapi/providers'
import { operatorId, type Principal } from '../identity/principal.ts'
import { tenantOf } from './cache/cache-key.ts'

/** What other replicas know, too. Neither method may throw. */
export interface SharedPins {
  find(id: string): Promise<string | null>
  /** Forgotten after `ttlMs`. */
  keep(id: string, lane: string, ttlMs: number): void
}

const ttlMs = 24 * 3_600_000
const keptMax = 100_000
const idCharactersMax = 320

/** Which lane keeps an answer that later calls refer to by its id: for 24 hours, at most 100,000 of them. */
export class Pins {
  readonly #shared: SharedPins | null
  /** Oldest first. */
  readonly #kept = new Map<string, { lane: string; until: number }>()

  constructor(shared: SharedPins | null = null) {
    this.#shared = shared
  }

  /** Null: not known, or not any more. */
  find(id: string, now: number): string | null | Promise<string | null> {
    const kept = this.#kept.get(id)
    if (kept !== undefined && kept.until > now) return kept.lane
    return this.#shared === null ? null : this.#shared.find(id)
  }

  keep(id: string, lane: string, now: number): void {
    if (id.length > idCharactersMax) return
    this.#kept.delete(id)
    this.#kept.set(id, { lane, until: now + ttlMs })
    this.#shared?.keep(id, lane, ttlMs)
    for (const [oldest, { until }] of this.#kept) {
      if (this.#kept.size <= keptMax && until > now) return
      this.#kept.delete(oldest)
    }
  }
}

/** Whether a call goes on from something that an upstream keeps. */
export const isPinned = ({ raw, nativeOnly }: Call): boolean => nativeOnly.length > 0 && raw !== null

/**
 * The lane that a call has to go back to; null: it brings everything along. All accounts share the operator's one at an
 * upstream, so what is kept there for somebody else is refused: throws UNSUPPORTED_PARAMETER.
 */
export async function pinOf({ raw }: Call, principal: Principal, pins: Pins, now: number): Promise<string | null> {
  if (raw === null) return null
  const isOperator = principal.userId === operatorId
  if (raw.conversation != null && !isOperator) {
    const text = 'Conversations that the provider keeps are the operator’s; go on with previous_response_id.'
    throw new ApiError('UNSUPPORTED_PARAMETER', text, { param: 'conversation' })
  }
  const id = raw.previous_response_id
  if (typeof id !== 'string') return null
  const lane = id.length <= idCharactersMax ? await pins.find(pinId(principal, id), now) : null
  if (lane !== null || isOperator) return lane
  const text = 'This account has no answer of that id, or not any more: answers can be gone on from for 24 hours.'
  throw new ApiError('UNSUPPORTED_PARAMETER', text, { param: 'previous_response_id' })
}

/** An answer belongs to the account that asked for it. */
export const pinId = (principal: Principal, answerId: string): string => `${tenantOf(principal)} ${answerId}`
