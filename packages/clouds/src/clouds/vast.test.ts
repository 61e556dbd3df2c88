import { describe, expect, test } from 'vitest'
import { cloudConformance } from '../../test/conformance.ts'
import { drive, reply } from '../../test/drive.ts'
import {
  CloudFailure,
  type CloudInstance,
  type CloudReply,
  type CloudRequest,
  type LaunchSpec,
  type Offer,
  type OutcomeCode,
} from '../cloud.ts'
import { vast } from './vast.ts'

// The documented example of an ask.
const ask = {
  id: 20114453,
  ask_contract_id: 20114453,
  bundle_id: 612003881,
  machine_id: 31877,
  host_id: 90412,
  gpu_name: 'RTX 4090',
  num_gpus: 2,
  gpu_ram: 24564,
  gpu_total_ram: 49128,
  gpu_frac: 0.25,
  compute_cap: 890,
  cuda_max_good: 12.8,
  pcie_bw: 24.1,
  bw_nvlink: 0,
  cpu_cores: 64,
  cpu_cores_effective: 16,
  cpu_ram: 257000,
  disk_space: 812,
  dlperf: 201.4,
  dph_base: 0.72,
  dph_total: 0.7569,
  min_bid: 0.31,
  is_bid: false,
  storage_cost: 0.15,
  storage_total_cost: 0.0104,
  inet_up: 812,
  inet_down: 930.5,
  inet_up_cost: 0.002,
  inet_down_cost: 0.002,
  duration: 2592000,
  geolocation: 'Oregon, US',
  public_ipaddr: '203.0.113.7',
  direct_port_count: 99,
  reliability: 0.99,
  reliability2: 0.9931,
  verification: 'verified',
  rentable: true,
  rented: false,
  hosting_type: 1,
}

// The offer that the paper of this area shows for it.
const offer: Offer = {
  id: 'vast-20114453',
  provider: 'vast.ai',
  gpu_model: 'RTX 4090',
  gpu_count: 2,
  vram: 24,
  vram_total: 48,
  price_per_hour: 0.730417,
  price_per_gpu_hour: 0.365209,
  location: 'Oregon, US',
  country: 'US',
  available: true,
  kind: 'ask',
  pricing: 'on_demand',
  min_bid: 0.31,
  disk_gb: 50,
  disk_gb_max: 812,
  charges: {
    gpu_per_hour: 0.72,
    disk_per_gb_month: 0.15,
    egress_per_gb: 0.002,
    min_billable_seconds: 1,
    granularity_seconds: 1,
    billed_when_stopped: true,
  },
  cpu_cores: 16,
  ram_gb: 64.25,
  cuda_max: 12.8,
  compute_capability: 8.9,
  interconnect: 'pcie',
  nvlink: false,
  dlperf: 201.4,
  reliability: 0.9931,
  verified: true,
  secure: false,
  net_down_mbps: 930.5,
  net_up_mbps: 812,
  direct_ports: 99,
  boot_seconds: [60, 300],
  max_run_seconds: 2592000,
  availability: 'available',
  availability_count: 1,
  capabilities: ['container', 'ports', 'ssh', 'stop', 'spot', 'logs'],
  ref: { askId: '20114453', minBid: null },
  machine: '31877',
}
const spot: Offer = {
  ...offer,
  id: 'vast-20114453.spot',
  pricing: 'spot',
  price_per_hour: 0.320417,
  price_per_gpu_hour: 0.160209,
  charges: { ...offer.charges, gpu_per_hour: 0.31 },
  ref: { askId: '20114453', minBid: 0.31 },
}

