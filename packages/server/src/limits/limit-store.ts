/** Where buckets and slots are counted: in this process, or for all of them in Redis. */
import type { Rate } from './gcra.ts'

export type Layer = 'ip' | 'principal' | 'user' | 'key' | 'day' | 'route' | 'tokens'

/** What a request takes from one bucket. */
export interface Draw {
  readonly layer: Layer
  /** Begins with the tenant in braces, so that all buckets of a request lie together. */
  readonly key: string
  readonly rate: Rate
  /** 0 only looks. */
  readonly weight: number
}

/** A place among those that may be open at the same time. */
export interface Slot {
  readonly key: string
  readonly limit: number
}

export interface Taken {
  /** False: nothing was taken. */
  readonly isAdmitted: boolean
  /** Of each draw: after it was taken, or as it stands. */
  readonly levels: readonly number[]
  /** The slots that had no room, where the buckets had. */
  readonly full: Slot | null
}

export interface LimitStore {
  /** All or none, in one step. `holder` names what keeps the slots until `free`. */
  take(draws: readonly Draw[], slots: readonly Slot[], holder: string): Taken | Promise<Taken>
  free(slots: readonly Slot[], holder: string): void
  /** Adds to what was taken; a negative amount gives back. */
  correct(draws: readonly Draw[], by: number): void
}
