import { type Answer, jsonAnswer, wholeAnswer } from './answer.ts'
import { type CloudBrand, endAs, type RouteCall, rentAs, simulateCloud } from './cloud/brand.ts'
import type { CloudFaultName } from './cloud/faults.ts'
import type { Order, Phase, Rental } from './cloud/rental.ts'
import type { CloudOptions, CloudSimulator } from './cloud-server.ts'
import { isObject, objectsOf } from './json.ts'
import { letterId } from './seeded.ts'

export type RunpodSimulator = CloudSimulator<CloudFaultName>

interface Gpu {
  id: string
  name: string
  pool: string
  memory: number
  /** USD for one and hour. */
  secure: number
  community: number | null
  bid: number | null
  places: { id: string; availability: string }[]
}

const gpus: readonly Gpu[] = [
  {
    id: 'NVIDIA GeForce RTX 4090',
    name: 'RTX 4090',
    pool: 'ADA_24',
    memory: 24,
    secure: 0.69,
    community: 0.34,
    bid: 0.2,
    places: [
      { id: 'EU-RO-1', availability: 'HIGH' },
      { id: 'US-TX-3', availability: 'LOW' },
    ],
  },
  {
    id: 'NVIDIA H100 80GB HBM3',
    name: 'H100 SXM',
    pool: 'HOPPER_80',
    memory: 80,
    secure: 2.99,
    community: 2.69,
    bid: 1.75,
    places: [{ id: 'US-KS-2', availability: 'MEDIUM' }],
  },
  {
    id: 'NVIDIA L4',
    name: 'L4',
    pool: 'ADA_24',
    memory: 24,
    secure: 0.43,
    community: null,
    bid: null,
    places: [{ id: 'EU-SE-1', availability: 'NONE' }],
  },
]

interface Kind {
  gpu: Gpu
  count: number
  cloud: string
  place: string | null
  isSpot: boolean
}

const problem = (status: number, title: string, detail: string, more: object = {}): Answer =>
  jsonAnswer(status, { title, status, detail, ...more }, { 'content-type': 'application/problem+json' })
const notFound = problem(404, 'Not Found', 'pod not found')
const noStock = problem(400, 'Bad Request', 'There are no instances currently available.')
const [firstGpu] = gpus

const brand: CloudBrand<Kind> = {
  rules: {
    billing: { from: 'running', leastMs: 0, stepMs: 1 },
    endingMs: 0,
    newId: (random) => letterId(random, 14).toLowerCase(),
    foreignKind: { gpu: firstGpu as Gpu, count: 1, cloud: 'SECURE', place: 'EU-RO-1', isSpot: false },
    machineOf: ({ gpu, place }) => `${gpu.name} ${place ?? 'anywhere'}`,
  },
  words: {
    noStock,
    noBalance: problem(402, 'Payment Required', 'Your balance is too low to rent this pod.'),
    tooMany: problem(429, 'Too Many Requests', 'rate limit exceeded', {}),
    emptyList: jsonAnswer(200, { pods: [] }),
  },
  keyOf: ({ authorization = '' }) => authorization.match(/^Bearer (\S+)$/i)?.[1] ?? null,
  badKey: jsonAnswer(401, { error: {} }),
  notFound: problem(404, 'Not Found', 'no such route'),
  pace: { name: 'minute', requests: 60, windowMs: 60_000 },
  headers: () => ({
    ratelimit: '"minute";r=57;t=41, "hour";r=2997;t=3341',
    'ratelimit-policy': '"minute";q=60;w=60, "hour";q=3000;w=3600, "day";q=50000;w=86400',
  }),
  imageOf: (body) => orderOf(body)?.image ?? null,
  routes: [
    { method: 'GET', pattern: /^\/v2\/catalog\/gpus$/, answer: catalog },
    { method: 'POST', pattern: /^\/graphql$/, answer: graphql },
    { method: 'POST', pattern: /^\/v2\/pods$/, answer: create },
    {
      method: 'GET',
      pattern: /^\/v2\/pods$/,
      answer: (call) => jsonAnswer(200, { pods: call.rentals.visible().map((rental) => row(call, rental)) }),
    },
    {
      method: 'GET',
      pattern: /^\/v2\/pods\/([^/]+)$/,
      answer(call) {
        const rental = call.rentals.found(call.id)
        return rental ? jsonAnswer(200, row(call, rental)) : notFound
      },
    },
    {
      method: 'DELETE',
      pattern: /^\/v2\/pods\/([^/]+)$/,
      answer: (call) => endAs(call, wholeAnswer(204, ''), notFound),
    },
    { method: 'POST', pattern: /^\/v2\/pods\/([^/]+)\/action$/, answer: act },
  ],
}

