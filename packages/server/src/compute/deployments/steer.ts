/** What is to happen to a deployment next, from its rows alone. Times are milliseconds, amounts micro-USD. */
import type { components } from '@proxyapi/contract'
import type { Failure } from '../failures.ts'
import { desiredReplicas, type Load, type Sample, type Scaling, sampled } from './autoscale.ts'

export type DeploymentStatus = components['schemas']['GpuDeploymentStatus']

/** A contract that serves it, or was to serve it. */
export interface Replica {
  readonly id: string
  readonly status: components['schemas']['GpuContractStatus']
  /** False: its end is wished. */
  readonly isWanted: boolean
  readonly createdAt: number
  readonly readyAt: number | null
  readonly endedAt: number | null
  readonly error: Failure | null
  readonly cost: number
  readonly held: number
}

/** What the steering remembers beside the rows of its replicas. */
export interface Memory {
  readonly load: Load
  /** Replica → since when it is left to end what it answers. */
  readonly draining: Readonly<Record<string, number>>
  /** Replica → since when it does not answer its probe. */
  readonly sick: Readonly<Record<string, number>>
}

export interface Facts extends Scaling {
  readonly status: DeploymentStatus
  readonly maxPrice: number
  readonly maxSpend: number | null
  /** Failures before this do not count: its owner has changed it since. */
  readonly changedAt: number
  /** Newest last; those that have ended may be left out as far as the last few. */
  readonly replicas: readonly Replica[]
  /** What replicas that are left out have cost. */
  readonly costBefore: number
  readonly memory: Memory
  /** What the gateways say now. */
  readonly sample: Sample
  readonly calledAt: number | null
  /** Replica → requests that it answers now. */
  readonly inFlight: Readonly<Record<string, number>>
}

export interface Steering {
  readonly status: DeploymentStatus
  readonly error: Failure | null
  /** How many are to be rented. */
  readonly rent: number
  /** Whose end is to be wished. */
  readonly end: readonly string[]
  /** Where requests may go. */
  readonly serving: readonly string[]
  readonly memory: Memory
}

const drainMs = 120_000
const sickMs = 60_000
const failuresMax = 3
/** What is left must be good for a tenth of an hour, else nothing new is rented. */
const leastShare = 10
/** Nothing ran, so nothing is said of what was to run. */
const neverRan: ReadonlySet<string> = new Set([
  'OFFER_GONE',
  'NO_CAPACITY',
  'PRICE_CHANGED',
  'OUTCOME_UNKNOWN',
  'UPSTREAM_UNAVAILABLE',
])

export const freshMemory = (load: Load): Memory => ({ load, draining: {}, sick: {} })

/** Pure. Rents what is missing, ends what is too much once it has drained, replaces what is dead, stops what keeps failing. */
export function steer(now: number, facts: Facts): Steering {
  const { replicas, memory, status } = facts
  const load = sampled(memory.load, facts.sample, facts.calledAt)
  const alive = replicas.filter(({ isWanted, endedAt }) => isWanted && endedAt === null)
  if (status === 'deleting' || status === 'deleted') return deleting(now, facts, alive, load)
  const failure = failureOf(facts)
  if (failure !== null) {
    const end = alive.map(({ id }) => id)
    return { status: 'failed', error: failure, rent: 0, end, serving: [], memory: { load, draining: {}, sick: {} } }
  }
  const sick = sinceOf(
    memory.sick,
    alive.filter(({ status }) => status === 'degraded'),
    now,
  )
  const dead = alive.filter(({ id }) => now - (sick[id] ?? now) >= sickMs)
  const fit = alive.filter((replica) => !dead.includes(replica))
  const staying = fit.filter(({ id }) => memory.draining[id] === undefined)
  const ready = staying.filter(({ status }) => status === 'ready')
  const next = desiredReplicas(now, load, facts, { ready: ready.length, running: staying.length })
  // Who is leaving stays where it is wanted again.
  const inOrder = [...staying.sort(byUse), ...fit.filter((replica) => !staying.includes(replica)).sort(byUse)]
  const kept = inOrder.slice(0, next.desired)
  const leaving = inOrder.slice(next.desired)
  const draining = sinceOf(memory.draining, leaving.filter(isBusy(facts)), now)
  const over = leaving.filter(({ id }) => draining[id] === undefined || now - draining[id] >= drainMs)
  const serving = kept.filter(({ status }) => status === 'ready').map(({ id }) => id)
  return {
    status: statusOf(next.desired, kept, serving.length),
    error: null,
    rent: Math.max(0, next.desired - kept.length),
    end: [...dead, ...over].map(({ id }) => id),
    serving,
    memory: { load: next.load, draining, sick },
  }
}

function deleting(now: number, facts: Facts, alive: readonly Replica[], load: Load): Steering {
  const draining = sinceOf(facts.memory.draining, alive, now)
  const over = alive.filter((one) => !isBusy(facts)(one) || now - (draining[one.id] ?? now) >= drainMs)
  const isGone = facts.replicas.every(({ endedAt }) => endedAt !== null)
  return {
    status: isGone ? 'deleted' : 'deleting',
    error: null,
    rent: 0,
    end: over.map(({ id }) => id),
    serving: [],
    memory: { load, draining, sick: {} },
  }
}

/** Only what serves has something to end. */
const isBusy =
  ({ inFlight }: Facts) =>
  ({ id, status }: Replica): boolean =>
    (status === 'ready' || status === 'degraded') && (inFlight[id] ?? 0) > 0

function failureOf({ replicas, changedAt, maxPrice, maxSpend, costBefore }: Facts): Failure | null {
  const spent = costBefore + replicas.reduce((sum, { cost }) => sum + cost, 0)
  const isRunning = replicas.some(({ isWanted, endedAt }) => isWanted && endedAt === null)
  if (maxSpend !== null && spent + (isRunning ? 0 : maxPrice / leastShare) >= maxSpend)
    return { code: 'BUDGET_EXCEEDED', message: 'It has cost max_spend; raise it to go on.' }
  const tried = replicas.filter(({ createdAt }) => createdAt >= changedAt).reverse()
  // Those that boot say nothing yet, and those that we ended ourselves have not failed.
  const judged = tried.filter(
    ({ readyAt, endedAt, error }) =>
      readyAt !== null || (endedAt !== null && error !== null && !neverRan.has(error.code)),
  )
  const last = judged.slice(0, failuresMax)
  return last.length === failuresMax && last.every(({ readyAt }) => readyAt === null) ? last[0]!.error : null
}

function statusOf(desired: number, kept: readonly Replica[], serving: number): DeploymentStatus {
  if (desired === 0) return 'idle'
  if (serving >= desired) return 'ready'
  if (serving > 0) return 'degraded'
  return kept.length === 0 ? 'pending' : kept.some(({ readyAt }) => readyAt !== null) ? 'degraded' : 'starting'
}

/** Those that serve come first, then the oldest. */
const byUse = (a: Replica, b: Replica): number =>
  Number(b.status === 'ready') - Number(a.status === 'ready') || a.createdAt - b.createdAt

/** Since when each of them is so. */
const sinceOf = (
  known: Readonly<Record<string, number>>,
  of: readonly Replica[],
  now: number,
): Record<string, number> => Object.fromEntries(of.map(({ id }) => [id, known[id] ?? now]))
