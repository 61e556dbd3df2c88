/** What an account is told of its money, in the transaction that moved it. */
import { expect, test, vi } from 'vitest'
import { aLedger, aUser, grant, outcome, realRuntime, usd } from '../../test/ledger.ts'
import { eachStore } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import type { LedgerRoom } from './create-ledger.ts'

const toldOf = async ({ db }: Store, userId: string) => {
  const rows = await db
    .selectFrom('events')
    .select(['name', 'data'])
    .where('user_id', '=', userId)
    .orderBy('ordinal')
    .execute()
  return rows.map(({ name, data }) => ({ name, ...(JSON.parse(data) as Record<string, unknown>) }))
}

async function call(ledger: LedgerRoom, userId: string, reserved: number, amount = reserved): Promise<void> {
  const hold = await ledger.calls.admit({
    userId,
    keyId: null,
    billing: 'prepaid',
    requestId: 'req_t',
    amount: reserved,
  })
  hold.settle(outcome(userId, amount))
}

eachStore((_, open) => {
  test('credit that came in, with the balance it made', async () => {
    const store = await open()
    const [userId, free] = [await aUser(store, { credits: usd(5) }), await aUser(store, { billing: 'unmetered' })]
    await grant(store, userId, usd(2.5))
    await grant(store, free, usd(1))
    expect(await toldOf(store, userId)).toMatchObject([
      { name: 'billing.credit_added', amount: 5, source: 'grant', currency: 'USD', credits_remaining: 5 },
      {
        name: 'billing.credit_added',
        amount: 2.5,
        credits_remaining: 7.5,
        transaction_id: expect.stringMatching(/^txn_/),
      },
    ])
    expect(await toldOf(store, free)).toMatchObject([{ name: 'billing.credit_added', credits_remaining: null }])
    await store.close()
  })

  test('nothing of credit whose transaction did not come to be', async () => {
    const store = await open()
    const userId = await aUser(store)
    const ledger = aLedger(store)
    const posting = {
      debit: 'grants',
      credit: `user:${userId}`,
      amount: 7,
      key: 'grant:x',
      type: 'grant',
      reference: null,
      userId,
    }
    const broken = store.write(async (tx) => {
      await ledger.post(tx, posting)
      throw new Error('after it')
    })
    await expect(broken).rejects.toThrow('after it')
    expect(await toldOf(store, userId)).toEqual([])
    await store.close()
  })

  test('a balance that calls have used up, once until credit is added', async () => {
    const store = await open()
    const userId = await aUser(store, { credits: usd(1) })
    const ledger = aLedger(store)
    await call(ledger, userId, usd(0.6))
    await call(ledger, userId, usd(0.3))
    for (let n = 0; n < 3; n++)
      await expect(call(ledger, userId, usd(0.5))).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS' })
    const exhausted = async () => (await toldOf(store, userId)).filter(({ name }) => name === 'billing.exhausted')
    await vi.waitFor(async () => expect(await exhausted()).toHaveLength(1))
    expect(await exhausted()).toEqual([
      { name: 'billing.exhausted', user_id: userId, credits_remaining: 0.1, contract_ids: [] },
    ])
    await grant(store, userId, usd(1))
    await call(ledger, userId, usd(1))
    await expect(call(ledger, userId, usd(0.5))).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS' })
    await vi.waitFor(async () => expect(await exhausted()).toHaveLength(2))
    await ledger.close()
    await store.close()
  })

  test('a budget at 80 % and at its end, once a window', async () => {
    const store = await open()
    const userId = await aUser(store, { credits: usd(100), budget: { amount: usd(1), period: 'day' } })
    let now = Date.UTC(2026, 10, 20, 10, 30)
    const ledger = aLedger(store, { clock: { ...realRuntime().clock, now: () => now } })
    for (let n = 0; n < 10; n++) await call(ledger, userId, usd(0.09))
    await vi.waitFor(async () => expect((await toldOf(store, userId)).length).toBe(2))
    for (let n = 0; n < 3; n++)
      await expect(call(ledger, userId, usd(0.2))).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' })
    const budgets = async () => (await toldOf(store, userId)).filter(({ name }) => name.startsWith('budget.'))
    await vi.waitFor(async () => expect(await budgets()).toHaveLength(2))
    expect(await budgets()).toMatchObject([
      {
        name: 'budget.threshold_reached',
        key_id: null,
        period: 'day',
        amount: 1,
        resets_at: '2026-11-21T00:00:00.000Z',
      },
      { name: 'budget.exceeded', spent: 0.9, percent: 90 },
    ])
    now += 86_400_000
    await ledger.close()
    const next = aLedger(store, { clock: { ...realRuntime().clock, now: () => now } })
    await call(next, userId, usd(0.9))
    await vi.waitFor(async () => expect(await budgets()).toHaveLength(3))
    await next.close()
    await store.close()
  })

  test('the budget of a key names the key and its owner', async () => {
    const store = await open()
    const userId = await aUser(store, { credits: usd(100) })
    const row = {
      id: 'key_a',
      user_id: userId,
      name: 'k',
      digest: 'd',
      pepper_id: 'v1',
      key_hint: 'h',
      scopes: '[]',
      created_at: 0,
    }
    const budget = JSON.stringify({ amount: usd(1), period: 'total' })
    await store.write((tx) =>
      tx
        .insertInto('api_keys')
        .values({ ...row, status: 'active', limits: '{}', budget } as never)
        .execute(),
    )
    const ledger = aLedger(store)
    const hold = await ledger.calls.admit({
      userId,
      keyId: 'key_a',
      billing: 'prepaid',
      requestId: 'r',
      amount: usd(1),
    })
    hold.settle(outcome(userId, usd(1)))
    await ledger.close()
    const told = (await toldOf(store, userId)).filter(({ name }) => name.startsWith('budget.'))
    expect(told).toEqual([
      {
        name: 'budget.exceeded',
        user_id: userId,
        key_id: 'key_a',
        period: 'total',
        amount: 1,
        spent: 1,
        held: 0,
        percent: 100,
        resets_at: null,
      },
    ])
    await store.close()
  })
})
