import { TICK_MS } from './limits.ts'

/** Something with time limits of its own; it ends them by itself when they have passed. */
export interface Watched {
  /** Kept by the clock that watches it. */
  place: number
  check(tick: number): void
}

/**
 * One coarse clock for all calls, so that a call costs no timer and a chunk one assignment. It counts ticks of the event
 * loop and not the time of day: while our own loop stalls, nobody's limit runs out.
 */
export class Deadlines<T extends Watched> implements Iterable<T> {
  #tick = 0
  // Not a Set: what passes through a Set in great numbers outlives the young generation, and every call would.
  readonly #watched: T[] = []
  #timer: NodeJS.Timeout | null = null

  /** Ticks so far. */
  get tick(): number {
    return this.#tick
  }

  add(watched: T): void {
    watched.place = this.#watched.push(watched) - 1
    this.#timer ??= setInterval(() => this.#advance(), TICK_MS).unref()
  }

  delete(watched: T): void {
    if (this.#watched[watched.place] !== watched) return
    const last = this.#watched.pop()
    if (last === undefined || last === watched) return
    last.place = watched.place
    this.#watched[last.place] = last
  }

  /** The first tick at which at least `ms` have passed from now; Infinity stays Infinity. */
  after(ms: number): number {
    return this.#tick + ticksOf(ms)
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#watched.values()
  }

  /** Whether the clock's one timer is set; it is dropped at the first tick with nothing to watch. */
  get running(): boolean {
    return this.#timer !== null
  }

  #advance(): void {
    this.#tick += 1
    // Backwards, because a deletion moves the last one, which has been checked, into the gap.
    for (let place = this.#watched.length - 1; place >= 0; place -= 1) this.#watched[place]?.check(this.#tick)
    if (this.#watched.length > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }
}

/** Rounded up, and one more because the current tick has begun already. */
export function ticksOf(ms: number): number {
  return Math.ceil(ms / TICK_MS) + 1
}
