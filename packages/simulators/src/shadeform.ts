import { type Answer, jsonAnswer, wholeAnswer } from './answer.ts'
import { type CloudBrand, endAs, type RouteCall, rentAs, simulateCloud } from './cloud/brand.ts'
import type { CloudFaultName } from './cloud/faults.ts'
import type { Order, Phase, Rental } from './cloud/rental.ts'
import type { CloudOptions, CloudSimulator } from './cloud-server.ts'
import { isObject, objectsOf } from './json.ts'

export type ShadeformSimulator = CloudSimulator<CloudFaultName>

interface Type {
  cloud: string
  type: string
  gpu: string
  vram: number
  gpus: number
  cents: number
  interconnect: string
  regions: { region: string; available: boolean; name: string }[]
}

const types: readonly Type[] = [
  {
    cloud: 'hyperstack',
    type: 'A100_80G',
    gpu: 'A100_80G',
    vram: 80,
    gpus: 1,
    cents: 135,
    interconnect: 'pcie',
    regions: [
      { region: 'canada-1', available: true, name: 'Montreal, CA' },
      { region: 'norway-1', available: false, name: 'Oslo, NO' },
    ],
  },
  {
    cloud: 'lambdalabs',
    type: 'H100_sxm5x8',
    gpu: 'H100_sxm5',
    vram: 80,
    gpus: 8,
    cents: 2392,
    interconnect: 'sxm5',
    regions: [{ region: 'us-east-1', available: true, name: 'Virginia, US' }],
  },
  {
    cloud: 'massedcompute',
    type: 'L40S',
    gpu: 'L40S',
    vram: 48,
    gpus: 1,
    cents: 86,
    interconnect: 'pcie',
    regions: [{ region: 'desmoines-usa-1', available: true, name: 'Iowa, US' }],
  },
  {
    cloud: 'scaleway',
    type: 'L4',
    gpu: 'L4',
    vram: 24,
    gpus: 1,
    cents: 80,
    interconnect: 'pcie',
    regions: [{ region: 'pl-waw-2', available: true, name: 'Warsaw, PL' }],
  },
]

interface Kind {
  type: Type
  region: string
}

const failure = (status: number, error_code: string, error: string): Answer => jsonAnswer(status, { error_code, error })
const invalid = (message: string) => failure(400, 'INVALID_REQUEST', message)
const notFound = failure(404, 'NOT_FOUND', 'Instance not found')
const noStock = failure(409, 'OUT_OF_STOCK', 'The requested instance type is out of stock.')
const empty = wholeAnswer(200, '')
const [firstType] = types

const brand: CloudBrand<Kind> = {
  rules: {
    billing: { from: 'running', leastMs: 0, stepMs: 1 },
    endingMs: 1_000,
    newId(random) {
      const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
      return [8, 4, 4, 4, 12].map(hex).join('-')
    },
    foreignKind: { type: firstType as Type, region: 'canada-1' },
    machineOf: ({ type, region }) => `${type.cloud}/${type.type}/${region}`,
  },
  words: {
    noStock,
    noBalance: failure(402, 'INSUFFICIENT_FUNDS', 'Your wallet is empty.'),
    tooMany: failure(429, 'TOO_MANY_REQUESTS', 'Too many requests.'),
    emptyList: jsonAnswer(200, { instances: [] }),
  },
  keyOf: (headers) => headers['x-api-key'] ?? null,
  badKey: failure(401, 'UNAUTHORIZED', 'Invalid API key.'),
  notFound: failure(404, 'NOT_FOUND', 'There is no such route.'),
  imageOf: (body) => orderOf(body)?.image ?? null,
  routes: [
    {
      method: 'GET',
      pattern: /^\/v1\/instances\/types$/,
      answer: () => jsonAnswer(200, { instance_types: types.map(typeRow) }),
    },
    { method: 'POST', pattern: /^\/v1\/instances\/create$/, answer: create },
    {
      method: 'GET',
      pattern: /^\/v1\/instances$/,
      answer: (call) => jsonAnswer(200, { instances: call.rentals.visible().map((rental) => row(call, rental)) }),
    },
    {
      method: 'GET',
      pattern: /^\/v1\/instances\/([^/]+)\/info$/,
      answer(call) {
        const rental = call.rentals.found(call.id)
        return rental ? jsonAnswer(200, row(call, rental)) : notFound
      },
    },
    {
      method: 'POST',
      pattern: /^\/v1\/instances\/([^/]+)\/delete$/,
      answer: (call) => endAs(call, empty, notFound),
    },
    {
      method: 'POST',
      pattern: /^\/v1\/instances\/([^/]+)\/(?:restart|update)$/,
      answer: ({ rentals, id }) => (rentals.found(id) ? empty : notFound),
    },
  ],
}

