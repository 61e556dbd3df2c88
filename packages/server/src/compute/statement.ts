import type { Charge } from '@proxyapi/clouds'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import { cloudErrorOf } from './drive.ts'
import { type Boundary, observed } from './meter.ts'
import { accountOf } from './parts.ts'
import type { Room } from './room.ts'

const marginMs = 3_600_000

/** When the cloud itself says that the GPU began to be charged, else the moment at which we saw it. */
export async function gpuBegan(room: Room, attempt: GpuAttempt, seenAt: number): Promise<Boundary> {
  const begun = (await stated(room, attempt)).filter(isGpu).map(({ from }) => Date.parse(from))
  return begun.length > 0 ? told(Math.max(...begun)) : observed(seenAt, seenAt - (attempt.seen_at ?? seenAt))
}

/** When the cloud itself says that the GPU ceased to be charged, else the last moment at which it surely was. */
export async function gpuEnded(room: Room, attempt: GpuAttempt, seenAt: number): Promise<Boundary> {
  const ended = (await stated(room, attempt)).filter(isGpu).map(({ to }) => Date.parse(to))
  const last = attempt.seen_at ?? seenAt
  return ended.length > 0 ? told(Math.max(...ended)) : observed(last, seenAt - last)
}

/** The last time since then in which the cloud charged the GPU, and does no more; null where it tells of none. */
export async function gpuStretch(
  room: Room,
  attempt: GpuAttempt,
  since: number,
): Promise<{ began: Boundary; ended: Boundary } | null> {
  const last = (await stated(room, attempt))
    .filter((charge) => isGpu(charge) && Date.parse(charge.from) >= since)
    .at(-1)
  return last === undefined ? null : { began: told(Date.parse(last.from)), ended: told(Date.parse(last.to)) }
}

/** When the cloud itself says that the last charge ended; null where it does not tell. */
export async function billEnded(room: Room, attempt: GpuAttempt): Promise<Boundary | null> {
  const charges = await stated(room, attempt)
  return charges.length > 0 ? told(Math.max(...charges.map(({ to }) => Date.parse(to)))) : null
}

const isGpu = ({ kind }: Charge): boolean => kind === 'gpu'

const told = (at: number): Boundary => ({ at, source: 'statement', uncertaintyMs: 0 })

/** The charges of one machine; none where the cloud has no statement, or did not give it now. */
async function stated(room: Room, { provider, provider_id, accepted_at, created_at }: GpuAttempt): Promise<Charge[]> {
  const account = accountOf(room, provider)
  const { cloud } = account
  if (!cloud.caps.statement || !cloud.statement) return []
  const from = new Date((accepted_at ?? created_at) - marginMs)
  const to = new Date(room.clock.now() + marginMs)
  try {
    const charges = await room.drive.run(account, 'statement', cloud.statement(from, to))
    return charges.filter(({ instanceId }) => instanceId === provider_id)
  } catch (error) {
    // What we saw ourselves stands in for it; the daily comparison finds the difference.
    if (cloudErrorOf(error) === null) throw error
    return []
  }
}
