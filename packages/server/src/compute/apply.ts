import type { Claim } from '../store/claim.ts'
import type { Tx } from '../store/database.ts'
import {
  type GpuAttempt,
  type GpuAttemptChange,
  gpuAttempt,
  lockGpuAttempt,
  updateGpuAttempt,
} from '../store/gpu-attempts.ts'
import { nudgeGpuDeployment } from '../store/gpu-deployments.ts'
import { type GpuInstance, type GpuInstanceChange, lockGpuInstance, updateGpuInstance } from '../store/gpu-instances.ts'
import { isFinal, mayBecome, type Status } from './lifecycle.ts'
import type { Room } from './room.ts'
import { traceTransition } from './trace-transition.ts'

/** A contract and one of its attempts, locked. Changes go through `changeContract` and `changeAttempt`, which keep them true. */
export interface Rows {
  contract: GpuInstance
  attempt: GpuAttempt
}

/** Registers what is to be done once the transaction has committed. */
export type After = (effect: () => void) => void

export type Change = (tx: Tx, rows: Rows, after: After) => Promise<void>

/** One transaction on an attempt, if `mayApply` still holds for its row; false where it does not. Wakes who waits for it. */
export async function applyWhere(
  room: Room,
  attemptId: string,
  mayApply: (attempt: GpuAttempt) => boolean,
  change: Change,
): Promise<boolean> {
  const effects: (() => void)[] = []
  const startedAt = room.clock.monotonic()
  const changed = await room.store.write(async (tx) => {
    effects.length = 0
    const known = await gpuAttempt(tx, attemptId)
    if (!known) return null
    // Contract first, as everybody does: two that wait for one another would both fail.
    const contract = await lockGpuInstance(tx, room.store, known.contract_id)
    const attempt = await lockGpuAttempt(tx, room.store, attemptId)
    if (!attempt || !mayApply(attempt)) return null
    const from = contract.status
    await change(tx, { contract, attempt }, (effect) => void effects.push(effect))
    return { contract, from }
  })
  if (changed === null) return false
  traceTransition(room.tracer, changed.contract, changed.from, startedAt)
  for (const effect of effects) effect()
  room.changes.notify(changed.contract.id)
  room.events.wake()
  return true
}

/** The same for a worker, as long as nobody has claimed the attempt after it. */
export const apply = (room: Room, claim: Claim, change: Change): Promise<boolean> =>
  applyWhere(room, claim.id, ({ fence }) => fence === claim.fence, change)

export async function changeContract(tx: Tx, rows: Pick<Rows, 'contract'>, change: GpuInstanceChange): Promise<void> {
  await updateGpuInstance(tx, rows.contract.id, change)
  Object.assign(rows.contract, change)
}

export async function changeAttempt(tx: Tx, rows: Pick<Rows, 'attempt'>, change: GpuAttemptChange): Promise<void> {
  await updateGpuAttempt(tx, rows.attempt.id, change)
  Object.assign(rows.attempt, change)
}

/** Brings a contract into a state; one whose end is wished stays `terminating` until it is over. */
export async function moveTo(tx: Tx, rows: Pick<Rows, 'contract'>, status: Status): Promise<void> {
  const now = rows.contract.status as Status
  if (now === status || (now === 'terminating' && !isFinal(status))) return
  if (!mayBecome(now, status)) throw new Error(`A contract that is ${now} cannot become ${status}`)
  await changeContract(tx, rows, { status })
  const { deployment_id } = rows.contract
  if (deployment_id !== null) await nudgeGpuDeployment(tx, deployment_id)
}

/** Ends a claim: the attempt is next due at this time, or waits for others to make it due. */
export const released = (dueAt: number | null): GpuAttemptChange => ({ due_at: dueAt, lease_until: null })

/** Whether an attempt is the one that its contract stands on. */
export const isCurrent = ({ contract, attempt }: Rows): boolean =>
  contract.attempt === attempt.n && attempt.orphan === 0
