import type { Pico } from './price.ts'

/** A price that is about to replace another. Times are milliseconds. */
export interface PriceMove {
  /** Null is unknown. */
  old: Pico | null
  isOldSuspect: boolean
  new: Pico
  isNewSuspect: boolean
  /** Sources that state the new one. */
  agreeing: number
  /** When a healthy fetch first stated the new one; null: this one. */
  pendingSince: number | null
}

const riseFactor = 10n
const confirmedAfterMs = 24 * 3_600_000

/**
 * Whether a price is taken over. Judged by plausibility, not by inertia: unit errors enter with new rows and leave as
 * huge drops, so a drop is always believed, and a rise to ten times needs a second witness.
 */
export function isAccepted(move: PriceMove, now: number): boolean {
  const { old, isOldSuspect, isNewSuspect, agreeing, pendingSince } = move
  if (old === null) return true
  if (!isNewSuspect && (old === 0 || isOldSuspect)) return true
  const rises = old > 0 && BigInt(move.new) >= BigInt(old) * riseFactor
  if (!isNewSuspect && !(rises && agreeing < 2)) return true
  return pendingSince !== null && now - pendingSince >= confirmedAfterMs
}
