import { between, pick, type Random, seeded } from '../seeded.ts'

/** A machine of the market with what a whole rental of it offers. Money is micro-USD. */
export interface Machine {
  id: number
  hostId: number
  bundleId: number
  gpu: Gpu
  gpus: number
  gpuPerHour: number
  minBidPerHour: number
  diskPerGbMonth: number
  diskGb: number
  cpuName: string
  cpuCores: number
  cpuCoresEffective: number
  cpuRamMb: number
  reliability: number
  verification: 'verified' | 'unverified' | 'deverified'
  isDatacenter: boolean
  geolocation: string
  ip: string
  upMbps: number
  downMbps: number
  trafficPerGb: number
  directPorts: number
  cuda: number
  durationSeconds: number
}

interface Gpu {
  /** As vast.ai spells it. */
  name: string
  ramMb: number
  computeCap: number
  dlperf: number
  bandwidthGbs: number
  nvlinkGbs: number
  /** Typical micro-USD per GPU hour. */
  perHour: number
  arch: 'nvidia' | 'amd'
}

const gpu = (
  name: string,
  ramMb: number,
  computeCap: number,
  dlperf: number,
  bandwidthGbs: number,
  usdPerHour: number,
  nvlinkGbs = 0,
  arch: Gpu['arch'] = 'nvidia',
): Gpu => ({ name, ramMb, computeCap, dlperf, bandwidthGbs, nvlinkGbs, perHour: Math.round(usdPerHour * 1e6), arch })

const rtx4090 = gpu('RTX 4090', 24564, 890, 100.7, 905.3, 0.36)

const gpus: readonly Gpu[] = [
  rtx4090,
  gpu('RTX 5090', 32607, 1200, 161.2, 1510.1, 0.55),
  gpu('RTX 3090', 24576, 860, 60.3, 833.2, 0.19),
  gpu('RTX 3080', 10240, 860, 47.9, 684.4, 0.12),
  gpu('RTX 4080', 16376, 890, 71.5, 642.9, 0.24),
  gpu('RTX 4070 Ti', 12282, 890, 52.2, 449.5, 0.16),
  gpu('RTX 4060 Ti', 16380, 890, 34.1, 257.7, 0.11),
  gpu('RTX 3060', 12288, 860, 27.6, 321.9, 0.07),
  gpu('RTX A4000', 16376, 860, 38.4, 402.8, 0.13),
  gpu('RTX A6000', 49140, 860, 68.8, 694.1, 0.45),
  gpu('RTX 6000Ada', 49140, 890, 110.2, 840.6, 0.73),
  gpu('RTX PRO 6000 WS', 97887, 1200, 178.4, 1597.2, 1.1),
  gpu('Tesla T4', 15360, 750, 20.2, 244.8, 0.15),
  gpu('Tesla V100', 32768, 700, 48.6, 781.2, 0.25),
  gpu('A10', 23028, 860, 50.3, 512.2, 0.3),
  gpu('A40', 46068, 860, 66.1, 610.3, 0.42),
  gpu('L4', 23034, 890, 40.9, 251.6, 0.32),
  gpu('L40S', 46068, 890, 112.9, 735.1, 0.68),
  gpu('A100 PCIE', 40960, 800, 108.5, 1291.7, 0.62),
  gpu('A100 SXM4', 81920, 800, 140.7, 1718.4, 0.89, 600),
  gpu('H100 PCIE', 81559, 900, 190.3, 1651.9, 1.79),
  gpu('H100 SXM', 81559, 900, 245.6, 2622.3, 2.13, 900),
  gpu('H100 NVL', 95830, 900, 221.4, 3108.2, 1.96, 600),
  gpu('H200', 143771, 900, 260.1, 4003.4, 2.6, 900),
  gpu('B200', 183359, 1000, 420.8, 6711.5, 4.2, 1800),
  gpu('MI300X', 196592, 0, 201.5, 4012.9, 1.85, 0, 'amd'),
]

const places = [
  'Oregon, US',
  'Texas, US',
  'Virginia, US',
  'Quebec, CA',
  'Germany, DE',
  'Sweden, SE',
  'Poland, PL',
  'Spain, ES',
  'Japan, JP',
  'Taiwan, TW',
  'Australia, AU',
  'Bulgaria, BG',
]
const cpus = ['AMD EPYC 7543', 'AMD EPYC 9354', 'Xeon Gold 6330', 'Ryzen 9 7950X', 'AMD EPYC 7742']

/** The machine of the documented example; every market has it. */
const example: Machine = {
  id: 31877,
  hostId: 90412,
  bundleId: 612003881,
  gpu: rtx4090,
  gpus: 2,
  gpuPerHour: 720_000,
  minBidPerHour: 310_000,
  diskPerGbMonth: 150_000,
  diskGb: 812,
  cpuName: 'AMD EPYC 7543',
  cpuCores: 64,
  cpuCoresEffective: 16,
  cpuRamMb: 257_000,
  reliability: 0.9931,
  verification: 'verified',
  isDatacenter: true,
  geolocation: 'Oregon, US',
  ip: '203.0.113.7',
  upMbps: 812,
  downMbps: 930.5,
  trafficPerGb: 2_000,
  directPorts: 99,
  cuda: 12.8,
  durationSeconds: 2_592_000,
}

export const exampleAskId = 20_114_453

/** The machines of a market of this size: the same for the same seed. */
export function market(seed: string, size: number): Machine[] {
  const others = Array.from({ length: Math.max(0, size - 1) }, (_, index) =>
    machine(index, seeded(seed, 'machine', index)),
  )
  return [example, ...others].slice(0, size)
}

function machine(index: number, random: Random): Machine {
  const kind = gpus[index % gpus.length] ?? rtx4090
  const count = pick(random, [1, 1, 1, 2, 2, 4, 8])
  const perGpu = Math.round((kind.perHour * between(random, 80, 130)) / 100)
  const cores = pick(random, [16, 32, 64, 128])
  return {
    id: 40_000 + index * 17 + between(random, 0, 16),
    hostId: between(random, 50_000, 99_999),
    bundleId: 612_000_000 + index * 1_000 + between(random, 0, 999),
    gpu: kind,
    gpus: count,
    gpuPerHour: perGpu * count,
    minBidPerHour: Math.round((perGpu * count * between(random, 40, 60)) / 100),
    diskPerGbMonth: between(random, 8, 30) * 10_000,
    diskGb: between(random, 60, 2_000),
    cpuName: pick(random, cpus),
    cpuCores: cores,
    cpuCoresEffective: cores / pick(random, [1, 2, 4]),
    cpuRamMb: pick(random, [64_000, 128_000, 257_000, 515_000]),
    reliability: between(random, 9_000, 9_999) / 10_000,
    verification: random() < 0.75 ? 'verified' : pick(random, ['unverified', 'deverified']),
    isDatacenter: random() < 0.4,
    geolocation: pick(random, places),
    ip: `203.0.113.${(index % 250) + 8}`,
    upMbps: between(random, 50, 5_000),
    downMbps: between(random, 100, 9_000),
    trafficPerGb: between(random, 0, 20) * 1_000,
    directPorts: between(random, 1, 250),
    cuda: pick(random, [12.2, 12.4, 12.6, 12.8, 13]),
    durationSeconds: between(random, 1, 90) * 86_400,
  }
}

/** Micro-USD an hour for so much disk: a month has 720 hours. */
export function diskPerHour(machine: Machine, diskGb: number): number {
  return Math.round((machine.diskPerGbMonth * diskGb) / 720)
}
