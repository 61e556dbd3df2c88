import type {
  Cloud,
  CloudError,
  CloudInstance,
  CloudReply,
  CloudRequest,
  LaunchSpec,
  LogLine,
  MappedPort,
  Offer,
  Plan,
} from '../cloud.ts'
import { nominalGpu } from '../gpu-models.ts'
import { idOf, isRow, jsonOf, numberOf, type Row, rowOf, textOf, timeOf } from '../lenient.ts'
import { ask, askAll } from '../plan.ts'
import { byStatus, errorBy, outcomeBy, readingBy, refusal, unreadable, type Verdict, wordsOf } from '../verdict.ts'
import { isIonetRef, offerOf, type Place } from './ionet/offer.ts'

/** io.net: containers by hours paid in advance. An offer is a quote for hardware at a place; the tag is the private name. */
export const ionet: Cloud = {
  id: 'io.net',
  short: 'ionet',
  aliases: ['ionet', 'io_net'],
  baseUrl: 'https://api.io.solutions',
  keyEnv: ['IONET_API_KEY', 'IO_NET_API_KEY'],
  caps: {
    container: true,
    ports: true,
    stop: false,
    spot: false,
    ssh: false,
    logs: true,
    ttl: true,
    statement: false,
    times: true,
    balance: false,
  },
  // A hundred and fifty in ten seconds are quoted for all of them together.
  limits: (['create', 'destroy', 'search', 'refresh', 'read'] as const).map((kind) => ({
    class: kind,
    requests: 10,
    windowMs: 1_000,
  })),
  visibilityGraceMs: 120_000,
  refreshEveryMs: 120_000,
  auth: (key) => ({ 'x-api-key': key }),
  offers,
  unsupported,
  create,
  created: (reply) => outcomeBy(reply, error, ({ deployment_id }) => idOf(deployment_id)),
  list,
  get,
  destroy,
  logs,
  extend,
  // Each hour is paid when it is told: no more than the next one.
  extendAheadMs: 1_800_000,
  error,
}

const root = '/enterprise/v1/io-cloud/caas'
const noStock =
  /not enough|no (?:available|capacity)|unavailable|insufficient (?:capacity|replicas|hardware)|out of stock/i
const noMoney = /balance|funds|credits/i

/** `detail` is a list of what is wrong with a body, or a text. */
function error(status: number, headers: Headers, body: string): CloudError {
  const { detail, message } = rowOf(jsonOf(body))
  const [first] = Array.isArray(detail) ? detail : []
  const words = wordsOf(status, body, detail, rowOf(first).msg, message)
  const isReadable = textOf(detail) !== null || isRow(first)
  return errorBy(verdict(status, words, isReadable), words, headers)
}

function verdict(status: number, words: string, isReadable: boolean): Verdict {
  if (!isReadable || status >= 500 || status === 429) return byStatus(status, isReadable)
  if (status === 404) return refusal('not_found')
  // Judged before anything is done: a body that is wrong, or hardware that is not there.
  if (status === 422)
    return refusal(noMoney.test(words) ? 'cloud_no_balance' : noStock.test(words) ? 'no_capacity' : 'invalid_request')
  return byStatus(status, isReadable)
}

const { object, rows, isGone } = readingBy(error)
const data = (reply: CloudReply): Row => {
  const row = object(reply).data
  if (!isRow(row)) throw unreadable('no data in the reply')
  return row
}

const read = (path: string, kind: CloudRequest['class'] = 'read'): CloudRequest => ({
  method: 'GET',
  path: `${root}/${path}`,
  class: kind,
})

/** What there is, where it is, and what it costs there: a quote for each. */
function* offers({ diskGb }: { diskGb: number }): Plan<{ offers: Offer[]; partial: boolean }> {
  const all = rows(data(yield* ask(read('hardware/max-gpus-per-container', 'refresh'))), 'hardware')
  const hardware = all.filter((row) => idOf(row.hardware_id) !== null)
  const query = (row: Row) => new URLSearchParams({ hardware_id: `${row.hardware_id}`, hardware_qty: '1' })
  const replicas = yield* askAll(hardware.map((row) => read(`available-replicas?${query(row)}`, 'refresh')))
  const places = hardware.flatMap((row, at) => {
    const reply = replicas[at]
    return reply ? placesOf(row, reply) : []
  })
  const quotes = yield* askAll(places.map((place) => priceRequest(place)))
  return {
    offers: places.flatMap((place, at) => {
      const reply = quotes[at]
      return (reply && offerOf(place, data(reply), diskGb)) ?? []
    }),
    partial: false,
  }
}

