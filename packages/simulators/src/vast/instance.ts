import type { Segment } from '../cloud-server.ts'
import { diskPerHour, type Machine } from './market.ts'

/** What is wrong with an instance from its birth. Times are milliseconds of the simulator's clock. */
export interface Quirks {
  /** Stays in this status instead of running. */
  status?: string
  statusMessage?: string
  bootFactor?: number
  visibleAfterMs?: number
  /** Reports this GPU instead of the one that was sold. */
  gpuName?: string
  priceFactor?: number
  noPorts?: boolean
  /** Outbid, respectively deleted in the console, so long after the creation. */
  outbidAfterMs?: number
  deletedAfterMs?: number
  /** The host asks for a dearer rate: from the end of the contract on if that is accepted; else it ends then. */
  priceUp?: { afterMs: number; endsAfterMs: number; factor: number }
  /** DELETE fails with 500 so long after the first one. */
  refusesDeleteMs?: number
  /** DELETE and GET say that it does not exist so long after the first DELETE. */
  deniesMs?: number
}

/** A rented machine. Money is micro-USD an hour. */
export interface Instance {
  id: number
  label: string | null
  isForeign: boolean
  machine: Machine
  image: string
  runtype: string
  args: string[]
  onstart: string | null
  env: Record<string, string>
  diskGb: number
  /** null: on demand. */
  bidPerHour: number | null
  gpuPerHour: number
  diskPerHour: number
  apiKey: string
  createdAt: number
  destroyedAt: number | null
  wish: 'running' | 'stopped'
  /** Stretches in which the GPU is held; the last one is open, and begins in the future while the instance boots. */
  runs: { from: number; to: number | null }[]
  rebootsUntil: number
  firstDeleteAt: number | null
  /** What the renter said to a dearer rate; null: nothing yet. */
  increase: 'accepted' | 'rejected' | null
  quirks: Quirks
}

const keyPrefix = 'instance-key-'

/** The id of the instance that a key belongs to; null for a key of the account. */
export function instanceOfKey(key: string): number | null {
  return key.startsWith(keyPrefix) ? Number(key.slice(keyPrefix.length)) : null
}

/** What a caller wants to rent, as far as the market judges it. */
export interface Order {
  label: string | null
  image: string
  runtype: string
  args: string[]
  onstart: string | null
  env: Record<string, string>
  diskGb: number
  bidPerHour: number | null
}

export function rented(
  id: number,
  machine: Machine,
  order: Order,
  quirks: Quirks,
  at: { now: number; bootMs: number; starts: boolean },
): Instance {
  const priced = (order.bidPerHour ?? machine.gpuPerHour) * (quirks.priceFactor ?? 1)
  const instance: Instance = {
    ...order,
    id,
    isForeign: false,
    machine,
    gpuPerHour: Math.round(priced),
    diskPerHour: diskPerHour(machine, order.diskGb),
    apiKey: `${keyPrefix}${id}`,
    createdAt: at.now,
    destroyedAt: null,
    wish: 'stopped',
    runs: [],
    rebootsUntil: 0,
    firstDeleteAt: null,
    increase: null,
    quirks: { ...quirks },
  }
  if (at.starts) start(instance, at.now, at.bootMs)
  return instance
}

export function start(instance: Instance, now: number, bootMs: number): void {
  if (instance.wish === 'running') return
  instance.wish = 'running'
  if (instance.quirks.status !== undefined) return
  instance.runs.push({ from: now + bootMs * (instance.quirks.bootFactor ?? 1), to: null })
}

export function stop(instance: Instance, now: number): void {
  instance.wish = 'stopped'
  const last = instance.runs.at(-1)
  // A boot that never came to an end leaves a stretch without length: it has cost no GPU.
  if (last && last.to === null) last.to = Math.max(last.from, now)
}

export function destroy(instance: Instance, now: number): void {
  stop(instance, now)
  instance.destroyedAt ??= now
}

/** Does what is due by itself: an outbidding. Returns when the instance ended without its renter, else null. */
export function tick(instance: Instance, now: number): number | null {
  const { outbidAfterMs = Infinity, deletedAfterMs = Infinity } = instance.quirks
  const outbidAt = instance.createdAt + outbidAfterMs
  if (now >= outbidAt && instance.wish === 'running') {
    stop(instance, outbidAt)
    delete instance.quirks.outbidAfterMs
  }
  const expiresAt = instance.increase === 'accepted' ? Infinity : (endOf(instance) ?? Infinity)
  const endedAt = Math.min(instance.createdAt + deletedAfterMs, expiresAt)
  return now >= endedAt ? endedAt : null
}

