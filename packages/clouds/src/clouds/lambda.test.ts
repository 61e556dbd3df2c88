import { simulateLambda } from '@proxyapi/simulators'
import { describe, expect, test } from 'vitest'
import { benches, simulatorConformance, startMs } from '../../test/against-simulator.ts'
import { cloudConformance } from '../../test/conformance.ts'
import { drive, reply } from '../../test/drive.ts'
import type { CloudInstance, CloudRequest, LaunchSpec, Offer, OutcomeCode } from '../cloud.ts'
import { lambda } from './lambda.ts'

// The documented example of a type.
const type = {
  name: 'gpu_1x_h100_sxm5',
  description: '1x H100 (80 GB SXM5)',
  gpu_description: 'H100 (80 GB SXM5)',
  price_cents_per_hour: 329,
  specs: { vcpus: 26, memory_gib: 225, storage_gib: 2816, gpus: 1 },
}
const place = { name: 'us-south-2', description: 'North Texas, USA' }
const entry = (changes: object = {}, regions: object[] = [place]) => ({
  instance_type: { ...type, ...changes },
  regions_with_capacity_available: regions,
})
const market = (types: object, keys: object[] = [{ id: 'k1', name: 'work', public_key: 'ssh-ed25519 AAAA' }]) =>
  function answer({ path }: CloudRequest) {
    return reply(200, { data: path.endsWith('/ssh-keys') ? keys : types })
  }

const offer: Offer = {
  id: 'lambda-gpu_1x_h100_sxm5.us-south-2',
  provider: 'lambda',
  gpu_model: 'H100 SXM',
  gpu_count: 1,
  vram: 80,
  vram_total: 80,
  price_per_hour: 3.29,
  price_per_gpu_hour: 3.29,
  location: 'us-south-2',
  country: 'US',
  available: true,
  kind: 'type',
  pricing: 'on_demand',
  min_bid: null,
  disk_gb: 50,
  disk_gb_max: 2816,
  charges: {
    gpu_per_hour: 3.29,
    disk_per_gb_month: 0,
    egress_per_gb: 0,
    min_billable_seconds: 60,
    granularity_seconds: 60,
    billed_when_stopped: false,
  },
  cpu_cores: 26,
  ram_gb: 225,
  cuda_max: null,
  compute_capability: null,
  interconnect: 'sxm',
  nvlink: true,
  dlperf: null,
  reliability: null,
  verified: null,
  secure: true,
  net_down_mbps: null,
  net_up_mbps: null,
  direct_ports: null,
  boot_seconds: [165, 478],
  max_run_seconds: null,
  availability: 'available',
  availability_count: null,
  capabilities: ['container', 'ports', 'ssh'],
  ref: { type: 'gpu_1x_h100_sxm5', region: 'us-south-2', sshKey: 'work' },
  machine: null,
}
const soldOut: Offer = {
  ...offer,
  id: 'lambda-gpu_1x_a10',
  gpu_model: 'A10',
  vram: 24,
  vram_total: 24,
  price_per_hour: 0.75,
  price_per_gpu_hour: 0.75,
  location: null,
  country: null,
  available: false,
  charges: { ...offer.charges, gpu_per_hour: 0.75 },
  interconnect: 'pcie',
  nvlink: null,
  availability: 'none',
  ref: null,
}
const a10 = { name: 'gpu_1x_a10', gpu_description: 'A10 (24 GB PCIe)', price_cents_per_hour: 75 }

const tag = 'gp7f3a-01jd8z0000000000000000000-00'
const spec: LaunchSpec = { image: 'vllm/vllm-openai:v0.11.0', env: {}, ports: [], diskGb: 60, sshPublicKeys: [] }
const flags = ['docker', 'run', '--detach', '--name=proxyapi', '--gpus=all', '--restart=unless-stopped']
const config = (value: object) => `#cloud-config\n${JSON.stringify(value)}`
const launched = (user_data: string) => ({
  method: 'POST' as const,
  path: '/api/v1/instance-operations/launch',
  body: {
    region_name: 'us-south-2',
    instance_type_name: 'gpu_1x_h100_sxm5',
    ssh_key_names: ['work'],
    file_system_names: [],
    quantity: 1,
    name: tag,
    user_data,
  },
})

