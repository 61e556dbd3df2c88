import type {
  Charge,
  Cloud,
  CloudError,
  CloudInstance,
  CloudRequest,
  LaunchSpec,
  LogLine,
  MappedPort,
  Offer,
  Plan,
} from '../cloud.ts'
import { nominalGpu } from '../gpu-models.ts'
import { idOf, isRow, jsonOf, numberOf, type Row, rowOf, textOf, timeOf } from '../lenient.ts'
import { microUsd, perGpu, usdOf } from '../money.ts'
import { ask } from '../plan.ts'
import { byStatus, errorBy, outcomeBy, readingBy, refusal, unreadable, wordsOf } from '../verdict.ts'

/** This machine: programs that the operator has named, started by the runner of the server. There is no key. */
export const local: Cloud = {
  id: 'local',
  short: 'local',
  aliases: [],
  baseUrl: 'http://localhost',
  keyEnv: [],
  caps: {
    container: true,
    ports: true,
    stop: true,
    spot: false,
    ssh: false,
    logs: true,
    ttl: true,
    statement: true,
    times: true,
    balance: false,
  },
  limits: (['create', 'destroy', 'search', 'refresh', 'read'] as const).map((kind) => ({
    class: kind,
    requests: 1_000,
    windowMs: 1_000,
  })),
  // It is listed before its create is answered.
  visibilityGraceMs: 1_000,
  refreshEveryMs: 10_000,
  auth: () => ({}),
  offers,
  unsupported,
  create,
  created: (reply) => outcomeBy(reply, error, ({ machine }) => idOf(rowOf(machine).id)),
  list,
  get,
  destroy,
  act,
  logs,
  extend,
  extendAheadMs: 3_600_000,
  statement,
  error,
}

const codes = {
  image_not_allowed: 'invalid_request',
  invalid: 'invalid_request',
  taken: 'offer_gone',
  not_found: 'not_found',
} as const

function error(status: number, headers: Headers, body: string): CloudError {
  const row = rowOf(jsonOf(body))
  const name = textOf(row.error)
  const code = name !== null && Object.hasOwn(codes, name) ? codes[name as keyof typeof codes] : undefined
  const words = wordsOf(status, body, row.message, row.error)
  return errorBy(code !== undefined && status < 500 ? refusal(code) : byStatus(status, name !== null), words, headers)
}

const { object, rows, isGone } = readingBy(error)

function* offers({ diskGb }: { diskGb: number }): Plan<{ offers: Offer[]; partial: boolean }> {
  const body = object(yield* ask({ method: 'GET', path: '/offers', class: 'refresh' }))
  const programs = Array.isArray(body.programs)
    ? body.programs.filter((name): name is string => typeof name === 'string')
    : []
  return { offers: rows(body, 'offers').flatMap((row) => offerOf(row, programs, diskGb) ?? []), partial: false }
}

/** What create needs of an offer. */
interface LocalRef {
  offer: string
}

const isLocalRef = (ref: unknown): ref is LocalRef => typeof rowOf(ref).offer === 'string'

/** Nobody measures it: programs share the disk of the host. */
const diskGbMost = 10_000

function offerOf(row: Row, programs: string[], diskGb: number): Offer | null {
  const id = idOf(row.id)
  const name = textOf(row.gpu_model)
  const count = numberOf(row.gpu_count)
  if (id === null || name === null || count === null) return null
  const { model, vram } = count === 0 ? { model: name, vram: 0 } : nominalGpu(name, numberOf(row.gpu_ram_mb))
  const price = usdOf(microUsd(numberOf(row.price_per_hour)))
  const available = row.free === true && price !== null
  return {
    id: `local-${id}`,
    provider: 'local',
    gpu_model: model,
    gpu_count: count,
    vram,
    vram_total: vram === null ? null : vram * count,
    price_per_hour: price,
    price_per_gpu_hour: price === null ? null : count === 0 ? price : perGpu(price, count),
    location: null,
    country: null,
    available,
    kind: count === 0 ? 'type' : 'ask',
    pricing: 'on_demand',
    min_bid: null,
    disk_gb: diskGb,
    disk_gb_max: diskGbMost,
    charges: {
      gpu_per_hour: price,
      disk_per_gb_month: 0,
      egress_per_gb: 0,
      min_billable_seconds: 1,
      granularity_seconds: 1,
      billed_when_stopped: false,
    },
    cpu_cores: numberOf(row.cpu_cores),
    ram_gb: numberOf(row.ram_gb),
    cuda_max: null,
    compute_capability: numberOf(row.compute_capability),
    interconnect: null,
    nvlink: null,
    dlperf: null,
    reliability: null,
    verified: true,
    secure: true,
    net_down_mbps: null,
    net_up_mbps: null,
    direct_ports: null,
    boot_seconds: [0, 10],
    max_run_seconds: null,
    availability: available ? 'available' : 'none',
    availability_count: null,
    capabilities: ['container', 'ports', 'stop', 'logs'],
    images: programs,
    ref: { offer: id } satisfies LocalRef,
    machine: null,
  }
}

