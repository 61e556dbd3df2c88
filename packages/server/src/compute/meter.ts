import { usdOf } from '../ledger/money.ts'
import type { Tx } from '../store/database.ts'
import {
  decideGpuPayer,
  type GpuSegment,
  gpuAttemptsToPost,
  gpuSegmentsOf,
  insertGpuSegment,
  postedGpuSegment,
  updateGpuSegment,
} from '../store/gpu-segments.ts'
import type { BoundarySource, GpuSegmentRow } from '../store/gpu-tables.ts'
import type { Job } from '../worker.ts'
import { type After, applyWhere, changeContract, type Rows } from './apply.ts'
import { offerOf } from './attempts.ts'
import { keepHold } from './hold.ts'
import { billedMs, charge, tenantRate } from './meter-math.ts'
import { jobNames } from './parts.ts'
import type { Room } from './room.ts'

/** A moment at which a price began or ended, and how we know it. */
export interface Boundary {
  at: number
  source: BoundarySource
  uncertaintyMs: number
}

/** What the cloud charges for, in micro-USD an hour. */
export interface Rate {
  kind: GpuSegmentRow['kind']
  costRate: number
}

export const observed = (at: number, uncertaintyMs = 0): Boundary => ({ at, source: 'observed', uncertaintyMs })

/** Opens a stretch at this rate; where another is open, that one ends. The same rate again changes nothing. */
export async function meterAs(tx: Tx, room: Room, rows: Rows, rate: Rate, boundary: Boundary): Promise<void> {
  const segments = await gpuSegmentsOf(tx, rows.attempt.id)
  const open = segments.find(({ to_at }) => to_at === null)
  const charge_rate = chargeRate(room, rows, rate)
  if (open && open.kind === rate.kind && open.cost_rate === rate.costRate) return
  const at = open ? Math.max(boundary.at, open.posted_until, open.from_at) : boundary.at
  if (open && open.from_at === at) {
    return updateGpuSegment(tx, open.id, { kind: rate.kind, cost_rate: rate.costRate, charge_rate })
  }
  if (open) await closeSegment(tx, open, { ...boundary, at })
  await insertGpuSegment(tx, newSegment(rows, segments.length, rate, charge_rate, { ...boundary, at }))
}

/** Ends the open stretch, if there is one. */
export async function meterEnd(tx: Tx, { attempt }: Rows, boundary: Boundary): Promise<void> {
  const open = (await gpuSegmentsOf(tx, attempt.id)).find(({ to_at }) => to_at === null)
  if (open) await closeSegment(tx, open, { ...boundary, at: Math.max(boundary.at, open.posted_until, open.from_at) })
}

/** Until when a machine is charged that ended then: longer where its cloud sells whole minutes, or an hour at least. */
export async function chargedUntil(tx: Tx, { attempt }: Rows, at: number): Promise<number> {
  const segments = await gpuSegmentsOf(tx, attempt.id)
  if (segments.find(({ to_at }) => to_at === null)?.kind !== 'gpu') return at
  const ofGpu = segments.filter(({ kind }) => kind === 'gpu')
  const used = ofGpu.reduce((sum, { from_at, to_at }) => sum + Math.max(0, (to_at ?? at) - from_at), 0)
  const { min_billable_seconds: least, granularity_seconds: step } = offerOf(attempt).charges
  return at + billedMs(used, { least, step }) - used
}

/** From now on the tenant pays, and for what went before unless the operator does so until an instance is ready. */
export async function meterReady(tx: Tx, room: Room, rows: Rows, now: number): Promise<void> {
  const byOperator = room.settings().chargeFrom === 'ready'
  const open = (await gpuSegmentsOf(tx, rows.attempt.id)).find(({ to_at }) => to_at === null)
  await decideGpuPayer(tx, rows.attempt.id, byOperator ? 'operator' : 'tenant')
  if (!byOperator || !open) return
  const boundary = observed(Math.max(now, open.from_at))
  await closeSegment(tx, open, boundary)
  const rate = { kind: open.kind, costRate: open.cost_rate }
  await insertGpuSegment(tx, newSegment(rows, open.seq + 1, rate, open.charge_rate, boundary))
}

/** Books every stretch whose payer is known, up to this time, each posting once. */
export async function post(tx: Tx, room: Room, rows: Rows, until: number, after: After): Promise<void> {
  let rest = { cost_rest: 0, charge_rest: 0 }
  for (const segment of await gpuSegmentsOf(tx, rows.attempt.id)) {
    const carried = segment.tick === 0 ? { ...segment, ...rest } : segment
    const end = Math.min(segment.to_at ?? until, until)
    const isDue = segment.payer !== 'open' && end > segment.posted_until
    const { cost_rest, charge_rest } = isDue ? await postSegment(tx, room, rows, carried, end, after) : carried
    rest = { cost_rest, charge_rest }
  }
}

