import type { Clock } from '../runtime.ts'
import { admits } from './gcra.ts'
import type { Draw, LimitStore, Slot, Taken } from './limit-store.ts'
import { MemoryLimits } from './memory-limits.ts'

/** This process's part of limits that several processes count each for itself: limit ÷ processes, told as the whole. */
export class LimitShare implements LimitStore {
  readonly #memory: MemoryLimits
  #among = 1

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#memory = new MemoryLimits(clock)
  }

  get among(): number {
    return this.#among
  }

  /** So many processes share; who is alone has all of it. */
  shareAmong(processes: number): void {
    this.#among = Math.max(1, processes)
  }

  take(draws: readonly Draw[], slots: readonly Slot[]): Taken {
    const among = this.#among
    if (among === 1) return this.#memory.take(draws, slots)
    const own = draws.map((draw) => partOf(draw, among))
    const taken = this.#memory.take(
      own,
      slots.map((slot) => ({ ...slot, limit: Math.max(1, Math.floor(slot.limit / among)) })),
    )
    const levels = taken.levels.map((level, at) => wholeOf(level, draws[at] as Draw, own[at] as Draw, taken, among))
    return { ...taken, levels, full: taken.full && slots[slots.findIndex(({ key }) => key === taken.full?.key)]! }
  }

  free(slots: readonly Slot[]): void {
    this.#memory.free(slots)
  }

  correct(draws: readonly Draw[], by: number): void {
    this.#memory.correct(
      draws.map((draw) => partOf(draw, this.#among)),
      by,
    )
  }
}

function partOf(draw: Draw, among: number): Draw {
  const { limit, windowMs, burst } = draw.rate
  const rate = { limit: limit / among, windowMs, burst: Math.max(1, Math.floor(burst / among)) }
  return { ...draw, rate, weight: Math.min(draw.weight, rate.burst) }
}

/** The level that the whole limit would have if all processes were as full; what was refused stays so, and waits as long. */
function wholeOf(level: number, draw: Draw, own: Draw, { isAdmitted }: Taken, among: number): number {
  const { rate, weight } = draw
  if (isAdmitted || admits(level, own.rate, own.weight)) return Math.min(level * among, rate.burst)
  const excess = level + own.weight - own.rate.burst
  return rate.burst - weight + excess * among
}
