import { simulateShadeform } from '@proxyapi/simulators'
import { describe, expect, test } from 'vitest'
import { benches, simulatorConformance } from '../../test/against-simulator.ts'
import { cloudConformance } from '../../test/conformance.ts'
import { drive, reply } from '../../test/drive.ts'
import type { CloudInstance, LaunchSpec, Offer, OutcomeCode } from '../cloud.ts'
import { shadeform } from './shadeform.ts'

// The documented example of a type.
const type = {
  cloud: 'hyperstack',
  shade_instance_type: 'A100_80G',
  cloud_instance_type: 'gpu_1x_a100_80g',
  configuration: {
    memory_in_gb: 120,
    storage_in_gb: 750,
    vcpus: 28,
    num_gpus: 1,
    gpu_type: 'A100_80G',
    interconnect: 'pcie',
    nvlink: false,
    vram_per_gpu_in_gb: 80,
    os_options: ['ubuntu22.04_cuda12.2_shade_os'],
    gpu_manufacturer: 'nvidia',
  },
  hourly_price: 135,
  deployment_type: 'vm',
  availability: [{ region: 'canada-1', available: true, display_name: 'Montreal, CA' }],
  boot_time: { min_boot_in_sec: 180, max_boot_in_sec: 300 },
}
const offer: Offer = {
  id: 'shadeform-hyperstack.a100_80g.canada-1',
  provider: 'shadeform',
  gpu_model: 'A100',
  gpu_count: 1,
  vram: 80,
  vram_total: 80,
  price_per_hour: 1.35,
  price_per_gpu_hour: 1.35,
  location: 'Montreal, CA',
  country: 'CA',
  available: true,
  kind: 'type',
  pricing: 'on_demand',
  min_bid: null,
  disk_gb: 50,
  disk_gb_max: 750,
  charges: {
    gpu_per_hour: 1.35,
    disk_per_gb_month: 0,
    egress_per_gb: null,
    min_billable_seconds: 1,
    granularity_seconds: 1,
    billed_when_stopped: false,
  },
  cpu_cores: 28,
  ram_gb: 120,
  cuda_max: null,
  compute_capability: null,
  interconnect: 'pcie',
  nvlink: false,
  dlperf: null,
  reliability: null,
  verified: null,
  secure: null,
  net_down_mbps: null,
  net_up_mbps: null,
  direct_ports: null,
  boot_seconds: [180, 300],
  max_run_seconds: null,
  availability: 'available',
  availability_count: null,
  capabilities: ['container', 'ports'],
  ref: { cloud: 'hyperstack', region: 'canada-1', shade_instance_type: 'A100_80G' },
  machine: null,
}
const eight = {
  ...type,
  cloud: 'lambdalabs',
  shade_instance_type: 'H100_sxm5x8',
  configuration: {
    ...type.configuration,
    num_gpus: 8,
    gpu_type: 'H100_sxm5',
    interconnect: 'sxm5',
    nvlink: true,
  },
  hourly_price: 2392,
  availability: [{ region: 'us-east-1', available: false }],
  boot_time: null,
}
const eightOffer: Offer = {
  ...offer,
  id: 'shadeform-lambdalabs.h100_sxm5x8.us-east-1',
  gpu_model: 'H100 SXM',
  gpu_count: 8,
  vram_total: 640,
  price_per_hour: 23.92,
  price_per_gpu_hour: 2.99,
  location: 'us-east-1',
  country: null,
  available: false,
  charges: { ...offer.charges, gpu_per_hour: 23.92 },
  interconnect: 'sxm',
  nvlink: true,
  boot_seconds: null,
  availability: 'none',
  ref: { cloud: 'lambdalabs', region: 'us-east-1', shade_instance_type: 'H100_sxm5x8' },
}
const market = (rows: object[]) => () => reply(200, { instance_types: rows })

const tag = 'gp7f3a-01jd8z0000000000000000000-00'
const spec: LaunchSpec = { image: 'vllm/vllm-openai:v0.11.0', env: {}, ports: [], diskGb: 60, sshPublicKeys: [] }
const docker = { image: spec.image, envs: [], port_mappings: [] }
const launched = (docker_configuration: object, more: object = {}) => ({
  method: 'POST' as const,
  path: '/v1/instances/create',
  body: {
    cloud: 'hyperstack',
    region: 'canada-1',
    shade_instance_type: 'A100_80G',
    shade_cloud: true,
    name: tag,
    launch_configuration: { type: 'docker', docker_configuration },
    ...more,
  },
})

