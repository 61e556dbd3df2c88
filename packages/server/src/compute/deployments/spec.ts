import { type Engine, engines } from '@proxyapi/clouds'
import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { microsOfAmount } from '../../ledger/money.ts'
import { checkEnv, invalid, type Launch, type LaunchSecrets, unsupported } from '../launch.ts'

type Schemas = components['schemas']
export type CreateBody = Schemas['GpuDeploymentCreate']
export type UpdateBody = Schemas['GpuDeploymentUpdate']

/** What a deployment is to be, complete, as its row keeps it. Amounts are micro-USD, times milliseconds. */
export interface DeploymentSpec {
  model: string
  engine: NonNullable<CreateBody['engine']>
  engineArgs: string[]
  image: string | null
  port: number | null
  healthPath: string | null
  gpu: { models: string[] | null; count: number; minVram: number | null }
  diskGb: number
  providers: string[] | null
  pricing: 'on_demand' | 'spot' | 'any'
  maxPrice: number
  maxTotal: number | null
  maxSpend: number | null
  minReplicas: number
  maxReplicas: number
  idleTtlMs: number
  targetInFlight: number
  coldWaitMs: number
  fallbackModel: string | null
}

/** What is stored sealed and never shown. */
export interface DeploymentSecrets {
  /** What the replicas ask for. */
  token: string
  env: Record<string, string>
}

const defaultDiskGb = 50

/** Fills in what was left out and judges what the schema cannot. Throws INVALID_REQUEST, UNSUPPORTED_PARAMETER, INVALID_AMOUNT. */
export function readDeployment(body: CreateBody, fallbackModel: string | null): DeploymentSpec {
  const engine = engineOf(body.engine)
  checkEngine(engine, body)
  checkEnv({}, body.secret_env ?? {})
  const spec: DeploymentSpec = {
    model: body.model,
    engine: engine.id as DeploymentSpec['engine'],
    engineArgs: body.engine_args ?? [],
    image: body.image ?? null,
    port: body.port ?? null,
    healthPath: body.health_path ?? null,
    gpu: gpuOf(body.gpu),
    diskGb: body.disk_gb ?? defaultDiskGb,
    providers: body.providers ?? null,
    pricing: body.pricing,
    maxPrice: microsOfAmount(body.max_price_per_hour),
    maxTotal: microsOrNull(body.max_total_per_hour),
    maxSpend: microsOrNull(body.max_spend),
    minReplicas: body.min_replicas,
    maxReplicas: body.max_replicas,
    idleTtlMs: body.idle_ttl_seconds * 1_000,
    targetInFlight: body.target_in_flight,
    coldWaitMs: body.cold_wait_ms,
    fallbackModel,
  }
  checkReplicas(spec)
  return spec
}

/** The spec after a change; what is not named stays. Throws as `readDeployment` does. */
export function changedSpec(spec: DeploymentSpec, body: UpdateBody): DeploymentSpec {
  const changed: DeploymentSpec = {
    ...spec,
    ...(body.gpu && { gpu: gpuOf(body.gpu) }),
    ...(body.providers && { providers: body.providers }),
    ...(body.pricing && { pricing: body.pricing }),
    ...(body.max_price_per_hour !== undefined && { maxPrice: microsOfAmount(body.max_price_per_hour) }),
    ...(body.max_total_per_hour !== undefined && { maxTotal: microsOrNull(body.max_total_per_hour) }),
    ...(body.max_spend !== undefined && { maxSpend: microsOrNull(body.max_spend) }),
    ...(body.min_replicas !== undefined && { minReplicas: body.min_replicas }),
    ...(body.max_replicas !== undefined && { maxReplicas: body.max_replicas }),
    ...(body.idle_ttl_seconds !== undefined && { idleTtlMs: body.idle_ttl_seconds * 1_000 }),
    ...(body.target_in_flight !== undefined && { targetInFlight: body.target_in_flight }),
    ...(body.cold_wait_ms !== undefined && { coldWaitMs: body.cold_wait_ms }),
    ...(body.fallback_model !== undefined && { fallbackModel: body.fallback_model }),
  }
  checkReplicas(changed)
  return changed
}

/** What one replica runs, and what of it stays secret. One machine each: who steers the deployment replaces it. */
export function launchOfReplica(
  spec: DeploymentSpec,
  { token, env }: DeploymentSecrets,
): { launch: Launch; secrets: LaunchSecrets } {
  const engine = engineOf(spec.engine)
  const guard = engine.guard(token)
  const port = spec.port ?? engine.port ?? 0
  const path = spec.healthPath ?? engine.healthPath ?? '/'
  return {
    launch: {
      image: spec.image ?? engine.image ?? '',
      args: [...engine.args(spec.model), ...spec.engineArgs],
      command: [],
      onstart: null,
      env: {},
      ports: [{ port, protocol: 'http' }],
      diskGb: spec.diskGb,
      sshPublicKeys: [],
      ready: { type: 'engine', port, path, list: engine.modelsPath, model: spec.model },
      failover: 'none',
      bid: null,
      onInterruption: 'destroy',
    },
    secrets: { env: { ...env, ...guard.env }, registry: null, args: guard.args, token },
  }
}

export function engineOf(id: string): Engine {
  const engine = engines.get(id)
  if (!engine) throw new Error(`A deployment names the engine ${id}, which this server does not know`)
  return engine
}

function checkEngine(engine: Engine, body: CreateBody): void {
  if (!engine.isGuarded)
    throw unsupported(
      '/engine',
      `${engine.id} asks nobody for a token, so it cannot run on a machine that others reach.`,
    )
  const own = ['image', 'port', 'health_path'] as const
  const isOwn = engine.image === null
  for (const field of own) {
    if (isOwn && body[field] === undefined) throw invalid(`/${field}`, `is needed for the engine ${engine.id}`)
    if (!isOwn && body[field] !== undefined)
      throw invalid(`/${field}`, `belongs to the engine custom, not to ${engine.id}`)
  }
}

function gpuOf({ models, count, min_vram }: CreateBody['gpu']): DeploymentSpec['gpu'] {
  if (models === undefined && min_vram === undefined) throw invalid('/gpu', 'models or min_vram is needed')
  return { models: models ?? null, count, minVram: min_vram ?? null }
}

function checkReplicas({ minReplicas, maxReplicas, maxPrice, maxTotal }: DeploymentSpec): void {
  if (maxReplicas < minReplicas) throw invalid('/max_replicas', `is below min_replicas, ${minReplicas}`)
  if (maxTotal !== null && maxTotal < maxPrice) {
    throw new ApiError(
      'INVALID_AMOUNT',
      'max_total_per_hour is below max_price_per_hour: no replica could be rented.',
      {
        details: [{ path: '/max_total_per_hour', message: 'is below max_price_per_hour' }],
      },
    )
  }
}

const microsOrNull = (usd: number | null | undefined): number | null => (usd == null ? null : microsOfAmount(usd))
