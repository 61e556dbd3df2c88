import { type Answer, jsonAnswer } from './answer.ts'
import type { CloudBrand, RouteCall } from './cloud/brand.ts'
import { endAs, rentAs, simulateCloud } from './cloud/brand.ts'
import type { CloudFaultName } from './cloud/faults.ts'
import type { Order, Phase, Rental } from './cloud/rental.ts'
import type { CloudOptions, CloudSimulator } from './cloud-server.ts'
import { isObject } from './json.ts'

export type LambdaSimulator = CloudSimulator<CloudFaultName>

/** A type of machine, and where there is one. */
interface Type {
  name: string
  gpu: string
  cents: number
  gpus: number
  vcpus: number
  memory: number
  storage: number
  regions: string[]
}

const types: readonly Type[] = [
  {
    name: 'gpu_1x_h100_sxm5',
    gpu: 'H100 (80 GB SXM5)',
    cents: 329,
    gpus: 1,
    vcpus: 26,
    memory: 225,
    storage: 2816,
    regions: ['us-south-2', 'us-west-3'],
  },
  {
    name: 'gpu_8x_h100_sxm5',
    gpu: 'H100 (80 GB SXM5)',
    cents: 2392,
    gpus: 8,
    vcpus: 208,
    memory: 1800,
    storage: 22528,
    regions: ['us-east-1'],
  },
  {
    name: 'gpu_1x_a100_sxm4',
    gpu: 'A100 (40 GB SXM4)',
    cents: 129,
    gpus: 1,
    vcpus: 30,
    memory: 200,
    storage: 512,
    regions: ['us-west-2', 'asia-northeast-1'],
  },
  {
    name: 'gpu_1x_a10',
    gpu: 'A10 (24 GB PCIe)',
    cents: 75,
    gpus: 1,
    vcpus: 30,
    memory: 200,
    storage: 1400,
    regions: ['us-east-1'],
  },
  {
    name: 'gpu_1x_a6000',
    gpu: 'A6000 (48 GB)',
    cents: 80,
    gpus: 1,
    vcpus: 14,
    memory: 100,
    storage: 512,
    regions: [],
  },
]

interface Kind {
  type: Type
  region: string
  keys: string[]
}

const failure = (status: number, code: string, message: string): Answer =>
  jsonAnswer(status, { error: { code, message, suggestion: null } })
const done = (data: unknown): Answer => jsonAnswer(200, { data })
const invalid = (message: string) => failure(400, 'global/invalid-parameters', message)
const noSuchInstance = failure(404, 'global/object-does-not-exist', 'Specified instance does not exist.')
const noStock = failure(
  400,
  'instance-operations/launch/insufficient-capacity',
  'Not enough capacity to fulfill launch request.',
)

const keys = ['proxyapi']
const [firstType] = types

const brand: CloudBrand<Kind> = {
  rules: {
    billing: { from: 'running', leastMs: 0, stepMs: 60_000 },
    endingMs: 1_000,
    newId: (random) => Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join(''),
    foreignKind: { type: firstType as Type, region: 'us-south-2', keys },
    machineOf: ({ type }) => type.name,
  },
  words: {
    noStock,
    noBalance: failure(403, 'global/account-inactive', 'Your account is inactive.'),
    tooMany: failure(429, 'global/too-many-requests', 'Too many requests.'),
    emptyList: done([]),
  },
  keyOf: ({ authorization = '' }) => {
    const basic = authorization.match(/^Basic (\S+)$/i)?.[1]
    return basic === undefined
      ? (authorization.match(/^Bearer (\S+)$/i)?.[1] ?? null)
      : (Buffer.from(basic, 'base64').toString().split(':')[0] ?? null)
  },
  badKey: failure(401, 'global/invalid-api-key', 'API key was invalid, expired, or deleted.'),
  notFound: failure(404, 'global/object-does-not-exist', 'There is no such route.'),
  // About one a second.
  pace: { name: 'all', requests: 5, windowMs: 5_000 },
  imageOf: (body) => orderOf(body)?.image ?? null,
  // All ports of a machine are open at its own address.
  hostOf: ({ id }) =>
    `127.77.${Number.parseInt(id.slice(0, 2), 16)}.${(Number.parseInt(id.slice(2, 4), 16) % 254) + 1}`,
  routes: [
    { method: 'GET', pattern: /^\/api\/v1\/instance-types$/, answer: () => done(catalog()) },
    {
      method: 'GET',
      pattern: /^\/api\/v1\/ssh-keys$/,
      answer: () => done(keys.map((name) => ({ id: `key-${name}`, name, public_key: 'ssh-ed25519 AAAA' }))),
    },
    {
      method: 'POST',
      pattern: /^\/api\/v1\/instance-operations\/launch$/,
      pace: { name: 'launch', requests: 1, windowMs: 12_000 },
      answer: launch,
    },
    {
      method: 'GET',
      pattern: /^\/api\/v1\/instances$/,
      answer: (call) => done(call.rentals.visible().map((rental) => row(call, rental))),
    },
    {
      method: 'GET',
      pattern: /^\/api\/v1\/instances\/([^/]+)$/,
      answer(call) {
        const rental = call.rentals.found(call.id)
        return rental ? done(row(call, rental)) : noSuchInstance
      },
    },
    { method: 'POST', pattern: /^\/api\/v1\/instance-operations\/terminate$/, answer: terminate },
    { method: 'POST', pattern: /^\/api\/v1\/instance-operations\/restart$/, answer: restart },
  ],
}

