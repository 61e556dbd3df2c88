import { endOf, gpuRate, type Increase, type Instance, isRunning, status } from './instance.ts'
import { diskPerHour, type Machine } from './market.ts'

const usd = (micro: number) => micro / 1e6

/** An ask as the search shows it; its prices hold for so many GB of disk. */
export function offerRow(askId: number, machine: Machine, storedGb: number, isBid: boolean, nowMs: number) {
  const { gpu } = machine
  const base = isBid ? machine.minBidPerHour : machine.gpuPerHour
  const disk = diskPerHour(machine, storedGb)
  const total = usd(base + disk)
  const dlperf = round(gpu.dlperf * machine.gpus)
  return {
    id: askId,
    ask_contract_id: askId,
    bundle_id: machine.bundleId,
    machine_id: machine.id,
    host_id: machine.hostId,
    gpu_name: gpu.name,
    num_gpus: machine.gpus,
    gpu_ram: gpu.ramMb,
    gpu_total_ram: gpu.ramMb * machine.gpus,
    gpu_frac: machine.cpuCoresEffective / machine.cpuCores,
    gpu_arch: gpu.arch,
    compute_cap: gpu.computeCap,
    cuda_max_good: machine.cuda,
    driver_version: '570.86.16',
    gpu_lanes: 16,
    pci_gen: 4,
    pcie_bw: 24.1,
    bw_nvlink: gpu.nvlinkGbs,
    gpu_mem_bw: gpu.bandwidthGbs,
    cpu_name: machine.cpuName,
    cpu_arch: 'amd64',
    cpu_cores: machine.cpuCores,
    cpu_cores_effective: machine.cpuCoresEffective,
    cpu_ram: machine.cpuRamMb,
    disk_space: machine.diskGb,
    disk_bw: 3120.5,
    dlperf,
    dlperf_per_dphtotal: round(dlperf / total),
    flops_per_dphtotal: round((dlperf * 0.8) / total),
    dph_base: usd(base),
    dph_total: total,
    discounted_dph_total: total,
    min_bid: usd(machine.minBidPerHour),
    is_bid: isBid,
    storage_cost: usd(machine.diskPerGbMonth),
    storage_total_cost: usd(disk),
    inet_up: machine.upMbps,
    inet_down: machine.downMbps,
    inet_up_cost: usd(machine.trafficPerGb),
    inet_down_cost: usd(machine.trafficPerGb),
    search: {
      gpuCostPerHour: usd(base),
      diskHour: usd(disk),
      totalHour: total,
      discountTotalHour: 0,
      discountedTotalPerHour: total,
    },
    duration: machine.durationSeconds,
    start_date: nowMs / 1000,
    end_date: nowMs / 1000 + machine.durationSeconds,
    geolocation: machine.geolocation,
    public_ipaddr: machine.ip,
    static_ip: true,
    direct_port_count: machine.directPorts,
    reliability: machine.reliability,
    reliability2: machine.reliability,
    verification: machine.verification,
    rentable: true,
    rented: false,
    hosting_type: machine.isDatacenter ? 1 : 0,
    external: false,
    vms_enabled: false,
    resource_type: 'gpu',
    score: round(dlperf * machine.reliability),
    rn: 1,
  }
}

export type OfferRow = ReturnType<typeof offerRow>

/** An instance as list and get show it; `hostPorts` are the real loopback ports of its container ports. */
export function instanceRow(instance: Instance, nowMs: number, bootMs: number, hostPorts: Map<number, number>) {
  const { machine, quirks } = instance
  const { actual, message } = status(instance, nowMs, bootMs)
  const isUp = isRunning(instance, nowMs)
  const rate = gpuRate(instance, nowMs)
  const ports = Object.fromEntries(
    [...hostPorts].map(([port, hostPort]) => [`${port}/tcp`, [{ HostIp: '0.0.0.0', HostPort: `${hostPort}` }]]),
  )
  return {
    id: instance.id,
    actual_status: actual,
    intended_status: instance.wish,
    cur_state: instance.wish,
    next_state: instance.wish,
    status_msg: message,
    label: instance.label,
    machine_id: machine.id,
    host_id: machine.hostId,
    bundle_id: machine.bundleId,
    image_uuid: instance.image,
    image_runtype: instance.runtype,
    extra_env: Object.entries(instance.env),
    ssh_host: 'ssh5.vast.ai',
    ssh_port: 10_000 + (instance.id % 50_000),
    ssh_idx: '5',
    public_ipaddr: `${instance.isForeign ? machine.ip : '127.0.0.1'}\n`,
    ...(isUp && !quirks.noPorts ? { ports } : {}),
    direct_port_start: -1,
    direct_port_end: -1,
    start_date: instance.createdAt / 1000,
    end_date: (endOf(instance) ?? instance.createdAt + machine.durationSeconds * 1000) / 1000,
    uptime_mins: null,
    gpu_name: quirks.gpuName ?? machine.gpu.name,
    gpu_ram: machine.gpu.ramMb,
    num_gpus: machine.gpus,
    gpu_util: isUp ? 0 : null,
    gpu_temp: isUp ? 41 : null,
    cpu_util: 0,
    mem_usage: null,
    mem_limit: null,
    disk_space: instance.diskGb,
    disk_usage: -1,
    dph_base: usd(rate),
    dph_total: usd(rate + instance.diskPerHour),
    min_bid: usd(machine.minBidPerHour),
    is_bid: instance.bidPerHour !== null,
    storage_total_cost: usd(instance.diskPerHour),
    jupyter_token: `jupyter-${instance.id}`,
    geolocation: machine.geolocation,
    verification: machine.verification,
    reliability2: machine.reliability,
  }
}

/** A dearer rate that waits for an answer, as the cloud tells it: in USD a second. */
export function increaseRow(instance: Instance, increase: Increase) {
  const perSecond = (microPerHour: number) => microPerHour / 1e6 / 3600
  return {
    pending_price_increase_id: increase.id,
    contract_id: instance.id,
    host_id: instance.machine.hostId,
    new_gpu_costpersec: perSecond(increase.gpuPerHour),
    new_disk_ram_costpersec: null,
    old_gpu_costpersec: perSecond(instance.gpuPerHour),
    old_disk_ram_costpersec: perSecond(instance.diskPerHour),
    contract_end_date: increase.endsAt / 1000,
    ask_end_date: increase.endsAt / 1000 + instance.machine.durationSeconds,
    created_at: increase.askedAt / 1000,
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
