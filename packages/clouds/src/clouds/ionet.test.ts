import { simulateIonet } from '@proxyapi/simulators'
import { describe, expect, test } from 'vitest'
import { benches, spec as simulated, simulatorConformance, startMs, tag } from '../../test/against-simulator.ts'
import { cloudConformance } from '../../test/conformance.ts'
import { drive, reply } from '../../test/drive.ts'
import type { CloudInstance, CloudReply, CloudRequest, LaunchSpec, Offer, OutcomeCode } from '../cloud.ts'
import { ionet } from './ionet.ts'

// The documented examples of a kind of hardware, of a place and of a quote.
const hardware = {
  max_gpus_per_container: 8,
  available: 37,
  hardware_id: 203,
  hardware_name: 'H100 PCIe',
  brand_name: 'NVIDIA',
}
const place = { id: 1, iso2: 'US', name: 'United States', available_replicas: 12 }
const quote = {
  replica_count: 1,
  gpus_per_container: 1,
  available_replica_count: [12],
  discount: 0,
  ionet_fee: 0,
  ionet_fee_percent: 0,
  currency_conversion_fee: 0.04,
  currency_conversion_fee_percent: 2,
  total_cost_usdc: 2.19,
}
const root = '/enterprise/v1/io-cloud/caas'
const market = (
  changes: object = {},
  places: object[] = [place, { ...place, id: 2, iso2: 'DE', name: 'Germany', available_replicas: 0 }],
) =>
  function answer({ path }: CloudRequest): CloudReply {
    if (path.includes('/hardware/')) return reply(200, { data: { hardware: [hardware], total: 1 } })
    if (path.includes('/available-replicas')) return reply(200, { data: places })
    return reply(200, { data: { ...quote, ...changes } })
  }

const offer: Offer = {
  id: 'ionet-h203.l1.x1',
  provider: 'io.net',
  gpu_model: 'H100 PCIe',
  gpu_count: 1,
  vram: 80,
  vram_total: 80,
  price_per_hour: 2.19,
  price_per_gpu_hour: 2.19,
  location: 'United States',
  country: 'US',
  available: true,
  kind: 'type',
  pricing: 'prepaid',
  min_bid: null,
  disk_gb: 50,
  disk_gb_max: null,
  charges: {
    gpu_per_hour: 2.19,
    disk_per_gb_month: 0,
    egress_per_gb: null,
    min_billable_seconds: 3600,
    granularity_seconds: 1,
    billed_when_stopped: false,
  },
  cpu_cores: null,
  ram_gb: null,
  cuda_max: null,
  compute_capability: null,
  interconnect: 'pcie',
  nvlink: null,
  dlperf: null,
  reliability: null,
  verified: null,
  secure: null,
  net_down_mbps: null,
  net_up_mbps: null,
  direct_ports: null,
  boot_seconds: null,
  max_run_seconds: null,
  availability: 'available',
  availability_count: 12,
  capabilities: ['container', 'ports', 'logs'],
  ref: { hardwareId: 203, locationId: 1 },
  machine: null,
}
const soldOut: Offer = {
  ...offer,
  id: 'ionet-h203.l2.x1',
  location: 'Germany',
  country: 'DE',
  available: false,
  availability: 'none',
  availability_count: 0,
  ref: { hardwareId: 203, locationId: 2 },
}

const spec: LaunchSpec = { image: 'vllm/vllm-openai:v0.11.0', env: {}, ports: [], diskGb: 50, sshPublicKeys: [] }
const container = { replica_count: 1, traffic_port: 8000, secret_env_variables: {} }
const deployed = (container_config: object, registry: object = {}) => ({
  method: 'POST' as const,
  path: `${root}/deploy`,
  body: {
    resource_private_name: tag,
    duration_hours: 1,
    gpus_per_container: 1,
    hardware_id: 203,
    location_ids: [1],
    container_config,
    registry_config: { image_url: spec.image, ...registry },
  },
})