const bodyOf = (request: CloudRequest) => (request.body ?? {}) as { type?: string; order?: [[string, string]] }
const spec: LaunchSpec = { image: 'vllm/vllm-openai:v0.11.0', env: {}, ports: [], diskGb: 60, sshPublicKeys: [] }
const tag = 'gp7f3a-01jd8z0000000000000000000-00'
const createBody = {
  client_id: 'me',
  image: 'vllm/vllm-openai:v0.11.0',
  disk: 60,
  label: tag,
  runtype: 'args',
  args: [],
  env: {},
  target_state: 'running',
  cancel_unavail: true,
  price: null,
}
const create = { method: 'PUT', path: '/api/v0/asks/20114453/' } as const

// The documented example of an instance, running.
const instance = {
  id: 27561234,
  actual_status: 'running',
  intended_status: 'running',
  cur_state: 'running',
  next_state: 'running',
  status_msg: 'success, running vllm',
  label: tag,
  machine_id: 31877,
  image_runtype: 'args',
  ssh_host: 'ssh5.vast.ai',
  ssh_port: 11234,
  public_ipaddr: '203.0.113.7\n',
  ports: {
    '8000/tcp': [{ HostIp: '0.0.0.0', HostPort: '33526' }],
    '22/tcp': [{ HostIp: '0.0.0.0', HostPort: '33527' }],
  },
  start_date: 1761008618.22,
  gpu_name: 'RTX 4090',
  num_gpus: 2,
  disk_usage: -1,
  dph_base: 0.72,
  dph_total: 0.7325,
  storage_total_cost: 0.0125,
  is_bid: false,
}
const read: CloudInstance = {
  id: '27561234',
  tag,
  state: 'running',
  native: 'running',
  progress: 'running success, running vllm -1',
  ip: '203.0.113.7',
  ssh: null,
  ports: [
    { port: 8000, public_port: 33526, host: '203.0.113.7' },
    { port: 22, public_port: 33527, host: '203.0.113.7' },
  ],
  price_per_hour: 0.7325,
  idle_price_per_hour: 0.0125,
  billed: 'full',
  gpu_model: 'RTX 4090',
  gpu_count: 2,
  created_at: '2025-10-21T01:03:38.220Z',
  machine: '31877',
}

/** Two pages of one instance each. */
function pages(request: CloudRequest): CloudReply {
  const token = new URLSearchParams(request.path.split('?')[1]).get('after_token')
  const page = { success: true, instances_found: 1, total_instances: 2 }
  return token === 'second'
    ? reply(200, { ...page, next_token: null, instances: [{ ...instance, id: 27561235, label: null }] })
    : reply(200, { ...page, next_token: 'second', instances: [instance] })
}

function onlyOne(changes: object) {
  return () =>
    reply(200, { success: true, total_instances: 1, next_token: null, instances: [{ ...instance, ...changes }] })
}

const failed = (status: number, error: string, msg: string, more: object = {}) =>
  reply(status, { success: false, error, msg, ...more })
const refused = (code: OutcomeCode) => ({ kind: 'refused', code, retrySafe: false, mayExist: false }) as const
const unknown = { kind: 'unknown', mayExist: true } as const
const noSuchAsk = failed(410, 'no_such_ask', 'error 410/3907: no_such_ask  Instance type by that id is not available.')
const error = (code: OutcomeCode, retrySafe: boolean, mayExist: boolean) => ({ code, retrySafe, mayExist })

