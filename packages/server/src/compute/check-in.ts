import { timingSafeEqual } from 'node:crypto'
import { gpuKey } from '@proxyapi/clouds'
import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { currentGpuAttempt } from '../store/gpu-attempts.ts'
import { type GpuInstance, gpuInstancesById } from '../store/gpu-instances.ts'
import { applyWhere, changeAttempt, isCurrent, released } from './apply.ts'
import { attemptError } from './attempts.ts'
import { secretsOf } from './launch.ts'
import { isFinal, type Status } from './lifecycle.ts'
import { jobNames } from './parts.ts'
import type { Room } from './room.ts'

type Gpus = NonNullable<components['schemas']['GpuCheckIn']['gpus']>

/**
 * An instance tells that it lives, and what hardware it sees; it learns whether it may go on. Hardware that is less than was
 * sold is given back before it is ready. Throws AUTH_REQUIRED, INVALID_TOKEN: for a contract that never was, too.
 */
export type CheckIn = (
  id: string,
  token: string | null,
  gpus: Gpus | null,
) => Promise<components['schemas']['GpuLease']>

/** Drivers keep some of it to themselves. */
const memoryShareMin = 0.95
const mibOfGb = 1_024

export function createCheckIn(room: Room): CheckIn {
  return async (id, token, gpus) => {
    if (token === null) throw new ApiError('AUTH_REQUIRED', 'Send the token of the instance in X-Instance-Token.')
    const [contract] = await gpuInstancesById(room.store.db, [id])
    if (!contract || !isTokenOf(room, contract, token)) throw new ApiError('INVALID_TOKEN')
    if (gpus !== null && isLess(gpus, contract)) await giveBack(room, contract, gpus)
    return {
      lease_expires_at: contract.lease_expires_at === null ? null : new Date(contract.lease_expires_at).toISOString(),
      ended: contract.desired === 'terminated' || isFinal(contract.status as Status),
    }
  }
}

function isTokenOf({ sealer }: Room, contract: GpuInstance, token: string): boolean {
  const own = secretsOf(contract, sealer)?.token
  if (own === undefined) return false
  const [given, kept] = [Buffer.from(token), Buffer.from(own)]
  return given.length === kept.length && timingSafeEqual(given, kept)
}

/** Whether a machine has fewer GPUs than were sold, others, or smaller ones. */
export function isLess(
  gpus: Gpus,
  { gpu_model, gpu_count, vram }: Pick<GpuInstance, 'gpu_model' | 'gpu_count' | 'vram'>,
): boolean {
  const memoryMin = (vram ?? 0) * mibOfGb * memoryShareMin
  const sold = gpus.filter(({ name, memory_mib }) => gpuKey(name) === gpuKey(gpu_model) && memory_mib >= memoryMin)
  return sold.length < gpu_count
}

async function giveBack(room: Room, { id, provider }: GpuInstance, gpus: Gpus): Promise<void> {
  const { id: tag } = await currentGpuAttempt(room.store.db, id)
  const isGiven = await applyWhere(
    room,
    tag,
    ({ phase, ready_at, discard }) => phase === 'live' && ready_at === null && discard === 0,
    async (tx, rows, after) => {
      if (!isCurrent(rows)) return
      const { fence } = rows.attempt
      const given = { discard: 1, error: attemptError('hardware_mismatch'), fence: fence + 1 }
      await changeAttempt(tx, rows, { ...given, ...released(room.clock.now()) })
      after(() => room.wake(jobNames.attempts))
    },
  )
  if (isGiven) room.log.warn('A machine has other hardware than was sold', { contract_id: id, provider, gpus })
}