const listed = {
  id: '2f0c0000-0000-4000-8000-000000000001',
  status: 'running',
  name: tag,
  completed_percent: 10,
  hardware_quantity: 1,
  brand_name: 'NVIDIA',
  hardware_name: 'H100 PCIe',
  compute_minutes_served: 6,
  compute_minutes_remaining: 54,
}
const read: CloudInstance = {
  id: '2f0c0000-0000-4000-8000-000000000001',
  tag,
  state: 'running',
  native: 'running',
  progress: 'running 10',
  ip: null,
  ssh: null,
  ports: null,
  price_per_hour: null,
  idle_price_per_hour: 0,
  billed: 'full',
  gpu_model: 'H100 PCIe',
  gpu_count: 1,
  created_at: null,
  machine: null,
}
const detail = {
  ...listed,
  created_at: '2026-11-20T10:30:00Z',
  started_at: '2026-11-20T10:31:00Z',
  total_gpus: 1,
  container_config: { traffic_port: 8000, image_url: spec.image },
}
const worker = { container_id: 'c1', status: 'running', public_url: 'https://c1.workers.example' }
const known = (changes: object = {}, workers: object[] = [worker]) =>
  function answer({ path }: CloudRequest): CloudReply {
    if (path.endsWith('/containers')) return reply(200, { data: { total: 1, workers } })
    if (path.includes('/log/')) return reply(200, 'one\ndata: two\nthree\n')
    return reply(200, { data: { ...detail, ...changes } })
  }

/** Two pages of one deployment each, and one that is over. */
function pages({ path }: CloudRequest): CloudReply {
  const page = Number(new URLSearchParams(path.split('?')[1]).get('page'))
  const rows = [
    [listed],
    [
      { ...listed, id: '2', name: 'x' },
      { ...listed, id: '3', status: 'destroyed' },
    ],
  ]
  return reply(200, { data: { deployments: rows[page] ?? [], total: 3, statuses: [] } })
}

const failed = (status: number, text: unknown) => reply(status, { detail: text })
const refused = (code: OutcomeCode) => ({ kind: 'refused', code, retrySafe: false, mayExist: false }) as const
const unknown = { kind: 'unknown', mayExist: true } as const
const error = (code: OutcomeCode, retrySafe: boolean, mayExist: boolean) => ({ code, retrySafe, mayExist })
const status = (native: string, state: CloudInstance['state'], billed: CloudInstance['billed']) => ({
  native,
  answer: () => reply(200, { data: { deployments: [{ ...listed, status: native }], total: 1 } }),
  state,
  billed,
})
const gone = () => failed(404, 'Deployment not found')
const invalid = [{ loc: ['body', 'gpus_per_container'], msg: 'value is not valid', type: 'value_error' }]

cloudConformance({
  cloud: ionet,
  offers: { answer: market(), expected: [offer, soldOut] },
  unpriced: market({ total_cost_usdc: null }),
  creates: [
    { name: 'the least', offer, spec, expected: deployed(container) },
    {
      name: 'one port, a dollar sign is written twice, nothing that is empty',
      offer,
      spec: {
        ...spec,
        command: ['/bin/serve'],
        args: ['--price', '$5'],
        env: { KEY: 'a$b' },
        ports: [{ port: 9000, protocol: 'http' }],
        registry: { username: 'me', password: 'p' },
      },
      expected: deployed(
        {
          replica_count: 1,
          traffic_port: 9000,
          secret_env_variables: { KEY: 'a$$b' },
          entrypoint: ['/bin/serve'],
          args: ['--price', '$$5'],
        },
        { registry_username: 'me', registry_secret: 'p' },
      ),
    },
  ],
  unsupported: [
    {
      name: 'a script, a second port, keys',
      spec: {
        ...spec,
        onstart: 'x',
        ports: [
          { port: 1, protocol: 'http' },
          { port: 2, protocol: 'http' },
        ],
        sshPublicKeys: ['k'],
      },
      fields: ['onstart', 'ports', 'sshPublicKeys'],
    },
  ],
  created: [
    {
      name: 'accepted',
      reply: reply(200, { status: 'success', deployment_id: '2f0c' }),
      outcome: { kind: 'accepted', providerId: '2f0c' },
    },
    { name: 'a body that is wrong', reply: failed(422, invalid), outcome: refused('invalid_request') },
    {
      name: 'no stock, in words',
      reply: failed(422, 'Not enough available replicas'),
      outcome: refused('no_capacity'),
    },
    { name: 'no money, in words', reply: failed(422, 'Insufficient balance.'), outcome: refused('cloud_no_balance') },
    { name: 'bad key', reply: failed(401, 'Invalid API key'), outcome: refused('auth') },
    { name: 'an empty body, as virtual machines have been seen to answer', reply: reply(200, ''), outcome: unknown },
    { name: 'no id', reply: reply(200, { status: 'success' }), outcome: unknown },
    { name: 'a failure of theirs', reply: failed(500, 'Not enough available replicas'), outcome: unknown },
    { name: 'a status of a new kind', reply: failed(400, 'hm'), outcome: unknown },
  ],
  list: {
    answer: pages,
    expected: [read, { ...read, id: '2', tag: 'x' }],
    total: 2,
    isPaged: true,
  },
  states: [
    status('deployment requested', 'creating', 'full'),
    status('running', 'running', 'full'),
    status('termination requested', 'terminating', 'nothing'),
    status('hibernating', 'unknown', 'full'),
    status('constructor', 'unknown', 'full'),
  ],
  got: {
    answer: known(),
    expected: {
      ...read,
      ip: 'c1.workers.example',
      ports: [{ port: 8000, public_port: 443, host: 'c1.workers.example', secure: true }],
      created_at: '2026-11-20T10:30:00.000Z',
      charged_since: '2026-11-20T10:30:00.000Z',
    },
  },
  getGone: [gone],
  destroyed: () => reply(200, { status: 'success', deployment_id: '7' }),
  destroyGone: [gone],
  errors: [
    { name: 'a bad key', reply: failed(401, 'Invalid API key'), error: error('auth', false, false) },
    { name: 'a 403 of a wall in between', reply: reply(403, '<html>'), error: error('auth', false, true) },
    { name: 'gone', reply: gone(), error: error('not_found', false, false) },
    { name: 'too fast', reply: failed(429, 'Rate limit exceeded'), error: error('rate_limited', true, true) },
    { name: 'a failure of theirs', reply: reply(503, ''), error: error('transient', true, true) },
  ],
  logs: { answer: known(), expected: ['two', 'three'].map((text) => ({ timestamp: null, text })) },
})

