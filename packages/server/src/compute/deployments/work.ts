import { isDeepStrictEqual } from 'node:util'
import { usdOf } from '../../ledger/money.ts'
import { type Claim, claimDue } from '../../store/claim.ts'
import type { Tx } from '../../store/database.ts'
import {
  deleteGatewayLoads,
  deleteGatewayRoute,
  type GatewayLoad,
  gatewayLoadsOf,
  routesJob,
} from '../../store/gateway-routes.ts'
import { gpuAttemptsOf } from '../../store/gpu-attempts.ts'
import {
  costOfReplicas,
  type GpuDeployment,
  gpuDeploymentById,
  lockGpuDeployment,
  replicasOf,
  updateGpuDeployment,
} from '../../store/gpu-deployments.ts'
import { type GpuInstance, lockGpuInstance } from '../../store/gpu-instances.ts'
import type { Job } from '../../worker.ts'
import { wishEnd } from '../end-wish.ts'
import type { Failure } from '../failures.ts'
import { jobNames } from '../parts.ts'
import type { Room } from '../room.ts'
import { placeOf, publish } from './publish.ts'
import { namesOf } from './render.ts'
import { avoided, rentReplica } from './rent-replica.ts'
import type { DeploymentSecrets, DeploymentSpec } from './spec.ts'
import { type DeploymentStatus, type Facts, type Memory, type Replica, type Steering, steer } from './steer.ts'

const everyMs = 1_000
/** What changes of its load or its machines makes it due at once; these are for what only time brings. */
const againMs = 10_000
const restingMs = 30_000
const resting: ReadonlySet<DeploymentStatus> = new Set(['idle', 'failed'])
const afterBugMs = 10_000
const leaseMs = 60_000
/** A gateway that said nothing for so long has gone. */
export const loadFreshMs = 10_000
const endedKept = 6
const avoidMs = 30 * 60_000

/** Looks at every living deployment that something has happened to. */
export const deploymentJob = (room: Room): Job => ({
  name: jobNames.deployments,
  everyMs,
  async run() {
    const claims = await claimDue(room.store, 'gpu_deployments', { nowMs: room.clock.now(), leaseMs, limit: 50 })
    for (const claim of claims) await workOn(room, claim)
    return 0
  },
})

async function workOn(room: Room, claim: Claim): Promise<void> {
  let dueAt: number | null = room.clock.now() + againMs
  let dueBefore: number | null = null
  try {
    const deployment = await gpuDeploymentById(room.store.db, claim.id)
    dueBefore = deployment?.due_at ?? null
    if (!deployment || deployment.fence !== claim.fence) return
    const status = await steerOnce(room, deployment)
    if (status === 'deleted') dueAt = null
    else if (resting.has(status)) dueAt = room.clock.now() + restingMs
  } catch (error) {
    room.log.error('A deployment could not be steered', { deployment_id: claim.id, error })
    dueAt = room.clock.now() + afterBugMs
  }
  await room.store.write(async (tx) => {
    const { fence, due_at } = await lockGpuDeployment(tx, room.store, claim.id)
    if (fence !== claim.fence) return
    // Whoever made it due while we looked wants another look.
    const wanted = due_at === dueBefore ? dueAt : due_at
    await updateGpuDeployment(tx, claim.id, { due_at: wanted, lease_until: null })
  })
}

/** One look: decides, rents and ends, and tells the gateway where requests may go. */
async function steerOnce(room: Room, deployment: GpuDeployment): Promise<DeploymentStatus> {
  const { db } = room.store
  const spec = JSON.parse(deployment.spec) as DeploymentSpec
  const rows = await replicasOf(db, deployment.id, endedKept)
  const loads = await gatewayLoadsOf(db, deployment.id)
  const now = room.clock.now()
  const facts = factsOf(deployment, spec, rows, loads, await costOfReplicas(db, deployment.id), now)
  const steering = steer(now, facts)
  for (const id of steering.end) await endReplica(room, id)
  const failure = steering.rent === 0 ? null : await rentAll(room, deployment, spec, rows, steering.rent)
  await settle(room, deployment, spec, rows, { ...steering, error: steering.error ?? failure })
  return steering.status
}

function factsOf(
  deployment: GpuDeployment,
  spec: DeploymentSpec,
  rows: readonly GpuInstance[],
  loads: readonly GatewayLoad[],
  cost: number,
  now: number,
): Facts {
  const replicas = rows.map(replicaOf)
  const fresh = loads.filter(({ at }) => now - at < loadFreshMs)
  const called = loads.flatMap(({ called_at }) => called_at ?? [])
  return {
    ...spec,
    status: deployment.status as DeploymentStatus,
    changedAt: deployment.changed_at,
    replicas,
    costBefore: cost - replicas.reduce((sum, replica) => sum + replica.cost, 0),
    memory: JSON.parse(deployment.memory) as Memory,
    sample: { at: now, open: fresh.reduce((sum, { open }) => sum + open, 0) },
    calledAt: called.length === 0 ? null : Math.max(...called),
    inFlight: inFlightOf(fresh),
  }
}