/** When a contract ends that its host wants to make dearer; null for any other. */
export function endOf({ createdAt, quirks }: Instance): number | null {
  return quirks.priceUp ? createdAt + quirks.priceUp.endsAfterMs : null
}

/** A dearer rate that waits for an answer. */
export interface Increase {
  id: number
  gpuPerHour: number
  askedAt: number
  endsAt: number
}

export function pendingIncrease(instance: Instance, now: number): Increase | null {
  const { quirks, createdAt, increase, id, gpuPerHour } = instance
  const endsAt = endOf(instance)
  if (!quirks.priceUp || endsAt === null || increase !== null) return null
  const askedAt = createdAt + quirks.priceUp.afterMs
  if (now < askedAt || now >= endsAt) return null
  return { id: 5_000_000 + id, gpuPerHour: Math.round(gpuPerHour * quirks.priceUp.factor), askedAt, endsAt }
}

/** Micro-USD an hour for the GPU at this time. */
export function gpuRate(instance: Instance, at: number): number {
  const endsAt = endOf(instance)
  const isRaised = instance.increase === 'accepted' && endsAt !== null && at >= endsAt
  return isRaised ? Math.round(instance.gpuPerHour * (instance.quirks.priceUp?.factor ?? 1)) : instance.gpuPerHour
}

export function isRunning(instance: Instance, now: number): boolean {
  const last = instance.runs.at(-1)
  return last !== undefined && last.from <= now && last.to === null
}

/** `{"-p 8000:8000": "1"}` maps container port 8000. */
export function containerPorts({ env }: Instance): number[] {
  return Object.keys(env).flatMap((name) => {
    const port = name.match(/^-p \d+:(\d+)(?:\/tcp)?$/)?.[1]
    return port === undefined ? [] : [Number(port)]
  })
}

/** Where an instance stands, for those who look from outside of the wire. */
export function phase(instance: Instance, now: number): 'booting' | 'running' | 'stopped' | 'destroyed' {
  if (instance.destroyedAt !== null) return 'destroyed'
  if (isRunning(instance, now)) return 'running'
  return instance.wish === 'running' ? 'booting' : 'stopped'
}

interface Status {
  actual: string | null
  message: string
}

/** `actual_status` and `status_msg`: a tenth of the boot without a status, then loading, then running. */
export function status(instance: Instance, now: number, bootMs: number): Status {
  const { quirks, image, wish } = instance
  const name = image.split(':')[0]
  if (quirks.status !== undefined && wish === 'running') {
    return { actual: quirks.status, message: quirks.statusMessage ?? `Pulling from ${name}` }
  }
  if (isRunning(instance, now)) {
    if (now < instance.rebootsUntil) return { actual: 'rebooting', message: 'rebooting' }
    return { actual: 'running', message: `success, running ${name}` }
  }
  if (wish === 'stopped') return { actual: 'stopped', message: 'stopped' }
  const whole = bootMs * (quirks.bootFactor ?? 1)
  const done = whole - ((instance.runs.at(-1)?.from ?? now) - now)
  if (done < whole / 10) return { actual: null, message: '' }
  return { actual: 'loading', message: `Pulling from ${name}: ${Math.floor((100 * done) / whole)}%` }
}

/** What has been charged until now: the GPU while it runs, the disk as long as the instance exists. */
export function segments(instance: Instance, now: number): Segment[] {
  const end = Math.min(now, instance.destroyedAt ?? now)
  const change = instance.increase === 'accepted' ? (endOf(instance) ?? end) : end
  const pieces = instance.runs.flatMap(({ from, to }) => {
    const until = Math.min(to ?? end, end)
    const turn = Math.min(Math.max(from, change), until)
    return [
      { from, to: turn },
      { from: turn, to: until },
    ]
  })
  const isReal = ({ from, to }: { from: number; to: number }) => to > from
  return [
    ...pieces
      .filter(isReal)
      .map(({ from, to }): Segment => ({ kind: 'gpu', from, to, microUsdPerHour: gpuRate(instance, from) })),
    { kind: 'disk', from: instance.createdAt, to: end, microUsdPerHour: instance.diskPerHour },
  ]
}

const msPerHour = 3_600_000n

/** The sum of the segments, exact, then rounded half up once. */
export function microUsd(list: Segment[]): number {
  const sum = list.reduce(
    (total, { from, to, microUsdPerHour }) => total + BigInt(to - from) * BigInt(microUsdPerHour),
    0n,
  )
  return Number((sum + msPerHour / 2n) / msPerHour)
}
