/** Latencies in buckets that can be added up: two digits and zeros, so a bucket is at most 10 % wide. */

/** The least milliseconds of the bucket that holds this many. */
export function bucketOf(ms: number): number {
  const whole = Math.max(0, Math.floor(ms))
  const width = widthAt(whole)
  return Math.floor(whole / width) * width
}

/** The middle of the bucket that begins there: at most 5 % off. */
export const middleOf = (bucket: number): number => bucket + (widthAt(bucket) - 1) / 2

const widthAt = (ms: number): number =>
  [100, 1_000, 10_000, 100_000].filter((from) => ms >= from).reduce((wide) => wide * 10, 1)

export interface LatencyCount {
  readonly bucket: number
  readonly count: number
}

/** Milliseconds that so many took at the most; zeros of none. */
export function percentilesOf(counts: readonly LatencyCount[]): { p50: number; p95: number; p99: number } {
  const known = counts.toSorted((a, b) => a.bucket - b.bucket)
  const all = known.reduce((total, { count }) => total + count, 0)
  const at = (share: number): number => {
    let rank = Math.ceil(share * all)
    for (const { bucket, count } of known) {
      rank -= count
      if (rank <= 0) return middleOf(bucket)
    }
    return 0
  }
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
