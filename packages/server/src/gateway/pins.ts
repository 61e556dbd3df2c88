import type { Call } from '@proxyapi/providers'

/** What other replicas know, too. Neither method may throw. */
export interface SharedPins {
  find(id: string): Promise<string | null>
  /** Forgotten after `ttlMs`. */
  keep(id: string, lane: string, ttlMs: number): void
}

const ttlMs = 24 * 3_600_000
const keptMax = 100_000
const idCharactersMax = 256

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

/** The id of an earlier answer that a call goes on from; null: it brings everything along. */
export function answerReferred({ raw, nativeOnly }: Call): string | null {
  if (nativeOnly.length === 0 || raw === null) return null
  const id = raw.previous_response_id
  return typeof id === 'string' && id.length <= idCharactersMax ? id : null
}
