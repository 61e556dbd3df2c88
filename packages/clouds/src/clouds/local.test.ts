import { cloudConformance } from '../../test/conformance.ts'
import { reply } from '../../test/drive.ts'
import type { CloudInstance, CloudRequest, LaunchSpec, Offer, OutcomeCode } from '../cloud.ts'
import { local } from './local.ts'

const cpu = {
  id: 'cpu',
  gpu_model: 'CPU',
  gpu_count: 0,
  gpu_ram_mb: null,
  compute_capability: null,
  free: true,
  price_per_hour: 0.2,
  cpu_cores: 8,
  ram_gb: 32,
}
const gpu = {
  ...cpu,
  id: 'gpu-0',
  gpu_model: 'NVIDIA GeForce RTX 4090',
  gpu_count: 1,
  gpu_ram_mb: 24564,
  compute_capability: 8.9,
  free: false,
}
const programs = ['proxyapi/echo']
const offer: Offer = {
  id: 'local-cpu',
  provider: 'local',
  gpu_model: 'CPU',
  gpu_count: 0,
  vram: 0,
  vram_total: 0,
  price_per_hour: 0.2,
  price_per_gpu_hour: 0.2,
  location: null,
  country: null,
  available: true,
  kind: 'type',
  pricing: 'on_demand',
  min_bid: null,
  disk_gb: 50,
  disk_gb_max: 10_000,
  charges: {
    gpu_per_hour: 0.2,
    disk_per_gb_month: 0,
    egress_per_gb: 0,
    min_billable_seconds: 1,
    granularity_seconds: 1,
    billed_when_stopped: false,
  },
  cpu_cores: 8,
  ram_gb: 32,
  cuda_max: null,
  compute_capability: null,
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
  availability: 'available',
  availability_count: null,
  capabilities: ['container', 'ports', 'stop', 'logs'],
  images: programs,
  ref: { offer: 'cpu' },
  machine: null,
}
const gpuOffer: Offer = {
  ...offer,
  id: 'local-gpu-0',
  gpu_model: 'RTX 4090',
  gpu_count: 1,
  vram: 24,
  vram_total: 24,
  available: false,
  kind: 'ask',
  compute_capability: 8.9,
  availability: 'none',
  ref: { offer: 'gpu-0' },
}

const tag = 'gp7f3a-01jd8z0000000000000000000-00'
const spec: LaunchSpec = { image: 'proxyapi/echo', env: {}, ports: [], diskGb: 50, sshPublicKeys: [] }
const body = { tag, offer: 'cpu', image: 'proxyapi/echo', args: [], env: {}, ports: [], until: null }
const create = { method: 'POST', path: '/machines' } as const

const machine = {
  id: tag,
  tag,
  status: 'running',
  ip: '127.0.0.1',
  ports: [{ port: 8000, public_port: 20_017 }],
  price_per_hour: 0.2,
  created_at: '2026-11-20T10:30:00.000Z',
  started_at: '2026-11-20T10:30:01.000Z',
}
const read: CloudInstance = {
  id: tag,
  tag,
  state: 'running',
  native: 'running',
  progress: 'running',
  ip: '127.0.0.1',
  ssh: null,
  ports: [{ port: 8000, public_port: 20_017, host: '127.0.0.1' }],
  price_per_hour: 0.2,
  idle_price_per_hour: 0,
  billed: 'full',
  gpu_model: null,
  gpu_count: null,
  created_at: '2026-11-20T10:30:00.000Z',
  charged_since: '2026-11-20T10:30:01.000Z',
  machine: null,
}

const failed = (status: number, error: string) => reply(status, { error, message: 'No.' })
const refused = (code: OutcomeCode) => ({ kind: 'refused', code, retrySafe: false, mayExist: false }) as const
const unknown = { kind: 'unknown', mayExist: true } as const
const error = (code: OutcomeCode, retrySafe: boolean, mayExist: boolean) => ({ code, retrySafe, mayExist })
const status = (native: string, state: CloudInstance['state'], billed: CloudInstance['billed']) => ({
  native,
  answer: () => reply(200, { machines: [{ ...machine, status: native }] }),
  state,
  billed,
})
const market = (offers: object[]) => (_: CloudRequest) => reply(200, { offers, programs })
const gone = () => failed(404, 'not_found')

cloudConformance({
  cloud: local,
  offers: { answer: market([cpu, gpu]), expected: [offer, gpuOffer] },
  unpriced: market([{ ...cpu, price_per_hour: null }]),
  creates: [
    { name: 'the least', offer, spec, expected: { ...create, body } },
    {
      name: 'arguments, environment, ports, an end by itself',
      offer,
      spec: {
        ...spec,
        args: ['a b'],
        env: { A: 'b' },
        ports: [{ port: 8000, protocol: 'http' }],
        terminateAfter: new Date(Date.UTC(2026, 10, 21)),
      },
      expected: {
        ...create,
        body: { ...body, args: ['a b'], env: { A: 'b' }, ports: [8000], until: '2026-11-21T00:00:00.000Z' },
      },
    },
  ],
  unsupported: [
    {
      name: 'whatever would be a command line',
      spec: { ...spec, command: ['x'], onstart: 'x', sshPublicKeys: ['k'], registry: { username: 'u', password: 'p' } },
      fields: ['command', 'onstart', 'registry', 'sshPublicKeys'],
    },
  ],
  created: [
    { name: 'accepted', reply: reply(201, { machine }), outcome: { kind: 'accepted', providerId: tag } },
    { name: 'taken', reply: failed(409, 'taken'), outcome: refused('offer_gone') },
    { name: 'not on the list', reply: failed(403, 'image_not_allowed'), outcome: refused('invalid_request') },
    { name: 'wrong', reply: failed(400, 'invalid'), outcome: refused('invalid_request') },
    { name: 'a failure', reply: failed(500, 'taken'), outcome: unknown },
  ],
  list: {
    answer: () =>
      reply(200, {
        machines: [machine, { ...machine, id: '2', status: 'destroyed' }, { ...machine, id: '3', status: 'exited' }],
      }),
    expected: [read],
    total: null,
    isPaged: false,
  },
  states: [
    status('running', 'running', 'full'),
    status('stopped', 'stopped', 'nothing'),
    status('dreaming', 'unknown', 'full'),
    status('constructor', 'unknown', 'full'),
  ],
  got: { answer: () => reply(200, { machine }), expected: read },
  getGone: [gone],
  destroyed: () => reply(200, { machine: { ...machine, status: 'destroyed' } }),
  destroyGone: [gone],
  errors: [
    { name: 'no such machine', reply: gone(), error: error('not_found', false, false) },
    { name: 'not on the list', reply: failed(403, 'image_not_allowed'), error: error('invalid_request', false, false) },
    { name: 'a failure', reply: reply(500, ''), error: error('transient', true, true) },
  ],
  logs: {
    answer: () => reply(200, { lines: ['one', 'two', 'three'] }),
    expected: ['two', 'three'].map((text) => ({ timestamp: null, text })),
  },
})
