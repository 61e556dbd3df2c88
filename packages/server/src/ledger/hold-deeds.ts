/** Holds that are rows: of GPUs, of keyed calls, of calls on a low balance. */
import { ApiError } from '@proxyapi/contract/errors'
import type { LedgerHoldsTable } from '../store/account-tables.ts'
import {
  accountOf,
  addHeld,
  addSpent,
  type Book,
  requireHeadroom,
  type Target,
  transfer,
  unmeteredAccount,
} from './book.ts'
import { type Deed, type Terms, targetsOf, windowsOf } from './deed.ts'
import type { Micros, Posting } from './ledger.ts'
import { checkedMicros } from './money.ts'
import { requireLiveHolder } from './slice-deeds.ts'

export interface NewHold {
  id: string
  terms: Terms
  kind: LedgerHoldsTable['kind']
  reference: string
  amount: Micros
  expiresAt: number | null
  /** The process whose call it covers. */
  holderId: string | null
  /** Of a keyed call: a second hold with this key is refused. */
  once: { key: string; fingerprint: string | null } | null
}

/** Reserves the amount. An open hold of the same reference is returned as it is. Throws 402s and, where keyed, 409s. */
export function takeHold(hold: NewHold): Deed<string> {
  const { terms, kind, reference, once, holderId } = hold
  const amount = heldAmount(terms, hold.amount)
  return {
    touches: {
      targets: [accountOf(terms.userId)],
      windows: windowsOf(terms),
      references: [{ kind, reference }],
      onceKeys: once ? [once.key] : [],
      holders: holderId ? [holderId] : [],
    },
    decide(book) {
      const twin = [...book.holds.values()].find(
        (row) => row.status === 'open' && row.kind === kind && row.reference === reference,
      )
      if (twin && twin.user_id !== terms.userId) throw new Error(`${kind} ${reference} is held by another user`)
      if (twin) return twin.id
      if (once) refuseSecond(book, once)
      if (holderId) requireLiveHolder(book, holderId)
      const targets = targetsOf(terms)
      requireHeadroom(book, targets, amount)
      for (const target of targets) addHeld(book, target, amount)
      book.holds.set(hold.id, rowOf(hold, amount, book.nowMs))
      book.changed.holds.add(hold.id)
      return hold.id
    },
  }
}

/** An unmetered account holds for its budgets only. */
const heldAmount = (terms: Terms, amount: Micros) => (targetsOf(terms).length > 0 ? checkedMicros(amount) : 0)

const rowOf = ({ id, terms, kind, reference, expiresAt, holderId, once }: NewHold, held: Micros, nowMs: number) => ({
  id,
  user_id: terms.userId,
  key_id: terms.keyId,
  kind,
  reference,
  billing: terms.billing,
  held,
  charged: 0,
  overshoot: 0,
  status: 'open' as const,
  ended_amount: null,
  user_window: terms.userWindow?.id ?? null,
  key_window: terms.keyWindow?.id ?? null,
  holder_id: holderId,
  once_key: once?.key ?? null,
  fingerprint: once?.fingerprint ?? null,
  expires_at: expiresAt,
  created_at: nowMs,
  ended_at: null,
})

/** A keyed call is dispatched once: its answer comes from the cache of answers, or from nowhere. */
function refuseSecond(book: Book, { key, fingerprint }: { key: string; fingerprint: string | null }): void {
  const first = [...book.holds.values()].find((row) => row.once_key === key)
  if (!first) return
  if (first.fingerprint !== fingerprint) throw new ApiError('IDEMPOTENCY_KEY_REUSED')
  if (first.status === 'open') throw new ApiError('IDEMPOTENCY_IN_PROGRESS', undefined, { retryAfterMs: 1_000 })
  throw new ApiError('IDEMPOTENCY_RESULT_UNAVAILABLE')
}

/** Raises an open hold. Throws 402s and LEDGER_ALREADY_RESOLVED. */
export const extendHold = (holdId: string, by: Micros): Deed<void> => ({
  touches: { holds: [holdId] },
  decide(book) {
    const hold = openHold(book, holdId)
    const targets = targetsOfHold(hold)
    if (targets.length === 0) return
    requireHeadroom(book, targets, checkedMicros(by))
    for (const target of targets) addHeld(book, target, by)
    hold.held = checkedMicros(hold.held + by)
    book.changed.holds.add(holdId)
  },
})

