/** The bounds of escrow and group commit. Amounts in micro-USD. */
import type { Micros } from './ledger.ts'

/** How long a process may spend its slices without word to the ledger. */
export const leaseMs = 60_000
/** Before the end of the lease, so that clocks may differ by as much. */
export const leaseMarginMs = 10_000
export const renewEveryMs = 20_000
/** A slice that nobody used for so long goes back. */
export const idleMs = 30_000
/** How often a process asks whether others want back what it does not use; half of the second that they wait. */
export const recallPollMs = 250
export const recallWaitMs = 1_000
export const recallRetryMs = 50
/** For so long a target that ran low, or was called back, is held from call by call. */
export const callByCallMs = 5_000
/** Pots in memory; calls of further accounts are held one by one. */
export const potsMax = 10_000
export const walletsMax = 20_000

/** Group commit: how long a deed that somebody waits for is joined by others, and one that nobody waits for. */
export const groupWaitMs = 2
export const gatherMs = 50
export const groupMax = 256
export const queueMax = 50_000
export const retryFirstMs = 50
export const retryMostMs = 5_000

/** The longest call (600 s) and 10 min. */
export const callHoldMs = 1_200_000
/** A keyed call is refused a second time for so long. */
export const onceKeptMs = 7 * 86_400_000
export const tombstoneMs = 86_400_000

/** How slices are cut; tests turn these. */
export interface SliceSizes {
  /** A slice covers so many calls; with less than that free there is none. */
  calls: number
  least: Micros
}

export const sliceSizes: SliceSizes = { calls: 20, least: 1_000_000 }
