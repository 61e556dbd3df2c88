import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { ulid } from '../store/ids.ts'
import { isRecalling, recalledSlices, recallSlices, slicesOfHolder } from '../store/slices.ts'
import type { Target } from './book.ts'
import type { WindowTerms } from './budget-window.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Micros } from './ledger.ts'
import { callByCallMs, idleMs, leaseMarginMs, leaseMs, potsMax, recallPollMs, renewEveryMs } from './limits.ts'
import { drain, newPot, type Pot } from './pots.ts'
import { closeSlice, fetchSlice, renewHolder, returnToTarget } from './slice-deeds.ts'

/** The slices of this process: fetched, renewed, returned. */
export interface Slices {
  /** The fencing token of all that this process holds; a new one where the lease was lost. */
  holderId(): string
  /** Grows when the lease was lost: pots of before are void. */
  era(): number
  /** The lease stands and the store answers: holds may be taken from memory. */
  usable(): boolean
  /** The pot of a target; undefined where there are too many. */
  pot(target: Target, window: WindowTerms | null): Pot | undefined
  /** Fetches once at a time for a pot. Returns what was granted; 0 where less than `atLeast` is free. */
  fetch(pot: Pot, want: Micros, atLeast: Micros): Promise<Micros>
  /** Returns what is not in use; resolves when the ledger has it, or cannot have it now. */
  giveBack(pot: Pot): Promise<void>
  /** Asks other processes to return what they do not use; false where none has any of these targets. */
  recall(targets: readonly Target[]): Promise<boolean>
  /** Some have not answered yet. */
  isRecalling(targets: readonly Target[]): Promise<boolean>
  /** A committed hold lives under the same lease, and counts as open. */
  watch(callId: string, amount: Micros): void
  unwatch(callId: string): void
  /** Returns everything that is not in use. */
  close(): Promise<void>
}