export function inFlightOf(loads: readonly GatewayLoad[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { replicas } of loads)
    for (const [id, count] of Object.entries(JSON.parse(replicas) as Record<string, number>))
      sums[id] = (sums[id] ?? 0) + count
  return sums
}

const replicaOf = (row: GpuInstance): Replica => ({
  id: row.id,
  status: row.status as Replica['status'],
  isWanted: row.desired === 'running',
  createdAt: row.created_at,
  readyAt: row.ready_at,
  endedAt: row.ended_at,
  error: row.error === null ? null : (JSON.parse(row.error) as Failure),
  cost: row.cost,
  held: row.held,
})

/** One after the other, as the caps allow. The first refusal is told; it is tried again with the next look. */
async function rentAll(
  room: Room,
  deployment: GpuDeployment,
  spec: DeploymentSpec,
  rows: readonly GpuInstance[],
  count: number,
): Promise<Failure | null> {
  const { sealer, store, clock } = room
  const secrets = JSON.parse(sealer.open(deployment.secrets, placeOf(deployment.id))) as DeploymentSecrets
  const failed = rows.filter(({ ended_at, ready_at }) => ready_at === null && clock.now() - (ended_at ?? 0) < avoidMs)
  const attempts = await gpuAttemptsOf(
    store.db,
    failed.map(({ id }) => id),
  )
  for (let rented = 0; rented < count; rented++) {
    const all = await replicasOf(store.db, deployment.id, 0)
    const perHour = all.reduce((sum, { price }) => sum + price, 0)
    const held = all.reduce((sum, row) => sum + row.held, 0)
    const spent = await costOfReplicas(store.db, deployment.id)
    const caps = {
      perHour: Math.min(spec.maxPrice, spec.maxTotal === null ? spec.maxPrice : spec.maxTotal - perHour),
      maxSpend: spec.maxSpend === null ? null : spec.maxSpend - spent - held,
    }
    if (caps.perHour <= 0) return null
    if (caps.maxSpend !== null && caps.maxSpend <= 0)
      return { code: 'BUDGET_EXCEEDED', message: 'What is left of max_spend is held by the replicas that run.' }
    const failure = await rentReplica(room, deployment, spec, secrets, caps, avoided(attempts))
    if (failure !== null) return failure
  }
  return null
}

async function endReplica(room: Room, id: string): Promise<void> {
  const effects: (() => void)[] = []
  await room.store.write(async (tx) => {
    effects.length = 0
    const contract = await lockGpuInstance(tx, room.store, id)
    await wishEnd(tx, room, { contract }, null, (effect) => void effects.push(effect))
  })
  for (const effect of effects) effect()
  room.changes.notify(id)
}

/** State, event and route are one transaction. */
async function settle(
  room: Room,
  before: GpuDeployment,
  spec: DeploymentSpec,
  rows: readonly GpuInstance[],
  { status, error, serving, memory }: Steering,
): Promise<void> {
  const now = room.clock.now()
  await room.store.write(async (tx) => {
    const row = await lockGpuDeployment(tx, room.store, before.id)
    if (row.fence !== before.fence) return
    // A wish that came while we looked stands.
    const reached = row.status === 'deleting' && status !== 'deleted' ? 'deleting' : status
    const isOver = reached === 'deleted'
    const state = {
      status: reached,
      error: error === null ? null : JSON.stringify(error),
      memory: JSON.stringify(memory),
      ready_at: row.ready_at ?? (serving.length > 0 ? now : null),
      ended_at: isOver ? now : null,
    }
    if (!isDeepStrictEqual({ ...row, ...state }, row)) await updateGpuDeployment(tx, row.id, state)
    if (isOver || reached === 'deleting') await deleteGatewayRoute(tx, row.id)
    else await publish(tx, room, row, spec, rows, serving)
    if (isOver) await deleteGatewayLoads(tx, row.id)
    if (reached !== before.status) await tell(tx, room, row, spec, rows, reached, error)
  })
  room.events.wake()
  room.wake(routesJob)
}

const told: Partial<Record<DeploymentStatus, string>> = {
  ready: 'deployment.ready',
  degraded: 'deployment.degraded',
  failed: 'deployment.failed',
}

async function tell(
  tx: Tx,
  room: Room,
  row: GpuDeployment,
  spec: DeploymentSpec,
  rows: readonly GpuInstance[],
  status: DeploymentStatus,
  error: Failure | null,
): Promise<void> {
  const name = told[status]
  if (name === undefined) return
  const live = rows.filter(({ ended_at }) => ended_at === null)
  const price_per_hour = usdOf(live.reduce((sum, { price }) => sum + price, 0))
  const data = { deployment_id: row.id, names: namesOf(row), model: spec.model, user_id: row.user_id }
  await room.events.append(tx, { name, userId: row.user_id, data: { ...data, status, price_per_hour, error } })
}
