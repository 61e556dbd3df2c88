/** One effect a key, whatever dies between the effect and its answer. */
import type { Knock, PlainReply } from '@proxyapi/contract'
import { expect, test } from 'vitest'
import { aUser } from '../../test/ledger.ts'
import { testClock } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import type { Context } from '../context.ts'
import type { Store, Tx } from '../store/database.ts'
import { createIdempotency } from './idempotency.ts'

const sealer = {
  seal: (text: string, place: string) => JSON.stringify([place, text]),
  open: (sealed: string, place: string) => {
    const [where, text] = JSON.parse(sealed) as [string, string]
    if (where !== place) throw new Error(`sealed for ${where}`)
    return text
  },
}

const knock = {
  operation: { id: 'op', family: 'api', idempotent: true, spends: false, permission: 'keys:write' },
} as Knock
const request = (name: string) => ({ path: {}, query: {}, body: { name } })
const leaseMs = 60_000

/** One process: its effects are rows of the catalog of names that users prefer. */
function processOf(store: Store, userId: string, clock = testClock()) {
  const idempotency = createIdempotency({ store, runtime: { clock }, sealer })
  let runs = 0
  const effect = (tx: Tx, name: string) => tx.updateTable('users').set({ name }).where('id', '=', userId).execute()
  return {
    clock,
    runs: () => runs,
    /** `dies`: after the effect, before the answer. */
    ask(name: string, { key = 'k', dies = false, keeps = true } = {}) {
      const context = { principal: { userId }, idempotencyKey: key } as unknown as Context
      return idempotency.around(knock, request(name), context, async () => {
        runs += 1
        const reply: PlainReply = { status: 201, body: { name, run: runs } }
        await store.write(async (tx) => {
          await effect(tx, `${name} ${runs}`)
          if (keeps) await context.keepAnswer(tx, reply)
        })
        // A process that dies says nothing to anybody, not even that it failed.
        if (dies) return new Promise<PlainReply>(() => {})
        return reply
      })
    },
    forget: () => idempotency.jobs()[0]!.run(new AbortController().signal),
  }
}

const nameOf = async (store: Store, userId: string) =>
  (await store.db.selectFrom('users').select('name').where('id', '=', userId).executeTakeFirstOrThrow()).name

eachStore((_, open) => {
  test('an answer that was kept with its effect is told again by whoever takes over, and nothing runs twice', async () => {
    const store = await open()
    const userId = await aUser(store)
    const first = processOf(store, userId)
    void first.ask('a', { dies: true })
    await expect.poll(() => nameOf(store, userId)).toBe('a 1')
    const second = processOf(store, userId)
    expect(await second.ask('a')).toMatchObject({
      status: 201,
      body: { name: 'a', run: 1 },
      headers: { 'Idempotent-Replayed': 'true' },
    })
    expect(second.runs()).toBe(0)
    await expect(second.ask('b')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
    await store.close()
  })

  test('a run whose lease is over and whose key was taken leaves no effect', async () => {
    const store = await open()
    const userId = await aUser(store)
    const clock = testClock()
    const idempotency = createIdempotency({ store, runtime: { clock }, sealer })
    const gate = Promise.withResolvers<void>()
    const context = { principal: { userId }, idempotencyKey: 'k' } as unknown as Context
    const slow = idempotency.around(knock, request('a'), context, async () => {
      await gate.promise
      const reply = { status: 201, body: 'slow' }
      await store.write(async (tx) => {
        await tx.updateTable('users').set({ name: 'slow' }).where('id', '=', userId).execute()
        await context.keepAnswer(tx, reply)
      })
      return reply
    })
    // The process of the first one stands still meanwhile, its clock too.
    const other = processOf(store, userId)
    await expect
      .poll(() => other.ask('a').catch((error: { code: string }) => error.code))
      .toBe('IDEMPOTENCY_IN_PROGRESS')
    await other.clock.advance(leaseMs)
    expect(await other.ask('a')).toMatchObject({ body: { name: 'a', run: 1 } })
    gate.resolve()
    await expect(slow).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' })
    expect(await nameOf(store, userId)).toBe('a 1')
    expect(await other.ask('a')).toMatchObject({ headers: { 'Idempotent-Replayed': 'true' } })
    await store.close()
  })

  test('while a run lasts its lease is renewed: ten minutes later the key is still its own, and its answer is told', async () => {
    const store = await open()
    const userId = await aUser(store)
    const clock = testClock()
    const long = Promise.withResolvers<PlainReply>()
    const { around } = createIdempotency({ store, runtime: { clock }, sealer })
    const context = { principal: { userId }, idempotencyKey: 'k' } as unknown as Context
    const first = around(knock, request('a'), context, () => long.promise)
    const leaseUntil = async () =>
      (await store.db.selectFrom('idempotency_keys').select('lease_until').executeTakeFirst())?.lease_until ?? 0
    await expect.poll(leaseUntil).toBe(clock.now() + leaseMs)
    const other = processOf(store, userId, clock)
    for (let third = 0; third < 30; third++) {
      await clock.advance(leaseMs / 3)
      await expect.poll(leaseUntil).toBe(clock.now() + leaseMs)
      if (third % 10 === 0) await expect(other.ask('a')).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' })
    }
    long.resolve({ status: 201, body: 'long' })
    expect(await first).toMatchObject({ body: 'long' })
    expect(await other.ask('a')).toMatchObject({ body: 'long', headers: { 'Idempotent-Replayed': 'true' } })
    expect(other.runs()).toBe(0)
    // Nothing renews what is over.
    const last = await leaseUntil()
    await clock.advance(leaseMs)
    expect(await leaseUntil()).toBe(last)
    await store.close()
  })

  test('a refusal gives the key back; an answer without an effect of ours is kept once it is there; old keys go', async () => {
    const store = await open()
    const userId = await aUser(store)
    const one = processOf(store, userId)
    const context = { principal: { userId }, idempotencyKey: 'refused' } as unknown as Context
    const { around } = createIdempotency({ store, runtime: one, sealer })
    await expect(around(knock, request('a'), context, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await one.ask('a', { key: 'refused' })).toMatchObject({ body: { run: 1 } })
    await one.ask('a', { key: 'late', keeps: false })
    expect(await one.ask('a', { key: 'late' })).toMatchObject({
      body: { run: 2 },
      headers: { 'Idempotent-Replayed': 'true' },
    })
    expect(await one.forget()).toBe(0)
    await one.clock.advance(24 * 3_600_000)
    expect(await one.forget()).toBe(2)
    expect(await one.ask('a', { key: 'late' })).toMatchObject({ body: { run: 3 } })
    await store.close()
  })
})
