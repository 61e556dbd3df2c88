/** Whatever comes of the payment provider, however often and in whatever order: a payment is credited once, and rightly. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aUser, expectSound, usd } from '../../test/ledger.ts'
import { openTill, plan, type Till } from '../../test/payments/till.ts'
import { eachStore } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import { readBalance, readTransactions } from '../store/statements.ts'

const totalOf = async (store: Store, userId: string) => (await readBalance(store.db, userId)).total

const eventsOf = (store: Store, userId: string) =>
  store.db
    .selectFrom('events')
    .select(['name', 'data'])
    .where('user_id', '=', userId)
    .orderBy('id')
    .execute()
    .then((rows) => rows.map(({ name, data }) => ({ name, data: JSON.parse(data) as Record<string, unknown> })))

const flagsOf = (store: Store) =>
  store.db
    .selectFrom('payment_events')
    .select(['type', 'reason'])
    .where('state', '=', 'flagged')
    .execute()
    .then((rows) => rows.map(({ type, reason }) => `${type}: ${reason}`))

async function handAll({ simulator, hand }: Till, from = 0): Promise<void> {
  for (const event of simulator.events().slice(from)) await hand(event)
}

/** The same event with other facts, under an id of its own, well signed. */
function altered({ simulator }: Till, type: string, change: Record<string, unknown>): { body: string } {
  const event = JSON.parse(simulator.events().findLast((made) => made.type === type)?.body ?? '{}') as {
    id: string
    data: { object: object }
  }
  const id = `${event.id}_altered`
  return { body: JSON.stringify({ ...event, id, data: { object: { ...event.data.object, ...change } } }) }
}

