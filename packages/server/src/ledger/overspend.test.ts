import type { ErrorCode } from '@proxyapi/contract/errors'
import { describe, expect, test } from 'vitest'
import { aLedger, aUser, expectSound, outcome, usd } from '../../test/ledger.ts'
import { eachStore } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import type { LedgerRoom } from './create-ledger.ts'

/** OVERSPEND_ROUNDS=1000 runs what is promised; the default keeps `npm test` short. */
const manyRounds = Number(process.env.OVERSPEND_ROUNDS ?? 30)
/** Here every round waits for a recall. */
const slowRounds = Number(process.env.OVERSPEND_ROUNDS ?? 6)
const spenders = 64
const cost = usd(0.5)

const granted = (results: PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'fulfilled').length

async function spendAtOnce(ledgers: readonly LedgerRoom[], userId: string, code: ErrorCode): Promise<number> {
  const results = await Promise.allSettled(
    Array.from({ length: spenders }, async (_, i) => {
      const call = { userId, keyId: null, billing: 'prepaid' as const, requestId: `req_${i}`, amount: cost }
      return ledgers[i % ledgers.length]?.calls.admit(call)
    }),
  )
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code })
    else result.value?.settle(outcome(userId, cost))
  }
  return granted(results)
}

/** What has funds for ten calls: the balance, or a budget on a balance that is no bound. */
const bounds = {
  balance: { terms: { credits: 10 * cost }, code: 'INSUFFICIENT_CREDITS' },
  budget: {
    terms: { credits: 1_000 * cost, budget: { amount: 10 * cost, period: 'month' } },
    code: 'BUDGET_EXCEEDED',
  },
} as const

type Bound = (typeof bounds)[keyof typeof bounds]

async function exactlyTen(
  store: Store,
  { terms, code }: Bound,
  make: () => LedgerRoom[],
  rounds = manyRounds,
): Promise<void> {
  const counts: number[] = []
  const ledgers = make()
  for (let round = 0; round < rounds; round++) {
    const userId = await aUser(store, terms)
    counts.push(await spendAtOnce(ledgers, userId, code))
  }
  for (const ledger of ledgers) await ledger.close()
  expect(counts).toEqual(Array(rounds).fill(10))
  await expectSound(store.db)
  await store.close()
}

eachStore((_, open) => {
  describe.each(Object.entries(bounds))('64 spenders at once, %s for 10: exactly 10', (_, bound) => {
    test(`with a hold for each call, ${manyRounds} rounds`, async () => {
      const store = await open()
      await exactlyTen(store, bound, () => [aLedger(store)])
    }, 1_800_000)

    test(`from slices, ${manyRounds} rounds`, async () => {
      const store = await open()
      await exactlyTen(store, bound, () => [aLedger(store, {}, { calls: 1, least: 3 * cost })])
    }, 1_800_000)

    test(`on two processes, from slices, ${slowRounds} rounds`, async () => {
      const store = await open()
      const sizes = { calls: 1, least: 3 * cost }
      await exactlyTen(store, bound, () => [aLedger(store, {}, sizes), aLedger(store, {}, sizes)], slowRounds)
    }, 1_800_000)
  })
})
