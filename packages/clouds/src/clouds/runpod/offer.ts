import type { Offer } from '../../cloud.ts'
import { nominalGpu } from '../../gpu-models.ts'
import { isRow, numberOf, type Row, rowOf, textOf } from '../../lenient.ts'
import { diskMicroUsdPerHour, microUsd, perGpu, sum, usdOf } from '../../money.ts'

/** What create needs of an offer. */
export interface RunpodRef {
  gpu: string
  count: number
  cloud: 'SECURE' | 'COMMUNITY' | 'ALL'
  /** A data center; null: any. */
  place: string | null
  /** USD an hour for all GPUs; null: on demand. */
  minBid: number | null
}

export function isRunpodRef(ref: unknown): ref is RunpodRef {
  const { gpu, count, cloud } = rowOf(ref)
  return typeof gpu === 'string' && typeof count === 'number' && typeof cloud === 'string'
}

/** Of a container, while it runs, as the documentation states it: the catalog has no word of it. */
const diskUsdPerGbMonth = 0.1
const counts = [1, 2, 4, 8]
const bootSeconds = [28, 67]

type Stock = Pick<Offer, 'availability'>['availability']

const stocks: Record<string, Stock> = { NONE: 'none', LOW: 'low', MEDIUM: 'available', HIGH: 'available' }
const stockOf = (value: unknown): Stock => stocks[textOf(value)?.toUpperCase() ?? ''] ?? 'unknown'

/** A type in one of both clouds: one offer for each place that has it and each count, or one for all places. */
export function offersOf(row: Row, cloud: 'SECURE' | 'COMMUNITY', diskGb: number): Offer[] {
  const gpu = textOf(row.id)
  const memory = numberOf(row.memory)
  const member = cloud === 'SECURE' ? 'secure' : 'community'
  if (gpu === null || row[member] === false) return []
  const most = numberOf(rowOf(row.maxCount)[member]) ?? 1
  const perGpuMicro = microUsd(numberOf(rowOf(row.price)[member]))
  const centers = Array.isArray(row.dataCenters) ? row.dataCenters.filter(isRow) : []
  const places = centers.flatMap((center) => {
    const id = textOf(center.id)
    return id === null ? [] : [{ id, stock: stockOf(center.availability) }]
  })
  const somewhere = places.length > 0 ? places : [{ id: null, stock: stockOf(row.availability) }]
  return somewhere.flatMap(({ id, stock }) =>
    counts
      .filter((count) => count <= most)
      .map((count) => {
        const ref: RunpodRef = { gpu, count, cloud, place: id, minBid: null }
        // What is said of the stock is said of one GPU.
        const known = count === 1 || stock === 'none' ? stock : 'unknown'
        return offerOf(ref, memory, perGpuMicro === null ? null : perGpuMicro * count, known, diskGb)
      }),
  )
}

/** The lowest bid for one GPU, wherever it is. */
export function spotOffersOf(row: Row, diskGb: number): Offer[] {
  const gpu = textOf(row.id)
  const lowest = rowOf(row.lowestPrice)
  const micro = microUsd(numberOf(lowest.minimumBidPrice))
  // A type without any bid is not sold so.
  if (gpu === null || lowest.minimumBidPrice === null || lowest.minimumBidPrice === undefined) return []
  const ref: RunpodRef = { gpu, count: 1, cloud: 'ALL', place: null, minBid: usdOf(micro) ?? 0 }
  return [offerOf(ref, numberOf(row.memoryInGb), micro, stockOf(lowest.stockStatus), diskGb)]
}

function offerOf(
  ref: RunpodRef,
  memoryGb: number | null,
  gpuMicro: number | null,
  stock: Stock,
  diskGb: number,
): Offer {
  const { model, vram } = nominalGpu(ref.gpu, memoryGb === null ? null : memoryGb * 1024)
  const isSpot = ref.minBid !== null
  const diskMicro = microUsd(diskUsdPerGbMonth)
  const micro = sum(gpuMicro, diskMicroUsdPerHour(diskMicro, diskGb))
  const available = stock !== 'none' && micro !== null
  const price = usdOf(micro)
  return {
    id: idOfOffer(ref, isSpot),
    provider: 'runpod',
    gpu_model: model,
    gpu_count: ref.count,
    vram,
    vram_total: vram === null ? null : vram * ref.count,
    price_per_hour: price,
    price_per_gpu_hour: perGpu(price, ref.count),
    location: ref.place,
    country: countryOf(ref.place),
    available,
    kind: 'type',
    pricing: isSpot ? 'spot' : 'on_demand',
    min_bid: isSpot && gpuMicro !== null ? ref.minBid : null,
    disk_gb: diskGb,
    disk_gb_max: 500,
    charges: {
      gpu_per_hour: usdOf(gpuMicro),
      disk_per_gb_month: diskUsdPerGbMonth,
      egress_per_gb: 0,
      min_billable_seconds: 1,
      granularity_seconds: 1,
      billed_when_stopped: false,
    },
    cpu_cores: null,
    ram_gb: null,
    cuda_max: null,
    compute_capability: null,
    interconnect: /sxm/i.test(ref.gpu) ? 'sxm' : null,
    nvlink: null,
    dlperf: null,
    reliability: null,
    verified: null,
    secure: ref.cloud === 'SECURE' ? true : ref.cloud === 'COMMUNITY' ? false : null,
    net_down_mbps: null,
    net_up_mbps: null,
    direct_ports: null,
    boot_seconds: bootSeconds,
    max_run_seconds: null,
    availability: available ? stock : 'none',
    availability_count: null,
    capabilities: ['container', 'ports', 'stop', 'spot'],
    ref,
    machine: null,
  }
}

/** `runpod-rtx4090.secure.eu-ro-1.x1` */
function idOfOffer({ gpu, count, cloud, place }: RunpodRef, isSpot: boolean): string {
  const name = gpu.replace(/^(?:NVIDIA|AMD)\s+/i, '').replace(/^GeForce\s+/i, '')
  const parts = [
    name.replace(/[^a-z0-9]+/gi, ''),
    isSpot ? 'spot' : cloud,
    ...(place === null ? [] : [place]),
    `x${count}`,
  ]
  return `runpod-${parts.join('.')}`.toLowerCase()
}

/** Places begin with a country, `US-TX-3`, or with a continent, which is none: `EU-RO-1`. */
function countryOf(place: string | null): string | null {
  const [first, second] = place?.split('-') ?? []
  return (first === 'EU' ? second : first) ?? null
}