const instance = {
  id: 'd290f1ee-6c54-4b01-90e6-d701748f0851',
  cloud: 'hyperstack',
  region: 'canada-1',
  shade_instance_type: 'A100_80G',
  shade_cloud: true,
  name: tag,
  configuration: type.configuration,
  ip: '198.51.100.7',
  ssh_user: 'shadeform',
  ssh_port: 22,
  status: 'active',
  status_details: 'ready',
  cost_estimate: '1.35',
  hourly_price: 135,
  port_mappings: [{ internal_port: 8000, external_port: 31000 }],
  created_at: '2026-11-20T10:30:00Z',
  active_at: '2026-11-20T10:34:00Z',
  deleted_at: null,
}
const read: CloudInstance = {
  id: 'd290f1ee-6c54-4b01-90e6-d701748f0851',
  tag,
  state: 'running',
  native: 'active',
  progress: 'active ready',
  ip: '198.51.100.7',
  ssh: { host: '198.51.100.7', port: 22 },
  ports: [{ port: 8000, public_port: 31000, host: '198.51.100.7' }],
  price_per_hour: 1.35,
  idle_price_per_hour: 0,
  billed: 'full',
  gpu_model: 'A100',
  gpu_count: 1,
  created_at: '2026-11-20T10:30:00.000Z',
  charged_since: '2026-11-20T10:34:00.000Z',
  machine: null,
}

const failed = (status: number, error_code: string) => reply(status, { error_code, error: 'No.' })
const refused = (code: OutcomeCode) => ({ kind: 'refused', code, retrySafe: false, mayExist: false }) as const
const unknown = { kind: 'unknown', mayExist: true } as const
const error = (code: OutcomeCode, retrySafe: boolean, mayExist: boolean) => ({ code, retrySafe, mayExist })
const status = (native: string, state: CloudInstance['state'], billed: CloudInstance['billed']) => ({
  native,
  answer: () => reply(200, { instances: [{ ...instance, status: native }] }),
  state,
  billed,
})
const gone = () => failed(404, 'NOT_FOUND')

