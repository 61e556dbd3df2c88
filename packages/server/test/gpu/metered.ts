/** GPUs that were rented, as the room's own meter books them; no cloud is asked. */
import { changeAttempt, type Rows } from '../../src/compute/apply.ts'
import { meterAs, meterEnd, meterReady, observed, post, type Rate } from '../../src/compute/meter.ts'
import type { Room } from '../../src/compute/room.ts'
import { tagOf } from '../../src/compute/tag.ts'
import type { LedgerRoom } from '../../src/ledger/create-ledger.ts'
import type { Store, Tx } from '../../src/store/database.ts'
import { insertGpuAttempt } from '../../src/store/gpu-attempts.ts'
import { insertGpuInstance } from '../../src/store/gpu-instances.ts'
import { newId } from '../../src/store/ids.ts'
import { realRuntime } from '../ledger.ts'
import { noMetrics, quietLog } from '../runtime.ts'
import { aContract, anAttempt } from './offers.ts'

export interface Rental {
  as(rate: Rate, at: number): Promise<void>
  ready(at: number): Promise<void>
  post(until: number): Promise<void>
  end(at: number): Promise<void>
}

export interface Renter {
  userId: string
  keyId?: string | null
  provider?: string
}

/** A machine with a hold that lasts; what is done to it is a transaction each. */
export async function aRental(
  store: Store,
  ledger: LedgerRoom,
  { userId, keyId = null, provider = 'vast.ai' }: Renter,
) {
  const runtime = realRuntime()
  const id = newId('inst', runtime)
  const settings = () => ({ marginPercent: 0, chargeFrom: 'accepted' })
  const room = { store, ledger, metrics: noMetrics, log: quietLog, settings } as unknown as Room
  const rows: Rows = {
    contract: aContract({ id, user_id: userId, provider, price_max: 1_000_000_000 }),
    attempt: anAttempt({ id: tagOf('abcd', id, 1), contract_id: id, provider, phase: 'live' }),
  }
  await store.write(async (tx) => {
    const hold = { userId, keyId, amount: 1_000_000, kind: 'gpu' as const, reference: id, expiresAt: null }
    rows.contract.hold_id = await ledger.hold(tx, hold)
    await insertGpuInstance(tx, rows.contract)
    await insertGpuAttempt(tx, rows.attempt)
  })
  const write = (work: (tx: Tx) => Promise<void>) => store.write(work)
  const rental: Rental = {
    as: (rate, at) => write((tx) => meterAs(tx, room, rows, rate, observed(at))),
    ready: (at) =>
      write(async (tx) => {
        await changeAttempt(tx, rows, { ready_at: at })
        await meterReady(tx, room, rows, at)
      }),
    post: (until) => write((tx) => post(tx, room, rows, until, () => {})),
    end: (at) =>
      write(async (tx) => {
        await meterEnd(tx, rows, observed(at))
        await post(tx, room, rows, at, () => {})
      }),
  }
  return rental
}
