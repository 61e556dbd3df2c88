import { type Answer, jsonAnswer, wholeAnswer } from './answer.ts'
import { type CloudBrand, endAs, type RouteCall, rentAs, simulateCloud } from './cloud/brand.ts'
import type { CloudFaultName } from './cloud/faults.ts'
import type { Order, Phase, Rental } from './cloud/rental.ts'
import type { CloudOptions, CloudSimulator } from './cloud-server.ts'
import { isObject, type JsonObject } from './json.ts'

export type IonetSimulator = CloudSimulator<CloudFaultName>

interface Hardware {
  id: number
  name: string
  /** USDC for an hour, without the fee. */
  usdc: number
  places: { id: number; iso2: string; name: string; free: number }[]
}

const germany = { id: 2, iso2: 'DE', name: 'Germany' }
const states = { id: 1, iso2: 'US', name: 'United States' }
const hardware: readonly Hardware[] = [
  {
    id: 203,
    name: 'H100 PCIe',
    usdc: 2.15,
    places: [
      { ...states, free: 12 },
      { ...germany, free: 0 },
    ],
  },
  {
    id: 167,
    name: 'RTX 4090',
    usdc: 0.25,
    places: [
      { ...states, free: 37 },
      { ...germany, free: 4 },
    ],
  },
  { id: 98, name: 'A100 SXM4', usdc: 1.05, places: [{ ...germany, free: 2 }] },
]

interface Kind {
  hardware: Hardware
  place: number
  port: number
}

const refused = (detail: unknown): Answer => jsonAnswer(422, { detail })
const wrong = (field: string, msg: string) => refused([{ loc: ['body', field], msg, type: 'value_error' }])
const notFound = jsonAnswer(404, { detail: 'Deployment not found' })
const noStock = refused('Not enough available replicas for the requested hardware.')
const data = (value: unknown): Answer => jsonAnswer(200, { data: value })
const root = '^/enterprise/v1/io-cloud/caas'
const route = (rest: string) => new RegExp(`${root}/${rest}$`)
const feePercent = 2
const [firstHardware] = hardware

const brand: CloudBrand<Kind> = {
  rules: {
    billing: { from: 'creation', leastMs: 3_600_000, stepMs: 1 },
    isPrepaid: true,
    endingMs: 1_000,
    newId(random) {
      const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
      return [8, 4, 4, 4, 12].map(hex).join('-')
    },
    foreignKind: { hardware: firstHardware as Hardware, place: 1, port: 8000 },
    machineOf: ({ hardware, place }) => `${hardware.name} ${place}`,
  },
  words: {
    noStock,
    noBalance: refused('Insufficient balance.'),
    tooMany: jsonAnswer(429, { detail: 'Rate limit exceeded' }),
    emptyList: data({ deployments: [], total: 0, statuses: [] }),
  },
  keyOf: (headers) => headers['x-api-key'] ?? null,
  badKey: jsonAnswer(401, { detail: 'Invalid API key' }),
  notFound: jsonAnswer(404, { detail: 'Not Found' }),
  pace: { name: 'all', requests: 150, windowMs: 10_000 },
  imageOf: (body) => orderOf(body)?.image ?? null,
  routes: [
    {
      method: 'GET',
      pattern: route('hardware/max-gpus-per-container'),
      answer: () =>
        data({
          hardware: hardware.map(({ id, name, places }) => ({
            max_gpus_per_container: 8,
            available: places.reduce((sum, { free }) => sum + free, 0),
            hardware_id: id,
            hardware_name: name,
            brand_name: 'NVIDIA',
          })),
          total: hardware.length,
        }),
    },
    { method: 'GET', pattern: route('available-replicas'), answer: replicas },
    { method: 'GET', pattern: route('price'), answer: price },
    { method: 'POST', pattern: route('deploy'), answer: deploy },
    { method: 'GET', pattern: route('deployments'), answer: list },
    { method: 'GET', pattern: route('deployment/([^/]+)'), answer: (call) => shown(call, detail) },
    { method: 'GET', pattern: route('deployment/([^/]+)/containers'), answer: (call) => shown(call, containers) },
    {
      method: 'GET',
      pattern: route('deployment/([^/]+)/log/[^/]+'),
      answer: ({ rentals, id }) =>
        rentals.found(id)
          ? wholeAnswer(200, 'starting\nlistening\nready\n', { 'content-type': 'text/plain' })
          : notFound,
    },
    { method: 'POST', pattern: route('deployment/([^/]+)/extend'), answer: extend },
    {
      method: 'DELETE',
      pattern: route('deployment/([^/]+)'),
      answer: (call) => endAs(call, jsonAnswer(200, { status: 'success', deployment_id: call.id }), notFound),
    },
  ],
}

