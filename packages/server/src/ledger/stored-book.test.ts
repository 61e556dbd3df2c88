/** The same random deeds in transactions of their own, on both stores: what is stored is compared with the sums after each. */
import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { expectSound } from '../../test/ledger.ts'
import { nowMs, type Pool, problemsOf, randomDeed, Sums, seed, users, world } from '../../test/random-deeds.ts'
import { testClock, testRandom } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { insertUser } from '../store/users.ts'
import { type Book, emptyBook } from './book.ts'
import type { Deed } from './deed.ts'
import { decideIn } from './group-commit.ts'
import { fetchSlice } from './slice-deeds.ts'

/** LEDGER_STORED_OPERATIONS=100000 runs what is promised. */
const operations = Number(process.env.LEDGER_STORED_OPERATIONS ?? 400)
const fullCheckEvery = 5_000

/** The open part of what is stored, which all sums hang on. */
async function storedBook({ db }: Store): Promise<Book> {
  const book = emptyBook(nowMs, () => '')
  for (const row of await db.selectFrom('ledger_accounts').selectAll().execute()) book.accounts.set(row.id, row)
  for (const row of await db.selectFrom('budget_windows').selectAll().execute()) book.windows.set(row.id, row)
  for (const row of await db.selectFrom('ledger_slices').selectAll().execute()) book.slices.set(row.id, row)
  const open = db.selectFrom('ledger_holds').selectAll().where('status', '=', 'open')
  for (const row of await open.execute()) book.holds.set(row.id, row)
  return book
}

/** Decides in a transaction; what it changed is counted once it is committed. */
async function perform(
  store: Store,
  runtime: Pick<Runtime, 'clock' | 'random'>,
  deed: Deed<unknown>,
  sums: Sums,
): Promise<void> {
  let decided: { book: Book; overshootOf: Map<string, number> } | undefined
  const watched: Deed<unknown> = {
    touches: deed.touches,
    decide(book) {
      decided = { book, overshootOf: new Map([...book.holds.values()].map(({ id, overshoot }) => [id, overshoot])) }
      return deed.decide(book)
    },
  }
  try {
    await store.write((tx) => decideIn(store, tx, runtime, watched))
  } catch (error) {
    if (error instanceof ApiError || /There is no hold/.test(String(error))) return
    throw error
  }
  if (decided) sums.take(decided.book, decided.overshootOf)
}

eachStore((_, open) => {
  test(`0 drift in ${operations} random operations that are stored (LEDGER_SEED=${seed})`, async () => {
    const store = await open()
    await store.write(async (tx) => {
      const user = { email: null, name: null, role: 'user', billing_mode: 'prepaid', created_at: 0 } as const
      for (const id of users) await insertUser(tx, { id, ...user })
    })
    const made = world(seed)
    const runtime = { clock: testClock(nowMs), random: testRandom(seed + 1) }
    const sums = new Sums()
    const first = { id: newId('evt', runtime), target: made.windowId }
    const pool: Pool = { holds: [], slices: [first], postings: [] }
    // Whoever spends in a window has met it before.
    const window = made.termsOf('usr_b').userWindow
    const terms = { holderId: 'holder_1', sliceId: first.id, target: first.target, window, want: 1, atLeast: 1 }
    await perform(store, runtime, fetchSlice(terms), sums)
    for (let i = 0; i < operations; i++) {
      await perform(store, runtime, randomDeed(made, pool), sums)
      const book = await storedBook(store)
      const problems = problemsOf(book, sums)
      if (problems.length > 0) expect.fail(`operation ${i}, LEDGER_SEED=${seed}: ${problems.join(', ')}`)
      if (i % fullCheckEvery === fullCheckEvery - 1) await expectSound(store.db)
      pool.holds = pool.holds.slice(-40)
      pool.slices = pool.slices.slice(-20)
      pool.postings = pool.postings.slice(-50)
    }
    expect(sums.keys.size).toBeGreaterThan(operations / 10)
    await expectSound(store.db)
    await store.close()
  }, 3_600_000)
})
