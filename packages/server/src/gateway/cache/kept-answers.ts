import type { PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../../runtime.ts'
import type { RepeatKey } from '../admission.ts'
import type { Filtering } from '../filter/filtering.ts'
import type { CallIdentity } from '../meter.ts'
import type { Delivery } from '../passage.ts'
import type { Plan } from '../plan-call.ts'
import type { Prepared } from '../prepare.ts'
import type { ChatRequest } from '../understand.ts'
import { AnswerCopy, copied } from './answer-copy.ts'
import { keyedSlot, slotOf } from './cache-slot.ts'
import { answerBytesMax } from './cacheable.ts'
import { replayed } from './replay.ts'
import type { CachedAnswer, CacheSlot, ResponseCache } from './response-cache.ts'

export interface AnswerStores {
  /** Null where it is switched off. */
  readonly cache: ResponseCache | null
  /** What calls with an idempotency key were answered. */
  readonly keyedAnswers: ResponseCache
}

interface Hit {
  readonly answer: CachedAnswer
  readonly reply: PlainReply
}

/** What one call has to do with answers: it looks for those that were given before, and leaves its own to the next. */
export class KeptAnswers {
  readonly #request: ChatRequest
  readonly #plan: Plan
  readonly #stores: AnswerStores
  readonly #runtime: Runtime
  readonly #filtering: Filtering
  readonly #slot: CacheSlot | null
  readonly #keyed: CacheSlot | null
  readonly #copy = new AnswerCopy(answerBytesMax)

  constructor(
    request: ChatRequest,
    plan: Plan,
    filtering: Filtering,
    stores: AnswerStores,
    runtime: Runtime,
    key: RepeatKey | undefined,
  ) {
    this.#request = request
    this.#plan = plan
    this.#filtering = filtering
    this.#stores = stores
    this.#runtime = runtime
    this.#slot = stores.cache === null ? null : slotOf(request, plan)
    this.#keyed = key === undefined ? null : keyedSlot(request, key, plan.choices)
  }

  /** What is to be told of the cache as long as it has no answer. */
  get state(): 'miss' | 'off' {
    return this.#slot === null ? 'off' : 'miss'
  }

  /** Null where there is no answer yet, or none that can be told in the caller's dialect. */
  async fromCache(identity: CallIdentity): Promise<Hit | null> {
    if (this.#slot === null) return null
    const answer = await this.#stores.cache?.find(this.#slot)
    if (answer == null) {
      const provider = this.#plan.candidates[0]?.lane.provider.name ?? ''
      this.#runtime.metrics.count('cache_misses_total', { cache: 'response', provider })
      return null
    }
    const reply = await this.#told(answer, identity)
    return reply && { answer, reply }
  }

  /** The answer that the key got, which was paid then; null where it is not there any more, or the error is another one. */
  async fromKey(error: unknown, identity: CallIdentity): Promise<PlainReply | null> {
    const isDone = error instanceof ApiError && error.code === 'IDEMPOTENCY_RESULT_UNAVAILABLE'
    const answer = isDone && this.#keyed !== null ? await this.#stores.keyedAnswers.find(this.#keyed) : null
    const reply = answer && (await this.#told(answer, identity))
    return reply && { ...reply, headers: { ...reply.headers, 'Idempotent-Replayed': 'true' } }
  }

  /** The delivery of a call whose answer may be kept. */
  copying(delivery: Delivery): Delivery {
    return this.#slot === null && this.#keyed === null ? delivery : copied(delivery, this.#copy)
  }

  /** Keeps the answer that was delivered last. */
  keep(prepared: Prepared): void {
    const { cache, keyedAnswers } = this.#stores
    if (this.#slot !== null) cache?.keepLater(this.#slot, this.#copy, prepared)
    if (this.#keyed !== null) keyedAnswers.keepLater(this.#keyed, this.#copy, prepared)
  }

  async #told(answer: CachedAnswer, identity: CallIdentity): Promise<PlainReply | null> {
    try {
      // It was stored as the upstream said it, and rules may have changed since.
      const events = await this.#filtering.judgeAnswer(answer.events)
      const reply = replayed({ ...answer, events }, this.#request, this.#plan, identity, this.#runtime)
      return { ...reply, headers: { ...reply.headers, ...this.#filtering.headers() } }
    } catch (error) {
      const { requestId } = this.#request
      if (!(error instanceof ApiError))
        this.#runtime.log.error('A stored answer could not be told', { request_id: requestId, error })
      return null
    }
  }
}
