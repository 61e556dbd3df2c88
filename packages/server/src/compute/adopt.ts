import type { Tx } from '../store/database.ts'
import { announce, logFields } from './announce.ts'
import { type After, changeAttempt, changeContract, moveTo, type Rows, released } from './apply.ts'
import { offerOf } from './attempts.ts'
import { launchOf } from './launch.ts'
import { meterAs, type Rate } from './meter.ts'
import { offerRates } from './rates.ts'
import type { Room } from './room.ts'

/** A machine at the cloud that belongs to an attempt, and from when on it is charged. */
export interface Adopted {
  id: string
  at: number
  rate: Rate
  source?: 'observed' | 'cloud'
}

/** The cloud has it: from now on it is billed, watched, and destroyed in the end. */
export async function adopt(
  tx: Tx,
  room: Room,
  rows: Rows,
  { id, at, rate, source = 'observed' }: Adopted,
  after: After,
) {
  const { contract, attempt } = rows
  const now = room.clock.now()
  await changeAttempt(tx, rows, {
    phase: 'live',
    provider_id: id,
    accepted_at: at,
    seen_at: now,
    progress_at: now,
    ...released(now),
  })
  await meterAs(tx, room, rows, rate, { at, source, uncertaintyMs: 0 })
  after(() => room.metrics.count('proxyapi_gpu_attempts_total', { provider: attempt.provider, phase: 'live' }))
  if (attempt.orphan === 1) return
  await moveTo(tx, rows, 'provisioning')
  if (contract.announced_at === null) {
    await changeContract(tx, rows, { announced_at: now })
    await announce(tx, room.events, contract, 'instance.created')
    after(() => room.log.info('Instance created', logFields(contract)))
  }
  await announce(tx, room.events, contract, 'instance.provisioning')
}

/** What a machine costs before its GPU is charged: its disk. */
export const idleRate = ({ attempt, contract }: Rows): Rate => ({
  kind: 'disk_only',
  costRate: offerRates(offerOf(attempt), launchOf(contract).diskGb).idle,
})
