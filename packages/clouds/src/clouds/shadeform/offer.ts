import type { Offer } from '../../cloud.ts'
import { nominalGpu } from '../../gpu-models.ts'
import { flagOf, isRow, numberOf, type Row, rowOf, textOf } from '../../lenient.ts'
import { centsToUsd, perGpu } from '../../money.ts'

/** What create needs of an offer, as the wire calls it. */
export interface ShadeformRef {
  cloud: string
  region: string
  shade_instance_type: string
}

export function isShadeformRef(ref: unknown): ref is ShadeformRef {
  const { cloud, region, shade_instance_type } = rowOf(ref)
  return [cloud, region, shade_instance_type].every((value) => typeof value === 'string')
}

/** `A100_80G` is a model and its memory, which is told beside it; `H100_sxm5` is a model. */
export const gpuName = (type: string): string => type.replace(/_\d+GB?$/i, '')

/** One offer for each region of a type of a cloud. */
export function offersOf(row: Row, diskGb: number): Offer[] {
  const cloud = textOf(row.cloud)
  const type = textOf(row.shade_instance_type)
  const places = Array.isArray(row.availability) ? row.availability.filter(isRow) : []
  if (cloud === null || type === null) return []
  return places.flatMap((place) => {
    const region = textOf(place.region)
    if (region === null) return []
    const ref = { cloud, region, shade_instance_type: type }
    return offerOf(row, ref, textOf(place.display_name), place.available === true, diskGb) ?? []
  })
}

const ofId = (text: string): string => text.toLowerCase().replace(/[^a-z0-9_-]+/g, '-')

function offerOf(row: Row, ref: ShadeformRef, place: string | null, isThere: boolean, diskGb: number): Offer | null {
  const configuration = rowOf(row.configuration)
  const name = textOf(configuration.gpu_type)
  const count = numberOf(configuration.num_gpus)
  if (name === null || count === null) return null
  const gigabytes = numberOf(configuration.vram_per_gpu_in_gb)
  const { model, vram } = nominalGpu(gpuName(name), gigabytes === null ? null : gigabytes * 1024)
  const price = centsToUsd(numberOf(row.hourly_price))
  const available = isThere && price !== null
  const boot = rowOf(row.boot_time)
  const [least, most] = [numberOf(boot.min_boot_in_sec), numberOf(boot.max_boot_in_sec)]
  return {
    id: `shadeform-${[ref.cloud, ref.shade_instance_type, ref.region].map(ofId).join('.')}`,
    provider: 'shadeform',
    gpu_model: model,
    gpu_count: count,
    vram,
    vram_total: vram === null ? null : vram * count,
    price_per_hour: price,
    price_per_gpu_hour: perGpu(price, count),
    location: place ?? ref.region,
    country: place?.match(/(?:^|,)\s*([A-Z]{2})$/)?.[1] ?? null,
    available,
    kind: 'type',
    pricing: 'on_demand',
    min_bid: null,
    disk_gb: diskGb,
    disk_gb_max: numberOf(configuration.storage_in_gb),
    charges: {
      gpu_per_hour: price,
      // The disk belongs to the type.
      disk_per_gb_month: 0,
      egress_per_gb: null,
      min_billable_seconds: 1,
      granularity_seconds: 1,
      billed_when_stopped: false,
    },
    cpu_cores: numberOf(configuration.vcpus),
    ram_gb: numberOf(configuration.memory_in_gb),
    cuda_max: null,
    compute_capability: null,
    interconnect: textOf(configuration.interconnect)?.replace(/\d+$/, '') ?? null,
    nvlink: flagOf(configuration.nvlink),
    dlperf: null,
    reliability: null,
    verified: null,
    secure: null,
    net_down_mbps: null,
    net_up_mbps: null,
    direct_ports: null,
    boot_seconds: least === null || most === null ? null : [least, most],
    max_run_seconds: null,
    availability: available ? 'available' : 'none',
    availability_count: null,
    capabilities: ['container', 'ports'],
    ref,
    machine: null,
  }
}
