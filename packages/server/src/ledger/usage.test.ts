/** What an account is told of its usage is what the ledger charged it, to the micro-USD, however it is grouped. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aRental } from '../../test/gpu/metered.ts'
import { aLedger, aUser, outcome, realRuntime, usd } from '../../test/ledger.ts'
import { eachStore } from '../../test/stores.ts'
import type { Clock } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { createLedger, type LedgerRoom } from './create-ledger.ts'
import { usageOf } from './usage.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const start = Date.UTC(2026, 10, 18)

interface Call {
  model: string
  provider: string
  keyId: string | null
  operation: string
  amount: number
  at: number
}

async function call(ledger: LedgerRoom, userId: string, { model, provider, keyId, operation, amount, at }: Call) {
  const hold = await ledger.calls.admit({ userId, keyId, billing: 'prepaid', requestId: 'req_t', amount })
  const made = outcome(userId, amount)
  hold.settle({ ...made, record: { ...made.record, model, provider, keyId, operation, at } })
}

const charged = async (store: Store, userId: string): Promise<number> => {
  const rows = await store.db
    .selectFrom('ledger_transfers')
    .select(['amount', 'credit_account'])
    .where('user_id', '=', userId)
    .execute()
  return rows.filter((row) => row.credit_account.startsWith('revenue:')).reduce((sum, { amount }) => sum + amount, 0)
}

/** Micro-USD, since sums of binary fractions are not exact. */
const micros = (cost: number): number => Math.round(cost * 1e6)

