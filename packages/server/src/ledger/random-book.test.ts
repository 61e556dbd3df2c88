/** Random deeds on a page in memory, checked after each. */
import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { type Pool, problemsOf, randomDeed, Sums, seed, type World, world } from '../../test/random-deeds.ts'
import type { Deed } from './deed.ts'

/** LEDGER_OPERATIONS=1000000 runs what is promised. */
const operations = Number(process.env.LEDGER_OPERATIONS ?? 50_000)

function perform(world: World, deed: Deed<unknown>, sums: Sums): string[] {
  const { book } = world
  for (const kind of ['accounts', 'windows', 'holds', 'slices', 'holders', 'notes'] as const) book.changed[kind].clear()
  book.changed.transfers.length = 0
  book.changed.joinable.clear()
  book.changed.records.length = 0
  const before = new Map([...book.holds.values()].map(({ id, overshoot }) => [id, overshoot]))
  try {
    deed.decide(book)
  } catch (error) {
    // Whoever asks lives, also where it is refused: that renews its lease, and nothing else.
    const { holders: _, ...money } = book.changed
    const changes = Object.values(money).reduce(
      (sum, changed) => sum + ('size' in changed ? changed.size : changed.length),
      0,
    )
    if (error instanceof ApiError && changes > 0) return ['a refusal changed something']
    if (!(error instanceof ApiError) && !/There is no hold/.test(String(error))) throw error
  }
  sums.take(book, before)
  return problemsOf(book, sums)
}

/** Ended rows are forgotten now and then, so that a million operations fit. */
function prune({ book }: World, pool: Pool): void {
  for (const { id, status } of [...book.holds.values()]) if (status !== 'open') book.holds.delete(id)
  pool.holds = [...book.holds.values()].map(({ id, user_id }) => ({ id, userId: user_id }))
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
}, 3_600_000)
