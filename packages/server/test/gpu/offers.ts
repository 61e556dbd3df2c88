/** Offers, clouds and rows as pure tests need them; what does not matter is as in the documented example. */
import { type Cloud, type CloudInstance, cloudByName, type Offer } from '@proxyapi/clouds'
import { attemptError, newAttempt } from '../../src/compute/attempts.ts'
import type { CloudAccount } from '../../src/compute/compute.ts'
import type { FailureCause } from '../../src/compute/failures.ts'
import { readLaunch } from '../../src/compute/launch.ts'
import { buildMarket, type Market, type Source } from '../../src/compute/market.ts'
import type { GpuAttempt } from '../../src/store/gpu-attempts.ts'
import type { GpuInstance } from '../../src/store/gpu-instances.ts'

export const nowMs = Date.UTC(2026, 10, 20, 10, 30)

export function anOffer(over: Partial<Offer> = {}): Offer {
  return {
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
    max_run_seconds: 2_592_000,
    availability: 'available',
    availability_count: 1,
    capabilities: ['container', 'ports', 'ssh', 'stop', 'spot', 'logs'],
    ref: { askId: '20114453', minBid: null },
    machine: '31877',
    ...over,
  }
}

export const aSource = (offers: readonly Offer[], over: Partial<Source> = {}): Source => ({
  provider: offers[0]?.provider ?? 'vast.ai',
  enabled: true,
  fetchedAt: nowMs,
  loaded: false,
  partial: false,
  offers,
  ...over,
})

export function aMarket(offers: readonly Offer[], over: Partial<Source> = {}, marginPercent = 0): Market {
  const providers = [...new Set(offers.map(({ provider }) => provider))]
  return buildMarket(
    providers.map((provider) =>
      aSource(
        offers.filter((offer) => offer.provider === provider),
        { provider, ...over },
      ),
    ),
    marginPercent,
  )
}

/** vast.ai, changed where a test needs another cloud. */
export function aCloud(over: Partial<Cloud> = {}): Cloud {
  const vast = cloudByName('vast.ai')
  if (!vast) throw new Error('there is no such cloud')
  return { ...vast, ...over }
}

export const anAccount = (over: Partial<Cloud> = {}, key: string | null = 'a-key'): CloudAccount => ({
  cloud: aCloud(over),
  key,
  baseUrl: 'https://cloud.example',
  privateEndpoints: false,
})

export const contractId = 'inst_01JDQ3K8ZV5W7XH2M4N6P8R9TA'

export function aContract(over: Partial<GpuInstance> = {}): GpuInstance {
  const { launch } = readLaunch({ failover: 'same_cloud', ports: [8000] }, 'an/image')
  return {
    id: contractId,
    user_id: 'usr_1',
    billing: 'prepaid',
    offer_id: 'vast-20114453',
    provider: 'vast.ai',
    status: 'provisioning',
    desired: 'running',
    wish: null,
    gpu_model: 'RTX 4090',
    gpu_count: 2,
    vram: 24,
    location: 'Oregon, US',
    price: 730_417,
    price_max: 730_417,
    launch: JSON.stringify(launch),
    secrets: null,
    image: 'an/image',
    name: null,
    ip: null,
    ssh: null,
    ports: null,
    ready_evidence: null,
    hold_id: 'hold_1',
    held: 730_417,
    cost: 0,
    max_spend: null,
    lease_expires_at: null,
    idle_ttl_ms: null,
    used_at: null,
    warned: '[]',
    error: null,
    idempotency_key: null,
    request_hash: '',
    first_answer: '{}',
    deployment_id: null,
    attempt: 1,
    created_at: nowMs,
    ready_at: null,
    ended_at: null,
    interrupted_at: null,
    announced_at: null,
    ...over,
  }
}

export function anAttempt(over: Partial<GpuAttempt> = {}, offer: Offer = anOffer()): GpuAttempt {
  const listing = { offer, cost: offer, modelKey: '', price: null }
  const { n = 1, contract_id = contractId } = over
  return { ...newAttempt({ install: 'k3f9', contractId: contract_id, n }, listing, nowMs, nowMs), ...over }
}

/** An attempt that ended for this reason. */
export const aFailed = (cause: FailureCause, over: Partial<GpuAttempt> = {}, offer?: Offer): GpuAttempt =>
  anAttempt({ phase: 'refused', error: attemptError(cause), ended_at: nowMs, ...over }, offer)

export function aSight(over: Partial<CloudInstance> = {}): CloudInstance {
  return {
    id: '27561234',
    tag: anAttempt().id,
    state: 'running',
    native: 'running',
    progress: 'running',
    ip: '203.0.113.7',
    ssh: null,
    ports: [{ port: 8000, public_port: 33_526, host: '203.0.113.7' }],
    price_per_hour: 0.730417,
    idle_price_per_hour: 0.010417,
    billed: 'full',
    gpu_model: 'RTX 4090',
    gpu_count: 2,
    created_at: new Date(nowMs).toISOString(),
    machine: '31877',
    ...over,
  }
}