function placesOf(row: Row, reply: CloudReply): Place[] {
  const hardwareId = numberOf(row.hardware_id)
  const name = textOf(row.hardware_name)
  if (hardwareId === null || name === null) return []
  return rows(object(reply), 'data').flatMap((place) => {
    const locationId = numberOf(place.id)
    const free = numberOf(place.available_replicas)
    if (locationId === null) return []
    return [{ hardwareId, name, locationId, country: textOf(place.iso2), location: textOf(place.name), free }]
  })
}

function priceRequest({ hardwareId, locationId }: Place): CloudRequest {
  const query = new URLSearchParams({
    // A text with a list in it.
    location_ids: `[${locationId}]`,
    hardware_id: `${hardwareId}`,
    duration_hours: '1',
    gpus_per_container: '1',
    replica_count: '1',
  })
  return read(`price?${query}`, 'refresh')
}

/** One HTTP port, and neither keys nor a script. */
function unsupported(spec: LaunchSpec): (keyof LaunchSpec)[] {
  return [
    ...(spec.onstart === undefined ? [] : (['onstart'] as const)),
    ...(spec.ports.length > 1 ? (['ports'] as const) : []),
    ...(spec.sshPublicKeys.length > 0 ? (['sshPublicKeys'] as const) : []),
  ]
}

const defaultPort = 8000
const escaped = (text: string): string => text.replaceAll('$', '$$$$')

function create({ id, ref }: Offer, spec: LaunchSpec, tag: string): CloudRequest {
  if (!isIonetRef(ref)) throw new TypeError(`${id} is no offer of io.net`)
  const { image, registry, args = [], command = [], env, ports } = spec
  return {
    method: 'POST',
    path: `${root}/deploy`,
    class: 'create',
    body: {
      resource_private_name: tag,
      duration_hours: 1,
      gpus_per_container: 1,
      hardware_id: ref.hardwareId,
      location_ids: [ref.locationId],
      container_config: {
        replica_count: 1,
        traffic_port: ports[0]?.port ?? defaultPort,
        // What is read back later shows no values of these.
        secret_env_variables: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, escaped(value)])),
        ...(command.length > 0 ? { entrypoint: command.map(escaped) } : {}),
        ...(args.length > 0 ? { args: args.map(escaped) } : {}),
      },
      registry_config: {
        image_url: image,
        ...(registry ? { registry_username: registry.username, registry_secret: registry.password } : {}),
      },
    },
  }
}

const pageSize = 100
const maxPages = 400

/** Every page; what is over is shown for good, and is left out of the cloud's own count as well. */
function* list(): Plan<{ instances: CloudInstance[]; total: number | null }> {
  const seen = new Map<string, CloudInstance>()
  for (let page = 0; page < maxPages; page++) {
    const body = data(yield* ask(read(`deployments?page=${page}&page_size=${pageSize}`, 'search')))
    const found = rows(body, 'deployments').map((row) => instanceOf(row, null))
    const news = found.filter(({ id }) => !seen.has(id))
    if (found.length > 0 && news.length === 0) throw unreadable('the list runs in a circle')
    for (const instance of news) seen.set(instance.id, instance)
    const total = numberOf(body.total)
    if (found.length > 0 && seen.size < (total ?? Infinity)) continue
    const live = [...seen.values()].filter(({ state }) => state !== 'terminated')
    return { instances: live, total: total === null ? null : total - (seen.size - live.length) }
  }
  throw unreadable(`the list has more than ${maxPages} pages`)
}

const path = (id: string, more = '') => `deployment/${encodeURIComponent(id)}${more}`

function* get(id: string): Plan<CloudInstance | null> {
  const reply = yield* ask(read(path(id)))
  if (isGone(reply)) return null
  const row = data(reply)
  const instance = instanceOf(row, [])
  if (instance.state !== 'running') return instance
  const [worker] = yield* workersOf(id)
  const port = numberOf(rowOf(row.container_config).traffic_port)
  return { ...instance, ...reached(textOf(worker?.public_url), port) }
}

