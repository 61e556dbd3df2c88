/** Our own limits for calls to providers: how fast a provider may be called, whoever calls. Times are milliseconds. */
import type { BucketSettings, ProviderSettings } from './provider-settings.ts'

const keptMax = 10_000

/** Token buckets of this process, at most two for each provider. A bucket is kept as the time at which it will be full. */
export class BucketBook {
  readonly #fullAt = new Map<string, number>()

  /** Until a call may go out; 0: now. */
  waitMs({ name, buckets }: ProviderSettings, now: number): number {
    let wait = 0
    for (let at = 0; at < buckets.length; at++) {
      const { everyMs, burst } = buckets[at] as BucketSettings
      const fullAt = this.#fullAt.get(`${at} ${name}`) ?? 0
      wait = Math.max(wait, fullAt + everyMs - burst * everyMs - now)
    }
    return wait
  }

  /** Takes one token of each bucket of a provider; false, and none taken, where one is empty. */
  take(provider: ProviderSettings, now: number): boolean {
    if (provider.buckets.length === 0) return true
    if (this.waitMs(provider, now) > 0) return false
    for (const [at, { everyMs }] of provider.buckets.entries()) {
      const key = `${at} ${provider.name}`
      const fullAt = Math.max(this.#fullAt.get(key) ?? 0, now) + everyMs
      this.#fullAt.delete(key)
      this.#fullAt.set(key, fullAt)
    }
    this.#forget()
    return true
  }

  #forget(): void {
    for (const [key] of this.#fullAt) {
      if (this.#fullAt.size <= keptMax) return
      this.#fullAt.delete(key)
    }
  }
}
