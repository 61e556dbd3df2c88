/** Ends of calls on a page in memory: what is recorded of each, and what their charges come to. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcome } from '../../test/ledger.ts'
import { accountOf, type Book, emptyBook, unmeteredAccount } from './book.ts'
import { finishCall, type RunningCall } from './call-deeds.ts'

const account = (id: string) => ({
  ...{ id, user_id: id.startsWith('user:') ? id.slice(5) : null, credits_posted: 0, debits_posted: 0 },
  ...{ debits_pending: 0, frozen: 0, told: null },
})

function aPage(users: readonly string[]): Book {
  let ids = 0
  const book = emptyBook(1_000, (prefix) => `${prefix}_${ids++}`)
  const fixed = ['revenue:inference', unmeteredAccount, 'operator_loss', 'provider_cost:sim', 'provider_payable:sim']
  for (const id of [...users.map(accountOf), ...fixed]) book.accounts.set(id, account(id) as never)
  return book
}

const callOf = (id: string, userId: string): RunningCall => ({
  ...{ id, userId, keyId: null, billing: 'prepaid', holderId: 'holder_1', holdId: null, slices: [], windows: [] },
})

function ended(book: Book, id: string, userId: string, amount: number, requestId = `req_${id}`) {
  const made = outcome(userId, amount, { attempts: [{ n: 1, provider: 'sim', cost: amount, delivered: true }] })
  return finishCall(callOf(id, userId), [], { ...made, record: { ...made.record, requestId } }).decide(book)
}

const transfersOf = (book: Book, type: string) => book.changed.transfers.filter((row) => row.type === type)

test('calls of one account on one page are one transfer under the key of the first, and each has its record', () => {
  const book = aPage(['a', 'b'])
  ended(book, 'call_1', 'a', 5)
  ended(book, 'call_2', 'b', 7)
  ended(book, 'call_3', 'a', 11)
  const charges = transfersOf(book, 'inference').map((row) => [row.posting_key, row.user_id, row.amount, row.reference])
  expect(charges).toEqual([
    ['use:call_1', 'a', 16, null],
    ['use:call_2', 'b', 7, 'req_call_2'],
  ])
  expect(transfersOf(book, 'cost').map(({ posting_key, amount }) => [posting_key, amount])).toEqual([
    ['cost:call_1:1', 23],
  ])
  expect(book.changed.records.map(({ id, amount }) => [id, amount])).toEqual([
    ['call_1', 5],
    ['call_2', 7],
    ['call_3', 11],
  ])
})

test('a call that has ended is not charged again, and one that cost nothing books nothing', () => {
  const book = aPage(['a'])
  expect(ended(book, 'call_1', 'a', 5)).toBe('charged')
  expect(ended(book, 'call_1', 'a', 5)).toBe('known')
  expect(ended(book, 'call_2', 'a', 0)).toBe('charged')
  expect(transfersOf(book, 'inference').map(({ amount }) => amount)).toEqual([5])
  expect(book.changed.records).toHaveLength(2)
})

test('whatever the calls cost: totals of the accounts are the sums of the transfers and of the records', () => {
  const some = fc.array(fc.record({ userId: fc.constantFrom('a', 'b', 'c'), amount: fc.nat(1_000_000) }))
  const law = fc.property(some, (calls) => {
    const book = aPage(['a', 'b', 'c'])
    for (const [i, { userId, amount }] of calls.entries()) ended(book, `call_${i}`, userId, amount)
    for (const userId of ['a', 'b', 'c']) {
      const own = transfersOf(book, 'inference').filter((row) => row.user_id === userId)
      const records = book.changed.records.filter((row) => row.user_id === userId)
      const sum = (rows: readonly { amount: number }[]) => rows.reduce((all, { amount }) => all + amount, 0)
      expect(book.accounts.get(accountOf(userId))?.debits_posted).toBe(sum(own))
      expect(sum(own)).toBe(sum(records))
      expect(own.length).toBeLessThanOrEqual(1)
    }
  })
  fc.assert(law)
})