cloudConformance({
  cloud: vast,
  offers: {
    answer: (request) => reply(200, { offers: [{ ...ask, is_bid: bodyOf(request).type === 'bid' }] }),
    expected: [offer, spot],
  },
  unpriced: (request) => {
    const { dph_base: _base, min_bid: _bid, ...withoutGpu } = ask
    const { storage_cost: _storage, ...withoutDisk } = ask
    const rows = [withoutGpu, { ...withoutDisk, id: 2 }, { ...ask, id: 3, dph_base: null, min_bid: 'free' }]
    return reply(200, { offers: bodyOf(request).order ? rows : [] })
  },
  truncated: (request) => {
    const from = bodyOf(request).order?.[0][1] === 'asc' ? 0 : 3000
    return reply(200, { offers: Array.from({ length: 3000 }, (_, index) => ({ ...ask, id: from + index + 1 })) })
  },
  creates: [
    { name: 'the least', offer, spec, expected: { ...create, body: createBody } },
    {
      name: 'arguments, environment, ports, private registry',
      offer,
      spec: {
        ...spec,
        image: 'ghcr.io/me/engine:1',
        registry: { username: 'me', password: 'p w' },
        args: ['--model', 'Qwen/Qwen3-8B'],
        env: { HF_TOKEN: 'x' },
        ports: [{ port: 8000, protocol: 'http' }],
      },
      expected: {
        ...create,
        body: {
          ...createBody,
          image: 'ghcr.io/me/engine:1',
          image_login: '-u me -p p w ghcr.io',
          args: ['--model', 'Qwen/Qwen3-8B'],
          env: { HF_TOKEN: 'x', '-p 8000:8000': '1' },
        },
      },
    },
    {
      name: 'a command is the entrypoint',
      offer,
      spec: { ...spec, command: ['/bin/sh', '-c'], args: ['sleep 1'], registry: { username: 'u', password: 'p' } },
      expected: {
        ...create,
        body: { ...createBody, onstart: '/bin/sh', args: ['-c', 'sleep 1'], image_login: '-u u -p p docker.io' },
      },
    },
    {
      name: 'a script and keys need the shell; the keys are data',
      offer,
      spec: { ...spec, onstart: 'nvidia-smi', sshPublicKeys: ['ssh-ed25519 AAAA me'] },
      expected: {
        ...create,
        body: {
          ...Object.fromEntries(Object.entries(createBody).filter(([name]) => name !== 'args')),
          runtype: 'ssh_direct',
          onstart:
            'mkdir -p ~/.ssh && chmod 700 ~/.ssh && echo "$PROXY_API_SSH_KEYS" | base64 -d >> ~/.ssh/authorized_keys\nnvidia-smi',
          env: { PROXY_API_SSH_KEYS: Buffer.from('ssh-ed25519 AAAA me\n').toString('base64') },
        },
      },
    },
    {
      name: 'spot bids what was asked',
      offer: spot,
      spec: { ...spec, bidPerHour: 0.4 },
      expected: { ...create, body: { ...createBody, price: 0.4 } },
    },
    {
      name: 'spot bids the least, if nothing was asked',
      offer: spot,
      spec,
      expected: { ...create, body: { ...createBody, price: 0.31 } },
    },
    {
      name: 'at least 8 GB',
      offer,
      spec: { ...spec, diskGb: 1 },
      expected: { ...create, body: { ...createBody, disk: 8 } },
    },
  ],
  unsupported: [
    { name: 'a script with arguments', spec: { ...spec, onstart: 'x', args: ['y'] }, fields: ['args'] },
    { name: 'keys with a command', spec: { ...spec, sshPublicKeys: ['k'], command: ['y'] }, fields: ['command'] },
    { name: '33 KB of environment', spec: { ...spec, env: { BIG: 'x'.repeat(33_000) } }, fields: ['env'] },
  ],
  created: [
    {
      name: 'accepted',
      reply: reply(200, { success: true, new_contract: 27561234, instance_api_key: 'k' }),
      outcome: { kind: 'accepted', providerId: '27561234' },
    },
    { name: 'gone', reply: noSuchAsk, outcome: refused('offer_gone') },
    {
      name: 'gone, told as wrong arguments',
      reply: failed(404, 'invalid_args', 'error 404/3603: no_such_ask  Instance type by that id is not available.', {
        ask_id: 1,
      }),
      outcome: refused('offer_gone'),
    },
    { name: 'gone, under 200', reply: failed(200, 'no_such_ask', 'gone'), outcome: refused('offer_gone') },
    {
      name: 'wrong arguments',
      reply: failed(400, 'invalid_args', 'invalid env arguments, total length > 32KB'),
      outcome: refused('invalid_request'),
    },
    {
      name: 'a bid that is too low',
      reply: failed(400, 'invalid_price', 'bid too low'),
      outcome: refused('price_changed'),
    },
    {
      name: 'a bid that is too low, but a contract',
      reply: failed(400, 'invalid_price', 'bid too low', { new_contract: 5 }),
      outcome: { ...unknown, providerId: '5' },
    },
    {
      name: 'no money',
      reply: failed(400, 'insufficient_credit', 'Your account lacks credit; see the billing page.'),
      outcome: refused('cloud_no_balance'),
    },
    {
      name: 'no money, in words only',
      reply: reply(411, { success: false, msg: 'Insufficient credit' }),
      outcome: refused('cloud_no_balance'),
    },
    { name: 'bad key', reply: failed(404, 'auth_error', 'Invalid user key'), outcome: refused('auth') },
    { name: 'no key', reply: failed(403, 'auth_error', 'This action requires login.'), outcome: refused('auth') },
    {
      name: 'own machine',
      reply: failed(403, 'invalid_args', 'Offer 1 is not your own.'),
      outcome: refused('permanent'),
    },
    {
      name: 'too fast, in text',
      reply: reply(429, 'API requests too frequent: endpoint threshold=4.5'),
      outcome: unknown,
    },
    {
      name: 'too fast, as JSON',
      reply: failed(429, 'rate_limit_exceeded', 'API requests too frequent'),
      outcome: unknown,
    },
    { name: 'success without a contract', reply: reply(200, { success: true }), outcome: unknown },
    { name: 'a failure that mentions an ask', reply: failed(500, 'no_such_ask', 'no_such_ask'), outcome: unknown },
    { name: 'a 400 of a new kind', reply: failed(400, 'something_new', 'hm'), outcome: unknown },
  ],
  list: { answer: pages, expected: [read, { ...read, id: '27561235', tag: null }], total: 2, isPaged: true },
  states: [
    { native: 'null', answer: onlyOne({ actual_status: null }), state: 'creating', billed: 'idle' },
    { native: 'created', answer: onlyOne({ actual_status: 'created' }), state: 'creating', billed: 'idle' },
    { native: 'scheduling', answer: onlyOne({ actual_status: 'scheduling' }), state: 'creating', billed: 'idle' },
    { native: 'loading', answer: onlyOne({ actual_status: 'loading' }), state: 'starting', billed: 'idle' },
    { native: 'rebooting', answer: onlyOne({ actual_status: 'rebooting' }), state: 'starting', billed: 'full' },
    { native: 'recycling', answer: onlyOne({ actual_status: 'recycling' }), state: 'starting', billed: 'full' },
    { native: 'running', answer: onlyOne({}), state: 'running', billed: 'full' },
    { native: 'stopped', answer: onlyOne({ actual_status: 'stopped' }), state: 'stopped', billed: 'idle' },
    { native: 'exited', answer: onlyOne({ actual_status: 'exited' }), state: 'stopped', billed: 'idle' },
    { native: 'frozen', answer: onlyOne({ actual_status: 'frozen' }), state: 'stopped', billed: 'full' },
    { native: 'unknown', answer: onlyOne({ actual_status: 'unknown' }), state: 'unknown', billed: 'full' },
    { native: 'offline', answer: onlyOne({ actual_status: 'offline' }), state: 'unknown', billed: 'nothing' },
    { native: 'hibernating', answer: onlyOne({ actual_status: 'hibernating' }), state: 'unknown', billed: 'full' },
    { native: 'constructor', answer: onlyOne({ actual_status: 'constructor' }), state: 'unknown', billed: 'full' },
    {
      native: 'created, and fatal',
      answer: onlyOne({ actual_status: 'created', status_msg: 'Error: OCI runtime create failed: x' }),
      state: 'failed',
      billed: 'idle',
    },
    {
      native: 'stopped, a bid that waits for its GPU',
      answer: onlyOne({ actual_status: 'stopped', is_bid: true, cur_state: 'stopped', next_state: 'running' }),
      state: 'stopped',
      billed: 'idle',
    },
    {
      native: 'outbid',
      answer: onlyOne({
        actual_status: 'stopped',
        is_bid: true,
        cur_state: 'stopped',
        next_state: 'stopped',
        intended_status: 'stopped',
      }),
      state: 'interrupted',
      billed: 'idle',
    },
  ],
  got: { answer: () => reply(200, { instances: instance }), expected: read },
  logs: {
    answer: ({ url }) =>
      url === undefined
        ? reply(200, { success: true, result_url: 'https://logs.example/x', msg: '' })
        : reply(200, 'one\ntwo\nthree\n'),
    expected: ['two', 'three'].map((text) => ({ timestamp: null, text })),
  },
  getGone: [() => reply(200, { instances: null }), () => failed(404, 'no_such_instance', 'Instance not found')],
  destroyed: () => reply(200, { success: true }),
  destroyGone: [
    () => failed(404, 'no_such_instance', 'x'),
    () => failed(404, 'not_found', 'Instance not found'),
    () => reply(200, { success: false, msg: 'No such instance' }),
  ],
  errors: [
    {
      name: 'a bad key is a 404',
      reply: failed(404, 'auth_error', 'Invalid user key'),
      error: error('auth', false, false),
    },
    {
      name: 'a key that may not',
      reply: reply(401, { success: false, msg: 'nope' }),
      error: error('auth', false, false),
    },
    { name: 'a 403 of a wall in between', reply: reply(403, '<html>'), error: error('auth', false, true) },
    { name: 'gone', reply: noSuchAsk, error: error('offer_gone', false, false) },
    { name: 'no such instance', reply: failed(404, 'no_such_instance', 'x'), error: error('not_found', false, false) },
    { name: 'a bad search', reply: failed(400, 'invalid_request', 'x'), error: error('invalid_request', false, false) },
    {
      name: 'no key for a VM',
      reply: failed(400, 'no_ssh_key_for_vm', 'x'),
      error: error('invalid_request', false, false),
    },
    {
      name: 'no money',
      reply: failed(400, 'insufficient_credit', 'x'),
      error: error('cloud_no_balance', false, false),
    },
    {
      name: 'too fast',
      reply: reply(429, { detail: 'API requests too frequent endpoint threshold=4.5' }),
      error: error('rate_limited', true, true),
    },
    {
      name: 'too fast, with a hint',
      reply: reply(429, 'API requests too frequent', { 'retry-after': '12' }),
      error: { ...error('rate_limited', true, true), retryAfterMs: 12_000 },
    },
    { name: 'a failure of theirs', reply: reply(500, ''), error: error('transient', true, true) },
    { name: 'a timeout of theirs', reply: reply(408, ''), error: error('transient', true, true) },
    { name: 'a status of a new kind', reply: reply(418, { msg: 'teapot' }), error: error('permanent', false, true) },
    {
      name: 'an error with a contract in it',
      reply: failed(400, 'invalid_price', 'x', { new_contract: 5 }),
      error: { ...error('price_changed', false, true), providerId: '5' },
    },
  ],
})

