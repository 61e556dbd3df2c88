import { ApiError } from '@proxyapi/contract/errors'
import type { Tx } from '../../store/database.ts'
import { deleteGatewayRoute, gatewayLoadsOf } from '../../store/gateway-routes.ts'
import {
  costOfReplicas,
  type GpuDeployment,
  gpuDeploymentOf,
  insertGpuDeployment,
  listGpuDeployments,
  lockGpuDeployment,
  replicasOf,
  replicaUse,
  updateGpuDeployment,
} from '../../store/gpu-deployments.ts'
import { newId } from '../../store/ids.ts'
import type { Owner } from '../create.ts'
import { newInstanceToken } from '../instance-token.ts'
import { jobNames } from '../parts.ts'
import type { Room } from '../room.ts'
import { freshLoad } from './autoscale.ts'
import { placeOf, publish } from './publish.ts'
import { type Deployment, type DeploymentFigures, type HostedPrice, renderDeployment } from './render.ts'
import {
  type CreateBody,
  changedSpec,
  type DeploymentSecrets,
  type DeploymentSpec,
  readDeployment,
  type UpdateBody,
} from './spec.ts'
import { type DeploymentStatus, freshMemory } from './steer.ts'
import { inFlightOf, loadFreshMs } from './work.ts'

/** What a hosted provider takes for a model; undefined: nobody serves it. */
export type Hosted = (model: string) => HostedPrice | undefined

export interface Asked {
  owner: Owner
  hosted: Hosted
}

/** Models on rented GPUs, each a route of the gateway. A foreign one is NOT_FOUND. */
export interface Deployments {
  /** Throws ALREADY_EXISTS, LIMIT_REACHED and the refusals of `readDeployment`. `keep` is called in the transaction. */
  create(asked: Asked, body: CreateBody, keep: (tx: Tx, made: Deployment) => Promise<void>): Promise<Deployment>
  /** Newest first. */
  list(
    asked: Asked,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ data: Deployment[]; next_cursor: string | null }>
  get(asked: Asked, id: string): Promise<Deployment>
  /** Throws INVALID_STATE and the refusals of `changedSpec`. */
  update(asked: Asked, id: string, body: UpdateBody): Promise<Deployment>
  /** Records the wish; the route is gone at once. */
  delete(asked: Asked, id: string): Promise<Deployment>
}

const deploymentsMax = 50
const hourMs = 3_600_000