/** Shadeform on a loopback port: cents, one machine in many clouds, ports told in other words than they were asked for. */
export const simulateShadeform = (options: CloudOptions = {}): Promise<ShadeformSimulator> =>
  simulateCloud(brand, options)

const configurationOf = ({ gpu, vram, gpus, interconnect }: Type) => ({
  memory_in_gb: 120 * gpus,
  storage_in_gb: 750,
  vcpus: 28 * gpus,
  num_gpus: gpus,
  gpu_type: gpu,
  interconnect,
  nvlink: interconnect !== 'pcie',
  vram_per_gpu_in_gb: vram,
  os_options: ['ubuntu22.04_cuda12.2_shade_os'],
  gpu_manufacturer: 'nvidia',
})

const typeRow = (type: Type) => ({
  cloud: type.cloud,
  shade_instance_type: type.type,
  cloud_instance_type: `gpu_${type.gpus}x_${type.gpu.toLowerCase()}`,
  configuration: configurationOf(type),
  hourly_price: type.cents,
  deployment_type: 'vm',
  availability: type.regions.map(({ region, available, name }) => ({ region, available, display_name: name })),
  boot_time: { min_boot_in_sec: 180, max_boot_in_sec: 300 },
})

function create(call: RouteCall<Kind>): Answer {
  const { body } = call
  if (!isObject(body)) return invalid('the body must be an object')
  const { cloud, region, shade_instance_type, shade_cloud, name } = body
  if (shade_cloud !== true) return invalid('shade_cloud is required')
  if (typeof name !== 'string' || name === '') return invalid('name is required')
  const type = types.find((known) => known.cloud === cloud && known.type === shade_instance_type)
  const place = type?.regions.find((known) => known.region === region)
  if (!type || !place) return invalid('there is no such instance type in this cloud and region')
  if (!place.available) return noStock
  const order = orderOf(body)
  if (!order) return invalid('launch_configuration')
  const rental = rentAs(call, { type, region: place.region }, order, type.cents * 10_000)
  return jsonAnswer(200, { id: rental.id, cloud_assigned_id: `vm-${rental.id.slice(0, 8)}` })
}

const statuses: Record<Phase, string> = {
  new: 'creating',
  booting: 'pending',
  stuck: 'pending_provider',
  running: 'active',
  stopped: 'error',
  strange: 'hibernating',
  ending: 'deleting',
  gone: 'deleted',
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

function row({ rentals, portsOf }: RouteCall<Kind>, rental: Rental<Kind>) {
  const { id, name, kind, perHour, quirks, createdAt, runs, endedAt } = rental
  const phase = rentals.phase(rental)
  const isUp = phase === 'running'
  const configuration = configurationOf(quirks.isOtherGpu ? { ...kind.type, gpu: 'GTX1050Ti' } : kind.type)
  return {
    id,
    cloud: kind.type.cloud,
    region: kind.region,
    shade_instance_type: kind.type.type,
    cloud_instance_type: `gpu_${kind.type.gpus}x`,
    cloud_assigned_id: `vm-${id.slice(0, 8)}`,
    shade_cloud: true,
    name: name ?? '',
    configuration,
    ip: isUp ? '127.0.0.1' : '',
    ssh_user: 'shadeform',
    ssh_port: 22,
    status: statuses[phase],
    status_details: phase === 'booting' ? 'pulling_image' : '',
    cost_estimate: '0.00',
    hourly_price: perHour / 10_000,
    // Called otherwise than in a create.
    port_mappings: [...portsOf(rental)].map(([internal_port, external_port]) => ({ internal_port, external_port })),
    created_at: iso(createdAt),
    active_at: isUp ? iso(runs.at(-1)?.from ?? null) : null,
    deleted_at: iso(endedAt),
    boot_time: { min_boot_in_sec: 180, max_boot_in_sec: 300 },
  }
}

/** What the machine will run. */
function orderOf(body: unknown): Order | null {
  const launch = isObject(body) && isObject(body.launch_configuration) ? body.launch_configuration : null
  const docker = launch && isObject(launch.docker_configuration) ? launch.docker_configuration : null
  if (!isObject(body) || !docker || typeof docker.image !== 'string') return null
  return {
    name: typeof body.name === 'string' ? body.name : null,
    image: docker.image,
    args: [],
    // Read as a shell would: the words of a plain command line.
    onstart: typeof docker.args === 'string' ? docker.args : null,
    env: Object.fromEntries(objectsOf(docker.envs).map(({ name, value }) => [String(name), String(value)])),
    ports: objectsOf(docker.port_mappings).map(({ container_port }) => Number(container_port)),
    diskGb: 0,
  }
}
