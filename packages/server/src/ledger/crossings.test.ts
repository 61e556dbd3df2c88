import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountOf, addSpent, type Book, emptyBook, transfer } from './book.ts'
import { windowOf } from './budget-window.ts'
import { balanceLevels, crossingsOf } from './crossings.ts'

const nowMs = Date.UTC(2026, 10, 20, 10, 30)
const account = accountOf('usr_a')
const terms = windowOf('key_a', { amount: 1_000_000, period: 'day' }, nowMs)

interface Rows {
  credits?: number
  debits?: number
  told?: number
  spent?: number
  windowTold?: number
}

/** A page as it was read: an account with credit, and the window of a budget of 1 USD. */
function page({ credits = 50_000_000, debits = 0, told = 0, spent = 0, windowTold = 0 }: Rows = {}): Book {
  let n = 0
  const book = emptyBook(nowMs, (prefix) => `${prefix}_${n++}`)
  for (const id of ['grants', 'payments:sim', 'revenue:inference', account]) {
    const own = id === account
    const row = {
      id,
      user_id: own ? 'usr_a' : null,
      credits_posted: own ? credits : 0,
      debits_posted: own ? debits : 0,
      debits_pending: 0,
      frozen: 0,
      told: own ? told : 0,
    }
    book.accounts.set(id, row)
    book.asRead.set(id, { ...row })
  }
  const window = { ...terms, spent, held: 0, told: windowTold }
  book.windows.set(window.id, window)
  book.asRead.set(window.id, { ...window })
  return book
}

let keys = 0
const post = (book: Book, debit: string, credit: string, amount: number, type: string) =>
  transfer(book, { debit, credit, amount, key: `k${keys++}`, type, reference: null, userId: 'usr_a' })
const use = (book: Book, amount: number) => post(book, account, 'revenue:inference', amount, 'inference')
const kindsOf = (book: Book) => crossingsOf(book).map((found) => (found.kind === 'budget' ? found.event : found.kind))

describe('credit', () => {
  test.each(['grant', 'payment', 'subscription'])('of type %s is told', (type) => {
    const book = page()
    post(book, 'grants', account, 7, type)
    expect(crossingsOf(book)).toMatchObject([{ kind: 'credit', transfer: { amount: 7, type } }])
  })

  test('that goes elsewhere, or back, is not', () => {
    const book = page()
    use(book, 5)
    post(book, account, 'payments:sim', 5, 'refund')
    post(book, 'grants', 'payments:sim', 5, 'grant')
    expect(kindsOf(book)).toEqual([])
  })
})

describe('a balance', () => {
  test('that is used up is told once, until credit is added', () => {
    const book = page({ debits: 49_999_999 })
    use(book, 1)
    expect(kindsOf(book)).toEqual(['exhausted'])
    expect(book.accounts.get(account)?.told).toBe(balanceLevels.exhausted)
    use(book, 1)
    expect(kindsOf(book)).toEqual([])
    const later = page({ debits: 50_000_001, told: balanceLevels.exhausted })
    post(later, 'grants', account, 2, 'grant')
    expect(kindsOf(later)).toEqual(['credit'])
    expect(later.accounts.get(account)?.told).toBe(balanceLevels.fine)
  })

  test('that was low is told when it is used up', () => {
    const book = page({ debits: 49_999_999, told: balanceLevels.low })
    use(book, 1)
    expect(kindsOf(book)).toEqual(['exhausted'])
  })

  test('that credit does not lift above 0 is told again', () => {
    const book = page({ debits: 60_000_000, told: balanceLevels.exhausted })
    post(book, 'grants', account, 5, 'grant')
    expect(kindsOf(book)).toEqual(['credit', 'exhausted'])
  })

  test.each([
    [49_000_001, ['exhausted']],
    [49_000_000, []],
  ])('with %i micro-USD spent of 50 USD, when a call was refused: %j', (debits, told) => {
    const book = page({ debits })
    book.changed.refused.add(account)
    book.changed.accounts.add(account)
    expect(kindsOf(book)).toEqual(told)
  })

  test('that never had credit is not used up, and the operator’s accounts have none', () => {
    const book = page({ credits: 0 })
    book.changed.refused.add(account)
    book.changed.accounts.add(account).add('revenue:inference')
    expect(kindsOf(book)).toEqual([])
  })
})

describe('a budget', () => {
  const spend = (rows: Rows, by: number, isRefused = false) => {
    const book = page(rows)
    addSpent(book, terms.id, by)
    if (isRefused) book.changed.refused.add(terms.id)
    const told = kindsOf(book)
    return { told, level: book.windows.get(terms.id)?.told }
  }

  test.each([
    [0, 799_999, 0, [], 0],
    [0, 800_000, 0, ['budget.threshold_reached'], 80],
    [800_000, 1, 80, [], 80],
    [800_000, 200_000, 80, ['budget.exceeded'], 100],
    [0, 1_000_000, 0, ['budget.exceeded'], 100],
    [1_000_000, 1, 100, [], 100],
  ])('at %i, then %i more, told %i: %j', (spent, by, windowTold, told, level) => {
    expect(spend({ spent, windowTold }, by)).toEqual({ told, level })
  })

  test('is told as exceeded where a call is refused near its end, once', () => {
    expect(spend({ spent: 900_000, windowTold: 80 }, 1, true)).toEqual({ told: ['budget.exceeded'], level: 100 })
    expect(spend({ spent: 900_001, windowTold: 100 }, 1)).toEqual({ told: [], level: 100 })
    expect(spend({ spent: 100_000 }, 1, true)).toEqual({ told: [], level: 0 })
  })

  test('that was raised is told again', () => {
    const book = page({ spent: 1_000_000, windowTold: 100 })
    const window = book.windows.get(terms.id)
    if (window) window.cap = 2_000_000
    book.changed.windows.add(terms.id)
    expect(kindsOf(book)).toEqual([])
    expect(window?.told).toBe(0)
    addSpent(book, terms.id, 600_000)
    expect(kindsOf(book)).toEqual(['budget.threshold_reached'])
  })

  test('that was lowered below what is spent is told', () => {
    const book = page({ spent: 500_000 })
    const window = book.windows.get(terms.id)
    if (window) window.cap = 400_000
    book.changed.windows.add(terms.id)
    expect(kindsOf(book)).toEqual(['budget.exceeded'])
  })

  test('is told each level at most once, however it is spent', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ by: fc.nat(400_000), isRefused: fc.boolean() }), { maxLength: 30 }), (steps) => {
        const told: string[] = []
        let [spent, windowTold] = [0, 0]
        for (const { by, isRefused } of steps) {
          const after = spend({ spent, windowTold }, by, isRefused)
          told.push(...after.told)
          spent += by
          windowTold = after.level ?? 0
        }
        expect(new Set(told).size).toBe(told.length)
        expect(told.length === 0).toBe(spent < 800_000)
        if (spent >= 1_000_000) expect(told).toContain('budget.exceeded')
      }),
    )
  })
})
