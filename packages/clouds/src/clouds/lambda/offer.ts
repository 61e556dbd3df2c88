import type { Offer } from '../../cloud.ts'
import { nominalGpu } from '../../gpu-models.ts'
import { isRow, numberOf, type Row, rowOf, textOf } from '../../lenient.ts'
import { centsToUsd, perGpu } from '../../money.ts'

/** What create needs of an offer. */
export interface LambdaRef {
  type: string
  region: string
  /** A key of the account. */
  sshKey: string
}

export function isLambdaRef(ref: unknown): ref is LambdaRef {
  const { type, region, sshKey } = rowOf(ref)
  return [type, region, sshKey].every((value) => typeof value === 'string')
}

const described = /^(.+?)\s*\((\d+)\s*GB\s*(.*)\)$/

/** `"H100 (80 GB SXM5)"`, and what an hour of the whole type costs in USD. */
export function gpuOf(type: Row) {
  const text = textOf(type.gpu_description)
  const [, name = text ?? '', gb, form = ''] = text?.match(described) ?? []
  const reported = gb === undefined ? null : Number(gb) * 1024
  const formed = nominalGpu(`${name} ${form}`.trim(), reported)
  const gpu = formed.vendor === null ? nominalGpu(name, reported) : formed
  return {
    model: name === '' ? null : gpu.model,
    vram: gpu.vram,
    form: form.toLowerCase(),
    count: numberOf(rowOf(type.specs).gpus),
    price: centsToUsd(numberOf(type.price_cents_per_hour)),
  }
}

/** From launch to login. */
const bootSeconds = [165, 478]

/** One offer for each region that has the type; a type without any is shown as not available. */
export function offersOf(row: Row, sshKey: string | null, diskGb: number): Offer[] {
  const type = rowOf(row.instance_type)
  const name = textOf(type.name)
  const { model, count } = gpuOf(type)
  if (name === null || model === null || count === null) return []
  const places = row.regions_with_capacity_available
  const regions = Array.isArray(places) ? places.filter(isRow).flatMap((place) => textOf(place.name) ?? []) : []
  const somewhere = regions.map((region) => offerOf(type, name, region, sshKey, diskGb))
  return regions.length > 0 ? somewhere : [offerOf(type, name, null, sshKey, diskGb)]
}

function offerOf(type: Row, name: string, region: string | null, sshKey: string | null, diskGb: number): Offer {
  const specs = rowOf(type.specs)
  const { model, vram, form, count, price } = gpuOf(type)
  const gpus = count ?? 0
  const isThere = region !== null && sshKey !== null
  const available = isThere && price !== null
  return {
    id: `lambda-${name}${region === null ? '' : `.${region}`}`.toLowerCase(),
    provider: 'lambda',
    gpu_model: model ?? '',
    gpu_count: gpus,
    vram,
    vram_total: vram === null ? null : vram * gpus,
    price_per_hour: price,
    price_per_gpu_hour: perGpu(price, gpus),
    location: region,
    country: region?.startsWith('us-') ? 'US' : null,
    available,
    kind: 'type',
    pricing: 'on_demand',
    min_bid: null,
    disk_gb: diskGb,
    disk_gb_max: numberOf(specs.storage_gib),
    charges: {
      gpu_per_hour: price,
      // The disk belongs to the type.
      disk_per_gb_month: 0,
      egress_per_gb: 0,
      min_billable_seconds: 60,
      granularity_seconds: 60,
      billed_when_stopped: false,
    },
    cpu_cores: numberOf(specs.vcpus),
    ram_gb: numberOf(specs.memory_gib),
    cuda_max: null,
    compute_capability: null,
    interconnect: form.startsWith('sxm') ? 'sxm' : form === 'pcie' ? 'pcie' : null,
    nvlink: form.startsWith('sxm') ? true : null,
    dlperf: null,
    reliability: null,
    verified: null,
    secure: true,
    net_down_mbps: null,
    net_up_mbps: null,
    direct_ports: null,
    boot_seconds: bootSeconds,
    max_run_seconds: null,
    availability: available ? 'available' : 'none',
    availability_count: null,
    capabilities: ['container', 'ports', 'ssh'],
    ref: isThere ? ({ type: name, region, sshKey } satisfies LambdaRef) : null,
    machine: null,
  }
}
