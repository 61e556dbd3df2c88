import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { readTerms } from '../store/terms.ts'
import { accountOf, type Target } from './book.ts'
import { type Draw, type Ending, finishCall, noteCall, type RunningCall } from './call-deeds.ts'
import { type Terms, targetsOf, windowsOf } from './deed.ts'
import type { GroupCommit } from './group-commit.ts'
import { extendHold, takeHold } from './hold-deeds.ts'
import type { CallBilling, CallHold, CallOutcome, Micros, NewCall } from './ledger.ts'
import { callByCallMs, callHoldMs, type SliceSizes, walletsMax } from './limits.ts'
import { checkedMicros, usdOf } from './money.ts'
import { finish, type Pot, take } from './pots.ts'
import { createRecall } from './recall.ts'
import { noteRefusal } from './refusal.ts'
import type { Slices } from './slices.ts'

export interface Calls extends CallBilling {
  /** Returns what slices of the user hold unused, here and in other processes; takes at most 1 s. */
  recall(userId: string): Promise<void>
  /** Budgets may have changed: they are read again before the next call. */
  forget(): void
  close(): void
}

/** Where the calls of a user's key draw from. */
interface Wallet {
  terms: Terms
  pots: Pot[]
  /** Too many pots in memory: each call takes a committed hold. */
  full: boolean
  era: number
  /** Wall clock: the end of its first budget window, or of our trust in what we read. */
  until: number
}

const walletMs = 60_000

