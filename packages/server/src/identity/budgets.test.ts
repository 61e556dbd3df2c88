/** Budgets of keys and users: set, changed, shown and refused as calls and GPUs meet them. */
import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { accountsRoom } from '../../test/accounts-room.ts'
import { jumpingClock } from '../../test/jumping-clock.ts'
import { expectSound, outcome, realRuntime, usd } from '../../test/ledger.ts'
import { eachStore, type OpenStore } from '../../test/stores.ts'
import type { LedgerRoom } from '../ledger/create-ledger.ts'
import { operatorId } from './principal.ts'

type BudgetInput = components['schemas']['BudgetInput']

const hourMs = 3_600_000
const sizes = { calls: 1, least: usd(1) }

async function office(open: OpenStore, clock = jumpingClock()) {
  const store = await open()
  const start = () => accountsRoom(store, { ...realRuntime(), clock }, sizes)
  const [room, other] = [start(), start()]
  const secret = await room.identity.accounts.ensureDevelopmentAccount(null)
  const by = await room.asker(secret)
  const userId = by.principal.userId!
  const { accounts } = room.identity
  const keyWith = async (budget: BudgetInput | null) =>
    (await accounts.createKey(by, { name: 'k', overlap_hours: 24, budget })).key.id
  /** What a call is refused with; null: it was admitted, and cost the amount. */
  async function call(keyId: string | null, amount: number, { ledger } = room): Promise<ApiError | null> {
    const asked = { userId, keyId, billing: 'prepaid' as const, requestId: 'req_t', amount: usd(amount) }
    try {
      const hold = await ledger.calls.admit(asked)
      const used = outcome(userId, usd(amount))
      hold.settle({ ...used, record: { ...used.record, keyId, at: clock.now() } })
      return null
    } catch (error) {
      if (error instanceof ApiError) return error
      throw error
    }
  }
  const budgetOf = async (keyId: string) => {
    await settled(room)
    return (await accounts.listKeys(userId, { limit: 50 })).keys.find(({ id }) => id === keyId)?.budget
  }
  async function close() {
    await room.ledger.close()
    await other.ledger.close()
    await expectSound(store.db)
    await store.close()
  }
  return { store, room, other, by, userId, accounts, keyWith, call, budgetOf, clock, close }
}

/** Everything said so far is in the ledger: a deed that is awaited is decided after those before it. */
async function settled({ ledger }: { ledger: LedgerRoom }): Promise<void> {
  const call = { userId: operatorId, keyId: null, billing: 'unmetered' as const, requestId: 'req_t', amount: 0 }
  const hold = await ledger.calls.admit({ ...call, idempotencyKey: `settled-${marks++}` })
  hold.settle(outcome(operatorId, 0, { attempts: [] }))
}

let marks = 0