eachStore((name, open) => {
  test('rows are summed by what was asked for; what a GPU has none of is null', async () => {
    const store = await open()
    const userId = await aUser(store, { credits: usd(1_000) })
    let now = start
    const clock: Clock = { ...realRuntime().clock, now: () => now }
    const ledger = createLedger({ store, runtime: realRuntime({ clock }) })
    const chat = { provider: 'openai', model: 'gpt-4o', operation: 'createChatCompletion' }
    await call(ledger, userId, { ...chat, keyId: 'key_a', amount: 30, at: now })
    await call(ledger, userId, { ...chat, keyId: 'key_b', amount: 12, at: now + dayMs })
    await call(ledger, userId, {
      ...chat,
      model: 'text',
      operation: 'createEmbedding',
      keyId: 'key_a',
      amount: 5,
      at: now,
    })
    const rental = await aRental(store, ledger, { userId, keyId: 'key_a' })
    await rental.as({ kind: 'disk_only', costRate: 1_000 }, start + 22 * hourMs)
    await rental.as({ kind: 'gpu', costRate: 1_000_000 }, start + 23 * hourMs)
    now = start + dayMs - 1
    await rental.ready(start + 23 * hourMs)
    await rental.post(start + 23.5 * hourMs)
    now = start + dayMs + hourMs
    await rental.end(start + 24.25 * hourMs)
    await ledger.close()

    const ask = (group_by: 'day' | 'model' | 'provider' | 'key' | 'operation') =>
      usageOf(
        store,
        userId,
        { from: new Date(start).toISOString(), to: new Date(start + 2 * dayMs).toISOString(), group_by },
        now,
      )
    const rowsOf = async (group_by: Parameters<typeof ask>[0]) =>
      (await ask(group_by)).rows.map(({ group, requests, gpu_hours, cost }) => [
        group,
        requests,
        gpu_hours,
        micros(cost),
      ])
    expect(await rowsOf('day')).toEqual([
      ['2026-11-18', 2, 1, 501_035],
      ['2026-11-19', 1, 0.25, 750_012],
    ])
    expect(await rowsOf('model')).toEqual([
      [null, 0, 1.25, 1_251_000],
      ['openai:gpt-4o', 2, 0, 42],
      ['openai:text', 1, 0, 5],
    ])
    expect(await rowsOf('provider')).toEqual([
      ['vast.ai', 0, 1.25, 1_251_000],
      ['openai', 3, 0, 47],
    ])
    expect(await rowsOf('key')).toEqual([
      ['key_a', 2, 1.25, 1_251_035],
      ['key_b', 1, 0, 12],
    ])
    expect(await rowsOf('operation')).toEqual([
      ['createGpuInstance', 0, 1.25, 1_251_000],
      ['createChatCompletion', 2, 0, 42],
      ['createEmbedding', 1, 0, 5],
    ])
    expect((await ask('day')).total).toEqual({
      requests: 3,
      input_tokens: 30,
      output_tokens: 60,
      gpu_hours: 1.25,
      cost: 1.251047,
    })
    await store.close()
  })

  test('however it is grouped, the cost is what the ledger charged', { timeout: 60_000 }, async () => {
    const store = await open()
    const someCall = fc.record({
      model: fc.constantFrom('a', 'b', 'c'),
      provider: fc.constantFrom('p', 'q'),
      keyId: fc.constantFrom('key_a', 'key_b', null),
      operation: fc.constantFrom('createChatCompletion', 'createEmbedding'),
      amount: fc.nat(2_000_000),
      at: fc.integer({ min: start, max: start + 20 * dayMs }),
    })
    const someRental = fc.record({
      keyId: fc.constantFrom('key_a', null),
      rates: fc.array(fc.nat(3_000_000), { minLength: 1, maxLength: 3 }),
      minutes: fc.integer({ min: 1, max: 4_000 }),
    })
    const law = fc.asyncProperty(
      fc.array(someCall, { maxLength: 12 }),
      fc.array(someRental, { maxLength: 2 }),
      async (calls, rentals) => {
        const userId = await aUser(store, { credits: usd(100_000) })
        const own = aLedger(store, { clock: { ...realRuntime().clock, now: () => start + 30 * dayMs } })
        for (const made of calls) await call(own, userId, made)
        let ms = 0
        for (const { keyId, rates, minutes } of rentals) {
          const rental = await aRental(store, own, { userId, keyId })
          const each = minutes * 60_000
          for (const [i, costRate] of rates.entries()) {
            await rental.as({ kind: 'gpu', costRate: costRate + i }, start + i * each)
            if (i === 0) await rental.ready(start)
            await rental.post(start + i * each + Math.floor(each / 3))
          }
          await rental.end(start + rates.length * each)
          ms += rates.length * each
        }
        await own.close()
        const right = await charged(store, userId)
        const span = { from: new Date(start).toISOString(), to: new Date(start + 399 * dayMs).toISOString() }
        for (const group_by of ['day', 'model', 'provider', 'key', 'operation'] as const) {
          const used = await usageOf(store, userId, { ...span, group_by }, 0)
          expect(micros(used.total.cost)).toBe(right)
          expect(used.rows.reduce((sum, { cost }) => sum + micros(cost), 0)).toBe(micros(used.total.cost))
          expect(Math.round(used.total.gpu_hours * hourMs)).toBe(ms)
          expect(used.total.requests).toBe(calls.length)
        }
      },
    )
    await fc.assert(law, { numRuns: name === 'sqlite' ? 30 : 8 })
    await store.close()
  })

  test('an unmetered account is told what it would have paid, and one that used nothing nothing', async () => {
    const store = await open()
    const [free, idle] = [await aUser(store, { billing: 'unmetered' }), await aUser(store)]
    const ledger = aLedger(store)
    const hold = await ledger.calls.admit({
      userId: free,
      keyId: null,
      billing: 'unmetered',
      requestId: 'r',
      amount: 700,
    })
    hold.settle(outcome(free, 700))
    await ledger.close()
    expect((await usageOf(store, free, {}, Date.now() + 1)).total).toMatchObject({ requests: 1, cost: 0.0007 })
    expect(await usageOf(store, idle, {}, Date.now())).toMatchObject({ rows: [], total: { requests: 0, cost: 0 } })
    await store.close()
  })
})

test.each([
  ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'],
  ['2024-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  ['2026-01-01T00:00:00Z', undefined],
])('from %s to %s is no span', async (from, to) => {
  const asked = usageOf({} as Store, 'usr_a', { from, to }, 0)
  await expect(asked).rejects.toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }))
})
