/** Money in memory: what a process may still spend of its slices. Every change is one synchronous step. */
import type { Target } from './book.ts'
import type { WindowTerms } from './budget-window.ts'
import type { Draw } from './call-deeds.ts'
import type { Micros } from './ledger.ts'
import type { SliceId } from './slice-deeds.ts'

/** The slice of one target. */
export interface Pot {
  readonly target: Target
  /** As its budget was last read. */
  window: WindowTerms | null
  readonly slice: SliceId
  free: Micros
  /** Σ open holds. */
  held: Micros
  /** Of the last fetch; below half of it the next is fetched ahead. */
  size: Micros
  /** The ledger has the slice. */
  opened: boolean
  /** Given up: nothing is taken from it any more. */
  closed: boolean
  /** Monotonic times. */
  usedAt: number
  callByCallUntil: number
  /** Deeds under way that change the slice, and a count of all changes: the ledger can be compared only at rest. */
  inFlight: number
  moves: number
  fetching: Promise<Micros> | null
}

export const newPot = (target: Target, window: WindowTerms | null, sliceId: string, monotonicMs: number): Pot => ({
  target,
  window,
  slice: { id: sliceId, target },
  free: 0,
  held: 0,
  size: 0,
  opened: false,
  closed: false,
  usedAt: monotonicMs,
  callByCallUntil: 0,
  inFlight: 0,
  moves: 0,
  fetching: null,
})

/** Takes a hold from all of the pots, or from none. */
export function take(pots: readonly Pot[], amount: Micros, monotonicMs: number): boolean {
  if (!pots.every((pot) => !pot.closed && pot.free >= amount)) return false
  for (const pot of pots) {
    pot.free -= amount
    pot.held += amount
    pot.usedAt = monotonicMs
    pot.moves += 1
  }
  return true
}

/** Ends a hold: what was not charged is free again; what was charged beyond it is taken from what is free. */
export function finish(pots: readonly Pot[], held: Micros, charge: Micros, monotonicMs: number): Draw[] {
  return pots.map((pot) => {
    const covered = Math.min(charge, held + pot.free)
    pot.held -= held
    pot.free += held - covered
    pot.usedAt = monotonicMs
    pot.moves += 1
    return { sliceId: pot.slice.id, covered }
  })
}

/** Empties a pot of what is free. */
export function drain(pot: Pot): Micros {
  const { free } = pot
  pot.free = 0
  pot.moves += 1
  return free
}
