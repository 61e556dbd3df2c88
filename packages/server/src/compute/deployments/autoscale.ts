/** How many replicas a deployment should have. Times are milliseconds. */

/** What the gateway said at one moment: requests that run or wait, in all processes. */
export interface Sample {
  readonly at: number
  readonly open: number
}

/** What a decision remembers of those before it. */
export interface Load {
  /** Of the last 30 s, oldest first. */
  readonly samples: readonly Sample[]
  /** Since when there is more than the replicas should bear, without a break; null: there is not. */
  readonly aboveSince: number | null
  /** Since when half of them would do. */
  readonly belowSince: number | null
  /** When a request last began or ended; null: never. */
  readonly calledAt: number | null
}

export interface Scaling {
  readonly targetInFlight: number
  readonly minReplicas: number
  readonly maxReplicas: number
  readonly idleTtlMs: number
}

const meanMs = 30_000
const upAfterMs = 15_000
const downAfterMs = 300_000

export const freshLoad: Load = { samples: [], aboveSince: null, belowSince: null, calledAt: null }

/** The load with one more sample. */
export function sampled(load: Load, { at, open }: Sample, calledAt: number | null): Load {
  const latest = open > 0 ? at : calledAt
  const samples = [...load.samples.filter((sample) => sample.at > at - meanMs), { at, open }]
  return {
    ...load,
    // What is idle stays the same from look to look, so that nothing is to be written.
    samples: samples.some((sample) => sample.open > 0) ? samples : [],
    calledAt: latest === null ? load.calledAt : Math.max(latest, load.calledAt ?? 0),
  }
}

/**
 * Pure. One replica from the first request to `idleTtlMs` after the last; more than `ready` can bear for 15 s: up, to twice
 * as many at the most; less than half for 300 s: down by one. Never outside `minReplicas` and `maxReplicas`.
 */
export function desiredReplicas(
  now: number,
  load: Load,
  { targetInFlight, minReplicas, maxReplicas, idleTtlMs }: Scaling,
  { ready, running }: { ready: number; running: number },
): { desired: number; load: Load } {
  const bounded = (count: number) => Math.min(maxReplicas, Math.max(minReplicas, count))
  const isIdle = load.calledAt === null || now - load.calledAt >= idleTtlMs
  if (isIdle) return { desired: bounded(0), load: { ...load, aboveSince: null, belowSince: null } }
  const needed = meanOf(load.samples) / targetInFlight
  const aboveSince = ready > 0 && needed > ready ? (load.aboveSince ?? now) : null
  const belowSince = ready > 1 && needed < ready / 2 ? (load.belowSince ?? now) : null
  const kept = Math.max(1, running)
  if (aboveSince !== null && now - aboveSince >= upAfterMs)
    return {
      desired: bounded(Math.max(kept, Math.min(Math.ceil(needed), 2 * ready))),
      load: { ...load, aboveSince: null, belowSince },
    }
  if (belowSince !== null && now - belowSince >= downAfterMs)
    return { desired: bounded(Math.max(1, running - 1)), load: { ...load, aboveSince, belowSince: now } }
  return { desired: bounded(kept), load: { ...load, aboveSince, belowSince } }
}

const meanOf = (samples: readonly Sample[]): number =>
  samples.length === 0 ? 0 : samples.reduce((sum, { open }) => sum + open, 0) / samples.length