/** Lambda Cloud on a loopback port: one key a launch, whole minutes, every port at an address of the machine's own. */
export const simulateLambda = (options: CloudOptions = {}): Promise<LambdaSimulator> => simulateCloud(brand, options)

function catalog() {
  const entry = (type: Type) => ({
    instance_type: describe(type),
    regions_with_capacity_available: type.regions.map((name) => ({ name, description: name })),
  })
  return Object.fromEntries(types.map((type) => [type.name, entry(type)]))
}

const describe = ({ name, gpu, cents, gpus, vcpus, memory, storage }: Type) => ({
  name,
  description: `${gpus}x ${gpu}`,
  gpu_description: gpu,
  price_cents_per_hour: cents,
  specs: { vcpus, memory_gib: memory, storage_gib: storage, gpus },
})

const maxName = 64

function launch(call: RouteCall<Kind>): Answer {
  const { body } = call
  if (!isObject(body)) return invalid('the body must be an object')
  const { region_name: region, instance_type_name, ssh_key_names: named, quantity = 1, name = null } = body
  const type = types.find((known) => known.name === instance_type_name)
  if (!type || typeof region !== 'string') return invalid('instance_type_name and region_name are required')
  if (!Array.isArray(named) || named.length !== 1) return invalid('exactly one ssh_key_name is required')
  if (!keys.includes(String(named[0]))) return failure(404, 'global/object-does-not-exist', 'SSH key does not exist.')
  if (quantity !== 1) return invalid('quantity must be 1')
  if (name !== null && (typeof name !== 'string' || name === '' || name.length > maxName))
    return invalid('invalid name')
  if (!type.regions.includes(region)) return noStock
  const order = orderOf(body)
  if (!order) return invalid('user_data')
  const rental = rentAs(call, { type, region, keys: [String(named[0])] }, order, type.cents * 10_000)
  return done({ instance_ids: [rental.id] })
}

/** The ids of the body, one of which is what a call is about. */
function idsOf({ body }: RouteCall<Kind>): string[] {
  return isObject(body) && Array.isArray(body.instance_ids) ? body.instance_ids.map(String) : []
}

function terminate(call: RouteCall<Kind>): Answer {
  const [id = ''] = idsOf(call)
  const rental = call.rentals.all.get(id)
  const ended = { ...call, id }
  if (!rental) return noSuchInstance
  return endAs(ended, done({ terminated_instances: [row(call, { ...rental, endedAt: 0 })] }), noSuchInstance)
}

function restart(call: RouteCall<Kind>): Answer {
  const [id = ''] = idsOf(call)
  const rental = call.rentals.found(id)
  return rental ? done({ restarted_instances: [row(call, rental)] }) : noSuchInstance
}

const statuses: Record<Phase, string> = {
  new: 'booting',
  booting: 'booting',
  stuck: 'booting',
  running: 'active',
  stopped: 'unhealthy',
  strange: 'hibernating',
  ending: 'terminating',
  gone: 'terminated',
}

/** Without `created_at`: this cloud does not tell. */
function row({ rentals }: RouteCall<Kind>, rental: Rental<Kind>) {
  const { id, name, kind, perHour, quirks } = rental
  const phase = rentals.phase(rental)
  const type = describe({ ...kind.type, cents: perHour / 10_000 })
  const isUp = phase === 'running'
  return {
    id,
    name,
    ...(isUp ? { ip: brand.hostOf?.(rental), private_ip: '10.19.1.7' } : {}),
    status: statuses[phase],
    ssh_key_names: kind.keys,
    file_system_names: [],
    region: { name: kind.region, description: kind.region },
    instance_type: quirks.isOtherGpu ? { ...type, gpu_description: 'GTX 1050 Ti (4 GB)' } : type,
    hostname: `${id.slice(0, 8)}.cloud`,
    jupyter_token: 'token',
    jupyter_url: 'https://jupyter.invalid',
  }
}

/** What the machine will run: the container that its cloud-config starts. */
function orderOf(body: unknown): Order | null {
  if (!isObject(body)) return null
  const { name, user_data: script } = body
  const start = typeof script === 'string' ? runOf(script) : []
  const at = start.findIndex((word, index) => index >= 2 && !word.startsWith('--'))
  const flags = start.slice(2, at)
  const [image = '', ...args] = at < 0 ? [] : start.slice(at)
  const values = (flag: string) =>
    flags.filter((word) => word.startsWith(`--${flag}=`)).map((word) => word.slice(flag.length + 3))
  return {
    name: typeof name === 'string' ? name : null,
    image,
    args,
    onstart: null,
    env: Object.fromEntries(
      values('env').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    ),
    ports: values('publish').map((pair) => Number(pair.split(':')[1])),
    diskGb: 0,
  }
}

/** The argument list of `docker run` in a cloud-config that is written as JSON. */
function runOf(script: string): string[] {
  const [head, ...lines] = script.split('\n')
  if (head !== '#cloud-config') return []
  const config: unknown = JSON.parse(lines.join('\n'))
  const commands = isObject(config) && Array.isArray(config.runcmd) ? config.runcmd : []
  const start = commands.find((words) => Array.isArray(words) && words[0] === 'docker' && words[1] === 'run')
  return Array.isArray(start) ? start.map(String) : []
}