function* workersOf(id: string): Generator<CloudRequest | CloudRequest[], Row[], CloudReply | CloudReply[]> {
  return rows(data(yield* ask(read(path(id, '/containers')))), 'workers')
}

/** The one address of a container, from which its port and its TLS follow. */
function reached(address: string | null, port: number | null): Pick<CloudInstance, 'ip' | 'ports'> {
  if (address === null || port === null || !URL.canParse(address)) return { ip: null, ports: [] }
  const { hostname, port: given, protocol } = new URL(address)
  const isSecure = protocol === 'https:'
  const mapped: MappedPort = { port, public_port: Number(given || (isSecure ? 443 : 80)), host: hostname }
  return { ip: hostname, ports: [isSecure ? { ...mapped, secure: true } : mapped] }
}

function* destroy(id: string): Plan<'done' | 'gone'> {
  const reply = yield* ask({ method: 'DELETE', path: `${root}/${path(id)}`, class: 'destroy' })
  if (isGone(reply)) return 'gone'
  if (textOf(object(reply).status) === null) throw unreadable('the reply does not say that it was done')
  return 'done'
}

function* logs(id: string, tail: number): Plan<LogLine[]> {
  const [worker] = yield* workersOf(id)
  const container = idOf(worker?.container_id)
  if (container === null) return []
  const reply = yield* ask(read(path(id, `/log/${encodeURIComponent(container)}?stream=stdout`)))
  if (reply.status !== 200) throw readingBy(error).failed(reply)
  const lines = reply.body.split('\n').map((line) => line.replace(/^data: ?/, ''))
  return lines
    .filter((line) => line !== '')
    .slice(-tail)
    .map((text) => ({ timestamp: null, text }))
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Pays as many hours as are missing until then; the cloud's own minutes say when it would end. */
function* extend(id: string, until: Date): Plan<void> {
  const row = data(yield* ask(read(path(id))))
  const began = timeOf(row.started_at) ?? timeOf(row.created_at)
  const minutes = [numberOf(row.compute_minutes_served), numberOf(row.compute_minutes_remaining)]
  if (began === null || minutes.includes(null)) throw unreadable('the deployment does not say until when it is paid')
  const end = Date.parse(began) + minutes.reduce<number>((sum, part) => sum + (part ?? 0), 0) * minuteMs
  const hours = Math.ceil((until.getTime() - end) / hourMs)
  if (hours <= 0) return
  object(
    yield* ask({
      method: 'POST',
      path: `${root}/${path(id, '/extend')}`,
      class: 'read',
      body: { duration_hours: hours },
    }),
  )
}

/** Paid in advance: charged from the deployment on. */
const meanings: Record<string, Pick<CloudInstance, 'state' | 'billed'>> = {
  'deployment requested': { state: 'creating', billed: 'full' },
  running: { state: 'running', billed: 'full' },
  'termination requested': { state: 'terminating', billed: 'nothing' },
  completed: { state: 'terminated', billed: 'nothing' },
  failed: { state: 'terminated', billed: 'nothing' },
  destroyed: { state: 'terminated', billed: 'nothing' },
}

function instanceOf(row: Row, ports: CloudInstance['ports']): CloudInstance {
  const id = idOf(row.id)
  if (id === null) throw unreadable('a deployment without id')
  const status = textOf(row.status)?.toLowerCase() ?? 'null'
  const name = textOf(row.hardware_name)
  const since = timeOf(row.created_at)
  return {
    id,
    // The detail leaves it out.
    tag: textOf(row.name) ?? textOf(row.resource_private_name),
    // A word that we do not know ends nothing, and is counted as dear as it can be.
    ...((Object.hasOwn(meanings, status) ? meanings[status] : undefined) ?? { state: 'unknown', billed: 'full' }),
    native: status,
    progress: [status, numberOf(row.completed_percent)].join(' '),
    ip: null,
    ssh: null,
    ports,
    price_per_hour: null,
    idle_price_per_hour: 0,
    gpu_model: name === null ? null : nominalGpu(name, null).model,
    gpu_count: numberOf(row.total_gpus) ?? numberOf(row.hardware_quantity),
    created_at: since,
    ...(since === null ? {} : { charged_since: since }),
    machine: null,
  }
}
