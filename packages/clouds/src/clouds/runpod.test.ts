import { simulateRunpod } from '@proxyapi/simulators'
import { describe, expect, test } from 'vitest'
import { benches, simulatorConformance } from '../../test/against-simulator.ts'
import { cloudConformance } from '../../test/conformance.ts'
import { reply } from '../../test/drive.ts'
import type { CloudInstance, CloudRequest, LaunchSpec, Offer, OutcomeCode } from '../cloud.ts'
import { runpod } from './runpod.ts'

// The documented example of a type.
const gpu = {
  id: 'NVIDIA GeForce RTX 4090',
  name: 'RTX 4090',
  pool: 'ADA_24',
  manufacturer: 'NVIDIA',
  memory: 24,
  secure: true,
  community: true,
  price: { secure: 0.69, community: 0.34 },
  maxCount: { secure: 2, community: 1 },
  availability: 'HIGH',
  dataCenters: [{ id: 'EU-RO-1', name: 'EU-RO-1', availability: 'LOW' }],
}
const { dataCenters: _centers, ...anywhere } = gpu
const spotType = { id: gpu.id, memoryInGb: 24, lowestPrice: { minimumBidPrice: 0.2, stockStatus: 'High' } }

interface Market {
  secure?: object[]
  community?: object[]
  spot?: object[]
}
const market = ({ secure = [], community = [], spot = [] }: Market) =>
  function answer({ path }: CloudRequest) {
    if (path === '/graphql') return reply(200, { data: { gpuTypes: spot } })
    return reply(200, { gpus: path.includes('cloud=SECURE') ? secure : community })
  }

const one: Offer = {
  id: 'runpod-rtx4090.secure.eu-ro-1.x1',
  provider: 'runpod',
  gpu_model: 'RTX 4090',
  gpu_count: 1,
  vram: 24,
  vram_total: 24,
  price_per_hour: 0.696944,
  price_per_gpu_hour: 0.696944,
  location: 'EU-RO-1',
  country: 'RO',
  available: true,
  kind: 'type',
  pricing: 'on_demand',
  min_bid: null,
  disk_gb: 50,
  disk_gb_max: 500,
  charges: {
    gpu_per_hour: 0.69,
    disk_per_gb_month: 0.1,
    egress_per_gb: 0,
    min_billable_seconds: 1,
    granularity_seconds: 1,
    billed_when_stopped: false,
  },
  cpu_cores: null,
  ram_gb: null,
  cuda_max: null,
  compute_capability: null,
  interconnect: null,
  nvlink: null,
  dlperf: null,
  reliability: null,
  verified: null,
  secure: true,
  net_down_mbps: null,
  net_up_mbps: null,
  direct_ports: null,
  boot_seconds: [28, 67],
  max_run_seconds: null,
  availability: 'low',
  availability_count: null,
  capabilities: ['container', 'ports', 'stop', 'spot'],
  ref: { gpu: gpu.id, count: 1, cloud: 'SECURE', place: 'EU-RO-1', minBid: null },
  machine: null,
}
const two: Offer = {
  ...one,
  id: 'runpod-rtx4090.secure.eu-ro-1.x2',
  gpu_count: 2,
  vram_total: 48,
  price_per_hour: 1.386944,
  price_per_gpu_hour: 0.693472,
  charges: { ...one.charges, gpu_per_hour: 1.38 },
  availability: 'unknown',
  ref: { gpu: gpu.id, count: 2, cloud: 'SECURE', place: 'EU-RO-1', minBid: null },
}
const community: Offer = {
  ...one,
  id: 'runpod-rtx4090.community.x1',
  price_per_hour: 0.346944,
  price_per_gpu_hour: 0.346944,
  location: null,
  country: null,
  charges: { ...one.charges, gpu_per_hour: 0.34 },
  secure: false,
  availability: 'available',
  ref: { gpu: gpu.id, count: 1, cloud: 'COMMUNITY', place: null, minBid: null },
}
const spot: Offer = {
  ...community,
  id: 'runpod-rtx4090.spot.x1',
  price_per_hour: 0.206944,
  price_per_gpu_hour: 0.206944,
  pricing: 'spot',
  min_bid: 0.2,
  charges: { ...one.charges, gpu_per_hour: 0.2 },
  secure: null,
  ref: { gpu: gpu.id, count: 1, cloud: 'ALL', place: null, minBid: 0.2 },
}

const tag = 'gp7f3a-01jd8z0000000000000000000-00'
const spec: LaunchSpec = { image: 'vllm/vllm-openai:v0.11.0', env: {}, ports: [], diskGb: 60, sshPublicKeys: [] }
const body = {
  name: tag,
  image: spec.image,
  gpu: { id: gpu.id, count: 1 },
  cloud: 'SECURE',
  disk: 60,
  ports: [],
  env: {},
  dataCenterIds: ['EU-RO-1'],
}
const create = { method: 'POST', path: '/v2/pods' } as const
const older = (input: object) => ({
  method: 'POST' as const,
  path: '/graphql',
  body: {
    query: 'mutation($input:PodRentInterruptableInput!){podRentInterruptable(input:$input){id imageName machineId}}',
    variables: { input },
  },
})
const bid = {
  name: tag,
  imageName: spec.image,
  gpuTypeId: gpu.id,
  gpuCount: 1,
  bidPerGpu: 0.2,
  cloudType: 'ALL',
  containerDiskInGb: 60,
  volumeInGb: 0,
  ports: '',
  env: [],
  dockerArgs: '',
}

