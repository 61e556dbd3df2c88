/** Random deeds, and what must hold of a ledger after each of them: sums are kept beside it in BigInt. */

import { accountOf, type Book, emptyBook } from '../src/ledger/book.ts'
import { windowOf } from '../src/ledger/budget-window.ts'
import { finishCall, forgetNote, noteCall, type RunningCall } from '../src/ledger/call-deeds.ts'
import type { Deed, Terms } from '../src/ledger/deed.ts'
import {
  captureHold,
  expireHold,
  extendHold,
  lapseHold,
  releaseHold,
  settleHold,
  takeHold,
} from '../src/ledger/hold-deeds.ts'
import type { Posting } from '../src/ledger/ledger.ts'
import { postDeed } from '../src/ledger/post-deed.ts'
import { closeSlice, fetchSlice, renewHolder, returnToTarget } from '../src/ledger/slice-deeds.ts'
import type { LedgerHoldsTable } from '../src/store/account-tables.ts'
import { ulid } from '../src/store/ids.ts'
import { outcome } from './ledger.ts'
import { testRandom } from './runtime.ts'

/** LEDGER_SEED repeats a failure. */
export const seed = Number(process.env.LEDGER_SEED ?? Date.now() % 1_000_000)

export const users = ['usr_a', 'usr_b', 'usr_c', 'usr_free']
export const nowMs = Date.UTC(2026, 10, 20, 10, 30)

export function world(seed: number) {
  const random = testRandom(seed)
  let count = 0
  const newId = (prefix: string) => `${prefix}_${ulid(nowMs + ++count, random.bytes(10))}`
  const book = emptyBook(nowMs, newId)
  for (const id of [
    ...users.map(accountOf),
    'grants',
    'unmetered',
    'operator_loss',
    'payments:sim',
    'revenue:gpu',
    'revenue:inference',
    'provider_cost:sim',
    'provider_payable:sim',
  ]) {
    book.accounts.set(id, {
      id,
      user_id: null,
      credits_posted: 0,
      debits_posted: 0,
      debits_pending: 0,
      frozen: 0,
      told: 0,
    })
  }
  const windowTerms = windowOf('usr_b', { amount: 3_000, period: 'day' }, nowMs)
  book.windows.set(windowTerms.id, { ...windowTerms, spent: 0, held: 0, told: 0 })
  book.holders.set('holder_1', { id: 'holder_1', lease_until: nowMs + 1, died_at: null, open_holds: 0 })
  const termsOf = (userId: string): Terms => ({
    userId,
    keyId: null,
    billing: userId === 'usr_free' ? 'unmetered' : 'prepaid',
    userWindow: userId === 'usr_b' ? windowTerms : null,
    keyWindow: null,
  })
  const upTo = (n: number) => Math.floor(random.float() * n)
  const oneOf = <T>(items: readonly T[]): T => items[upTo(items.length)] as T
  return { book, termsOf, upTo, oneOf, newId, windowId: windowTerms.id }
}

export type World = ReturnType<typeof world>

/** Ids in use; some have ended, so that deeds meet those too. */
export interface Pool {
  holds: { id: string; userId: string }[]
  slices: { id: string; target: string }[]
  postings: string[]
}

export function randomDeed({ termsOf, upTo, oneOf, newId, windowId }: World, pool: Pool): Deed<unknown> {
  const userId = oneOf(users)
  const amount = upTo(1_000)
  const key = upTo(20) === 0 && pool.postings.length > 0 ? oneOf(pool.postings) : newId('txn')
  const charge = { credit: 'revenue:gpu', key, type: 'gpu', reference: null }
  const post = (debit: string, credit: string, type: string): Posting => ({
    debit,
    credit,
    amount,
    key,
    type,
    reference: null,
    userId,
  })
  const { id: hold, userId: holder } = pool.holds.length > 0 ? oneOf(pool.holds) : { id: 'none', userId }
  const slice = pool.slices.length > 0 ? oneOf(pool.slices) : undefined
  pool.postings.push(key)
  const deeds: (() => Deed<unknown>)[] = [
    () => postDeed(post('grants', accountOf(userId), 'grant')),
    () => postDeed({ ...post(accountOf(userId), 'payments:sim', 'refund'), amount: upTo(20) }),
    () => {
      const id = newId('hold')
      pool.holds.push({ id, userId })
      return takeHold({
        id,
        terms: termsOf(userId),
        kind: 'gpu',
        reference: id,
        amount,
        expiresAt: nowMs,
        holderId: null,
        once: null,
      })
    },
    () => {
      const id = newId('hold')
      pool.holds.push({ id, userId })
      return takeHold({
        id,
        terms: termsOf(userId),
        kind: 'inference',
        reference: id,
        amount,
        expiresAt: nowMs + 1,
        holderId: 'holder_1',
        once: upTo(2) === 0 ? { key: `${userId} op ${upTo(5)}`, fingerprint: oneOf(['a', 'b']) } : null,
      })
    },
    () => lapseHold(hold),
    () =>
      finishCall(
        callOf(hold, termsOf(holder), []),
        [],
        outcome(holder, upTo(4) * amount, { attempts: attempts(upTo) }),
      ),
    () => noteCall(callOf(hold, termsOf(holder), []), outcome(holder, amount)),
    () => forgetNote(hold),
    () => renewHolder('holder_1', amount),
    () => extendHold(hold, amount),
    () => captureHold(hold, amount, charge),
    () => settleHold(hold, amount, charge),
    () => releaseHold(hold),
    () => expireHold(hold),
    () => {
      const target = oneOf([accountOf(userId), windowId])
      const made = slice ?? { id: newId('evt'), target }
      const fresh = upTo(4) === 0 ? { id: newId('evt'), target } : made
      pool.slices.push(fresh)
      const window = fresh.target === windowId ? termsOf('usr_b').userWindow : null
      return fetchSlice({
        holderId: 'holder_1',
        sliceId: fresh.id,
        target: fresh.target,
        window,
        want: amount,
        atLeast: upTo(500),
      })
    },
    () => (slice ? returnToTarget(slice, amount) : releaseHold(hold)),
    () => (slice ? closeSlice(slice) : releaseHold(hold)),
    () => {
      const drawn = slice && slice.target === accountOf(userId) ? [slice] : []
      const call = { ...callOf(newId('hold'), termsOf(userId), drawn), holdId: null }
      const draws = drawn.map(({ id }) => ({ sliceId: id, covered: upTo(3) === 0 ? null : upTo(amount + 1) }))
      return finishCall(call, draws, outcome(userId, amount, { attempts: attempts(upTo) }))
    },
  ]
  return oneOf(deeds)()
}