export function createDeployments(room: Room): Deployments {
  const { store, clock, cursors } = room

  async function owned({ owner }: Asked, id: string): Promise<GpuDeployment> {
    const row = await gpuDeploymentOf(store.db, owner.userId, id)
    if (!row) throw new ApiError('NOT_FOUND')
    return row
  }

  async function rendered(row: GpuDeployment, hosted: Hosted): Promise<Deployment> {
    const { model, fallbackModel } = JSON.parse(row.spec) as DeploymentSpec
    const price = hosted(fallbackModel ?? model) ?? null
    return renderDeployment(row, await figuresOf(row), price)
  }

  async function figuresOf({ id }: GpuDeployment): Promise<DeploymentFigures> {
    const now = clock.now()
    const recent = await replicasOf(store.db, id, 20)
    const loads = (await gatewayLoadsOf(store.db, id)).filter(({ at }) => now - at < loadFreshMs)
    const readyMs = recent.map(({ ready_at, ended_at }) =>
      ready_at === null ? 0 : Math.max(0, (ended_at ?? now) - Math.max(ready_at, now - hourMs)),
    )
    return {
      replicas: recent.filter(({ ended_at }) => ended_at === null),
      loads,
      inFlight: inFlightOf(loads),
      use: await replicaUse(store.db, id, now - hourMs),
      readyHours: readyMs.reduce((sum, ms) => sum + ms, 0) / hourMs,
      spent: await costOfReplicas(store.db, id),
    }
  }

  /** Changes a living deployment of this owner, and wakes who steers it. */
  async function changed(asked: Asked, id: string, change: (tx: Tx, row: GpuDeployment) => Promise<void>) {
    await owned(asked, id)
    await store.write(async (tx) => change(tx, await lockGpuDeployment(tx, store, id)))
    room.wake(jobNames.deployments)
    return rendered(await owned(asked, id), asked.hosted)
  }

  return {
    async create(asked, body, keep) {
      const { owner, hosted } = asked
      const spec = readDeployment(body, fallbackOf(body, hosted))
      const row = rowOf(room, owner, body, spec)
      const made = renderDeployment(row, nothingYet, hosted(spec.fallbackModel ?? spec.model) ?? null)
      await store.write(async (tx) => {
        const living = await listGpuDeployments(tx, owner.userId, null, deploymentsMax)
        if (living.length >= deploymentsMax)
          throw new ApiError('LIMIT_REACHED', `An account has at most ${deploymentsMax} deployments; delete one first.`)
        if (!(await insertGpuDeployment(tx, row)))
          throw new ApiError('ALREADY_EXISTS', `There is a deployment ${row.name} already.`, {
            details: [{ path: '/name', message: 'is taken by another deployment of yours' }],
          })
        await publish(tx, room, row, spec, [], [])
        await keep(tx, made)
      })
      room.wake(jobNames.deployments)
      return made
    },

    async list(asked, { limit, cursor }) {
      const scope = `deployments ${asked.owner.userId}`
      const after = cursor === undefined ? null : cursors.read(scope, cursor)
      const rows = await listGpuDeployments(store.db, asked.owner.userId, after, limit + 1)
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const data: Deployment[] = []
      for (const row of page) data.push(await rendered(row, asked.hosted))
      return { data, next_cursor: rows.length > limit && last ? cursors.write(scope, last.id) : null }
    },

    get: async (asked, id) => rendered(await owned(asked, id), asked.hosted),

    update: (asked, id, body) =>
      changed(asked, id, async (tx, row) => {
        if (row.status === 'deleting' || row.ended_at !== null)
          throw new ApiError('INVALID_STATE', `The deployment is ${row.status}: nothing of it can be changed.`)
        if (body.fallback_model != null) requireHosted(body.fallback_model, asked.hosted)
        const spec = changedSpec(JSON.parse(row.spec) as DeploymentSpec, body)
        const status = row.status === 'failed' ? 'pending' : row.status
        const now = clock.now()
        await updateGpuDeployment(tx, id, {
          spec: JSON.stringify(spec),
          status,
          changed_at: now,
          due_at: now,
          error: null,
        })
      }),

    delete: (asked, id) =>
      changed(asked, id, async (tx, { status, ended_at }) => {
        if (status === 'deleting' || ended_at !== null) return
        await deleteGatewayRoute(tx, id)
        await updateGpuDeployment(tx, id, { status: 'deleting', error: null, due_at: clock.now() })
      }),
  }
}

const nothingYet: DeploymentFigures = {
  replicas: [],
  loads: [],
  inFlight: {},
  use: { charged: 0, input: 0, output: 0 },
  readyHours: 0,
  spent: 0,
}

function rowOf(room: Room, { userId, keyId, billing }: Owner, body: CreateBody, spec: DeploymentSpec) {
  const id = newId('dep', room)
  const now = room.clock.now()
  const token = newInstanceToken(room)
  const secrets: DeploymentSecrets = { token, env: body.secret_env ?? {} }
  const status: DeploymentStatus = spec.minReplicas === 0 ? 'idle' : 'pending'
  return {
    id,
    user_id: userId,
    key_id: keyId,
    billing,
    name: body.name,
    spec: JSON.stringify(spec),
    secrets: room.sealer.seal(JSON.stringify(secrets), placeOf(id)),
    status,
    error: null,
    memory: JSON.stringify(freshMemory(freshLoad)),
    created_at: now,
    changed_at: now,
    ready_at: null,
    ended_at: null,
    due_at: now,
    lease_until: null,
    fence: 0,
  }
}

/** As it was asked, else the same model at a hosted provider where there is one. */
function fallbackOf({ fallback_model, model }: CreateBody, hosted: Hosted): string | null {
  if (fallback_model === null) return null
  if (fallback_model === undefined) return hosted(model)?.model ?? null
  requireHosted(fallback_model, hosted)
  return fallback_model
}

function requireHosted(model: string, hosted: Hosted): void {
  if (hosted(model) !== undefined) return
  const message = `no provider serves ${model}`
  throw new ApiError('INVALID_REQUEST', `/fallback_model: ${message}`, {
    details: [{ path: '/fallback_model', message }],
  })
}
