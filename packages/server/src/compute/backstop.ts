import type { GpuInstance } from '../store/gpu-instances.ts'
import { logFields } from './announce.ts'
import type { Entry } from './decide.ts'
import { type CloudAccount, cloudErrorOf } from './drive.ts'
import type { Room } from './room.ts'

const everyMs = 10 * 60_000

/** When each machine was last told until when it may live. In memory: whoever starts tells it once more. */
export type Told = Map<string, number>

/** Until when a cloud is to end a machine by itself, if nobody tells it a later time; null where it cannot. */
export function backstopOf(
  { cloud }: Pick<CloudAccount, 'cloud'>,
  { lease_expires_at }: Pick<GpuInstance, 'lease_expires_at'>,
  now: number,
): Date | null {
  if (!cloud.extend || cloud.extendAheadMs === undefined) return null
  return new Date(Math.min(now + cloud.extendAheadMs, lease_expires_at ?? Infinity))
}

/** Machines that live and were not told for ten minutes; what is not among them any more is forgotten. */
export function dueToTell(told: Told, entries: readonly Entry[], now: number): Entry[] {
  const live = entries.filter(
    ({ attempt, contract }) => attempt.phase === 'live' && attempt.discard === 0 && contract.desired !== 'terminated',
  )
  const known = new Set(live.map(({ attempt }) => attempt.id))
  for (const id of told.keys()) if (!known.has(id)) told.delete(id)
  return live.filter(({ attempt }) => now - (told.get(attempt.id) ?? -Infinity) >= everyMs)
}

/** Moves the end that the cloud keeps by itself forward, for each machine that is wanted. */
export async function tellBackstops(
  room: Room,
  account: CloudAccount,
  told: Told,
  entries: readonly Entry[],
): Promise<void> {
  const { cloud } = account
  for (const { attempt, contract } of dueToTell(told, entries, room.clock.now())) {
    const until = backstopOf(account, contract, room.clock.now())
    if (until === null || !cloud.extend || attempt.provider_id === null) continue
    try {
      await room.drive.run(account, 'extend', cloud.extend(attempt.provider_id, until))
      told.set(attempt.id, room.clock.now())
    } catch (error) {
      const failure = cloudErrorOf(error)
      if (!failure) throw error
      room.log.warn('The end of a machine was not moved forward', {
        ...logFields(contract),
        cloud_message: failure.message,
      })
    }
  }
}
