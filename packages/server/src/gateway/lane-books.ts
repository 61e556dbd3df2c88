import type { Random } from '../runtime.ts'
import type { BucketBook } from './buckets.ts'
import type { CellBook, Standing, Verdict } from './cell-book.ts'
import { sampleOf } from './lane-sample.ts'
import type { LaneStats } from './lane-stats.ts'
import type { ProviderChecks } from './provider-checks.ts'
import type { Lane } from './provider-settings.ts'
import type { Surroundings } from './route.ts'
import type { UpstreamCall } from './upstream-call.ts'

/** What this process remembers of lanes and providers; it outlives a reload. */
export interface LaneBooks {
  readonly cells: CellBook
  readonly stats: LaneStats
  readonly buckets: BucketBook
  readonly checks: ProviderChecks
}

/** What routing may ask of them at one moment. */
export function surroundings(books: LaneBooks, random: Random, now: number): Surroundings {
  return {
    standing: (lane) => standingOf(lane, books, now),
    stats: ({ id }) => books.stats.view(id, now),
    leader: (group) => books.stats.leader(group),
    now,
    random: () => random.float(),
  }
}

function standingOf(lane: Lane, { cells, buckets, checks }: LaneBooks, now: number): Standing {
  const { provider } = lane
  const standing = cells.standing(lane, now)
  const waitMs = buckets.waitMs(provider, now)
  const isDegraded = checks.isDegraded(provider.name)
  if (waitMs <= 0 && !isDegraded) return standing
  const isLonger = waitMs > 0 && now + waitMs > standing.floorUntil
  return isLonger
    ? { ...standing, isDegraded, floorUntil: now + waitMs, waitsFor: 'bucket' }
    : { ...standing, isDegraded }
}

/** A call goes out. */
export function beginIn({ cells, stats }: LaneBooks, lane: Lane, now: number): void {
  cells.begin(lane, now)
  stats.begin(lane.id)
}

/** A call has ended. */
export function endIn({ cells, stats, checks }: LaneBooks, call: UpstreamCall, verdict: Verdict, now: number): void {
  const { lane } = call.prepared
  cells.end(lane, verdict, now)
  stats.end(lane.id, sampleOf(call, verdict), now)
  if (verdict.says === 'answered') checks.heard(lane.provider.name, now)
}