const pod = {
  id: 'xedezhzb9la3ye',
  name: tag,
  status: 'RUNNING',
  actions: ['stop', 'restart', 'terminate'],
  image: spec.image,
  disk: 60,
  gpu: { id: gpu.id, count: 1 },
  cloud: 'SECURE',
  dataCenterId: 'EU-RO-1',
  cost: 0.698333,
  runtime: { uptime: 60, ports: [{ private: 8000, public: 33526, type: 'tcp', ip: '203.0.113.7' }] },
  createdAt: '2026-11-20T10:30:00Z',
  startedAt: '2026-11-20T10:30:40Z',
}
const read: CloudInstance = {
  id: 'xedezhzb9la3ye',
  tag,
  state: 'running',
  native: 'RUNNING',
  progress: 'RUNNING',
  ip: '203.0.113.7',
  ssh: null,
  ports: [{ port: 8000, public_port: 33526, host: '203.0.113.7' }],
  price_per_hour: 0.698333,
  idle_price_per_hour: 0,
  billed: 'full',
  gpu_model: 'RTX 4090',
  gpu_count: 1,
  created_at: '2026-11-20T10:30:00.000Z',
  charged_since: '2026-11-20T10:30:40.000Z',
  machine: null,
}
const { charged_since: _since, ...unstarted } = read

const failed = (status: number, detail: string, headers = {}) => reply(status, { title: 'No', status, detail }, headers)
const refused = (code: OutcomeCode) => ({ kind: 'refused', code, retrySafe: false, mayExist: false }) as const
const unknown = { kind: 'unknown', mayExist: true } as const
const error = (code: OutcomeCode, retrySafe: boolean, mayExist: boolean) => ({ code, retrySafe, mayExist })
const status = (native: string, state: CloudInstance['state'], billed: CloudInstance['billed']) => ({
  native,
  answer: () => reply(200, { pods: [{ ...pod, status: native }] }),
  state,
  billed,
})
const gone = () => failed(404, 'pod not found')
const noneLeft = 'There are no longer any instances available with the requested specifications.'

