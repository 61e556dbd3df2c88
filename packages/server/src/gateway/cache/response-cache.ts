import type { AnswerEvent } from '@proxyapi/providers'
import type { Prepared } from '../prepare.ts'
import type { AnswerCopy } from './answer-copy.ts'
import { answerBytesMax, compacted } from './cacheable.ts'
import type { TieredCache } from './tiered-cache.ts'

/** An answer that was given before, and by whom. */
export interface CachedAnswer {
  readonly events: readonly AnswerEvent[]
  readonly provider: string
  readonly model: string
  /** Signed reasoning goes back to its maker only. */
  readonly made: { readonly dialect: string; readonly brand: string }
  /** What its lane could not take. */
  readonly dropped: readonly string[]
  readonly deprecatedSince?: number
}

/** Where an answer stands, or will stand. */
export interface CacheSlot {
  readonly tenant: string
  readonly key: string
  /** False: the answer is only stored. */
  readonly reads: boolean
  readonly choices: number
}

/** Answers that wait to be read again and stored; further ones are left out, since a cache may forget. */
const waitingMax = 100

/** Whether an answer in so many choices may be kept. */
type Rule = (events: readonly AnswerEvent[], choices: number) => boolean

/** Answers that were given, for those who ask the same again. */
export class ResponseCache {
  readonly #cache: TieredCache
  readonly #mayKeep: Rule
  readonly #waiting: { slot: CacheSlot; copy: AnswerCopy; prepared: Prepared }[] = []

  constructor(cache: TieredCache, mayKeep: Rule) {
    this.#cache = cache
    this.#mayKeep = mayKeep
  }

  find({ tenant, key, reads }: CacheSlot): CachedAnswer | null | Promise<CachedAnswer | null> {
    if (!reads) return null
    const text = this.#cache.find(tenant, key)
    return text instanceof Promise ? text.then(answerOf) : answerOf(text)
  }

  /** Reads and keeps the answer of an upstream when nothing more urgent is to be done. */
  keepLater(slot: CacheSlot, copy: AnswerCopy, prepared: Prepared): void {
    if (this.#waiting.length >= waitingMax) return
    this.#waiting.push({ slot, copy, prepared })
    if (this.#waiting.length === 1) setImmediate(this.#keepNext)
  }

  readonly #keepNext = () => {
    const [next] = this.#waiting
    if (next === undefined) return
    const answer = answerBy(next.copy, next.prepared)
    if (answer !== null) this.keep(next.slot, answer)
    this.#waiting.shift()
    if (this.#waiting.length > 0) setImmediate(this.#keepNext)
  }

  /** Keeps an answer that may be kept; false: it may not. */
  keep({ tenant, key, choices }: CacheSlot, answer: CachedAnswer): boolean {
    if (!this.#mayKeep(answer.events, choices)) return false
    const text = JSON.stringify({ ...answer, events: compacted(answer.events) })
    if (Buffer.byteLength(text) > answerBytesMax) return false
    this.#cache.keep(tenant, key, text, answer.model)
    return true
  }
}

/** Null where it was too long to be copied. */
function answerBy(copy: AnswerCopy, { dialect, lane, dropped, deprecatedSince: since }: Prepared): CachedAnswer | null {
  const { brand, name } = lane.provider
  const events = copy.events(dialect, brand.quirks)
  if (events === null) return null
  const told = since === undefined ? undefined : { deprecatedSince: since }
  return {
    events,
    provider: name,
    model: lane.model.id,
    made: { dialect: dialect.id, brand: brand.id },
    dropped,
    ...told,
  }
}

const answerOf = (text: string | null): CachedAnswer | null =>
  text === null ? null : (JSON.parse(text) as CachedAnswer)