export type ChargePosting = Omit<Posting, 'amount' | 'debit' | 'userId'>

/** Charges a part of an open hold and keeps it open. The same posting again changes nothing. */
export const captureHold = (holdId: string, amount: Micros, posting: ChargePosting): Deed<void> => ({
  touches: { holds: [holdId], targets: [posting.credit, unmeteredAccount], postings: [posting.key] },
  decide(book) {
    if (book.postings.has(posting.key)) return
    charge(book, openHold(book, holdId), amount, posting)
  },
})

/** Ends a hold: charges the amount (0 releases it) and frees the rest. Ending it again the same way changes nothing. */
export const settleHold = (holdId: string, amount: Micros, posting: ChargePosting): Deed<void> => ({
  touches: { holds: [holdId], targets: [posting.credit, unmeteredAccount], postings: [posting.key] },
  decide(book) {
    const hold = holdIn(book, holdId)
    if (endedTheSameWay(hold, amount)) return
    charge(book, openHold(book, holdId), amount, posting)
    endHold(book, hold, amount > 0 ? 'settled' : 'released', amount)
  },
})

export const releaseHold = (holdId: string): Deed<void> => ({
  touches: { holds: [holdId] },
  decide(book) {
    const hold = holdIn(book, holdId)
    if (endedTheSameWay(hold, 0)) return
    endHold(book, openHold(book, holdId), 'released', 0)
  },
})

/** Frees a hold whose time is over; one that has ended, or has time left, stays as it is. */
export const expireHold = (holdId: string): Deed<void> => ({
  touches: { holds: [holdId] },
  decide(book) {
    const hold = book.holds.get(holdId)
    if (hold?.status === 'open' && hold.expires_at !== null && hold.expires_at <= book.nowMs) {
      endHold(book, hold, 'expired', 0)
    }
  },
})

/** Frees the hold of a call whose process died. Its idempotency key stays used: perhaps it was dispatched. */
export const lapseHold = (holdId: string): Deed<void> => ({
  touches: { holds: [holdId] },
  decide(book) {
    const hold = book.holds.get(holdId)
    if (hold?.status === 'open') endHold(book, hold, 'expired', 0)
  },
})

const endedTheSameWay = ({ status, ended_amount }: LedgerHoldsTable, amount: Micros) =>
  (status === 'settled' || status === 'released') && ended_amount === amount

export function openHold(book: Book, id: string): LedgerHoldsTable {
  const hold = holdIn(book, id)
  if (hold.status !== 'open') throw new ApiError('LEDGER_ALREADY_RESOLVED')
  return hold
}

function holdIn(book: Book, id: string): LedgerHoldsTable {
  const hold = book.holds.get(id)
  if (hold === undefined) throw new Error(`There is no hold ${id}`)
  return hold
}

export const targetsOfHold = (hold: LedgerHoldsTable): Target[] => [
  ...(hold.billing === 'prepaid' ? [accountOf(hold.user_id)] : []),
  ...windowsOfHold(hold),
]

const windowsOfHold = ({ user_window, key_window }: LedgerHoldsTable): Target[] =>
  [user_window, key_window].filter((id) => id !== null)

/** What a charge takes beyond the hold is booked all the same, as overshoot: what was served is owed. */
export function charge(book: Book, hold: LedgerHoldsTable, amount: Micros, posting: ChargePosting): void {
  const debit = hold.billing === 'prepaid' ? accountOf(hold.user_id) : unmeteredAccount
  if (!transfer(book, { ...posting, debit, amount, userId: hold.user_id }, hold.id)) return
  const fromHeld = Math.min(amount, hold.held)
  for (const target of targetsOfHold(hold)) addHeld(book, target, -fromHeld)
  for (const window of windowsOfHold(hold)) addSpent(book, window, amount)
  hold.held -= fromHeld
  hold.charged = checkedMicros(hold.charged + amount)
  if (hold.billing === 'prepaid') hold.overshoot = checkedMicros(hold.overshoot + amount - fromHeld)
  book.changed.holds.add(hold.id)
}

export function endHold(
  book: Book,
  hold: LedgerHoldsTable,
  status: 'settled' | 'released' | 'expired',
  amount: Micros,
): void {
  for (const target of targetsOfHold(hold)) addHeld(book, target, -hold.held)
  hold.held = 0
  hold.status = status
  hold.ended_amount = amount
  hold.ended_at = book.nowMs
  book.changed.holds.add(hold.id)
}