const instance = {
  id: '0920582c7ff041399e34823a0be62549',
  name: tag,
  ip: '198.51.100.2',
  private_ip: '10.0.2.100',
  status: 'active',
  ssh_key_names: ['work'],
  file_system_names: [],
  region: { name: 'us-south-2' },
  instance_type: type,
}
const read: CloudInstance = {
  id: '0920582c7ff041399e34823a0be62549',
  tag,
  state: 'running',
  native: 'active',
  progress: 'active',
  ip: '198.51.100.2',
  ssh: { host: '198.51.100.2', port: 22 },
  ports: 'as_asked',
  price_per_hour: 3.29,
  idle_price_per_hour: 0,
  billed: 'full',
  gpu_model: 'H100 SXM',
  gpu_count: 1,
  created_at: null,
  machine: null,
}
const { ip: _ip, ...withoutAddress } = instance

const failed = (status: number, code: string) => reply(status, { error: { code, message: 'No.', suggestion: null } })
const refused = (code: OutcomeCode) => ({ kind: 'refused', code, retrySafe: false, mayExist: false }) as const
const unknown = { kind: 'unknown', mayExist: true } as const
const error = (code: OutcomeCode, retrySafe: boolean, mayExist: boolean) => ({ code, retrySafe, mayExist })
const status = (native: string, state: CloudInstance['state'], billed: CloudInstance['billed']) => ({
  native,
  answer: () => reply(200, { data: [{ ...instance, status: native }] }),
  state,
  billed,
})
const gone = () => failed(404, 'global/object-does-not-exist')

cloudConformance({
  cloud: lambda,
  offers: {
    answer: market({ gpu_1x_h100_sxm5: entry(), gpu_1x_a10: entry(a10, []) }),
    expected: [offer, soldOut],
  },
  unpriced: market({ a: entry({ price_cents_per_hour: null }), b: entry({ name: 'b', price_cents_per_hour: 'free' }) }),
  creates: [
    { name: 'the least', offer, spec, expected: launched(config({ runcmd: [[...flags, spec.image]] })) },
    {
      name: 'arguments, environment and ports are words of an argument list',
      offer,
      spec: { ...spec, args: ['--model', '$(x) y'], env: { A: "it's" }, ports: [{ port: 8000, protocol: 'http' }] },
      expected: launched(
        config({ runcmd: [[...flags, '--publish=8000:8000', "--env=A=it's", spec.image, '--model', '$(x) y']] }),
      ),
    },
    {
      name: 'a command is the entrypoint, keys are the login’s, a registry has a login',
      offer,
      spec: {
        ...spec,
        image: 'ghcr.io/me/engine:1',
        command: ['/bin/serve', '-v'],
        args: ['now'],
        sshPublicKeys: ['ssh-ed25519 AAAA me'],
        registry: { username: 'me', password: 'p' },
      },
      expected: launched(
        config({
          ssh_authorized_keys: ['ssh-ed25519 AAAA me'],
          write_files: [
            {
              path: '/root/.docker/config.json',
              permissions: '0600',
              content: JSON.stringify({ auths: { 'ghcr.io': { auth: btoa('me:p') } } }),
            },
          ],
          runcmd: [[...flags, '--entrypoint=/bin/serve', 'ghcr.io/me/engine:1', '-v', 'now']],
        }),
      ),
    },
    {
      name: 'a script runs in the image',
      offer,
      spec: { ...spec, onstart: 'nvidia-smi' },
      expected: launched(
        config({
          write_files: [{ path: '/opt/proxyapi/onstart.sh', permissions: '0755', content: 'nvidia-smi' }],
          runcmd: [
            [
              ...flags,
              '--volume=/opt/proxyapi:/opt/proxyapi:ro',
              '--entrypoint=/bin/sh',
              spec.image,
              '/opt/proxyapi/onstart.sh',
            ],
          ],
        }),
      ),
    },
  ],
  unsupported: [
    { name: 'a script with arguments', spec: { ...spec, onstart: 'x', args: ['y'] }, fields: ['args'] },
    { name: 'a script with a command', spec: { ...spec, onstart: 'x', command: ['y'] }, fields: ['command'] },
  ],
  created: [
    {
      name: 'accepted',
      reply: reply(200, { data: { instance_ids: ['0920'] } }),
      outcome: { kind: 'accepted', providerId: '0920' },
    },
    {
      name: 'no capacity',
      reply: failed(400, 'instance-operations/launch/insufficient-capacity'),
      outcome: refused('no_capacity'),
    },
    { name: 'quota', reply: failed(400, 'global/quota-exceeded'), outcome: refused('quota') },
    { name: 'wrong', reply: failed(400, 'global/invalid-parameters'), outcome: refused('invalid_request') },
    { name: 'bad key', reply: failed(401, 'global/invalid-api-key'), outcome: refused('auth') },
    { name: 'a closed account', reply: failed(403, 'global/account-inactive'), outcome: refused('auth') },
    { name: 'nobody knows', reply: failed(500, 'global/unknown'), outcome: unknown },
    { name: 'no capacity under 500', reply: failed(500, 'global/quota-exceeded'), outcome: unknown },
    { name: 'a code of a new kind', reply: failed(400, 'global/moon-phase'), outcome: unknown },
    { name: 'none of one', reply: reply(200, { data: { instance_ids: [] } }), outcome: unknown },
    { name: 'two of one', reply: reply(200, { data: { instance_ids: ['1', '2'] } }), outcome: unknown },
  ],
  list: {
    answer: () =>
      reply(200, {
        data: [instance, { ...withoutAddress, id: '2', name: 'x' }, { ...instance, id: '3', status: 'terminated' }],
      }),
    expected: [read, { ...read, id: '2', tag: 'x', ip: null, ssh: null }],
    total: null,
    isPaged: false,
  },
  states: [
    status('booting', 'creating', 'nothing'),
    status('active', 'running', 'full'),
    status('unhealthy', 'unknown', 'full'),
    status('terminating', 'terminating', 'nothing'),
    status('preempted', 'interrupted', 'nothing'),
    status('hibernating', 'unknown', 'full'),
    status('constructor', 'unknown', 'full'),
  ],
  got: { answer: () => reply(200, { data: instance }), expected: read },
  getGone: [gone],
  destroyed: () => reply(200, { data: { terminated_instances: [{ ...instance, id: '7' }] } }),
  destroyGone: [gone],
  errors: [
    { name: 'a bad key', reply: failed(401, 'global/invalid-api-key'), error: error('auth', false, false) },
    { name: 'a 403 of a wall in between', reply: reply(403, '<html>'), error: error('auth', false, true) },
    { name: 'no such instance', reply: gone(), error: error('not_found', false, false) },
    {
      name: 'too fast, with a hint',
      reply: reply(429, { error: { code: 'global/too-many-requests', message: 'x' } }, { 'retry-after': '3' }),
      error: { ...error('rate_limited', true, true), retryAfterMs: 3_000 },
    },
    { name: 'a failure of theirs', reply: reply(503, ''), error: error('transient', true, true) },
  ],
})

