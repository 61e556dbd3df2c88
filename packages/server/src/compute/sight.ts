import { type CloudInstance, gpuKey } from '@proxyapi/clouds'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import type { FailureCause } from './failures.ts'
import { tenantRate } from './meter-math.ts'
import { toMicros } from './micros.ts'

const bootMs = 10 * 60_000
const bootMostMs = 30 * 60_000
/** Prices are compared to a micro-USD: the cloud rounds its own. */
const priceSlack = 1

export interface SightContext {
  contract: GpuInstance
  attempt: GpuAttempt
  marginPercent: number
  now: number
}

/** What the sight of a machine at its cloud means for its contract. */
export type Verdict =
  /** It is not to be had like this: destroy it and try another. */
  | { is: 'unfit'; cause: FailureCause }
  /** It costs more than the tenant allows. */
  | { is: 'too dear' }
  /** It boots, or the cloud does not say more. */
  | { is: 'coming' }
  /** It runs: now the probe decides. */
  | { is: 'up' }
  | { is: 'stopped' }
  | { is: 'taken' }
  /** It was ready, and the cloud says something else, or nothing that we know: it stays what it is, but is not well. */
  | { is: 'doubtful' }

/** A cloud may still show what has ended: as such, or as broken and costing nothing. */
export const isOver = ({ state, billed }: Pick<CloudInstance, 'state' | 'billed'>): boolean =>
  state === 'terminated' || (state === 'failed' && billed === 'nothing')

/** Judges what the cloud shows. Words that nobody knows never end anything. */
export function judgeSight(seen: CloudInstance, context: SightContext): Verdict {
  const { contract, attempt } = context
  const wasReady = attempt.ready_at !== null
  if (!wasReady && isOtherHardware(seen, contract)) return { is: 'unfit', cause: 'hardware_mismatch' }
  if (isTooDear(seen, context)) return wasReady ? { is: 'too dear' } : { is: 'unfit', cause: 'price_changed' }
  if (seen.state === 'failed' && !wasReady) return { is: 'unfit', cause: 'image_error' }
  if (seen.state === 'running') return isLate(seen, context) ? { is: 'unfit', cause: 'boot_timeout' } : { is: 'up' }
  if (seen.state === 'stopped' || seen.state === 'interrupted') return judgeStopped(seen, context)
  if (wasReady) return seen.state === 'creating' || seen.state === 'starting' ? { is: 'coming' } : { is: 'doubtful' }
  return lateOr(seen, context, { is: 'coming' })
}

const startingMs = 10 * 60_000

/** Stopped as its owner wished, on the way up again, or without its GPU. */
function judgeStopped(seen: CloudInstance, context: SightContext): Verdict {
  const { contract, attempt, now } = context
  if (contract.desired === 'stopped') return { is: 'stopped' }
  if (seen.state === 'interrupted' || contract.status !== 'starting') {
    return contract.status === 'provisioning' && seen.state === 'stopped'
      ? lateOr(seen, context, { is: 'coming' })
      : { is: 'taken' }
  }
  const isStuck = attempt.ready_at !== null && now - (attempt.progress_at ?? now) > startingMs
  return isStuck ? { is: 'taken' } : lateOr(seen, context, { is: 'coming' })
}

const lateOr = (seen: CloudInstance, context: SightContext, verdict: Verdict): Verdict =>
  isLate(seen, context) ? { is: 'unfit', cause: 'boot_timeout' } : verdict

/** Booting takes 10 minutes, longer while something moves, and 30 at the very most. */
function isLate({ progress }: CloudInstance, { attempt, now }: SightContext): boolean {
  if (attempt.ready_at !== null) return false
  const since = attempt.accepted_at ?? attempt.created_at
  const moved = progress === attempt.progress ? (attempt.progress_at ?? since) : now
  return now > Math.min(since + bootMostMs, Math.max(since, moved) + bootMs)
}

function isOtherHardware({ gpu_model, gpu_count }: CloudInstance, contract: GpuInstance): boolean {
  const isOtherModel = gpu_model !== null && gpuKey(gpu_model) !== gpuKey(contract.gpu_model)
  return isOtherModel || (gpu_count !== null && gpu_count < contract.gpu_count)
}

function isTooDear({ price_per_hour }: CloudInstance, { contract, marginPercent }: SightContext): boolean {
  return (
    price_per_hour !== null && tenantRate(toMicros(price_per_hour), marginPercent) > contract.price_max + priceSlack
  )
}
