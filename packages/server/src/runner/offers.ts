import type { Machine } from './machine-files.ts'

/** A GPU of this host, as its driver reports it. */
export interface Gpu {
  index: number
  name: string
  ramMb: number
  computeCapability: number | null
}

export interface Host {
  cpuCores: number
  ramGb: number
}

/** What can be rented here, on the wire. */
export interface Offered {
  id: string
  gpu_model: string
  gpu_count: number
  gpu_ram_mb: number | null
  compute_capability: number | null
  free: boolean
  price_per_hour: number
  cpu_cores: number
  ram_gb: number
  gpus: number[]
}

/**
 * Each GPU, and all of them together where there are several; a host without any offers its processor, as often as it has
 * cores. A machine without a GPU costs as one with one.
 */
export function offersOn(gpus: readonly Gpu[], live: readonly Machine[], perGpuHour: number, host: Host): Offered[] {
  const taken = new Set(live.flatMap((machine) => machine.gpus))
  const offer = (id: string, some: readonly Gpu[]): Offered => ({
    id,
    gpu_model: some[0]?.name ?? 'CPU',
    gpu_count: some.length,
    gpu_ram_mb: some[0]?.ramMb ?? null,
    compute_capability: some[0]?.computeCapability ?? null,
    free: some.length > 0 ? some.every(({ index }) => !taken.has(index)) : live.length < host.cpuCores,
    price_per_hour: perGpuHour * Math.max(1, some.length),
    cpu_cores: host.cpuCores,
    ram_gb: host.ramGb,
    gpus: some.map(({ index }) => index),
  })
  if (gpus.length === 0) return [offer('cpu', [])]
  const alike = gpus.every(({ name }) => name === gpus[0]?.name)
  return [
    ...gpus.map((gpu) => offer(`gpu-${gpu.index}`, [gpu])),
    ...(gpus.length > 1 && alike ? [offer('gpu-all', gpus)] : []),
  ]
}
