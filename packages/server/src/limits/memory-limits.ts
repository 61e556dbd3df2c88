import type { Clock } from '../runtime.ts'
import { admits, type Bucket, emptyMsOf, levelAt, type Rate } from './gcra.ts'
import type { Draw, LimitStore, Slot, Taken } from './limit-store.ts'

interface Kept extends Bucket {
  rate: Rate
}

const bucketsMax = 100_000
/** Buckets that are looked at, in turn, for each new one. */
const lookedAt = 8

/** Limits of this process. A bucket that nothing counts in is forgotten first, then the one that soonest would be. */
export class MemoryLimits implements LimitStore {
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #bucketsMax: number
  readonly #buckets = new Map<string, Kept>()
  readonly #open = new Map<string, number>()
  #turn = this.#buckets.entries()

  constructor(clock: Pick<Clock, 'monotonic'>, most = bucketsMax) {
    this.#clock = clock
    this.#bucketsMax = most
  }

  get size(): number {
    return this.#buckets.size
  }

  take(draws: readonly Draw[], slots: readonly Slot[]): Taken {
    const now = this.#clock.monotonic()
    const levels: number[] = []
    let isAdmitted = true
    for (const { key, rate, weight } of draws) {
      const bucket = this.#buckets.get(key)
      const level = bucket === undefined ? 0 : levelAt(bucket, rate, now)
      levels.push(level)
      if (!admits(level, rate, weight)) isAdmitted = false
    }
    if (!isAdmitted) return { isAdmitted, levels, full: null }
    for (const slot of slots)
      if ((this.#open.get(slot.key) ?? 0) >= slot.limit) return { isAdmitted: false, levels, full: slot }
    for (let at = 0; at < draws.length; at++) {
      const draw = draws[at] as Draw
      const level = (levels[at] as number) + draw.weight
      levels[at] = level
      if (draw.weight > 0) this.#keep(draw.key, draw.rate, level, now)
    }
    for (const { key } of slots) this.#open.set(key, (this.#open.get(key) ?? 0) + 1)
    return { isAdmitted, levels, full: null }
  }

  free(slots: readonly Slot[]): void {
    for (const { key } of slots) {
      const left = (this.#open.get(key) ?? 0) - 1
      if (left > 0) this.#open.set(key, left)
      else this.#open.delete(key)
    }
  }

  correct(draws: readonly Draw[], by: number): void {
    const now = this.#clock.monotonic()
    for (const { key, rate } of draws) {
      const bucket = this.#buckets.get(key)
      const level = bucket === undefined ? 0 : levelAt(bucket, rate, now)
      this.#keep(key, rate, Math.max(0, level + by), now)
    }
  }

  #keep(key: string, rate: Rate, level: number, now: number): void {
    const bucket = this.#buckets.get(key)
    if (bucket !== undefined) {
      bucket.level = level
      bucket.at = now
      bucket.rate = rate
      return
    }
    this.#forget(now)
    this.#buckets.set(key, { level, at: now, rate })
  }

  /** Makes room for one more. */
  #forget(now: number): void {
    let soonest: string | null = null
    let soonestMs = Number.POSITIVE_INFINITY
    for (let looked = 0; looked < lookedAt && this.#buckets.size > 0; looked++) {
      const next = this.#turn.next()
      if (next.done) {
        this.#turn = this.#buckets.entries()
        continue
      }
      const [key, bucket] = next.value
      const ms = emptyMsOf(levelAt(bucket, bucket.rate, now), bucket.rate)
      if (ms === 0) this.#buckets.delete(key)
      else if (ms < soonestMs) {
        soonest = key
        soonestMs = ms
      }
    }
    if (this.#buckets.size >= this.#bucketsMax && soonest !== null) this.#buckets.delete(soonest)
  }
}
