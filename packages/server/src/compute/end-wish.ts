import type { Tx } from '../store/database.ts'
import { currentGpuAttempt, nudgeGpuAttempt } from '../store/gpu-attempts.ts'
import { type After, changeContract, moveTo, type Rows } from './apply.ts'
import type { Failure } from './failures.ts'
import { isFinal, type Status } from './lifecycle.ts'
import { jobNames } from './parts.ts'
import type { Room } from './room.ts'

/**
 * Wishes the end of a contract, in whatever state it is: the wish is durable with the transaction, and a worker repeats it
 * at the cloud until it is proved. `error` says why, where it is not its owner who wishes it.
 */
export async function wishEnd(
  tx: Tx,
  room: Room,
  rows: Pick<Rows, 'contract'>,
  error: Failure | null,
  after: After,
): Promise<void> {
  const { contract } = rows
  if (isFinal(contract.status as Status) || contract.desired === 'terminated') return
  await changeContract(tx, rows, {
    desired: 'terminated',
    wish: null,
    error: error === null ? contract.error : JSON.stringify({ code: error.code, message: error.message }),
  })
  await moveTo(tx, rows, 'terminating')
  const { id } = await currentGpuAttempt(tx, contract.id)
  await nudgeGpuAttempt(tx, id, room.clock.now())
  after(() => room.wake(jobNames.attempts))
}
