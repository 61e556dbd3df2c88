import type { Offer } from '../../cloud.ts'
import { nominalGpu } from '../../gpu-models.ts'
import { flagOf, idOf, numberOf, type Row, textOf } from '../../lenient.ts'
import { diskMicroUsdPerHour, microUsd, sum, usdOf } from '../../money.ts'

/** What create needs of an offer. */
export interface VastRef {
  askId: string
  /** USD an hour for the whole machine; null: on demand. */
  minBid: number | null
}

export function isVastRef(ref: unknown): ref is VastRef {
  return ref !== null && typeof ref === 'object' && 'askId' in ref && typeof ref.askId === 'string'
}

/** Usual times from rent to running, in seconds. */
const bootSeconds = [60, 300]
const capabilities = ['container', 'ports', 'ssh', 'stop', 'spot', 'logs']

/**
 * An ask as an offer; null for a row without id or GPU. The price is GPU plus disk: the cloud's own `dph_total` is not read,
 * because it holds for another disk. Spot offers of an ask have an id of their own.
 */
export function offerOf(row: Row, pricing: 'on_demand' | 'spot', diskGb: number): Offer | null {
  const askId = idOf(row.id)
  const name = textOf(row.gpu_name)
  const count = numberOf(row.num_gpus)
  if (askId === null || name === null || count === null) return null
  const { model, vram } = nominalGpu(name, numberOf(row.gpu_ram))
  const isSpot = pricing === 'spot'
  const gpuMicro = microUsd(numberOf(isSpot ? row.min_bid : row.dph_base))
  const storageMicro = microUsd(numberOf(row.storage_cost))
  const micro = sum(gpuMicro, diskMicroUsdPerHour(storageMicro, diskGb))
  const isFree = row.rentable !== false && row.rented !== true
  const available = isFree && micro !== null
  return {
    id: `vast-${askId}${isSpot ? '.spot' : ''}`,
    provider: 'vast.ai',
    gpu_model: model,
    gpu_count: count,
    vram,
    vram_total: vram === null ? null : vram * count,
    price_per_hour: usdOf(micro),
    price_per_gpu_hour: micro === null || count < 1 ? null : usdOf(Math.round(micro / count)),
    ...place(row),
    available,
    kind: 'ask',
    pricing,
    min_bid: numberOf(row.min_bid),
    disk_gb: diskGb,
    disk_gb_max: numberOf(row.disk_space),
    charges: {
      gpu_per_hour: usdOf(gpuMicro),
      disk_per_gb_month: usdOf(storageMicro),
      egress_per_gb: numberOf(row.inet_up_cost),
      min_billable_seconds: 1,
      granularity_seconds: 1,
      billed_when_stopped: true,
    },
    ...hardware(row, name),
    ...quality(row),
    boot_seconds: bootSeconds,
    max_run_seconds: numberOf(row.duration),
    availability: available ? 'available' : 'none',
    availability_count: available ? 1 : 0,
    capabilities,
    ref: { askId, minBid: isSpot ? numberOf(row.min_bid) : null } satisfies VastRef,
    machine: idOf(row.machine_id),
  }
}

/** `"Oregon, US"`: free text that usually ends with an ISO country. */
function place(row: Row): Pick<Offer, 'location' | 'country'> {
  const location = textOf(row.geolocation)
  return { location, country: location?.match(/(?:^|,)\s*([A-Z]{2})$/)?.[1] ?? null }
}

type Hardware = 'cpu_cores' | 'ram_gb' | 'cuda_max' | 'compute_capability' | 'interconnect' | 'nvlink'

function hardware(row: Row, gpuName: string): Pick<Offer, Hardware> {
  const cores = numberOf(row.cpu_cores_effective)
  const allCores = numberOf(row.cpu_cores)
  const ramMb = numberOf(row.cpu_ram)
  const nvlink = numberOf(row.bw_nvlink)
  const capability = numberOf(row.compute_cap)
  return {
    cpu_cores: cores,
    // The report is of the whole machine; our share is that of the cores.
    ram_gb: cores === null || !allCores || ramMb === null ? null : (ramMb * cores) / allCores / 1000,
    cuda_max: numberOf(row.cuda_max_good),
    // In hundredths; 0 stands for a vendor that has none.
    compute_capability: capability ? capability / 100 : null,
    interconnect: /sxm/i.test(gpuName) ? 'sxm' : numberOf(row.pcie_bw) === null ? null : 'pcie',
    nvlink: nvlink === null ? null : nvlink > 0,
  }
}

type Quality = 'dlperf' | 'reliability' | 'verified' | 'secure' | 'net_down_mbps' | 'net_up_mbps' | 'direct_ports'

function quality(row: Row): Pick<Offer, Quality> {
  const verification = textOf(row.verification)
  return {
    dlperf: numberOf(row.dlperf),
    reliability: numberOf(row.reliability2) ?? numberOf(row.reliability),
    verified: verification === null ? flagOf(row.verified) : verification === 'verified',
    // The machines belong to their hosts, data centers or not; the cloud has none of its own.
    secure: false,
    net_down_mbps: numberOf(row.inet_down),
    net_up_mbps: numberOf(row.inet_up),
    direct_ports: numberOf(row.direct_port_count),
  }
}