const callOf = (id: string, { userId, billing, userWindow }: Terms, slices: Pool['slices']): RunningCall => ({
  id,
  userId,
  keyId: null,
  billing,
  holderId: 'holder_1',
  holdId: id,
  slices,
  windows: userWindow ? [userWindow.id] : [],
})

/** Of which the last is delivered, where one is. */
const attempts = (upTo: (n: number) => number) =>
  Array.from({ length: upTo(3) }, (_, n) => ({ n, provider: 'sim', cost: upTo(500), delivered: n === 1 }))

/** What the ledger should be, from the transfers alone. */
export class Sums {
  readonly debits = new Map<string, bigint>()
  readonly credits = new Map<string, bigint>()
  readonly keys = new Set<string>()
  readonly excused = new Map<string, bigint>()
  /** Holds that have ended, as they ended. */
  readonly ended = new Map<string, string>()

  /** The changes of one operation; `overshootOf` are the holds before it. */
  take(book: Book, overshootOf: ReadonlyMap<string, number>): void {
    for (const { debit_account, credit_account, amount, posting_key, type, user_id } of book.changed.transfers) {
      if (this.keys.has(posting_key)) throw new Error(`${posting_key} was posted twice`)
      this.keys.add(posting_key)
      add(this.debits, debit_account, amount)
      add(this.credits, credit_account, amount)
      if (type === 'refund' && user_id) add(this.excused, accountOf(user_id), amount)
    }
    for (const { user_id, overshoot } of book.changed.records) add(this.excused, accountOf(user_id), overshoot)
    for (const id of book.changed.holds) {
      const hold = book.holds.get(id)
      if (!hold) continue
      add(this.excused, accountOf(hold.user_id), hold.overshoot - (overshootOf.get(id) ?? 0))
      this.end(hold)
    }
  }

  /** One end a hold: what has ended stays as it is, but for the key that it gives back. */
  private end({ once_key: _, ...hold }: LedgerHoldsTable): void {
    const [text, known] = [JSON.stringify(hold), this.ended.get(hold.id)]
    if (known !== undefined && known !== text) throw new Error(`${hold.id} ended twice`)
    if (hold.status !== 'open') this.ended.set(hold.id, text)
  }
}

const add = (sums: Map<string, bigint>, key: string, by: number) =>
  void sums.set(key, (sums.get(key) ?? 0n) + BigInt(by))

export function problemsOf(book: Book, sums: Sums): string[] {
  const pending = new Map<string, bigint>()
  for (const hold of book.holds.values()) {
    if (hold.status !== 'open' && hold.held !== 0) return [`${hold.id} ended and holds ${hold.held}`]
    if (hold.billing === 'prepaid') add(pending, accountOf(hold.user_id), hold.held)
    if (hold.user_window) add(pending, hold.user_window, hold.held)
  }
  for (const { target, amount } of book.slices.values()) add(pending, target, amount)
  const onceKeys = [...book.holds.values()].flatMap(({ once_key }) => once_key ?? [])
  const problems: string[] = new Set(onceKeys).size < onceKeys.length ? ['a key has two holds'] : []
  let drift = 0n
  for (const { id, credits_posted, debits_posted, debits_pending } of book.accounts.values()) {
    const [credits, debits] = [sums.credits.get(id) ?? 0n, sums.debits.get(id) ?? 0n]
    if (BigInt(credits_posted) !== credits || BigInt(debits_posted) !== debits) problems.push(`${id}: totals`)
    if (BigInt(debits_pending) !== (pending.get(id) ?? 0n)) problems.push(`${id}: pending`)
    drift += BigInt(credits_posted - debits_posted)
    const available = BigInt(credits_posted - debits_posted - debits_pending)
    if (id.startsWith('user:') && available < -(sums.excused.get(id) ?? 0n)) problems.push(`${id}: overspent`)
  }
  if (drift !== 0n) problems.push('debits are not credits')
  for (const { id, held, spent } of book.windows.values()) {
    if (BigInt(held) !== (pending.get(id) ?? 0n)) problems.push(`${id}: held`)
    if (spent < 0) problems.push(`${id}: spent`)
  }
  return problems
}
