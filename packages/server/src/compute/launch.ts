import type { LaunchSpec } from '@proxyapi/clouds'
import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { microsOfAmount } from '../ledger/money.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import type { Sealer } from './parts.ts'

type LaunchBody = components['schemas']['GpuLaunch']
export type LaunchPort = LaunchSpec['ports'][number]

/** How we learn that an instance serves. */
export type ReadyProbe =
  | { type: 'http'; port: number; path: string }
  | { type: 'tcp'; port: number }
  /** An engine of ours: up by its health path, and it shows the model, where it lists any, to who has the token. */
  | { type: 'engine'; port: number; path: string; list: string | null; model: string }
  | { type: 'provider' }

/** What to run, complete and without secrets, as it is stored. */
export interface Launch {
  image: string
  args: string[]
  command: string[]
  onstart: string | null
  env: Record<string, string>
  ports: LaunchPort[]
  diskGb: number
  sshPublicKeys: string[]
  ready: ReadyProbe
  failover: 'same_cloud' | 'any_cloud' | 'none'
  /** Micro-USD an hour; null: the lowest that the cloud takes. */
  bid: number | null
  onInterruption: 'keep' | 'recover' | 'destroy'
}

/** What is stored sealed and never shown. */
export interface LaunchSecrets {
  env: Record<string, string>
  registry: { username: string; password: string } | null
  /** Follow the arguments of the launch. */
  args?: string[]
  /** What it asks for. */
  token?: string
}

export interface LaunchRequest {
  launch: Launch
  /** null: it has none. */
  secrets: LaunchSecrets | null
  name: string | null
  /** Micro-USD an hour; null: what the offer costs. */
  priceMax: number | null
  maxSpend: number | null
  ttlMs: number | null
  idleTtlMs: number | null
}

const envBytesMax = 128 * 1024
const envName = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/
const reservedName = /^(PROXY_API_|VAST_)|^CONTAINER_API_KEY$/
const defaultPort = 8000
const defaultDiskGb = 50

/** Fills in what was left out and judges what the schema cannot. Throws INVALID_REQUEST, UNSUPPORTED_PARAMETER. */
export function readLaunch(body: LaunchBody, defaultImage: string): LaunchRequest {
  const env = body.env ?? {}
  const secretEnv = body.secret_env ?? {}
  checkEnv(env, secretEnv)
  const ports = (body.ports ?? [defaultPort]).map(portOf)
  checkPorts(ports)
  if (body.idle_ttl_seconds != null && body.idle_by == null) {
    throw unsupported('/idle_by', 'No cloud reports GPU use: idle_ttl_seconds needs idle_by, "proxy".')
  }
  const hasSecrets = Object.keys(secretEnv).length > 0 || body.registry !== undefined
  return {
    launch: {
      image: body.image ?? defaultImage,
      args: body.args ?? [],
      command: body.command ?? [],
      onstart: body.onstart ?? null,
      env,
      ports,
      diskGb: body.disk_gb ?? defaultDiskGb,
      sshPublicKeys: body.ssh_public_keys ?? [],
      ready: readyProbe(body, ports),
      failover: body.failover ?? 'same_cloud',
      bid: microsOrNull(body.bid_per_hour),
      onInterruption: body.on_interruption ?? 'keep',
    },
    secrets: hasSecrets ? { env: secretEnv, registry: body.registry ?? null } : null,
    name: body.name ?? null,
    priceMax: microsOrNull(body.max_price_per_hour),
    maxSpend: microsOrNull(body.max_spend),
    ttlMs: secondsOrNull(body.ttl_seconds),
    idleTtlMs: secondsOrNull(body.idle_ttl_seconds),
  }
}

/** What a contract is to run, as its row keeps it. */
export const launchOf = ({ launch }: Pick<GpuInstance, 'launch'>): Launch => JSON.parse(launch) as Launch

/** What a contract keeps to itself. */
export const secretsOf = (
  { id, secrets }: Pick<GpuInstance, 'id' | 'secrets'>,
  sealer: Pick<Sealer, 'open'>,
): LaunchSecrets | null =>
  secrets === null ? null : (JSON.parse(sealer.open(secrets, `gpu_instances:${id}:secrets`)) as LaunchSecrets)

/** The launch as adapters take it; `own` are variables of ours. */
export function launchSpec(
  launch: Launch,
  secrets: LaunchSecrets | null,
  own: Record<string, string> = {},
): LaunchSpec {
  const { image, command, onstart, env, ports, diskGb, sshPublicKeys, bid } = launch
  const args = [...launch.args, ...(secrets?.args ?? [])]
  return {
    image,
    ...(secrets?.registry ? { registry: secrets.registry } : {}),
    ...(args.length > 0 ? { args } : {}),
    ...(command.length > 0 ? { command } : {}),
    ...(onstart === null ? {} : { onstart }),
    env: { ...env, ...secrets?.env, ...own },
    ports,
    diskGb,
    sshPublicKeys,
    ...(bid === null ? {} : { bidPerHour: bid / 1e6 }),
  }
}

export const invalid = (path: string, message: string): ApiError =>
  new ApiError('INVALID_REQUEST', `${path}: ${message}`, { details: [{ path, message }] })

export const unsupported = (path: string, message: string): ApiError =>
  new ApiError('UNSUPPORTED_PARAMETER', message, { details: [{ path, message }] })

const microsOrNull = (usd: number | null | undefined) => (usd == null ? null : microsOfAmount(usd))
const secondsOrNull = (seconds: number | null | undefined) => (seconds == null ? null : seconds * 1_000)

const portOf = (port: number | { port: number; protocol?: LaunchPort['protocol'] }): LaunchPort =>
  typeof port === 'number' ? { port, protocol: 'http' } : { port: port.port, protocol: port.protocol ?? 'http' }

function checkPorts(ports: readonly LaunchPort[]): void {
  for (const [index, { port }] of ports.entries()) {
    if (ports.findIndex((other) => other.port === port) < index)
      throw invalid(`/ports/${index}`, `${port} stands twice`)
  }
}

function readyProbe({ ready, ports: given }: LaunchBody, ports: readonly LaunchPort[]): ReadyProbe {
  const first = ports[0]?.port
  if (!ready) return given !== undefined && first !== undefined ? { type: 'tcp', port: first } : { type: 'provider' }
  if (ready.type === 'provider') return { type: 'provider' }
  const port = ready.port ?? first
  if (port === undefined || !ports.some((known) => known.port === port)) {
    throw invalid('/ready/port', 'is not one of ports')
  }
  return ready.type === 'tcp' ? { type: 'tcp', port } : { type: 'http', port, path: ready.path ?? '/' }
}

export function checkEnv(env: Record<string, string>, secretEnv: Record<string, string>): void {
  let bytes = 0
  for (const [field, values] of Object.entries({ env, secret_env: secretEnv })) {
    for (const [name, value] of Object.entries(values)) {
      const path = `/${field}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      if (!envName.test(name)) throw invalid(path, 'a name is a letter or _, then letters, digits and _')
      if (reservedName.test(name)) throw invalid(path, 'this name is ours or the cloud’s')
      bytes += Buffer.byteLength(name) + Buffer.byteLength(value)
    }
  }
  const twice = Object.keys(env).find((name) => Object.hasOwn(secretEnv, name))
  if (twice !== undefined) throw invalid(`/secret_env/${twice}`, 'stands in env as well')
  if (bytes > envBytesMax) throw invalid('/env', `env and secret_env hold more than ${envBytesMax} bytes`)
}
