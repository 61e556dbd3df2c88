import type { GpuInstance } from '../store/gpu-instances.ts'
import { limitedGpuInstances, lockGpuInstance } from '../store/gpu-instances.ts'
import type { Job } from '../worker.ts'
import { wishEnd } from './end-wish.ts'
import { warn } from './hold.ts'
import { jobNames } from './parts.ts'
import type { Room } from './room.ts'

const warnMs = 10 * 60_000

/** The limit of time that ends a contract first, and when; null without any. */
export function leaseEnd({
  lease_expires_at,
  idle_ttl_ms,
  used_at,
  ready_at,
}: GpuInstance): { reason: 'ttl' | 'idle'; at: number } | null {
  const idleSince = ready_at === null ? null : Math.max(used_at ?? 0, ready_at)
  const idleEnd = idle_ttl_ms === null || idleSince === null ? null : idleSince + idle_ttl_ms
  if (idleEnd !== null && (lease_expires_at === null || idleEnd < lease_expires_at))
    return { reason: 'idle', at: idleEnd }
  return lease_expires_at === null ? null : { reason: 'ttl', at: lease_expires_at }
}

/** Ends contracts whose time is over, and warns before. */
export function leaseJob(room: Room): Job {
  return {
    name: jobNames.leases,
    everyMs: 5_000,
    async run() {
      const now = room.clock.now()
      for (const { id } of await limitedGpuInstances(room.store.db, now + warnMs)) await endOrWarn(room, id, now)
      return 0
    },
  }
}

async function endOrWarn(room: Room, id: string, now: number): Promise<void> {
  const effects: (() => void)[] = []
  await room.store.write(async (tx) => {
    effects.length = 0
    const contract = await lockGpuInstance(tx, room.store, id)
    const end = leaseEnd(contract)
    if (contract.desired === 'terminated' || end === null) return
    await warn(tx, room, { contract }, end.reason, end.at, now)
    if (end.at <= now) await wishEnd(tx, room, { contract }, null, (effect) => void effects.push(effect))
  })
  for (const effect of effects) effect()
  room.changes.notify(id)
  room.events.wake()
}