cloudConformance({
  cloud: runpod,
  offers: {
    answer: market({ secure: [gpu], community: [anywhere], spot: [spotType] }),
    expected: [one, two, community, spot],
  },
  unpriced: market({
    secure: [{ ...gpu, price: {} }],
    community: [{ ...anywhere, price: { community: 'free' } }],
    spot: [{ ...spotType, lowestPrice: { minimumBidPrice: 'free' } }],
  }),
  creates: [
    { name: 'the least', offer: one, spec, expected: { ...create, body } },
    {
      name: 'arguments are one text, ports are plain',
      offer: one,
      spec: {
        ...spec,
        args: ['--model', 'a b'],
        env: { HF_TOKEN: 'x' },
        ports: [{ port: 8000, protocol: 'http' }],
      },
      expected: { ...create, body: { ...body, args: "--model 'a b'", env: { HF_TOKEN: 'x' }, ports: ['8000/tcp'] } },
    },
    {
      name: 'spot bids the least over the older API',
      offer: spot,
      spec: { ...spec, args: ['-v'], env: { A: 'b' }, ports: [{ port: 8000, protocol: 'http' }] },
      expected: older({ ...bid, ports: '8000/tcp', env: [{ key: 'A', value: 'b' }], dockerArgs: '-v' }),
    },
    {
      name: 'spot bids what was asked',
      offer: spot,
      spec: { ...spec, bidPerHour: 0.3 },
      expected: older({ ...bid, bidPerGpu: 0.3 }),
    },
  ],
  unsupported: [
    {
      name: 'an entrypoint, a script, a login, keys',
      spec: {
        ...spec,
        command: ['x'],
        onstart: 'x',
        registry: { username: 'u', password: 'p' },
        sshPublicKeys: ['k'],
      },
      fields: ['command', 'onstart', 'registry', 'sshPublicKeys'],
    },
  ],
  created: [
    { name: 'accepted', reply: reply(201, pod), outcome: { kind: 'accepted', providerId: 'xedezhzb9la3ye' } },
    {
      name: 'accepted by the older API',
      reply: reply(200, { data: { podRentInterruptable: { id: 'x1', imageName: 'i', machineId: 'm' } } }),
      outcome: { kind: 'accepted', providerId: 'x1' },
    },
    { name: 'no capacity, or a wrong combination', reply: failed(400, 'hm'), outcome: refused('no_capacity') },
    {
      name: 'no capacity, says the older API',
      reply: reply(200, { errors: [{ message: noneLeft }], data: null }),
      outcome: refused('no_capacity'),
    },
    { name: 'no money', reply: failed(402, 'balance'), outcome: refused('cloud_no_balance') },
    { name: 'a pool that is closed to us', reply: failed(403, 'pool'), outcome: refused('permanent') },
    { name: 'a body that is none', reply: failed(422, 'name'), outcome: refused('invalid_request') },
    { name: 'a bad key, without words', reply: reply(401, { error: {} }), outcome: refused('auth') },
    { name: 'a failure after which pods were seen running', reply: failed(500, 'create pod'), outcome: unknown },
    { name: 'too fast', reply: failed(429, 'slow down'), outcome: unknown },
    { name: 'no id', reply: reply(201, {}), outcome: unknown },
    { name: 'another error of the older API', reply: reply(200, { errors: [{ message: 'hm' }] }), outcome: unknown },
  ],
  list: {
    answer: () =>
      reply(200, {
        pods: [
          pod,
          { ...pod, id: '2', name: null, status: 'PROVISIONING', cost: 0, runtime: null, startedAt: null },
          { ...pod, id: '3', status: 'TERMINATED' },
        ],
      }),
    expected: [
      read,
      {
        ...unstarted,
        ...{ id: '2', tag: null, state: 'creating', native: 'PROVISIONING', progress: 'PROVISIONING' },
        ...{ ip: null, ports: [], price_per_hour: null, billed: 'nothing' },
      },
    ],
    total: null,
    isPaged: false,
  },
  states: [
    status('PROVISIONING', 'creating', 'nothing'),
    status('STARTING', 'starting', 'nothing'),
    status('RUNNING', 'running', 'full'),
    status('EXITED', 'stopped', 'nothing'),
    status('ERROR', 'unknown', 'full'),
    status('HIBERNATING', 'unknown', 'full'),
    status('constructor', 'unknown', 'full'),
  ],
  got: { answer: () => reply(200, pod), expected: read },
  getGone: [gone],
  destroyed: () => reply(204, ''),
  destroyGone: [gone],
  errors: [
    { name: 'a bad key', reply: reply(401, { error: {} }), error: error('auth', false, false) },
    { name: 'a 403 of a wall in between', reply: reply(403, '<html>'), error: error('auth', false, true) },
    { name: 'no such pod', reply: gone(), error: error('not_found', false, false) },
    { name: 'no money', reply: failed(402, 'x'), error: error('cloud_no_balance', false, false) },
    {
      name: 'too fast, with a hint',
      reply: failed(429, 'x', { 'retry-after': '41' }),
      error: { ...error('rate_limited', true, true), retryAfterMs: 41_000 },
    },
    { name: 'a failure of theirs', reply: reply(524, ''), error: error('transient', true, true) },
  ],
})

simulatorConformance({
  cloud: runpod,
  simulate: simulateRunpod,
  creates: [
    ['sim/create-then-500', unknown, true],
    ['sim/empty-body', unknown, true],
    ['sim/bad-json', unknown, true],
    ['sim/html-502', unknown, true],
    ['sim/429-text', unknown, false],
    ['sim/429-retry-after', unknown, false],
    ['sim/error-500', unknown, false],
    ['sim/vanish', { kind: 'refused', code: 'no_capacity' }, false],
    ['sim/no-balance', { kind: 'refused', code: 'cloud_no_balance' }, false],
  ],
  sights: [
    ['sim/stuck', { state: 'starting', native: 'STARTING' }],
    ['sim/unknown-status', { state: 'unknown', native: 'HIBERNATING' }],
    ['sim/wrong-gpu', { state: 'running', gpu_model: 'NVIDIA GeForce GTX 1050 Ti' }],
    ['sim/running-no-port', { state: 'running', ports: [] }],
  ],
})

describe('runpod besides', () => {
  const open = benches(runpod, simulateRunpod)

  test('a bid is rented over the older API, found by its name, and charged what was bid', async () => {
    const { sim, rent, find } = await open()
    const { outcome, offer } = await rent({}, 'spot')
    expect(outcome.kind).toBe('accepted')
    await sim.advance(2_000)
    expect(await find()).toMatchObject({ state: 'running', price_per_hour: offer.price_per_hour })
    await sim.advance(3_600_000)
    expect(sim.bill()[0]?.micro_usd).toBe(Math.round((offer.price_per_hour ?? 0) * 1e6))
  })

  test('sixty requests a minute are kept, and told in headers', async () => {
    const { send } = await open({ paces: true })
    const list: CloudRequest = { method: 'GET', path: '/v2/pods', class: 'search' }
    const replies = await Promise.all(Array.from({ length: 61 }, () => send(list)))
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(1)
    expect(replies[0]?.headers.get('ratelimit')).toContain('"minute"')
    const all = runpod.limits.reduce((sum, { requests }) => sum + requests, 0)
    expect(all).toBeLessThanOrEqual(60)
  })
})