eachStore((_, open) => {
  test('the budget of a key refuses what passes it, names itself and when it resets, and shows what was spent', async () => {
    const { call, keyWith, budgetOf, clock, close } = await office(open)
    const key = await keyWith({ amount: 5, period: 'hour' })
    const resets_at = new Date((Math.floor(clock.now() / hourMs) + 1) * hourMs).toISOString()
    expect(await budgetOf(key)).toEqual({ amount: 5, period: 'hour', spent: 0, held: 0, resets_at })
    expect(await call(key, 3)).toBeNull()
    const refused = await call(key, 2.5)
    expect(refused).toMatchObject({ code: 'BUDGET_EXCEEDED', status: 402 })
    expect(refused?.message).toBe(
      `The budget of the key ${key}, 5 USD an hour, does not cover this request. It resets at ${resets_at}.`,
    )
    expect(await budgetOf(key)).toEqual({ amount: 5, period: 'hour', spent: 3, held: 0, resets_at })
    expect(await call(null, 2.5)).toBeNull()
    expect(await call(key, 2)).toBeNull()
    await close()
  })

  test('a window that is over takes its spending with it; total never ends', async () => {
    const { call, keyWith, budgetOf, clock, close } = await office(open)
    const [hourly, once] = [await keyWith({ amount: 1, period: 'hour' }), await keyWith({ amount: 1, period: 'total' })]
    for (const key of [hourly, once]) expect(await call(key, 1)).toBeNull()
    for (const key of [hourly, once]) expect(await call(key, 1)).toMatchObject({ code: 'BUDGET_EXCEEDED' })
    expect((await call(once, 1))?.message).toMatch(/1 USD in total, .* It never resets\.$/)
    clock.jump(hourMs)
    expect(await budgetOf(hourly)).toMatchObject({ spent: 0 })
    expect(await budgetOf(once)).toMatchObject({ spent: 1, resets_at: null })
    expect(await call(hourly, 1)).toBeNull()
    expect(await call(once, 0.01)).toMatchObject({ code: 'BUDGET_EXCEEDED' })
    await close()
  })

  test.each([
    ['raised', { amount: 3, period: 'day' }, [1, 1.9], null],
    ['lowered below what was spent', { amount: 0.5, period: 'day' }, [1, 0.01], 'BUDGET_EXCEEDED'],
    ['lowered into what is fetched ahead', { amount: 1.5, period: 'day' }, [1, 0.6], 'BUDGET_EXCEEDED'],
    ['of another period: what was spent in it counts', { amount: 1.5, period: 'total' }, [1, 0.6], 'BUDGET_EXCEEDED'],
    ['removed', null, [1, 5], null],
  ] as const)(
    'a budget that is %s counts at once here, and elsewhere once the change was seen',
    async (_how, budget, [first, then], code) => {
      const { call, keyWith, room, other, by, accounts, close } = await office(open)
      const key = await keyWith({ amount: 2, period: 'day' })
      expect(await call(key, first)).toBeNull()
      await other.identity.poll()
      // Ours keeps a slice of the window meanwhile: what it has goes back before the other is refused.
      expect(await call(key, 0.001, other)).toBeNull()
      await settled(room)
      await settled(other)
      await accounts.updateKey(by, key, { budget })
      await other.identity.poll()
      for (const at of [room, other]) {
        const refused = await call(key, then, at)
        expect(refused?.code ?? null).toBe(code)
        if (code === null) break
      }
      await close()
    },
  )

  test('what was spent while a budget was away counts once it is back in its window', async () => {
    const { call, keyWith, room, by, accounts, budgetOf, close } = await office(open)
    const key = await keyWith({ amount: 5, period: 'month' })
    expect(await call(key, 1)).toBeNull()
    await accounts.updateKey(by, key, { budget: null })
    expect(await call(key, 3)).toBeNull()
    await settled(room)
    await accounts.updateKey(by, key, { budget: { amount: 5, period: 'month' } })
    expect(await budgetOf(key)).toMatchObject({ spent: 4 })
    expect(await call(key, 2)).toMatchObject({ code: 'BUDGET_EXCEEDED' })
    await close()
  })

  test('the budget of a user bounds all keys together, and is shown to administrators and to the user', async () => {
    const { call, keyWith, by, userId, accounts, room, close } = await office(open)
    expect(await call(null, 1)).toBeNull()
    await settled(room)
    const patched = await accounts.updateUser(by, userId, { budget: { amount: 4, period: 'month' } })
    expect(patched.budget).toMatchObject({ amount: 4, period: 'month', spent: 1, held: 0 })
    const [one, two] = [await keyWith(null), await keyWith({ amount: 50, period: 'day' })]
    expect(await call(one, 1)).toBeNull()
    expect(await call(two, 1)).toBeNull()
    const refused = await call(two, 1.5)
    expect(refused).toMatchObject({ code: 'BUDGET_EXCEEDED' })
    expect(refused?.message).toMatch(/^The budget of the account, 4 USD a month, .* It resets at \d{4}-\d\d-01T00:00/)
    await settled(room)
    const shown = { amount: 4, spent: 3 }
    expect((await accounts.me(by.principal)).budget).toMatchObject(shown)
    expect((await accounts.users.get(userId)).budget).toMatchObject(shown)
    expect((await accounts.users.list({ limit: 5 })).users.find(({ id }) => id === userId)?.budget).toMatchObject(shown)
    await accounts.updateUser(by, userId, { budget: null })
    expect(await call(two, 1.5)).toBeNull()
    expect((await accounts.me(by.principal)).budget).toBeNull()
    await close()
  })

  test('a GPU holds against the budgets of its key and user, and what it is charged is spent', async () => {
    const { store, room, keyWith, userId, budgetOf, close } = await office(open)
    const key = await keyWith({ amount: 2, period: 'week' })
    const rent = (reference: string) =>
      store.write((tx) =>
        room.ledger.hold(tx, { userId, keyId: key, amount: usd(1.5), kind: 'gpu', reference, expiresAt: null }),
      )
    const hold = await rent('inst_1')
    await expect(rent('inst_2')).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: expect.stringContaining(key),
    })
    expect(await budgetOf(key)).toMatchObject({ spent: 0, held: 1.5 })
    const posting = { credit: 'revenue:gpu', key: 'seg:1', type: 'gpu', reference: 'inst_1' }
    await store.write((tx) => room.ledger.capture(tx, hold, usd(0.5), posting))
    expect(await budgetOf(key)).toMatchObject({ spent: 0.5, held: 1 })
    await store.write((tx) => room.ledger.release(tx, hold))
    expect(await budgetOf(key)).toMatchObject({ spent: 0.5, held: 0 })
    await close()
  })

  test('a change of a key keeps what it does not name; rights grow within the caller’s; a revoked one stays as it is', async () => {
    const { accounts, by, room, keyWith, close } = await office(open)
    const id = await keyWith({ amount: 5, period: 'day' })
    const changed = await accounts.updateKey(by, id, {
      name: 'new',
      limits: { requests_per_minute: 7 },
      models_allow: ['openai/*'],
    })
    expect(changed).toMatchObject({ name: 'new', models_allow: ['openai/*'], budget: { amount: 5, period: 'day' } })
    expect(changed.limits).toMatchObject({ requests_per_minute: 7, concurrent_requests: 100 })
    expect(
      (await accounts.updateKey(by, id, { models_allow: null, limits: { requests_per_day: 1 } })).limits,
    ).toMatchObject({
      requests_per_minute: 7,
      requests_per_day: 1,
    })
    const { secret } = await accounts.createKey(by, { name: 'small', scopes: ['keys:write'], overlap_hours: 24 })
    const small = await room.asker(secret)
    await expect(accounts.updateKey(small, id, { scopes: ['users:write'] })).rejects.toMatchObject({
      code: 'CANNOT_ESCALATE',
    })
    expect((await accounts.updateKey(small, id, { scopes: ['gpu:read'] })).scopes).toEqual(['gpu:read'])
    await accounts.revokeKey(by, id)
    await expect(accounts.updateKey(by, id, { name: 'x' })).rejects.toMatchObject({ code: 'INVALID_STATE' })
    await expect(accounts.updateKey(by, 'key_01JD0000000000000000000000', { name: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await close()
  })
})
