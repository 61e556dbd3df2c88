import type { Redis } from 'ioredis'
import type { Clock, Metrics } from '../runtime.ts'
import { LimitShare } from './limit-share.ts'
import type { Draw, LimitStore, Slot, Taken } from './limit-store.ts'
import { RedisLimits } from './redis-limits.ts'

interface SharedParts {
  readonly redis: Redis
  readonly clock: Clock
  readonly metrics: Metrics
  /** Names this process among those that share the limits. */
  readonly instance: string
}

const failuresMax = 5
const restMs = 5_000
const beatMs = 5_000
const missedMs = 3 * beatMs
const renewMs = 20_000
const instances = 'limits:instances'

/** Limits in Redis; where that fails, this process's share of them in memory, so that nobody waits and nobody is let loose. */
export class SharedLimits implements LimitStore {
  readonly #parts: SharedParts
  readonly #there: RedisLimits
  readonly #here: LimitShare
  /** Who holds places that were given here. */
  readonly #local = new Set<string>()
  #failures = 0
  #restUntil = Number.NEGATIVE_INFINITY

  constructor(parts: SharedParts) {
    this.#parts = parts
    this.#there = new RedisLimits(parts.redis)
    this.#here = new LimitShare(parts.clock)
  }

  take(draws: readonly Draw[], slots: readonly Slot[], holder: string): Taken | Promise<Taken> {
    if (this.#isResting()) return this.#takeHere(draws, slots, holder)
    return this.#there.take(draws, slots, holder).then(
      (taken) => {
        this.#failures = 0
        return taken
      },
      () => {
        this.#failed()
        return this.#takeHere(draws, slots, holder)
      },
    )
  }

  free(slots: readonly Slot[], holder: string): void {
    if (this.#local.delete(holder)) this.#here.free(slots)
    else this.#there.free(slots, holder)
  }

  correct(draws: readonly Draw[], by: number): void {
    if (this.#isResting()) this.#here.correct(draws, by)
    else this.#there.correct(draws, by)
  }

  jobs() {
    return [
      { name: 'limits.instances', everyMs: beatMs, run: () => this.#beat() },
      { name: 'limits.renew', everyMs: renewMs, run: () => this.#renew() },
    ]
  }

  #isResting(): boolean {
    return this.#parts.clock.monotonic() < this.#restUntil
  }

  #failed(): void {
    this.#failures++
    if (this.#failures < failuresMax) return
    this.#failures = 0
    this.#restUntil = this.#parts.clock.monotonic() + restMs
  }

  #takeHere(draws: readonly Draw[], slots: readonly Slot[], holder: string): Taken {
    const taken = this.#here.take(draws, slots)
    if (taken.isAdmitted && slots.length > 0) this.#local.add(holder)
    return taken
  }

  /** Counts who shares the limits; without an answer the last count stays. */
  async #beat(): Promise<number> {
    const { redis, clock, instance, metrics } = this.#parts
    const now = clock.now()
    const said = await redis
      .multi()
      .zadd(instances, now, instance)
      .zremrangebyscore(instances, '-inf', now - missedMs)
      .zcard(instances)
      .exec()
      .catch(() => null)
    const count = said?.[2]?.[1]
    if (typeof count === 'number') {
      this.#here.shareAmong(count)
      metrics.gauge('proxyapi_limit_instances', count)
    }
    return 0
  }

  async #renew(): Promise<number> {
    if (!this.#isResting()) await this.#there.renew().catch(() => this.#failed())
    return 0
  }
}
