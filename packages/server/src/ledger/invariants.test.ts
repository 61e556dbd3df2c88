import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { tamper } from '../../test/chains.ts'
import { aLedger, aUser, usd } from '../../test/ledger.ts'
import { eachStore } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import { checkLedger } from './invariants.ts'

const overspent = 'prepaid balance >= 0 but for overshoot and refunds'
const refund = (store: Store, userId: string, amount: number) =>
  store.write((tx) =>
    aLedger(store).post(tx, {
      debit: `user:${userId}`,
      credit: 'payments:stripe',
      amount,
      key: `ref:${userId}`,
      type: 'refund',
      reference: null,
      userId,
    }),
  )

eachStore((_, open) => {
  test('a balance below zero is found, and excused as far as it was refunded', async () => {
    const store = await open()
    const [refunded, poor] = [await aUser(store, { credits: usd(1) }), await aUser(store, { credits: usd(1) })]
    await refund(store, refunded, usd(3))
    expect(await checkLedger(store.db)).toEqual([])
    for (const id of [refunded, poor])
      await sql`UPDATE ledger_accounts SET debits_pending = ${usd(1) + 1} WHERE id = ${`user:${id}`}`.execute(store.db)
    const found = (await checkLedger(store.db)).filter(({ invariant }) => invariant === overspent)
    expect(found.toSorted((a, b) => a.found - b.found)).toEqual([
      { invariant: overspent, subject: `user:${refunded}`, expected: -usd(3), found: -usd(3) - 1 },
      { invariant: overspent, subject: `user:${poor}`, expected: 0, found: -1 },
    ])
    await store.close()
  })

  test('time of a GPU that nobody is charged for, or somebody twice, is found', async () => {
    const store = await open()
    const userId = await aUser(store)
    const row = (seq: number, from_at: number, to_at: number | null) =>
      tamper(
        store,
        `INSERT INTO gpu_segments (id, attempt_id, seq, contract_id, user_id, offer_id, provider, gpu_model, kind, payer,
           cost_rate, charge_rate, from_at, from_source, from_uncertainty_ms, to_at, posted_until, tick, cost_posted,
           charge_posted, cost_rest, charge_rest)
         VALUES ('a:${seq}', 'a', ${seq}, 'inst_1', '${userId}', 'offer-1', 'somewhere', 'H100', 'gpu', 'tenant', 1, 1,
           ${from_at}, 'observed', 0, ${to_at}, ${from_at}, 0, 0, 0, 0, 0)`,
      )
    await row(0, 10, 20)
    await row(1, 20, 30)
    expect(await checkLedger(store.db)).toEqual([])
    await row(2, 31, 40)
    await row(3, 39, null)
    await row(5, 50, 45)
    const found = (await checkLedger(store.db)).map(({ subject, expected, found }) => [subject, expected, found])
    expect(found.sort()).toEqual([
      ['a:2', 30, 31],
      ['a:3', 40, 39],
      ['a:5', 0, 50],
      ['a:5', 45, 50],
    ])
    await store.close()
  })
})