/** io.net on a loopback port: names that are unique, bodies that are closed, hours that are paid in advance. */
export const simulateIonet = (options: CloudOptions = {}): Promise<IonetSimulator> => simulateCloud(brand, options)

const hardwareOf = (query: URLSearchParams) => hardware.find(({ id }) => id === Number(query.get('hardware_id')))

function replicas({ query }: RouteCall<Kind>): Answer {
  const known = hardwareOf(query)
  if (!known || !query.has('hardware_qty')) return wrong('hardware_id', 'unknown hardware')
  return data(known.places.map(({ free, ...place }) => ({ ...place, available_replicas: free })))
}

const asked = ['location_ids', 'hardware_id', 'duration_hours', 'gpus_per_container', 'replica_count']

/** Micro-USD an hour, the fee included. */
const perHour = ({ usdc }: Hardware): number => Math.round(usdc * 1e6 * (1 + feePercent / 100))

function price({ query }: RouteCall<Kind>): Answer {
  const missing = asked.find((name) => !query.has(name))
  if (missing) return wrong(missing, 'field required')
  // A JSON text, not a repeated parameter.
  if (!/^\[\d+\]$/.test(query.get('location_ids') ?? '')) return wrong('location_ids', 'not a list')
  const known = hardwareOf(query)
  if (!known) return wrong('hardware_id', 'unknown hardware')
  const times = ['duration_hours', 'gpus_per_container', 'replica_count'].map((name) => Number(query.get(name)))
  const total = times.reduce((product, factor) => product * factor, perHour(known))
  return data({
    replica_count: 1,
    gpus_per_container: 1,
    available_replica_count: known.places.map(({ free }) => free),
    ...{ discount: 0, ionet_fee: 0, ionet_fee_percent: 0 },
    currency_conversion_fee: 0.04,
    currency_conversion_fee_percent: feePercent,
    total_cost_usdc: total / 1e6,
  })
}

const members = {
  body: [
    'resource_private_name',
    'duration_hours',
    'gpus_per_container',
    'hardware_id',
    'location_ids',
    'container_config',
    'registry_config',
  ],
  container_config: [
    'replica_count',
    'traffic_port',
    'env_variables',
    'secret_env_variables',
    'entrypoint',
    'args',
    'command',
  ],
  registry_config: ['image_url', 'registry_username', 'registry_secret'],
}

/** The first member that a closed object does not have. */
function stranger(body: JsonObject): string | undefined {
  const parts: [unknown, string[]][] = [
    [body, members.body],
    [body.container_config, members.container_config],
    [body.registry_config, members.registry_config],
  ]
  return parts
    .flatMap(([value, known]) => Object.keys(isObject(value) ? value : {}).filter((name) => !known.includes(name)))
    .at(0)
}

function deploy(call: RouteCall<Kind>): Answer {
  const { body, rentals } = call
  if (!isObject(body)) return wrong('body', 'field required')
  const extra = stranger(body)
  if (extra !== undefined) return wrong(extra, 'extra fields not permitted')
  const order = orderOf(body)
  if (!order?.name) return wrong('resource_private_name', 'field required')
  if (rentals.visible().some(({ name }) => name === order.name)) return refused('The name is taken.')
  const config = isObject(body.container_config) ? body.container_config : {}
  for (const field of ['args', 'entrypoint']) {
    if (Array.isArray(config[field]) && config[field].length === 0) return wrong(field, 'must not be empty')
  }
  const [place, ...others] = Array.isArray(body.location_ids) ? body.location_ids : []
  if (others.length > 0 || typeof place !== 'number') return wrong('location_ids', 'exactly one location')
  const known = hardware.find(({ id }) => id === body.hardware_id)
  const free = known?.places.find(({ id }) => id === place)?.free ?? 0
  if (!known || free === 0) return noStock
  const rental = rentAs(call, { hardware: known, place, port: order.ports[0] ?? 0 }, order, perHour(known))
  rental.paidUntil = rental.createdAt + Number(body.duration_hours ?? 1) * 3_600_000
  return jsonAnswer(200, { status: 'success', deployment_id: rental.id })
}