cloudConformance({
  cloud: shadeform,
  offers: { answer: market([type, eight]), expected: [offer, eightOffer] },
  unpriced: market([
    { ...type, hourly_price: null },
    { ...type, cloud: 'other', hourly_price: -1 },
  ]),
  creates: [
    { name: 'the least', offer, spec, expected: launched(docker) },
    {
      name: 'arguments are one text, quoted word by word',
      offer,
      spec: {
        ...spec,
        args: ['--model', 'Qwen/Qwen3-8B', "it's $(x)"],
        env: { HF_TOKEN: 'x' },
        ports: [{ port: 8000, protocol: 'http' }],
        registry: { username: 'me', password: 'p' },
      },
      expected: launched({
        ...docker,
        args: `--model Qwen/Qwen3-8B 'it'"'"'s $(x)'`,
        envs: [{ name: 'HF_TOKEN', value: 'x' }],
        port_mappings: [{ host_port: 8000, container_port: 8000 }],
        registry_credentials: { username: 'me', password: 'p' },
      }),
    },
    {
      name: 'the cloud ends it by itself',
      offer,
      spec: { ...spec, terminateAfter: new Date(Date.UTC(2026, 10, 21)) },
      expected: launched(docker, { auto_delete: { date_threshold: '2026-11-21T00:00:00.000Z' } }),
    },
  ],
  unsupported: [
    { name: 'an entrypoint', spec: { ...spec, command: ['x'] }, fields: ['command'] },
    {
      name: 'a script and keys',
      spec: { ...spec, onstart: 'x', sshPublicKeys: ['k'] },
      fields: ['onstart', 'sshPublicKeys'],
    },
  ],
  created: [
    {
      name: 'accepted',
      reply: reply(200, { id: 'd290', cloud_assigned_id: 'x' }),
      outcome: { kind: 'accepted', providerId: 'd290' },
    },
    { name: 'no stock', reply: failed(409, 'OUT_OF_STOCK'), outcome: refused('no_capacity') },
    { name: 'bad key', reply: failed(401, 'UNAUTHORIZED'), outcome: refused('auth') },
    { name: 'another conflict', reply: failed(409, 'NAME_TAKEN'), outcome: unknown },
    { name: 'a 400 that nothing documents', reply: failed(400, 'INVALID'), outcome: unknown },
    { name: 'no stock under 500', reply: failed(500, 'OUT_OF_STOCK'), outcome: unknown },
    { name: 'no id', reply: reply(200, { cloud_assigned_id: 'x' }), outcome: unknown },
  ],
  list: {
    answer: () =>
      reply(200, {
        instances: [
          instance,
          { ...instance, id: '2', name: '', ip: '', status: 'active' },
          { ...instance, id: '3', status: 'deleted' },
        ],
      }),
    expected: [read, { ...read, id: '2', tag: null, ip: null, ssh: null, ports: [] }],
    total: null,
    isPaged: false,
  },
  states: [
    status('creating', 'creating', 'nothing'),
    status('pending_provider', 'creating', 'nothing'),
    status('pending', 'creating', 'nothing'),
    status('active', 'running', 'full'),
    status('error', 'unknown', 'full'),
    status('deleting', 'terminating', 'nothing'),
    status('hibernating', 'unknown', 'full'),
    status('constructor', 'unknown', 'full'),
  ],
  got: { answer: () => reply(200, instance), expected: read },
  getGone: [gone],
  destroyed: () => reply(200, ''),
  destroyedToo: ['200 without a body', '200 with another object'],
  destroyGone: [gone],
  errors: [
    { name: 'a bad key', reply: failed(401, 'UNAUTHORIZED'), error: error('auth', false, false) },
    { name: 'a 403 of a wall in between', reply: reply(403, '<html>'), error: error('auth', false, true) },
    { name: 'gone', reply: gone(), error: error('not_found', false, false) },
    { name: 'too fast', reply: reply(429, { error: 'slow down' }), error: error('rate_limited', true, true) },
    { name: 'a failure of theirs', reply: reply(502, ''), error: error('transient', true, true) },
  ],
})

simulatorConformance({
  cloud: shadeform,
  simulate: simulateShadeform,
  creates: [
    ['sim/create-then-500', unknown, true],
    ['sim/empty-body', unknown, true],
    ['sim/bad-json', unknown, true],
    ['sim/html-502', unknown, true],
    ['sim/429-text', unknown, false],
    ['sim/error-500', unknown, false],
    ['sim/vanish', { kind: 'refused', code: 'no_capacity' }, false],
  ],
  sights: [
    ['sim/stuck', { state: 'creating', native: 'pending_provider' }],
    ['sim/unknown-status', { state: 'unknown', native: 'hibernating' }],
    ['sim/wrong-gpu', { state: 'running', gpu_model: 'GTX1050Ti' }],
    ['sim/running-no-port', { state: 'running', ports: [] }],
  ],
})

describe('shadeform besides', () => {
  const open = benches(shadeform, simulateShadeform)

  test('of two types under one name the cheaper one is offered', () => {
    const dear = { ...type, cloud_instance_type: 'other', hourly_price: 200 }
    const read = (rows: object[]) => drive(shadeform.offers({ diskGb: 50 }), market(rows)).value.offers
    for (const rows of [
      [type, dear],
      [dear, type],
    ])
      expect(read(rows)).toEqual([offer])
  })

  test('what is being ended costs nothing more, and is moved forward until then', async () => {
    const { sim, rent, run } = await open()
    const { outcome } = await rent()
    const id = outcome.kind === 'accepted' ? outcome.providerId : ''
    await sim.advance(2_000)
    await run(shadeform.extend?.(id, new Date(Date.UTC(2026, 10, 22))))
    expect(sim.requests().at(-1)?.body).toEqual({ auto_delete: { date_threshold: '2026-11-22T00:00:00.000Z' } })
    await run(shadeform.destroy(id))
    const before = sim.bill()
    expect((await run(shadeform.list())).instances).toMatchObject([{ state: 'terminating', billed: 'nothing' }])
    await sim.advance(500)
    expect(sim.bill()).toEqual(before)
  })
})
