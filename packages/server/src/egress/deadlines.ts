import { TICK_MS } from './limits.ts'

/** Something with time limits of its own; it ends them by itself when they have passed. */
export interface Watched {
  check(tick: number): void
}

/**
 * One coarse clock for all calls, so that a call costs no timer and a chunk one assignment. It counts ticks of the event
 * loop and not the time of day: while our own loop stalls, nobody's limit runs out.
 */
export class Deadlines<T extends Watched> implements Iterable<T> {
  tick = 0
  readonly #watched = new Set<T>()
  #timer: NodeJS.Timeout | null = null

  add(watched: T): void {
    this.#watched.add(watched)
    this.#timer ??= setInterval(() => this.#advance(), TICK_MS).unref()
  }

  delete(watched: T): void {
    this.#watched.delete(watched)
  }

  /** The first tick at which at least `ms` have passed from now; Infinity stays Infinity. */
  after(ms: number): number {
    return this.tick + ticksOf(ms)
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#watched.values()
  }

  /** Whether the clock's one timer is set; it is dropped at the first tick with nothing to watch. */
  get running(): boolean {
    return this.#timer !== null
  }

  #advance(): void {
    this.tick += 1
    for (const watched of this.#watched) watched.check(this.tick)
    if (this.#watched.size > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }
}

/** Rounded up, and one more because the current tick has begun already. */
export function ticksOf(ms: number): number {
  return Math.ceil(ms / TICK_MS) + 1
}