/** RunPod on a loopback port: problem details, limits in headers, one status for no capacity and for a wrong request. */
export const simulateRunpod = (options: CloudOptions = {}): Promise<RunpodSimulator> => simulateCloud(brand, options)

function catalog({ query }: RouteCall<Kind>): Answer {
  const cloud = query.get('cloud')
  const shown = gpus.filter(({ community }) => cloud !== 'COMMUNITY' || community !== null)
  return jsonAnswer(200, {
    gpus: shown.map(({ id, name, pool, memory, secure, community, places }) => ({
      ...{ id, name, pool, manufacturer: 'NVIDIA', memory, secure: true, community: community !== null },
      price: { secure, ...(community === null ? {} : { community }) },
      maxCount: { secure: 8, community: 2 },
      availability: cloud === 'COMMUNITY' ? 'LOW' : 'HIGH',
      // Left out where nothing is available.
      ...(cloud === 'COMMUNITY' ? {} : { dataCenters: places.map((place) => ({ ...place, name: place.id })) }),
      cudaVersions: [{ version: '12.8', available: true }],
    })),
  })
}

/** The older API, as far as spot needs it. */
function graphql(call: RouteCall<Kind>): Answer {
  const { query = '', variables } = isObject(call.body) ? call.body : {}
  if (String(query).includes('gpuTypes')) {
    const gpuTypes = gpus.map(({ id, memory, bid }) => ({
      id,
      memoryInGb: memory,
      lowestPrice: { minimumBidPrice: bid, stockStatus: bid === null ? null : 'High' },
    }))
    return jsonAnswer(200, { data: { gpuTypes } })
  }
  const input = isObject(variables) && isObject(variables.input) ? variables.input : {}
  const order = orderOf(call.body)
  const gpu = gpus.find(({ id }) => id === input.gpuTypeId)
  const count = Number(input.gpuCount)
  const bid = Number(input.bidPerGpu)
  if (!order || !gpu || gpu.bid === null || !(bid >= gpu.bid)) {
    return jsonAnswer(200, { errors: [{ message: 'There are no longer any instances available.' }], data: null })
  }
  const kind: Kind = { gpu, count, cloud: 'ALL', place: null, isSpot: true }
  const rental = rentAs(call, kind, order, bid * count * 1e6 + diskPerHour(order.diskGb))
  return jsonAnswer(200, { data: { podRentInterruptable: { id: rental.id, imageName: order.image, machineId: 'm1' } } })
}

/** Micro-USD an hour for so many GB, at 0.10 USD a month of 720 hours. */
const diskPerHour = (diskGb: number): number => Math.round((100_000 * diskGb) / 720)

function create(call: RouteCall<Kind>): Answer {
  const { body } = call
  const order = orderOf(body)
  if (!isObject(body) || !order?.name) return problem(422, 'Unprocessable Entity', 'name is required', { errors: [] })
  const asked = isObject(body.gpu) ? body.gpu : {}
  const gpu = gpus.find(({ id }) => id === asked.id)
  const count = Number(asked.count ?? 1)
  if (!gpu || body.cpu !== undefined) return problem(422, 'Unprocessable Entity', 'exactly one of gpu and cpu')
  const cloud = String(body.cloud ?? 'SECURE')
  const price = cloud === 'COMMUNITY' ? gpu.community : gpu.secure
  const [place = null] = Array.isArray(body.dataCenterIds) ? body.dataCenterIds.map(String) : []
  const isThere = place === null || gpu.places.some(({ id, availability }) => id === place && availability !== 'NONE')
  if (price === null || !isThere || count > 8) return noStock
  const kind: Kind = { gpu, count, cloud, place, isSpot: false }
  const rental = rentAs(call, kind, order, Math.round(price * 1e6) * count + diskPerHour(order.diskGb))
  return jsonAnswer(201, row(call, rental))
}

