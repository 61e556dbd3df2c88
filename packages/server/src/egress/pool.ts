/** Connections that their owner keeps apart from all others, even to the same origin. */
export interface Pool {
  readonly name: string
  readonly maxOpen: number
  /** Calls that wait for one of them; further ones fail at once as `busy`. */
  readonly maxWaiting: number
  /** A call that waited so long fails as `busy`. */
  readonly waitMs: number
  /** An idle connection is kept so long. */
  readonly idleMs: number
}