/** A program runs as the operator has written it: with arguments, and nothing that would be a command line. */
function unsupported(spec: LaunchSpec): (keyof LaunchSpec)[] {
  return [
    ...(spec.command?.length ? (['command'] as const) : []),
    ...(spec.onstart === undefined ? [] : (['onstart'] as const)),
    ...(spec.registry ? (['registry'] as const) : []),
    ...(spec.sshPublicKeys.length > 0 ? (['sshPublicKeys'] as const) : []),
  ]
}

function create({ id, ref }: Offer, spec: LaunchSpec, tag: string): CloudRequest {
  if (!isLocalRef(ref)) throw new TypeError(`${id} is no offer of local`)
  const { image, args = [], env, ports, terminateAfter } = spec
  return {
    method: 'POST',
    path: '/machines',
    class: 'create',
    body: {
      tag,
      offer: ref.offer,
      image,
      args,
      env,
      ports: ports.map(({ port }) => port),
      until: terminateAfter?.toISOString() ?? null,
    },
  }
}

function* list(): Plan<{ instances: CloudInstance[]; total: number | null }> {
  const body = object(yield* ask({ method: 'GET', path: '/machines', class: 'search' }))
  const instances = rows(body, 'machines').map(instanceOf)
  return { instances: instances.filter(({ state }) => state !== 'terminated' && state !== 'failed'), total: null }
}

const path = (id: string, more = '') => `/machines/${encodeURIComponent(id)}${more}`

function* get(id: string): Plan<CloudInstance | null> {
  const reply = yield* ask({ method: 'GET', path: path(id), class: 'read' })
  return isGone(reply) ? null : instanceOf(rowOf(object(reply).machine))
}

function* destroy(id: string): Plan<'done' | 'gone'> {
  const reply = yield* ask({ method: 'DELETE', path: path(id), class: 'destroy' })
  if (isGone(reply)) return 'gone'
  instanceOf(rowOf(object(reply).machine))
  return 'done'
}

function* act(id: string, action: 'start' | 'stop' | 'reboot'): Plan<void> {
  object(yield* ask({ method: 'POST', path: path(id, `/${action}`), class: 'read' }))
}

function* extend(id: string, until: Date): Plan<void> {
  object(yield* ask({ method: 'POST', path: path(id, '/until'), class: 'read', body: { until: until.toISOString() } }))
}

function* logs(id: string, tail: number): Plan<LogLine[]> {
  const body = object(yield* ask({ method: 'GET', path: path(id, `/log?tail=${tail}`), class: 'read' }))
  if (!Array.isArray(body.lines)) throw unreadable('no lines in the reply')
  return body.lines
    .filter((text) => typeof text === 'string')
    .slice(-tail)
    .map((text) => ({ timestamp: null, text }))
}

function* statement(from: Date, to: Date): Plan<Charge[]> {
  const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() })
  const body = object(yield* ask({ method: 'GET', path: `/charges?${query}`, class: 'read' }))
  return rows(body, 'charges').flatMap((row) => {
    const [instanceId, begin, end] = [idOf(row.id), timeOf(row.from), timeOf(row.to)]
    if (instanceId === null || begin === null || end === null) return []
    return [{ instanceId, from: begin, to: end, usd: numberOf(row.usd) ?? 0, kind: 'gpu' }]
  })
}

const meanings: Record<string, Pick<CloudInstance, 'state' | 'billed'>> = {
  starting: { state: 'creating', billed: 'nothing' },
  running: { state: 'running', billed: 'full' },
  stopped: { state: 'stopped', billed: 'nothing' },
  exited: { state: 'failed', billed: 'nothing' },
  destroyed: { state: 'terminated', billed: 'nothing' },
}

function instanceOf(row: Row): CloudInstance {
  const id = idOf(row.id)
  if (id === null) throw unreadable('a machine without id')
  const status = textOf(row.status) ?? 'null'
  const since = timeOf(row.started_at)
  return {
    id,
    tag: textOf(row.tag),
    ...((Object.hasOwn(meanings, status) ? meanings[status] : undefined) ?? { state: 'unknown', billed: 'full' }),
    native: status,
    progress: status,
    ip: textOf(row.ip),
    ssh: null,
    ports: portsOf(row),
    price_per_hour: usdOf(microUsd(numberOf(row.price_per_hour))),
    idle_price_per_hour: 0,
    gpu_model: null,
    gpu_count: null,
    created_at: timeOf(row.created_at),
    ...(since === null ? {} : { charged_since: since }),
    machine: null,
  }
}

function portsOf({ ports, ip }: Row): MappedPort[] {
  const host = textOf(ip)
  return (Array.isArray(ports) ? ports.filter(isRow) : []).flatMap((row) => {
    const [port, public_port] = [numberOf(row.port), numberOf(row.public_port)]
    return port === null || public_port === null || host === null ? [] : [{ port, public_port, host }]
  })
}
