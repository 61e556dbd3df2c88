import type { components } from '@proxyapi/contract'
import { usdOf } from '../../ledger/money.ts'
import type { GatewayLoad } from '../../store/gateway-routes.ts'
import type { GpuDeployment, ReplicaUse } from '../../store/gpu-deployments.ts'
import type { GpuInstance } from '../../store/gpu-instances.ts'
import type { Failure } from '../failures.ts'
import type { DeploymentSpec } from './spec.ts'
import type { DeploymentStatus, Replica } from './steer.ts'

export type Deployment = components['schemas']['GpuDeployment']

/** What a model costs at a hosted provider. USD per 1,000,000 tokens; null is unknown. */
export interface HostedPrice {
  model: string
  input: number | null
  output: number | null
}

export interface DeploymentFigures {
  /** Those that live. */
  replicas: readonly GpuInstance[]
  loads: readonly GatewayLoad[]
  inFlight: Readonly<Record<string, number>>
  /** Of the last hour. */
  use: ReplicaUse
  /** Replica-hours of the last hour in which one was ready. */
  readyHours: number
  /** Micro-USD. */
  spent: number
}

/** What `model` of a request may say to reach it. */
export const namesOf = ({ id, name }: Pick<GpuDeployment, 'id' | 'name'>): string[] => [`deployment/${name}`, id]

/** A deployment as the document has it. */
export function renderDeployment(
  row: GpuDeployment,
  figures: DeploymentFigures,
  hosted: HostedPrice | null,
): Deployment {
  const spec = JSON.parse(row.spec) as DeploymentSpec
  const { replicas, loads, inFlight, use, readyHours } = figures
  const tokens = use.input + use.output
  return {
    deployment_id: row.id,
    name: row.name,
    names: namesOf(row),
    model: spec.model,
    engine: spec.engine,
    engine_args: spec.engineArgs,
    image: spec.image,
    port: spec.port,
    health_path: spec.healthPath,
    gpu: { models: spec.gpu.models, count: spec.gpu.count, min_vram: spec.gpu.minVram },
    disk_gb: spec.diskGb,
    providers: spec.providers,
    pricing: spec.pricing,
    max_price_per_hour: usdOf(spec.maxPrice),
    max_total_per_hour: usdOrNull(spec.maxTotal),
    max_spend: usdOrNull(spec.maxSpend),
    min_replicas: spec.minReplicas,
    max_replicas: spec.maxReplicas,
    idle_ttl_seconds: spec.idleTtlMs / 1_000,
    target_in_flight: spec.targetInFlight,
    cold_wait_ms: spec.coldWaitMs,
    fallback_model: spec.fallbackModel,
    status: row.status as DeploymentStatus,
    replicas: replicas.map((replica) => ({
      contract_id: replica.id,
      provider: replica.provider,
      status: replica.status as Replica['status'],
      gpu_model: replica.gpu_model,
      price_per_hour: usdOf(replica.price),
      slots: spec.targetInFlight,
      in_flight: inFlight[replica.id] ?? 0,
    })),
    in_flight: Object.values(inFlight).reduce((sum, count) => sum + count, 0),
    waiting: loads.reduce((sum, { waiting }) => sum + waiting, 0),
    tokens_per_hour: tokens === 0 || readyHours === 0 ? null : Math.round(tokens / readyHours),
    cost: costOf(replicas, use, hosted, figures.spent),
    error: row.error === null ? null : (JSON.parse(row.error) as Failure),
    created_at: new Date(row.created_at).toISOString(),
    ready_at: timeOrNull(row.ready_at),
    ended_at: timeOrNull(row.ended_at),
  }
}

/** Beside what the same tokens cost at a hosted provider, at the deployment's own mix of input and output. */
function costOf(
  replicas: readonly GpuInstance[],
  use: ReplicaUse,
  hosted: HostedPrice | null,
  spent: number,
): Deployment['cost'] {
  const perHour = replicas.reduce((sum, { price }) => sum + price, 0)
  const tokens = use.input + use.output
  const each = hosted && mixedPrice(hosted, use)
  return {
    per_hour: usdOf(perHour),
    last_hour: {
      usd: usdOf(use.charged),
      tokens,
      usd_per_million_tokens: tokens === 0 ? null : rounded(use.charged / tokens),
    },
    hosted: hosted && { model: hosted.model, usd_per_million_tokens: each },
    break_even_tokens_per_hour: each === null || each === 0 || perHour === 0 ? null : Math.ceil(perHour / each),
    spent: usdOf(spent),
  }
}

/** Before any use: as much input as output. */
function mixedPrice({ input, output }: HostedPrice, use: ReplicaUse): number | null {
  if (input === null || output === null) return null
  const tokens = use.input + use.output
  const share = tokens === 0 ? 0.5 : use.input / tokens
  return rounded(input * share + output * (1 - share))
}

const rounded = (usd: number): number => Math.round(usd * 1e6) / 1e6
const usdOrNull = (micros: number | null): number | null => (micros === null ? null : usdOf(micros))
const timeOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
