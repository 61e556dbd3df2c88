import type { Claim } from '../store/claim.ts'
import { claimDue } from '../store/claim.ts'
import { gpuAttempt, updateGpuAttempt } from '../store/gpu-attempts.ts'
import { gpuInstancesById } from '../store/gpu-instances.ts'
import type { Job } from '../worker.ts'
import type { Rows } from './apply.ts'
import { destroyOnce } from './destroy.ts'
import { jobNames } from './parts.ts'
import { sendCreate } from './provision.ts'
import { observe } from './ready.ts'
import type { Room } from './room.ts'
import { searchByTag } from './search.ts'

const lanes = 8
const leaseMs = 180_000
const afterBugMs = 10_000

/** What is to be done next about an attempt, by its row alone: whoever takes it over after a crash does the same. */
function workOf({ contract, attempt }: Rows): 'send' | 'search' | 'destroy' | 'observe' | 'rest' {
  switch (attempt.phase) {
    case 'intent':
      return 'send'
    case 'sent':
    case 'unknown':
      return 'search'
    case 'live':
      return contract.desired === 'terminated' || attempt.discard === 1 ? 'destroy' : 'observe'
    default:
      return 'rest'
  }
}

/** Lanes that each work on one attempt at a time; a lane that finds work wakes the next. */
export function attemptJobs(room: Room): Job[] {
  return Array.from({ length: lanes }, (_, lane) => ({
    name: laneName(lane),
    everyMs: lane === 0 ? 1_000 : 60_000,
    async run() {
      const claims = await claimDue(room.store, 'gpu_attempts', { nowMs: room.clock.now(), leaseMs, limit: 1 })
      if (claims.length > 0 && lane + 1 < lanes) room.wake(laneName(lane + 1))
      for (const claim of claims) await workOn(room, claim)
      return claims.length
    },
  }))
}

const laneName = (lane: number): string => (lane === 0 ? jobNames.attempts : `${jobNames.attempts}.${lane}`)

const works = { send: sendCreate, search: searchByTag, destroy: destroyOnce, observe }

async function workOn(room: Room, claim: Claim): Promise<void> {
  try {
    const attempt = await gpuAttempt(room.store.db, claim.id)
    const [contract] = attempt ? await gpuInstancesById(room.store.db, [attempt.contract_id]) : []
    if (!attempt || !contract) return
    const work = workOf({ contract, attempt })
    if (work === 'rest') await release(room, claim, null)
    else await works[work](room, claim, { contract, attempt })
  } catch (error) {
    room.log.error('Work on a machine failed', { tag: claim.id, error })
    await release(room, claim, room.clock.now() + afterBugMs)
  }
}

async function release(room: Room, claim: Claim, dueAt: number | null): Promise<void> {
  await room.store.write(async (tx) => {
    const attempt = await gpuAttempt(tx, claim.id)
    if (attempt?.fence === claim.fence) await updateGpuAttempt(tx, claim.id, { due_at: dueAt, lease_until: null })
  })
}