const permitted: Partial<Record<string, Phase[]>> = {
  start: ['stopped', 'strange'],
  stop: ['new', 'booting', 'running', 'stuck'],
  restart: ['running'],
}

function act(call: RouteCall<Kind>): Answer {
  const { rentals, id, body } = call
  const rental = rentals.found(id)
  if (!rental) return notFound
  const action = isObject(body) ? String(body.action) : ''
  if (!permitted[action]?.includes(rentals.phase(rental))) return problem(409, 'Conflict', `cannot ${action} this pod`)
  if (action === 'start') rentals.start(rental)
  if (action === 'stop') rentals.stop(rental)
  return jsonAnswer(200, row(call, rental))
}

const statuses: Record<Phase, string> = {
  new: 'PROVISIONING',
  booting: 'STARTING',
  stuck: 'STARTING',
  running: 'RUNNING',
  stopped: 'EXITED',
  strange: 'HIBERNATING',
  ending: 'TERMINATED',
  gone: 'TERMINATED',
}

const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())

function row({ rentals, portsOf }: RouteCall<Kind>, rental: Rental<Kind>) {
  const { id, name, kind, image, perHour, quirks, createdAt, diskGb, runs } = rental
  const phase = rentals.phase(rental)
  const isUp = phase === 'running'
  const ports = [...portsOf(rental)].map(([port, open]) => ({
    private: port,
    public: open,
    type: 'tcp',
    ip: '127.0.0.1',
  }))
  return {
    id,
    name,
    status: statuses[phase],
    actions: Object.keys(permitted).filter((action) => permitted[action]?.includes(phase)),
    image,
    args: '',
    disk: diskGb,
    mounts: {},
    ports: rental.ports.map((port) => `${port}/tcp`),
    env: {},
    registry: null,
    gpu: { id: quirks.isOtherGpu ? 'NVIDIA GeForce GTX 1050 Ti' : kind.gpu.id, count: kind.count },
    cloud: kind.cloud,
    dataCenterId: kind.place,
    cudaVersion: '12.8',
    ssh: { proxy: null, direct: null },
    template: null,
    cost: isUp ? perHour / 1e6 : 0,
    locked: false,
    runtime: isUp
      ? { uptime: 1, gpus: [{ util: 0, memoryUtil: 0 }], cpu: { util: 0 }, memory: { util: 0 }, ports }
      : null,
    createdAt: iso(createdAt),
    startedAt: isUp ? iso(runs.at(-1)?.from) : null,
    globalNetworking: false,
  }
}

const portIn = (text: unknown): number => Number(String(text).split('/')[0])

/** What a pod will run, from either API. */
function orderOf(body: unknown): Order | null {
  if (!isObject(body)) return null
  const variables = isObject(body.variables) ? body.variables : null
  const input = variables && isObject(variables.input) ? variables.input : null
  const image = input?.imageName ?? body.image
  if (typeof image !== 'string') return null
  const env = input
    ? objectsOf(input.env).map(({ key, value }) => [String(key), String(value)])
    : Object.entries(isObject(body.env) ? body.env : {}).map(([name, value]) => [name, String(value)])
  const ports = input ? String(input.ports ?? '').split(',') : Array.isArray(body.ports) ? body.ports : []
  const name = input?.name ?? body.name
  const words = input?.dockerArgs ?? body.args
  return {
    name: typeof name === 'string' ? name : null,
    image,
    args: [],
    onstart: typeof words === 'string' && words !== '' ? words : null,
    env: Object.fromEntries(env),
    ports: ports.filter((text) => text !== '').map(portIn),
    diskGb: Number(input?.containerDiskInGb ?? body.disk ?? 20),
  }
}