function extend({ rentals, id, body }: RouteCall<Kind>): Answer {
  const rental = rentals.found(id)
  const hours = isObject(body) ? body.duration_hours : undefined
  if (!rental) return notFound
  if (typeof hours !== 'number' || hours <= 0) return wrong('duration_hours', 'must be positive')
  rental.paidUntil += hours * 3_600_000
  return jsonAnswer(200, { status: 'success', deployment_id: id })
}

const statuses: Record<Phase, string> = {
  new: 'deployment requested',
  booting: 'deployment requested',
  stuck: 'deployment requested',
  running: 'running',
  stopped: 'failed',
  strange: 'hibernating',
  ending: 'termination requested',
  gone: 'destroyed',
}

const minutesOf = (ms: number) => Math.max(0, ms / 60_000)

function facts({ rentals }: RouteCall<Kind>, rental: Rental<Kind>) {
  const now = rentals.now()
  return {
    id: rental.id,
    status: statuses[rentals.phase(rental)],
    completed_percent: 0,
    brand_name: 'NVIDIA',
    hardware_name: rental.quirks.isOtherGpu ? 'GTX 1050 Ti' : rental.kind.hardware.name,
    compute_minutes_served: minutesOf(now - rental.createdAt),
    compute_minutes_remaining: minutesOf(rental.paidUntil - now),
  }
}

const maxPage = 100

/** What is over stays in it for good. */
function list(call: RouteCall<Kind>): Answer {
  const { rentals, query } = call
  const size = Math.min(maxPage, Number(query.get('page_size') ?? 10))
  const page = Number(query.get('page') ?? 0)
  const over = [...rentals.all.values()].filter((rental) => rentals.phase(rental) === 'gone')
  const all = [...over, ...rentals.visible()]
  return data({
    deployments: all.slice(page * size, (page + 1) * size).map((rental) => ({
      ...facts(call, rental),
      name: rental.name,
      hardware_quantity: 1,
    })),
    total: all.length,
    statuses: Object.values(statuses),
  })
}

function shown(call: RouteCall<Kind>, show: (call: RouteCall<Kind>, rental: Rental<Kind>) => object): Answer {
  const rental = call.rentals.found(call.id)
  return rental ? data(show(call, rental)) : notFound
}

const iso = (ms: number) => new Date(ms).toISOString()

function detail(call: RouteCall<Kind>, rental: Rental<Kind>) {
  const { kind, image, createdAt, paidUntil, perHour } = rental
  const place = kind.hardware.places.find(({ id }) => id === kind.place)
  return {
    ...facts(call, rental),
    created_at: iso(createdAt),
    started_at: iso(createdAt),
    amount_paid: ((paidUntil - createdAt) / 3_600_000) * (perHour / 1e6),
    total_gpus: 1,
    gpus_per_container: 1,
    total_containers: 1,
    hardware_id: kind.hardware.id,
    locations: [{ id: kind.place, iso2: place?.iso2, name: place?.name }],
    container_config: {
      entrypoint: null,
      env_variables: {},
      traffic_port: kind.port,
      image_url: image,
      secret_env_keys: Object.keys(rental.env),
    },
  }
}

function containers({ rentals, portsOf }: RouteCall<Kind>, rental: Rental<Kind>) {
  const open = portsOf(rental).get(rental.kind.port)
  const isUp = rentals.phase(rental) === 'running'
  const worker = {
    device_id: 'd1',
    container_id: `c-${rental.id.slice(0, 8)}`,
    hardware: rental.kind.hardware.name,
    brand_name: 'NVIDIA',
    created_at: iso(rental.createdAt),
    uptime_percent: 100,
    gpus_per_container: 1,
    status: isUp ? 'running' : 'deploying',
    container_events: [],
    public_url: open === undefined ? '' : `http://127.0.0.1:${open}`,
  }
  return { total: 1, workers: [worker] }
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((text) => String(text).replaceAll('$$', '$')) : []

/** What the container will run. */
function orderOf(body: unknown): Order | null {
  if (!isObject(body)) return null
  const config = isObject(body.container_config) ? body.container_config : {}
  const registry = isObject(body.registry_config) ? body.registry_config : {}
  if (typeof registry.image_url !== 'string') return null
  const env = {
    ...(isObject(config.env_variables) ? config.env_variables : {}),
    ...(isObject(config.secret_env_variables) ? config.secret_env_variables : {}),
  }
  return {
    name: typeof body.resource_private_name === 'string' ? body.resource_private_name : null,
    image: registry.image_url,
    args: texts(config.args),
    onstart: null,
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value).replaceAll('$$', '$')])),
    ports: typeof config.traffic_port === 'number' ? [config.traffic_port] : [],
    diskGb: 0,
  }
}