describe('vast.ai besides', () => {
  test('the search asks for both markets from both ends, priced for the disk', () => {
    const { requests } = drive(vast.offers({ diskGb: 80 }), () => reply(200, { offers: [] }))
    expect(requests.map(({ body }) => body)).toEqual(
      ['ondemand', 'bid'].flatMap((type) =>
        ['asc', 'desc'].map((direction) => ({
          limit: 3000,
          type,
          order: [['dph_total', direction]],
          allocated_storage: 80,
          rentable: { eq: true },
          rented: { eq: false },
          external: { eq: false },
        })),
      ),
    )
  })

  test('a spot offer without any bid is never rented on demand instead', () => {
    expect(() => vast.create({ ...spot, ref: { askId: '1', minBid: null } }, spec, tag)).toThrow(TypeError)
  })

  test('acts name the state that is wished', () => {
    const send = (action: 'start' | 'stop' | 'reboot') =>
      drive(vast.act?.('7', action) ?? none(), () => reply(200, { success: true })).requests[0]
    expect([send('start'), send('stop'), send('reboot')]).toMatchObject([
      { method: 'PUT', path: '/api/v0/instances/7/', body: { state: 'running' } },
      { method: 'PUT', path: '/api/v0/instances/7/', body: { state: 'stopped' } },
      { method: 'PUT', path: '/api/v0/instances/reboot/7/', body: {} },
    ])
    expect(() => drive(vast.act?.('7', 'stop') ?? none(), () => failed(404, 'no_such_instance', 'x'))).toThrow(
      CloudFailure,
    )
  })

  test('logs wait for the object that the cloud names, without the key, and not for ever', () => {
    let tries = 0
    const answer = ({ url }: CloudRequest) => {
      if (url === undefined) return reply(200, { success: true, result_url: 'https://logs.example/x', msg: '' })
      return ++tries < 3 ? reply(403, '') : reply(200, 'one\ntwo\nthree\n')
    }
    const { value, requests } = drive(vast.logs?.('7', 2) ?? none(), answer)
    expect(value.map(({ text }) => text)).toEqual(['two', 'three'])
    expect(requests[0]?.body).toEqual({ tail: '2' })
    expect(requests.slice(1).every(({ url, afterMs }) => url === 'https://logs.example/x' && afterMs === 300)).toBe(
      true,
    )
    tries = Number.NEGATIVE_INFINITY
    expect(() => drive(vast.logs?.('7', 2) ?? none(), answer)).toThrow(CloudFailure)
  })

  test('a statement keeps the times of each item', () => {
    const item = {
      start: 1_800_000_000,
      end: 1_800_003_600,
      type: 'gpu',
      description: '1.000 hours at $0.72/hour',
      amount: 0.72,
    }
    const row = {
      source: 'instance-27561234',
      type: 'instance',
      amount: 0.733,
      items: [item, { ...item, type: 'disk', amount: 0.013 }],
    }
    const { value, requests } = drive(
      vast.statement?.(new Date(1_800_000_000_000), new Date(1_800_086_400_000)) ?? none(),
      ({ path }) =>
        reply(200, {
          success: true,
          next_token: path.includes('after_token=n') ? null : 'n',
          results: path.includes('after_token=n') ? [] : [row],
        }),
    )
    expect(requests).toHaveLength(2)
    expect(value).toEqual([
      {
        instanceId: '27561234',
        from: '2027-01-15T08:00:00.000Z',
        to: '2027-01-15T09:00:00.000Z',
        usd: 0.72,
        kind: 'gpu',
      },
      {
        instanceId: '27561234',
        from: '2027-01-15T08:00:00.000Z',
        to: '2027-01-15T09:00:00.000Z',
        usd: 0.013,
        kind: 'disk',
      },
    ])
  })

  test('the balance is the credit that is left', () => {
    const run = (user: object) => drive(vast.balance?.() ?? none(), () => reply(200, user)).value
    expect(run({ credit: 12.5, balance: 3 })).toBe(12.5)
    expect(run({ balance: 3 })).toBe(3)
    expect(() => run({ id: 1 })).toThrow(CloudFailure)
  })

  test('SSH goes straight where the port is mapped, else over the relay', () => {
    const ssh = (changes: object) => drive(vast.list(), onlyOne(changes)).value.instances[0]?.ssh
    expect(ssh({ image_runtype: 'ssh_direct' })).toEqual({ host: '203.0.113.7', port: 33527 })
    expect(ssh({ image_runtype: 'ssh_proxy', ports: undefined })).toEqual({ host: 'ssh5.vast.ai', port: 11234 })
  })
})

function none(): never {
  throw new Error('vast.ai can do that')
}