/** Holds of inference calls: from slices in memory; committed one by one on a low balance and for keyed calls. */
export function createCalls(
  store: Store,
  group: GroupCommit,
  slices: Slices,
  runtime: Runtime,
  sizes: SliceSizes,
): Calls {
  const { clock, log, metrics } = runtime
  const wallets = new Map<string, Wallet>()
  const recallOthers = createRecall(slices, clock)
  /** Grows with each change of budgets: what was read before is read again. */
  let forgotten = 0
  let closed = false

  return {
    admit(call) {
      if (closed) throw new ApiError('SHUTTING_DOWN')
      const amount = checkedMicros(call.amount)
      if (call.idempotencyKey !== undefined) return admitKeyed(call)
      const wallet = knownWallet(call)
      const drawn = wallet && drawNow(call, wallet, amount)
      return drawn ?? admitSlowly(call, amount)
    },
    recall(userId) {
      const open = [...wallets.values()].filter(({ terms }) => terms.userId === userId)
      const targets = open.flatMap(({ terms }) => targetsOf(terms))
      return returnUnused(
        [accountOf(userId), ...targets],
        open.flatMap(({ pots }) => pots),
      )
    },
    forget() {
      wallets.clear()
      forgotten += 1
    },
    close() {
      closed = true
    },
  }

  function knownWallet(call: NewCall): Wallet | undefined {
    const wallet = wallets.get(walletKey(call))
    return wallet && wallet.era === slices.era() && clock.now() < wallet.until ? wallet : undefined
  }

  async function openWallet(call: NewCall): Promise<Wallet> {
    const [nowMs, before] = [clock.now(), forgotten]
    const terms = await readTerms(store.db, call, nowMs).catch((cause: unknown) => {
      throw cause instanceof ApiError ? cause : new ApiError('STORAGE_UNAVAILABLE', undefined, { cause })
    })
    if (before !== forgotten) return openWallet(call)
    const windows = windowsOf(terms)
    const targets = targetsOf(terms)
    const pots = targets.flatMap((target) => {
      const pot = slices.pot(target, windows.find(({ id }) => id === target) ?? null)
      return pot ? [pot] : []
    })
    const until = Math.min(nowMs + walletMs, ...windows.map(({ ends_at }) => ends_at ?? Number.POSITIVE_INFINITY))
    const wallet = { terms, pots, full: pots.length < targets.length, era: slices.era(), until }
    if (wallets.size >= walletsMax) wallets.clear()
    wallets.set(walletKey(call), wallet)
    return wallet
  }

  /** From memory, in one synchronous step. Accounts without anything to hold on need no slices. */
  function drawNow(call: NewCall, { terms, pots, full }: Wallet, amount: Micros): CallHold | undefined {
    if (full || (pots.length > 0 && !slices.usable())) return undefined
    if (!take(pots, amount, clock.monotonic())) return undefined
    for (const pot of pots) fetchAhead(pot, amount)
    return drawnHold(call, terms, pots, amount)
  }

  function fetchAhead(pot: Pot, amount: Micros): void {
    if (pot.free * 2 >= pot.size || pot.fetching || clock.monotonic() < pot.callByCallUntil) return
    fetchFor(pot, amount).catch(() => {
      // Whoever finds the pot empty fetches, and is told.
    })
  }

  function fetchFor(pot: Pot, amount: Micros): Promise<Micros> {
    return slices.fetch(pot, Math.max(sizes.least, sizes.calls * amount), sizes.calls * amount)
  }

  async function admitSlowly(call: NewCall, amount: Micros): Promise<CallHold> {
    for (;;) {
      const wallet = knownUsable(call) ?? (await openWallet(call))
      const drawn = drawNow(call, wallet, amount)
      if (drawn) return drawn
      const lacking = wallet.pots.filter(({ free }) => free < amount)
      const low = lacking.some(({ callByCallUntil }) => clock.monotonic() < callByCallUntil)
      if (wallet.full || low) return commit(call, wallet, amount)
      const wanting = lacking.length > 0 ? lacking : wallet.pots.slice(0, 1)
      const granted = await Promise.all(wanting.map((pot) => fetchFor(pot, amount)))
      if (granted.includes(0)) return commit(call, wallet, amount)
    }
  }

  function knownUsable(call: NewCall): Wallet | undefined {
    const wallet = knownWallet(call)
    return wallet?.pots.some((pot) => pot.closed) ? undefined : wallet
  }

  async function admitKeyed(call: NewCall): Promise<CallHold> {
    const wallet = knownUsable(call) ?? (await openWallet(call))
    return commit(call, wallet, call.amount)
  }

  /** A hold of its own, committed before dispatch. What slices do not use, here and elsewhere, is called back before a 402. */
  async function commit(call: NewCall, { terms, pots }: Wallet, amount: Micros): Promise<CallHold> {
    const id = newId('hold', runtime)
    const holderId = slices.holderId()
    const deed = takeHold({
      id,
      terms,
      kind: 'inference',
      reference: id,
      amount,
      expiresAt: clock.now() + callHoldMs,
      holderId,
      once: onceOf(call),
    })
    const first = await refusalOf(group.submit(deed))
    if (first) {
      await returnUnused(targetsOf(terms), pots)
      const second = await refusalOf(group.submit(deed))
      if (second) {
        noteRefused(terms, amount)
        throw second
      }
    }
    return committedHold(call, terms, id, holderId, amount)
  }

  /** Off the way of the call, which is refused in any case. */
  function noteRefused(terms: Terms, amount: Micros): void {
    group.submit(noteRefusal(terms, amount)).catch((error: unknown) => log.warn('A refusal was not noted', { error }))
  }

  async function returnUnused(targets: readonly Target[], pots: readonly Pot[]): Promise<void> {
    for (const pot of pots) pot.callByCallUntil = clock.monotonic() + callByCallMs
    await Promise.all([...pots.map((pot) => slices.giveBack(pot)), recallOthers(targets)])
  }

  function drawnHold(call: NewCall, terms: Terms, pots: Pot[], amount: Micros): CallHold {
    const facts = { ...factsOf(call, terms), id: newId('hold', runtime), holdId: null }
    const holderId = pots.length > 0 ? slices.holderId() : ''
    // A pot may be opened after a call that holds nothing: what the call draws on is known at its end.
    const opened = () => pots.filter((pot) => pot.opened)
    let held = amount
    return holdOf({
      running: () => ({ ...facts, holderId, slices: opened().map(({ slice }) => slice) }),
      noted: pots.length > 0,
      async extend(by) {
        const fits = slices.usable() && take(pots, by, clock.monotonic())
        if (!fits && !(await fetchExactly(pots, by))) return false
        held += by
        return true
      },
      draws(charge) {
        for (const pot of pots) pot.inFlight += 1
        return finish(pots, held, charge, clock.monotonic()).filter((_, i) => pots[i]?.opened)
      },
      ended() {
        for (const pot of pots) {
          pot.inFlight -= 1
          pot.moves += 1
        }
      },
    })
  }

  async function fetchExactly(pots: readonly Pot[], by: Micros): Promise<boolean> {
    for (const pot of pots) {
      const lacking = by - pot.free
      if (lacking > 0 && !pot.closed) await slices.fetch(pot, lacking, lacking)
    }
    return pots.every(({ closed }) => !closed) && take(pots, by, clock.monotonic())
  }

  function committedHold(call: NewCall, terms: Terms, id: string, holderId: string, amount: Micros): CallHold {
    const running = { ...factsOf(call, terms), id, holderId, holdId: id, slices: [] }
    let held = amount
    slices.watch(id, held)
    return holdOf({
      running: () => running,
      noted: true,
      async extend(by) {
        const refusal = await refusalOf(group.submit(extendHold(id, by)))
        if (refusal) return false
        held += by
        slices.watch(id, held)
        return true
      },
      draws: () => [],
      ended: () => slices.unwatch(id),
    })
  }

  interface Source {
    running(): RunningCall
    /** There is money to recover. */
    noted: boolean
    extend(by: Micros): Promise<boolean>
    /** What a charge takes from which slice; called once. */
    draws(charge: Micros): Draw[]
    /** The end is in the ledger. */
    ended(): void
  }

  function holdOf(source: Source): CallHold {
    let over = false
    return {
      extend: (by) => (over ? false : source.extend(checkedMicros(by)).catch(goOnWithoutStore)),
      note(outcome) {
        if (over || !source.noted) return
        group.submitLasting(noteCall(source.running(), outcome)).catch((error: unknown) => {
          log.warn('The usage so far of a call was not noted', { error })
        })
      },
      settle(outcome) {
        if (over) return
        over = true
        const deed = finishCall(source.running(), source.draws(checkedMicros(outcome.amount)), outcome)
        group.submitLasting(deed).then(
          (ending) => ended(outcome, ending),
          (error: unknown) => {
            log.error('A call was served but not recorded', { error, request_id: outcome.record.requestId })
            ended(outcome, 'lost')
          },
        )
      },
    }

    function ended(outcome: CallOutcome, ending: Ending): void {
      source.ended()
      const undelivered = outcome.attempts.filter(({ delivered }) => !delivered)
      const loss = undelivered.reduce((sum, { cost }) => sum + cost, ending === 'lost' ? outcome.amount : 0)
      if (loss > 0) metrics.count('proxyapi_operator_loss_usd_total', { kind: 'inference' }, usdOf(loss))
    }
  }
}

const walletKey = ({ userId, keyId, billing }: NewCall) => `${userId} ${keyId} ${billing}`

const factsOf = ({ userId, keyId, billing }: NewCall, terms: Terms) => ({
  userId,
  keyId,
  billing,
  windows: windowsOf(terms).map(({ id }) => id),
})

/** A key counts for one user and one operation. */
export const onceKey = (userId: string, operation: string, key: string): string => `${userId} ${operation} ${key}`

const onceOf = ({ userId, operation = '', idempotencyKey, fingerprint }: NewCall) =>
  idempotencyKey === undefined
    ? null
    : { key: onceKey(userId, operation, idempotencyKey), fingerprint: fingerprint ?? null }

/** A 402 is an answer; everything else passes on. */
async function refusalOf(work: Promise<unknown>): Promise<ApiError | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    if (error instanceof ApiError && error.status === 402) return error
    throw error
  }
}

/** While the store is down, calls that run end normally: what they cost is booked when it is back. */
function goOnWithoutStore(error: unknown): boolean {
  if (error instanceof ApiError && error.status >= 500) return true
  if (error instanceof ApiError) return false
  throw error
}
