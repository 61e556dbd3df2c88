import type { Runtime } from '../runtime.ts'
import type { LedgerHoldersTable, LedgerNotesTable } from '../store/account-tables.ts'
import type { Store } from '../store/database.ts'
import {
  type Estate,
  estateOf,
  expiredHolds,
  forgetOnceKeys,
  lapsedHolders,
  removeTombstones,
} from '../store/estates.ts'
import { finishCall, forgetNote, type RunningCall } from './call-deeds.ts'
import type { GroupCommit } from './group-commit.ts'
import { expireHold, lapseHold } from './hold-deeds.ts'
import type { CallOutcome } from './ledger.ts'
import { onceKeptMs, tombstoneMs } from './limits.ts'
import { usdOf } from './money.ts'
import { buryHolder, closeSlice } from './slice-deeds.ts'

const batch = 100

interface Noted {
  call: RunningCall
  outcome: CallOutcome
}

/**
 * Settles what processes that died had recorded, releases the rest of their slices and holds, ends holds whose time is
 * over. Any number of processes may do it at once: each effect happens once. Returns how many rows it worked on.
 */
export async function recover(store: Store, group: GroupCommit, runtime: Runtime): Promise<number> {
  const { clock } = runtime
  let worked = 0
  for (const holder of await lapsedHolders(store.db, clock.now(), batch)) {
    const state = await group.submit(buryHolder(holder.id))
    if (state === 'alive') continue
    const estate = await estateOf(store.db, holder.id, batch)
    if (state === 'buried') countLoss(holder, estate, runtime)
    worked += await settleEstate(estate, group, runtime)
  }
  for (const id of await expiredHolds(store.db, clock.now(), batch)) {
    await group.submit(expireHold(id))
    worked += 1
  }
  await forgetOnceKeys(store, clock.now() - onceKeptMs)
  await removeTombstones(store, clock.now() - tombstoneMs)
  return worked
}

/** Notes first: what they charge comes out of the slices and holds that end afterwards. */
async function settleEstate({ notes, holdIds, slices }: Estate, group: GroupCommit, { log }: Runtime): Promise<number> {
  for (const note of notes) {
    const { call, outcome } = parse(note)
    const draws = call.slices.map(({ id }) => ({ sliceId: id, covered: null }))
    await group.submit(finishCall(call, draws, outcome)).catch(async (error: unknown) => {
      log.error('A noted call could not be settled', { error, call_id: call.id })
      await group.submit(forgetNote(call.id))
    })
  }
  if (notes.length === batch) return notes.length
  for (const id of holdIds) await group.submit(lapseHold(id))
  for (const slice of slices) await group.submit(closeSlice(slice))
  return notes.length + holdIds.length + slices.length
}

/** Held when it last told, less what it had recorded: at most what was served without a record. */
function countLoss({ open_holds }: LedgerHoldersTable, { notes }: Estate, { metrics, log }: Runtime): void {
  const recorded = notes.reduce((sum, note) => sum + parse(note).outcome.amount, 0)
  const loss = Math.max(0, open_holds - recorded)
  if (loss === 0) return
  log.warn('A process died with open calls', { loss_usd_most: usdOf(loss) })
  metrics.count('proxyapi_operator_loss_usd_total', { kind: 'inference' }, usdOf(loss))
}

const parse = ({ call }: LedgerNotesTable): Noted => JSON.parse(call) as Noted
