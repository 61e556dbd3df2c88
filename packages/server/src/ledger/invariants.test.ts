import { sql } from 'kysely'
import { expect, test } from 'vitest'
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
})
