/** Random deeds on a page in memory, checked after each against sums that are kept beside it in BigInt. */
import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { outcome } from '../../test/ledger.ts'
import { testRandom } from '../../test/runtime.ts'
import { ulid } from '../store/ids.ts'
import { accountOf, type Book, emptyBook } from './book.ts'
import { windowOf } from './budget-window.ts'
import { finishCall } from './call-deeds.ts'
import type { Deed, Terms } from './deed.ts'
import { captureHold, expireHold, extendHold, releaseHold, settleHold, takeHold } from './hold-deeds.ts'
import type { Posting } from './ledger.ts'
import { postDeed } from './post-deed.ts'
import { closeSlice, fetchSlice, returnToTarget } from './slice-deeds.ts'

/** LEDGER_OPERATIONS=1000000 runs what is promised; LEDGER_SEED repeats a failure. */
const operations = Number(process.env.LEDGER_OPERATIONS ?? 50_000)
const seed = Number(process.env.LEDGER_SEED ?? Date.now() % 1_000_000)

const users = ['usr_a', 'usr_b', 'usr_c', 'usr_free']
const nowMs = Date.UTC(2026, 10, 20, 10, 30)

function world(seed: number) {
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
    book.accounts.set(id, { id, user_id: null, credits_posted: 0, debits_posted: 0, debits_pending: 0, frozen: 0 })
  }
  const windowTerms = windowOf('usr_b', { amount: 3_000, period: 'day' }, nowMs)
  book.windows.set(windowTerms.id, { ...windowTerms, spent: 0, held: 0 })
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

type World = ReturnType<typeof world>

/** Ids in use; some have ended, so that deeds meet those too. */
interface Pool {
  holds: string[]
  slices: { id: string; target: string }[]
  postings: string[]
}

function randomDeed({ termsOf, upTo, oneOf, newId, windowId }: World, pool: Pool): Deed<unknown> {
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
  const hold = pool.holds.length > 0 ? oneOf(pool.holds) : 'none'
  const slice = pool.slices.length > 0 ? oneOf(pool.slices) : undefined
  pool.postings.push(key)
  const deeds: (() => Deed<unknown>)[] = [
    () => postDeed(post('grants', accountOf(userId), 'grant')),
    () => postDeed({ ...post(accountOf(userId), 'payments:sim', 'refund'), amount: upTo(20) }),
    () => {
      const id = newId('hold')
      pool.holds.push(id)
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
      const terms = termsOf(userId)
      const drawn = slice && slice.target === accountOf(userId) ? [slice] : []
      const call = {
        id: newId('hold'),
        userId,
        keyId: null,
        billing: terms.billing,
        holderId: 'holder_1',
        holdId: null,
        slices: drawn,
        windows: terms.userWindow ? [terms.userWindow.id] : [],
      }
      return finishCall(
        call,
        drawn.map(({ id }) => ({ sliceId: id, covered: upTo(amount + 1) })),
        outcome(userId, amount),
      )
    },
  ]
  return oneOf(deeds)()
}

/** What the ledger should be, from the transfers alone. */
class Sums {
  readonly debits = new Map<string, bigint>()
  readonly credits = new Map<string, bigint>()
  readonly keys = new Set<string>()
  readonly excused = new Map<string, bigint>()

  take(book: Book, before: Map<string, number>): void {
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
      if (hold) add(this.excused, accountOf(hold.user_id), hold.overshoot - (before.get(id) ?? 0))
    }
  }
}

const add = (sums: Map<string, bigint>, key: string, by: number) =>
  void sums.set(key, (sums.get(key) ?? 0n) + BigInt(by))

function problemsOf({ book }: World, sums: Sums): string[] {
  const pending = new Map<string, bigint>()
  for (const hold of book.holds.values()) {
    if (hold.status !== 'open' && hold.held !== 0) return [`${hold.id} ended and holds ${hold.held}`]
    if (hold.billing === 'prepaid') add(pending, accountOf(hold.user_id), hold.held)
    if (hold.user_window) add(pending, hold.user_window, hold.held)
  }
  for (const { target, amount } of book.slices.values()) add(pending, target, amount)
  const problems: string[] = []
  for (const { id, credits_posted, debits_posted, debits_pending } of book.accounts.values()) {
    const [credits, debits] = [sums.credits.get(id) ?? 0n, sums.debits.get(id) ?? 0n]
    if (BigInt(credits_posted) !== credits || BigInt(debits_posted) !== debits) problems.push(`${id}: totals`)
    if (BigInt(debits_pending) !== (pending.get(id) ?? 0n)) problems.push(`${id}: pending`)
    const available = BigInt(credits_posted - debits_posted - debits_pending)
    if (id.startsWith('user:') && available < -(sums.excused.get(id) ?? 0n)) problems.push(`${id}: overspent`)
  }
  for (const { id, held } of book.windows.values()) {
    if (BigInt(held) !== (pending.get(id) ?? 0n)) problems.push(`${id}: held`)
  }
  return problems
}

function perform(world: World, deed: Deed<unknown>, sums: Sums): string[] {
  const { book } = world
  for (const kind of ['accounts', 'windows', 'holds', 'slices', 'holders', 'notes'] as const) book.changed[kind].clear()
  book.changed.transfers.length = 0
  book.changed.records.length = 0
  const before = new Map([...book.holds.values()].map(({ id, overshoot }) => [id, overshoot]))
  try {
    deed.decide(book)
  } catch (error) {
    const changes = Object.values(book.changed).reduce(
      (sum, changed) => sum + ('size' in changed ? changed.size : changed.length),
      0,
    )
    if (error instanceof ApiError && changes > 0) return ['a refusal changed something']
    if (!(error instanceof ApiError) && !/There is no hold/.test(String(error))) throw error
  }
  sums.take(book, before)
  return problemsOf(world, sums)
}

/** Ended rows are forgotten now and then, so that a million operations fit. */
function prune({ book }: World, pool: Pool): void {
  for (const { id, status } of [...book.holds.values()]) if (status !== 'open') book.holds.delete(id)
  pool.holds = [...book.holds.keys()]
  pool.slices = [...book.slices.values()].map(({ id, target }) => ({ id, target }))
  pool.postings = pool.postings.slice(-50)
}

test(`0 drift in ${operations} random operations in memory (LEDGER_SEED=${seed})`, () => {
  const made = world(seed)
  const sums = new Sums()
  const pool: Pool = { holds: [], slices: [], postings: [] }
  for (let i = 0; i < operations; i++) {
    const problems = perform(made, randomDeed(made, pool), sums)
    if (problems.length > 0) expect.fail(`operation ${i}, LEDGER_SEED=${seed}: ${problems.join(', ')}`)
    if (i % 100 === 99) prune(made, pool)
  }
  expect(sums.keys.size).toBeGreaterThan(operations / 10)
}, 600_000)
