/**
 * The generic cell rate algorithm, kept as a level: what was taken and has not drained yet. In any time t it admits at most
 * B + L·t/W, and no more than B at once. Pure; times are milliseconds of one clock, weights are in the unit of the limit.
 */

export interface Rate {
  /** L: what drains in a window. */
  readonly limit: number
  readonly windowMs: number
  /** B: what is admitted at once. */
  readonly burst: number
}

export interface Bucket {
  level: number
  /** When the level was so. */
  at: number
}

/** For sums of fractions: far below one request in the largest window. */
const tolerance = 1e-6

/** What has not drained by `now`; a clock that goes back drains nothing. */
export function levelAt({ level, at }: Bucket, { limit, windowMs }: Rate, now: number): number {
  const drained = (Math.max(0, now - at) * limit) / windowMs
  return drained >= level ? 0 : level - drained
}

/** A weight beyond the burst waits for an empty bucket and leaves a debt. */
export const admits = (level: number, { burst }: Rate, weight: number): boolean =>
  level + Math.min(weight, burst) <= burst + tolerance

/** Whole units that would be admitted at this level. */
export const remainingOf = (level: number, { burst }: Rate): number =>
  Math.max(0, Math.floor(burst - level + tolerance))

/** Until this weight is admitted, if nothing else comes; 0: now. */
export const waitMsOf = (level: number, { limit, windowMs, burst }: Rate, weight: number): number =>
  admits(level, { limit, windowMs, burst }, weight) ? 0 : ((level + Math.min(weight, burst) - burst) * windowMs) / limit

/** Until nothing counts any more. */
export const emptyMsOf = (level: number, { limit, windowMs }: Rate): number => (level * windowMs) / limit