eachStore((name, open) => {
  describe('an order', () => {
    test('is credited when it is paid, and told; not before', async () => {
      const store = await open()
      const userId = await aUser(store)
      const till = await openTill(store, `${name} order`)
      const page = await till.order(userId, { amount: 25 })
      await till.simulator.visit(page, 'decline')
      await handAll(till)
      expect(await totalOf(store, userId)).toBe(0)
      await till.simulator.visit(page, 'pay')
      await handAll(till)
      expect(await totalOf(store, userId)).toBe(usd(25))
      const [transaction] = await readTransactions(store.db, userId, { fromMs: 0, toMs: 9e15 }, null, 10)
      const reference = till.newest('checkout.session.completed').payment_intent
      expect(transaction).toMatchObject({ type: 'payment', amount: usd(25), provider: 'stripe', reference })
      const told = (await eventsOf(store, userId)).filter(({ name }) => name.startsWith('payment.'))
      expect(told).toMatchObject([
        { name: 'payment.failed', data: { amount: 25, reason: 'generic_decline', transaction_id: null } },
        {
          name: 'payment.completed',
          data: { amount: 25, currency: 'USD', transaction_id: transaction?.id, reference },
        },
      ])
      const audited = await store.db.selectFrom('audit_entries').selectAll().where('user_id', '=', userId).execute()
      expect(audited).toMatchObject([{ action: 'payment.credited', actor_id: 'payments', target_id: reference }])
      await expectSound(store.db)
      await store.close()
    })

    test('that is paid by bank is credited when the money came', async () => {
      const store = await open()
      const [userId, other] = [await aUser(store), await aUser(store)]
      const till = await openTill(store, `${name} bank`)
      const [first, second] = [await till.order(userId, { amount: 5 }), await till.order(other, { amount: 10_000 })]
      await till.simulator.visit(first, 'later')
      await till.simulator.visit(second, 'later')
      await handAll(till)
      expect([await totalOf(store, userId), await totalOf(store, other)]).toEqual([0, 0])
      await till.simulator.settle(first, true)
      await till.simulator.settle(second, false)
      await handAll(till)
      expect([await totalOf(store, userId), await totalOf(store, other)]).toEqual([usd(5), 0])
      expect((await eventsOf(store, other)).map(({ name }) => name)).toEqual(['payment.failed'])
      await store.close()
    })

    test.each([
      ['another amount', { amount_total: 500_000 }, 'other_amount'],
      ['another currency', { currency: 'jpy' }, 'other_currency'],
      ['another user', { metadata: { order_id: 'set below', user_id: 'usr_other' } }, 'other_user'],
      ['another page', { id: 'cs_other' }, 'other_session'],
      ['an order that is not ours', { metadata: { order_id: 'ord_other', user_id: 'usr_a' } }, 'unknown_order'],
      ['no payment', { payment_intent: null }, 'no_payment'],
    ])('with %s is kept and flagged, not credited; the true one is credited afterwards', async (_, change, reason) => {
      const store = await open()
      const userId = await aUser(store)
      const till = await openTill(store, `${name} ${reason}`)
      await till.simulator.visit(await till.order(userId, { amount: 25 }), 'pay')
      const { metadata } = till.newest('checkout.session.completed') as { metadata: { order_id: string } }
      const mended = 'metadata' in change ? { ...change.metadata } : metadata
      if (mended.order_id === 'set below') mended.order_id = metadata.order_id
      await till.hand(altered(till, 'checkout.session.completed', { ...change, metadata: mended }))
      expect(await totalOf(store, userId)).toBe(0)
      expect(await flagsOf(store)).toEqual([`checkout.session.completed: ${reason}`])
      await handAll(till)
      expect(await totalOf(store, userId)).toBe(usd(25))
      await store.close()
    })

    test('of another user is not paid by a payment that is known already', async () => {
      const store = await open()
      const [userId, other] = [await aUser(store), await aUser(store)]
      const till = await openTill(store, `${name} theirs`)
      const theirs = await till.order(other, { amount: 25 })
      await till.simulator.visit(theirs, 'pay')
      const paid = till.newest('checkout.session.completed')
      await till.simulator.visit(await till.order(userId, { amount: 25 }), 'pay')
      await handAll(till)
      const mine = altered(till, 'checkout.session.completed', { payment_intent: paid.payment_intent })
      await till.hand(mine)
      expect([await totalOf(store, userId), await totalOf(store, other)]).toEqual([usd(25), usd(25)])
      expect(await flagsOf(store)).toEqual(['checkout.session.completed: payment_of_another_order'])
      await store.close()
    })

    test('is credited once by events that come at the same time', async () => {
      const store = await open()
      const userId = await aUser(store)
      const till = await openTill(store, `${name} at once`)
      await till.simulator.visit(await till.order(userId, { amount: 25 }), 'pay')
      const [, completed] = till.simulator.events()
      const twin = altered(till, 'checkout.session.completed', {})
      const all = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? completed! : twin))
      await Promise.all(all.map((event) => till.hand(event)))
      expect(await totalOf(store, userId)).toBe(usd(25))
      await expectSound(store.db)
      await store.close()
    })
  })

  describe('money that goes back', () => {
    test('takes credit in parts, below 0 where it is spent, and never more than was paid', async () => {
      const store = await open()
      const userId = await aUser(store)
      const till = await openTill(store, `${name} refunds`)
      await till.simulator.visit(await till.order(userId, { amount: 25 }), 'pay')
      const payment = String(till.newest('checkout.session.completed').payment_intent)
      await till.simulator.refund(payment, 1_000)
      await till.simulator.refund(payment, 1_500)
      await handAll(till)
      expect(await totalOf(store, userId)).toBe(0)
      const beyond = altered(till, 'refund.created', { id: 're_beyond', amount: 1 })
      await expect(till.hand(beyond)).rejects.toMatchObject({ code: 'REFUND_EXCEEDS_PAYMENT', status: 409 })
      await till.hand(beyond)
      expect(await totalOf(store, userId)).toBe(0)
      expect(await flagsOf(store)).toEqual(['refund.created: exceeds_payment'])
      const rows = await readTransactions(store.db, userId, { fromMs: 0, toMs: 9e15 }, null, 10)
      expect(rows.map(({ type, amount, status }) => [type, amount, status])).toEqual([
        ['refund', -usd(15), 'completed'],
        ['refund', -usd(10), 'completed'],
        ['payment', usd(25), 'refunded'],
      ])
      await expectSound(store.db)
      await store.close()
    })

    test.each([
      ['after it took credit', ['created', 'failed', 'created']],
      ['before anything else is heard of it', ['failed', 'created', 'failed']],
    ])('and fails %s leaves the balance as it was, and sound books', async (_, heard) => {
      const store = await open()
      const userId = await aUser(store)
      const till = await openTill(store, `${name} failed ${heard[0]}`)
      await till.simulator.visit(await till.order(userId, { amount: 25 }), 'pay')
      await handAll(till)
      await till.simulator.refund(String(till.newest('checkout.session.completed').payment_intent), 1_000)
      for (const [at, state] of heard.entries()) {
        const change = state === 'failed' ? { status: 'failed' } : {}
        await till.hand({ body: altered(till, 'refund.created', change).body.replace('_altered', `_altered_${at}`) })
      }
      expect([await totalOf(store, userId), await flagsOf(store)]).toEqual([usd(25), []])
      await expectSound(store.db)
      await store.close()
    })

    test('by a dispute, and comes again where it is won', async () => {
      const store = await open()
      const userId = await aUser(store)
      const till = await openTill(store, `${name} dispute`)
      await till.simulator.visit(await till.order(userId, { amount: 25 }), 'pay')
      const payment = String(till.newest('checkout.session.completed').payment_intent)
      await till.simulator.refund(payment, 500)
      await till.simulator.dispute(payment)
      await handAll(till)
      expect(await totalOf(store, userId)).toBe(0)
      await till.simulator.winDispute(String(till.newest('charge.dispute.created').id))
      await till.simulator.refund(payment, 2_000)
      await handAll(till)
      expect(await totalOf(store, userId)).toBe(0)
      const names = (await eventsOf(store, userId)).map((event) => event.name)
      expect(names.filter((event) => event === 'payment.disputed')).toHaveLength(1)
      expect(names.filter((event) => event === 'payment.refunded')).toHaveLength(2)
      await expectSound(store.db)
      await store.close()
    })
  })

  test('a subscription is credited each period, tells what becomes of it, and its refunds find its invoices', async () => {
    const store = await open()
    const userId = await aUser(store)
    const till = await openTill(store, `${name} plan`)
    await till.simulator.visit(await till.order(userId, { plan: 'team' }), 'pay')
    const id = String(till.newest('checkout.session.completed').subscription)
    await till.simulator.renew(id)
    await till.simulator.renew(id, false)
    const { payment } = till.newest('invoice_payment.paid') as { payment: { payment_intent: string } }
    await till.simulator.refund(payment.payment_intent, plan.cents)
    await till.simulator.cancel(id)
    await handAll(till)
    expect(await totalOf(store, userId)).toBe(plan.credits)
    const told = (await eventsOf(store, userId)).filter(({ name }) => name.startsWith('subscription.'))
    expect(told.map((event) => event.name)).toEqual([
      'subscription.renewed',
      'subscription.renewed',
      'subscription.past_due',
      'subscription.canceled',
    ])
    expect(told[0]?.data).toMatchObject({ plan: 'team', subscription_id: id, amount: 20 })
    await expectSound(store.db)
    await store.close()
  })

  describe('any history', () => {
    interface Course {
      isPlan: boolean
      declines: number
      pays: 'pay' | 'later' | 'never'
      comes: boolean
      periods: boolean[]
      refunds: number[]
      disputed: boolean
      won: boolean
      canceled: boolean
    }
    const course: fc.Arbitrary<Course> = fc.record({
      isPlan: fc.boolean(),
      declines: fc.nat(2),
      pays: fc.constantFrom('pay' as const, 'pay' as const, 'later' as const, 'never' as const),
      comes: fc.boolean(),
      periods: fc.array(fc.boolean(), { maxLength: 2 }),
      refunds: fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 3 }),
      disputed: fc.boolean(),
      won: fc.boolean(),
      canceled: fc.boolean(),
    })

    /** Lets it happen at the provider; returns the credits that are right in the end. */
    async function happen(till: Till, userId: string, told: Course): Promise<number> {
      const { simulator } = till
      const page = await till.order(userId, told.isPlan ? { plan: plan.id } : { amount: 20 })
      for (let n = 0; n < told.declines && !told.isPlan; n++) await simulator.visit(page, 'decline')
      if (told.pays === 'never') return 0
      await simulator.visit(page, told.isPlan ? 'pay' : told.pays)
      const isLater = told.pays === 'later' && !told.isPlan
      if (isLater) await simulator.settle(page, told.comes)
      if (isLater && !told.comes) return 0
      const session = till.newest(isLater ? 'checkout.session.async_payment_succeeded' : 'checkout.session.completed')
      const of = till.newest('invoice_payment.paid') as { payment?: { payment_intent: string } }
      const payment = told.isPlan ? String(of.payment?.payment_intent) : String(session.payment_intent)
      const credits = told.isPlan ? plan.credits : usd(20)
      let more = 0
      for (const isPaid of told.isPlan ? told.periods : []) {
        await simulator.renew(String(session.subscription), isPaid)
        if (isPaid) more += plan.credits
      }
      const before = simulator.events().filter(({ type }) => type === 'refund.created').length
      for (const cents of told.refunds) await simulator.refund(payment, cents)
      if (told.disputed) await simulator.dispute(payment)
      if (told.disputed && told.won) await simulator.winDispute(String(till.newest('charge.dispute.created').id))
      if (told.isPlan && told.canceled) await simulator.cancel(String(session.subscription))
      const refunded = simulator
        .events()
        .filter(({ type }) => type === 'refund.created')
        .slice(before)
        .reduce(
          (sum, { body }) => sum + (JSON.parse(body) as { data: { object: { amount: number } } }).data.object.amount,
          0,
        )
      const isGone = told.disputed && !told.won && refunded < 2_000
      return more + (isGone ? 0 : credits - Math.floor((credits * refunded) / 2_000))
    }

    test('in any order, with anything repeated, comes to the same balance', { timeout: 120_000 }, async () => {
      const store = await open()
      let runs = 0
      const law = fc.asyncProperty(
        fc.array(course, { minLength: 1, maxLength: 3 }),
        fc.infiniteStream(fc.nat(1_000_000)),
        async (courses, dice) => {
          runs += 1
          const till = await openTill(store, `${name} history ${runs}`)
          const userId = await aUser(store)
          let right = 0
          for (const told of courses) right += await happen(till, userId, told)
          const made = till.simulator.events()
          const repeated = made.flatMap((event) => (roll(dice) % 3 === 0 ? [event, event] : [event]))
          const shuffled = repeated
            .map((event) => ({ event, place: roll(dice) }))
            .sort((a, b) => a.place - b.place)
            .map(({ event }) => event)
          for (const event of shuffled) await till.hand(event).catch(allowConflict)
          expect(await totalOf(store, userId)).toBe(right)
        },
      )
      await fc.assert(law, { numRuns: name === 'sqlite' ? 40 : 10, endOnFailure: true })
      await expectSound(store.db)
      await store.close()
    })

    const roll = (dice: Iterator<number>): number => Number(dice.next().value)

    /** What is more than is left now may fit once a dispute is won. */
    function allowConflict(error: unknown): void {
      if ((error as { code?: string }).code !== 'REFUND_EXCEEDS_PAYMENT') throw error
    }
  })
})