export function createSlices(store: Store, group: GroupCommit, runtime: Runtime): Slices {
  const { clock, random, log, metrics } = runtime
  const pots = new Map<Target, Pot>()
  const committed = new Map<string, Micros>()
  const stopping = new AbortController()
  let holder = mintHolder()
  let era = 0
  /** Until when the lease surely stands, by both clocks; null before it began. */
  let lease: { monotonic: number; wall: number } | null = null
  let renewAt = 0
  let tending: Promise<void> | undefined

  return {
    holderId() {
      abandonIfLapsed()
      return holder
    },
    era: () => era,
    usable: () => leaseStands() && group.healthy(),
    pot,
    fetch,
    giveBack,
    recall: (targets) => recallSlices(store, holder, targets),
    isRecalling: (targets) => isRecalling(store.db, holder, targets),
    watch(callId, amount) {
      committed.set(callId, amount)
      tend()
    },
    unwatch: (callId) => void committed.delete(callId),
    close,
  }

  function mintHolder() {
    return `holder_${ulid(clock.now(), random.bytes(10))}`
  }

  function leaseStands() {
    return lease !== null && clock.monotonic() < lease.monotonic && clock.now() < lease.wall
  }

  function abandonIfLapsed() {
    if (lease !== null && !leaseStands()) abandon()
  }

  function pot(target: Target, window: WindowTerms | null): Pot | undefined {
    abandonIfLapsed()
    const known = pots.get(target)
    if (known && window && known.window?.cap !== window.cap) recap(known, window)
    if (known || pots.size >= potsMax) return known
    const made = newPot(target, window, `slice_${ulid(clock.now(), random.bytes(10))}`, clock.monotonic())
    pots.set(target, made)
    tend()
    return made
  }

  /** Another cap: what was fetched under the one before goes back, and is fetched again as far as the new one allows. */
  function recap(pot: Pot, window: WindowTerms): void {
    pot.window = window
    void giveBack(pot)
  }

  function fetch(pot: Pot, want: Micros, atLeast: Micros): Promise<Micros> {
    pot.fetching ??= fetchNow(pot, want, atLeast).finally(() => {
      pot.fetching = null
    })
    return pot.fetching
  }

  async function fetchNow(pot: Pot, want: Micros, atLeast: Micros): Promise<Micros> {
    const { target, window, slice } = pot
    const asked = { monotonic: clock.monotonic(), wall: clock.now() }
    const [askedIn, holderId] = [era, holder]
    const granted = await moving(pot, async () => {
      const deed = fetchSlice({ holderId, sliceId: slice.id, target, window, want, atLeast })
      return group.submit(deed).catch((error: unknown) => {
        // Perhaps others have declared this process dead: the next renewal tells.
        renewAt = 0
        throw error
      })
    })
    if (era !== askedIn || pot.closed) return 0
    beginLease(asked)
    pot.free += granted
    pot.size = want
    if (granted > 0) pot.opened = true
    if (pot.window !== window) {
      await giveBack(pot)
      return 0
    }
    if (granted === 0) pot.callByCallUntil = clock.monotonic() + callByCallMs
    return granted
  }

  async function moving<T>(pot: Pot, work: () => Promise<T>): Promise<T> {
    pot.inFlight += 1
    pot.moves += 1
    try {
      return await work()
    } finally {
      pot.inFlight -= 1
      pot.moves += 1
    }
  }

  function beginLease({ monotonic, wall }: { monotonic: number; wall: number }) {
    const lasts = leaseMs - leaseMarginMs
    lease = { monotonic: monotonic + lasts, wall: wall + lasts }
  }

  async function giveBack(pot: Pot): Promise<void> {
    if (pot.free > 0) await returnFree(pot)
  }

  /** Also tells the ledger that nothing is free, where it was asked for. */
  async function returnFree(pot: Pot): Promise<void> {
    const free = drain(pot)
    // Where this fails the ledger still has it in the slice: reconcile() or the end of the slice returns it.
    await moving(pot, () => group.submit(returnToTarget(pot.slice, free))).catch(() => {})
  }

  /** The lease is over: what was in memory belongs to the ledger again, whatever becomes of the calls. */
  function abandon(): void {
    log.warn('The lease of the escrow slices was lost', { slices: pots.size })
    for (const pot of pots.values()) shut(pot)
    pots.clear()
    committed.clear()
    lease = null
    holder = mintHolder()
    era += 1
  }

  function shut(pot: Pot): void {
    pot.closed = true
    drain(pot)
  }

  function tend(): void {
    tending ??= (async () => {
      while (!stopping.signal.aborted && (pots.size > 0 || committed.size > 0)) {
        await clock.sleep(recallPollMs, stopping.signal)
        await tendOnce().catch((error: unknown) => log.warn('Escrow slices could not be tended', { error }))
      }
      tending = undefined
    })()
  }

  async function tendOnce(): Promise<void> {
    if (stopping.signal.aborted) return
    if (clock.monotonic() >= renewAt) await renew()
    for (const id of pots.size > 0 ? await recalledSlices(store.db, holder) : []) {
      const recalled = potOf(id)
      if (!recalled) continue
      recalled.callByCallUntil = clock.monotonic() + callByCallMs
      await returnFree(recalled)
    }
    await Promise.all([...pots.values()].filter(isIdle).map(retire))
    metrics.gauge('proxyapi_escrow_slices_open', pots.size)
  }

  function potOf(sliceId: string): Pot | undefined {
    return [...pots.values()].find(({ slice }) => slice.id === sliceId)
  }

  function isIdle(pot: Pot): boolean {
    return pot.held === 0 && pot.inFlight === 0 && clock.monotonic() - pot.usedAt >= idleMs
  }

  async function retire(pot: Pot): Promise<void> {
    pots.delete(pot.target)
    shut(pot)
    if (pot.opened) await group.submit(closeSlice(pot.slice)).catch(() => {})
  }

  async function renew(): Promise<void> {
    const asked = { monotonic: clock.monotonic(), wall: clock.now() }
    const alive = await group.submit(renewHolder(holder, openHolds()))
    if (!alive) return abandon()
    renewAt = asked.monotonic + renewEveryMs
    beginLease(asked)
    await reconcile()
  }

  function openHolds(): Micros {
    let sum = 0
    for (const { target, held } of pots.values()) if (target.startsWith('user:')) sum += held
    for (const amount of committed.values()) sum += amount
    return sum
  }

  /** Returns what the ledger has in our slices and memory does not know of: a commit whose answer was lost. */
  async function reconcile(): Promise<void> {
    const before = new Map([...pots.values()].map((pot) => [pot.slice.id, pot.moves]))
    for (const { id, target, amount } of await slicesOfHolder(store.db, holder)) {
      const pot = potOf(id)
      if (!pot) await group.submit(closeSlice({ id, target }))
      else if (pot.inFlight === 0 && before.get(id) === pot.moves && amount > pot.free + pot.held) {
        await group.submit(returnToTarget(pot.slice, amount - pot.free - pot.held))
      }
    }
  }

  async function close(): Promise<void> {
    stopping.abort()
    await tending
    const returned = [...pots.values()].map((pot) =>
      pot.held === 0 && pot.inFlight === 0 ? retire(pot) : giveBack(pot),
    )
    await group.flush()
    await Promise.all(returned)
  }
}
