import type { components } from '@proxyapi/contract'
import { usdOf } from '../ledger/money.ts'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import { readAttemptError } from './attempts.ts'
import { mappedPorts } from './endpoint.ts'
import type { Failure } from './failures.ts'
import { type LaunchPort, launchOf } from './launch.ts'
import type { Status } from './lifecycle.ts'

export type Contract = components['schemas']['GpuContract']

/** A contract as the document has it. `attempts` are its own, oldest first. */
export function renderContract(row: GpuInstance, attempts: readonly GpuAttempt[]): Contract {
  const launch = launchOf(row)
  return {
    contract_id: row.id,
    instance_id: row.offer_id,
    provider: row.provider,
    status: row.status as Status,
    ready: row.status === 'ready',
    gpu_model: row.gpu_model,
    gpu_count: row.gpu_count,
    vram: row.vram,
    price_per_hour: usdOf(row.price),
    max_price_per_hour: usdOf(row.price_max),
    ip: row.ip,
    ssh: parsed<Contract['ssh']>(row.ssh),
    ports: launch.ports.map((port) => renderPort(row, port)),
    image: row.image,
    location: row.location,
    attempts: attempts.map(renderAttempt),
    ready_evidence: row.ready_evidence,
    deployment_id: row.deployment_id,
    name: row.name,
    cost: usdOf(row.cost),
    lease_expires_at: timeOrNull(row.lease_expires_at),
    created_at: new Date(row.created_at).toISOString(),
    ready_at: timeOrNull(row.ready_at),
    ended_at: timeOrNull(row.ended_at),
    error: parsed<Failure>(row.error),
  }
}

function renderPort(row: GpuInstance, { port, protocol }: LaunchPort): Contract['ports'][number] {
  const mapped = mappedPorts(row).find((candidate) => candidate.port === port)
  const host = mapped?.host.includes(':') ? `[${mapped.host}]` : mapped?.host
  return {
    port,
    protocol,
    public_port: mapped?.public_port ?? null,
    url: mapped && protocol !== 'tcp' ? `${mapped.secure ? 'https' : protocol}://${host}:${mapped.public_port}` : null,
  }
}

function renderAttempt({ offer_id, phase, error }: GpuAttempt): Contract['attempts'][number] {
  const failure = readAttemptError(error)
  return { offer_id, phase, error: failure && { code: failure.code, message: failure.message } }
}

const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T))

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