/** Books running stretches once a minute. */
export function meterJob(room: Room): Job {
  const everyMs = 60_000
  const batch = 100
  return {
    name: jobNames.meter,
    everyMs: 5_000,
    async run(signal) {
      const now = room.clock.now()
      const due = await gpuAttemptsToPost(room.store.db, now - everyMs, batch)
      for (const id of due) {
        if (signal.aborted) break
        await applyWhere(
          room,
          id,
          ({ ended_at }) => ended_at === null,
          async (tx, rows, after) => {
            await post(tx, room, rows, certainUntil(rows), after)
            await keepHold(tx, room, rows, now, after)
          },
        )
      }
      return due.length === batch ? due.length : 0
    },
  }
}

/** A tenant never pays for a time in which nobody saw the machine at the cloud. */
const certainUntil = ({ attempt }: Rows): number => attempt.gone_at ?? attempt.seen_at ?? attempt.created_at

/** Nobody pays more than the cap, whatever the cloud has come to charge. */
const chargeRate = (room: Room, { contract }: Rows, { costRate }: Rate) =>
  Math.min(contract.price_max, tenantRate(costRate, room.settings().marginPercent))

function newSegment(rows: Rows, seq: number, rate: Rate, charge_rate: number, from: Boundary): GpuSegmentRow {
  const { contract, attempt } = rows
  return {
    id: `${attempt.id}:${seq}`,
    attempt_id: attempt.id,
    seq,
    contract_id: contract.id,
    user_id: contract.user_id,
    offer_id: contract.offer_id,
    provider: attempt.provider,
    gpu_model: contract.gpu_model,
    kind: rate.kind,
    payer: attempt.orphan === 1 ? 'operator' : attempt.ready_at === null ? 'open' : 'tenant',
    cost_rate: rate.costRate,
    charge_rate,
    from_at: from.at,
    from_source: from.source,
    from_uncertainty_ms: from.uncertaintyMs,
    to_at: null,
    to_source: null,
    to_uncertainty_ms: null,
    posted_until: from.at,
    tick: 0,
    cost_posted: 0,
    charge_posted: 0,
    cost_rest: 0,
    charge_rest: 0,
  }
}

const closeSegment = (tx: Tx, { id }: GpuSegment, { at, source, uncertaintyMs }: Boundary): Promise<void> =>
  updateGpuSegment(tx, id, { to_at: at, to_source: source, to_uncertainty_ms: uncertaintyMs })

async function postSegment(tx: Tx, room: Room, rows: Rows, segment: GpuSegment, end: number, after: After) {
  const { ledger, metrics } = room
  const { contract, attempt } = rows
  const ms = end - segment.posted_until
  const byTenant = segment.payer === 'tenant'
  const cost = charge(segment.cost_rate, segment.cost_rest, ms)
  // What the operator pays leaves the same rest behind: the parts of both add up to the whole.
  const fee = byTenant ? charge(segment.charge_rate, segment.charge_rest, ms) : { amount: 0, rest: cost.rest }
  const rest = { cost_rest: cost.rest, charge_rest: fee.rest }
  const isFirst = await postedGpuSegment(tx, segment, {
    posted_until: end,
    cost_posted: segment.cost_posted + cost.amount,
    charge_posted: segment.charge_posted + fee.amount,
    ...rest,
  })
  if (!isFirst) throw new Error(`The segment ${segment.id} was posted beside us`)
  const key = `seg:${attempt.id}:${segment.seq}:${segment.tick}`
  if (cost.amount > 0) {
    await ledger.post(tx, {
      debit: byTenant ? `provider_cost:${segment.provider}` : 'operator_loss',
      credit: `provider_payable:${segment.provider}`,
      amount: cost.amount,
      key: `cost:${key}`,
      type: byTenant ? 'provider_cost' : 'operator_loss',
      reference: contract.id,
      userId: null,
    })
  }
  if (fee.amount > 0) {
    await ledger.capture(tx, contract.hold_id, fee.amount, {
      credit: 'revenue:gpu',
      key,
      type: 'gpu',
      reference: contract.id,
    })
    const held = Math.max(0, contract.held - fee.amount)
    await changeContract(tx, rows, { cost: contract.cost + fee.amount, held })
  }
  if (!byTenant) {
    after(() => metrics.count('proxyapi_operator_loss_usd_total', { kind: 'gpu' }, usdOf(cost.amount)))
  }
  return rest
}
