import type { Offer } from '../../cloud.ts'
import { nominalGpu } from '../../gpu-models.ts'
import { numberOf, type Row, rowOf } from '../../lenient.ts'
import { microUsd, usdOf } from '../../money.ts'

/** Hardware at a place. */
export interface Place {
  hardwareId: number
  name: string
  locationId: number
  country: string | null
  location: string | null
  /** How many could be deployed there now; null: not told. */
  free: number | null
}

/** What create needs of an offer. */
export interface IonetRef {
  hardwareId: number
  locationId: number
}

export function isIonetRef(ref: unknown): ref is IonetRef {
  const { hardwareId, locationId } = rowOf(ref)
  return typeof hardwareId === 'number' && typeof locationId === 'number'
}

const hourSeconds = 3_600

/** The quote for one GPU and one hour; the first hour is paid whatever becomes of it. */
export function offerOf(place: Place, quote: Row, diskGb: number): Offer {
  const { hardwareId, locationId, name, free } = place
  const { model, vram } = nominalGpu(name, null)
  // The total for one replica and one hour.
  const price = usdOf(microUsd(numberOf(quote.total_cost_usdc)))
  const isFree = free === null || free > 0
  const available = isFree && price !== null
  return {
    id: `ionet-h${hardwareId}.l${locationId}.x1`,
    provider: 'io.net',
    gpu_model: model,
    gpu_count: 1,
    vram,
    vram_total: vram,
    price_per_hour: price,
    price_per_gpu_hour: price,
    location: place.location,
    country: place.country,
    available,
    kind: 'type',
    pricing: 'prepaid',
    min_bid: null,
    disk_gb: diskGb,
    disk_gb_max: null,
    charges: {
      gpu_per_hour: price,
      disk_per_gb_month: 0,
      egress_per_gb: null,
      min_billable_seconds: hourSeconds,
      granularity_seconds: 1,
      billed_when_stopped: false,
    },
    cpu_cores: null,
    ram_gb: null,
    cuda_max: null,
    compute_capability: null,
    interconnect: /sxm/i.test(name) ? 'sxm' : /pcie/i.test(name) ? 'pcie' : null,
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
    availability: available ? 'available' : 'none',
    availability_count: free,
    capabilities: ['container', 'ports', 'logs'],
    ref: { hardwareId, locationId } satisfies IonetRef,
    machine: null,
  }
}