simulatorConformance({
  cloud: lambda,
  simulate: simulateLambda,
  creates: [
    ['sim/create-then-500', unknown, true],
    ['sim/empty-body', unknown, true],
    ['sim/bad-json', unknown, true],
    ['sim/html-502', unknown, true],
    ['sim/429-text', unknown, false],
    ['sim/error-500', unknown, false],
    ['sim/vanish', { kind: 'refused', code: 'no_capacity' }, false],
    ['sim/no-balance', { kind: 'refused', code: 'auth' }, false],
  ],
  sights: [
    ['sim/stuck', { state: 'creating', native: 'booting' }],
    ['sim/unknown-status', { state: 'unknown', native: 'hibernating' }],
    ['sim/wrong-gpu', { state: 'running', gpu_model: 'GTX 1050 Ti' }],
  ],
})

describe('lambda besides', () => {
  const open = benches(lambda, simulateLambda)

  test('without a key in the account nothing can be rented', () => {
    const { offers } = drive(lambda.offers({ diskGb: 50 }), market({ a: entry() }, [])).value
    expect(offers).toMatchObject([{ available: false, availability: 'none', ref: null, price_per_hour: 3.29 }])
  })

  test('an end that does not name the instance is no end', () => {
    const other = () => reply(200, { data: { terminated_instances: [{ ...instance, id: '8' }] } })
    expect(() => drive(lambda.destroy('7'), other)).toThrow('does not say')
  })

  test('whole minutes are charged, from running to the end', async () => {
    const { sim, rent, run } = await open()
    const { outcome, offer } = await rent()
    await sim.advance(2_000 + 61_000)
    await run(lambda.destroy(outcome.kind === 'accepted' ? outcome.providerId : ''))
    await sim.advance(60_000)
    const [{ micro_usd = 0, segments = [] } = {}] = sim.bill()
    expect(micro_usd).toBe(Math.round(((offer.price_per_hour ?? 0) * 1e6 * 2) / 60))
    expect(segments).toMatchObject([{ from: startMs + 2_000, to: startMs + 122_000 }])
  })

  test('the pace that the adapter states is the pace that the cloud keeps', async () => {
    const { sim, rent } = await open({ paces: true })
    const paceMs = lambda.limits.find((pace) => pace.class === 'create')?.windowMs ?? 0
    const after = async (ms: number) => {
      await sim.advance(ms)
      return (await rent()).outcome.kind
    }
    expect([await after(0), await after(paceMs), await after(paceMs - 1)]).toEqual(['accepted', 'accepted', 'unknown'])
  })
})
