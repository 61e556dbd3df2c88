import type { CloudError } from '@proxyapi/clouds'
import type { Claim } from '../store/claim.ts'
import type { GpuAttempt, GpuAttemptChange } from '../store/gpu-attempts.ts'
import { logFields } from './announce.ts'
import { apply, changeAttempt, type Rows, released } from './apply.ts'
import { cloudErrorOf } from './drive.ts'
import { accountOf } from './parts.ts'
import type { Room } from './room.ts'

const retryFirstMs = 5_000
const retryMostMs = 5 * 60_000
const alertAfterMs = 15 * 60_000

/**
 * Asks the cloud once to destroy a machine. A refusal is repeated without end; a success proves nothing: the attempt then
 * waits for reconciliation to miss it in two complete lists.
 */
export async function destroyOnce(room: Room, claim: Claim, { contract, attempt }: Rows): Promise<void> {
  const account = accountOf(room, attempt.provider)
  await room.drive.turn(account, 'destroy')
  const sentAt = room.clock.now()
  // Noted before it goes out: if the reply is lost, this is the most likely end.
  const holds = await apply(room, claim, (tx, rows) =>
    changeAttempt(tx, rows, {
      destroy_sent_at: sentAt,
      destroy_since: rows.attempt.destroy_since ?? sentAt,
      destroy_tries: rows.attempt.destroy_tries + 1,
    }),
  )
  if (!holds) return
  try {
    const plan = account.cloud.destroy(attempt.provider_id ?? '')
    const answer = await room.drive.run(account, 'destroy', plan, { turnTaken: true })
    const end = endOf(answer, attempt, sentAt, room.clock.now())
    await apply(room, claim, (tx, rows) => changeAttempt(tx, rows, { look: 0, ...end, ...released(null) }))
  } catch (error) {
    const failure = cloudErrorOf(error)
    if (!failure) throw error
    await refused(room, claim, failure)
    const hasLasted = sentAt - (attempt.destroy_since ?? sentAt) >= alertAfterMs
    const fields = { ...logFields(contract), provider_instance_id: attempt.provider_id, cloud_message: failure.message }
    if (hasLasted) room.log.error('A machine cannot be destroyed', fields)
    else room.log.warn('A machine was not destroyed yet', fields)
  }
}

/**
 * Until when it is billed, as far as an answer tells. `gone` says only that it is not there now: it was alive when it was
 * last seen, and an earlier request whose answer was lost may have ended it.
 */
function endOf(answer: 'done' | 'gone', before: GpuAttempt, sentAt: number, now: number): GpuAttemptChange {
  if (answer === 'done') return { gone_at: now, gone_source: 'observed', gone_uncertainty_ms: now - sentAt }
  if (before.gone_at !== null) return {}
  const at = Math.max(before.seen_at ?? 0, before.destroy_sent_at ?? 0)
  return { gone_at: at, gone_source: 'observed', gone_uncertainty_ms: now - at }
}

async function refused(room: Room, claim: Claim, failure: CloudError): Promise<void> {
  await apply(room, claim, async (tx, rows) => {
    const wait = Math.min(retryMostMs, retryFirstMs * 2 ** Math.min(16, rows.attempt.destroy_tries - 1))
    const dueAt = room.clock.now() + Math.max(wait, failure.retryAfterMs ?? 0)
    await changeAttempt(tx, rows, released(dueAt))
  })
}