simulatorConformance({
  cloud: ionet,
  simulate: simulateIonet,
  creates: [
    ['sim/create-then-500', unknown, true],
    ['sim/empty-body', unknown, true],
    ['sim/bad-json', unknown, true],
    ['sim/html-502', unknown, true],
    ['sim/429-text', unknown, false],
    ['sim/error-500', unknown, false],
    ['sim/vanish', { kind: 'refused', code: 'no_capacity' }, false],
    ['sim/no-balance', { kind: 'refused', code: 'cloud_no_balance' }, false],
  ],
  sights: [
    ['sim/stuck', { state: 'creating', native: 'deployment requested' }],
    ['sim/unknown-status', { state: 'unknown', native: 'hibernating' }],
    ['sim/wrong-gpu', { state: 'running', gpu_model: 'GTX 1050 Ti' }],
  ],
})

describe('io.net besides', () => {
  const open = benches(ionet, simulateIonet)
  const hourMs = 3_600_000

  test('a name is taken once: a create that is sent again makes no second machine', async () => {
    const { sim, rent } = await open()
    expect((await rent()).outcome.kind).toBe('accepted')
    expect((await rent()).outcome.kind).toBe('refused')
    expect(sim.instances()).toHaveLength(1)
  })

  test('the first hour is paid whatever becomes of it, and nothing after the end', async () => {
    const { sim, rent, run } = await open()
    const { outcome, offer } = await rent()
    await sim.advance(600_000)
    await run(ionet.destroy(outcome.kind === 'accepted' ? outcome.providerId : ''))
    await sim.advance(2 * hourMs)
    expect(sim.bill()[0]?.micro_usd).toBe((offer.price_per_hour ?? 0) * 1e6)
  })

  test('hours are bought as they are missing, and without them it ends', async () => {
    const { sim, rent, run } = await open()
    const { outcome } = await rent()
    const id = outcome.kind === 'accepted' ? outcome.providerId : ''
    const bought = () =>
      sim
        .requests()
        .filter(({ path }) => path.endsWith('/extend'))
        .map(({ body }) => body)
    const until = (ms: number) => run(ionet.extend?.(id, new Date(startMs + ms)))
    await until(hourMs)
    expect(bought()).toEqual([])
    await until(hourMs + 1)
    await until(2 * hourMs)
    expect(bought()).toEqual([{ duration_hours: 1 }])
    await sim.advance(2 * hourMs + 1_000)
    expect((await run(ionet.list())).instances).toEqual([])
  })

  test('what a caller writes reaches the container as he wrote it', async () => {
    const { sim, offers, send } = await open()
    const offer = (await offers()).find(({ available }) => available)
    if (!offer) throw new Error('the market is empty')
    await send(ionet.create(offer, { ...simulated, env: { PRICE: '$5 $$' } }, tag))
    const body = sim.requests().at(-1)?.body as { container_config: { secret_env_variables: object } }
    expect(body.container_config.secret_env_variables).toEqual({ PRICE: '$$5 $$$$' })
  })

  test('without a worker there is neither an address nor a log', () => {
    const plan = ionet.logs?.('7', 5)
    expect(plan && drive(plan, known({}, [])).value).toEqual([])
    expect(drive(ionet.get('7'), known({}, [])).value).toMatchObject({ ip: null, ports: [] })
    expect(drive(ionet.get('7'), known({ status: 'deployment requested' })).requests).toHaveLength(1)
  })
})
