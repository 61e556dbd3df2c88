import { describe, expect, test } from 'vitest'
import { decide, type Known } from './decide.ts'
import type { CheckoutReport, InvoiceReport, RefundReport, Report } from './report.ts'

const order: Known['order'] = {
  id: 'ord_1',
  user_id: 'usr_a',
  kind: 'payment',
  plan: null,
  cents: 5_000,
  credits: 50_000_000,
  status: 'open',
  session_id: 'cs_1',
  created_at: 0,
}
const plan: Known['order'] = { ...order, kind: 'subscription', plan: 'team', session_id: null, credits: 60_000_000 }
const payment: Known['payment'] = {
  id: 'pi_1',
  order_id: 'ord_1',
  user_id: 'usr_a',
  intent: 'pi_1',
  posting_key: 'pay:sim:pi_1',
  cents: 5_000,
  credits: 50_000_000,
  returned_cents: 0,
  returned_credits: 0,
  created_at: 0,
}
const known = (more: Partial<Known> = {}): Known => ({
  order,
  payment: null,
  returned: null,
  subscription: null,
  ...more,
})
const owner = { orderId: 'ord_1', userId: 'usr_a' }
const paid = { cents: 5_000, currency: 'usd' }

const checkout = (more: Partial<CheckoutReport> = {}): CheckoutReport => ({
  kind: 'checkout',
  ...owner,
  ...paid,
  orderKind: 'payment',
  session: 'cs_1',
  state: 'paid',
  payment: 'pi_1',
  ...more,
})
const invoice = (more: Partial<InvoiceReport> = {}): InvoiceReport => ({
  kind: 'invoice',
  ...owner,
  ...paid,
  invoice: 'in_1',
  isPaid: true,
  subscription: 'sub_1',
  payment: null,
  periodStart: 1_000,
  periodEnd: 2_000,
  at: 10,
  ...more,
})
const refund = (more: Partial<RefundReport> = {}): RefundReport => ({
  kind: 'refund',
  id: 're_1',
  payment: 'pi_1',
  state: 'done',
  cents: 2_000,
  currency: 'usd',
  ...more,
})
const dispute = (state: 'withdrawn' | 'reinstated' = 'withdrawn'): Report => ({
  kind: 'dispute',
  id: 'du_1',
  payment: 'pi_1',
  state,
  ...paid,
})

const nothing = { state: 'applied', deeds: [] }

describe('a page that was paid', () => {
  test('credits the order, once, and says so', () => {
    expect(decide(checkout(), known())).toEqual({
      state: 'applied',
      deeds: [
        { do: 'credit', paymentId: 'pi_1', intent: 'pi_1', source: 'payment' },
        { do: 'order', status: 'paid' },
        { do: 'tell', event: 'payment.completed', reference: 'pi_1', cents: 5_000 },
      ],
    })
  })

  test('WI06 MO08 credits nothing the second time, whatever the order says by then', () => {
    expect(decide(checkout(), known({ payment }))).toEqual(nothing)
    expect(decide(checkout(), known({ payment, order: { ...order, status: 'paid' } }))).toEqual(nothing)
  })

  test('is credited after a card was declined', () => {
    expect(decide(checkout(), known({ order: { ...order, status: 'failed' } })).deeds[0]).toMatchObject({
      do: 'credit',
    })
  })

  test('of an order without a page of its own yet is credited', () => {
    expect(decide(checkout({ session: 'cs_9' }), known({ order: { ...order, session_id: null } })).deeds).toHaveLength(
      3,
    )
  })

  test.each([
    ['unknown_order', {}, { order: null }],
    ['other_user', { userId: 'usr_b' }, {}],
    ['other_user', { userId: null }, {}],
    ['other_kind', { orderKind: 'subscription' }, {}],
    ['other_currency', { currency: 'eur' }, {}],
    ['other_currency', { currency: null }, {}],
    ['other_amount', { cents: 5_001 }, {}],
    ['other_amount', { cents: null }, {}],
    ['other_session', { session: 'cs_2' }, {}],
    ['no_payment', { payment: null }, {}],
    ['payment_of_another_order', {}, { payment: { ...payment, order_id: 'ord_2' } }],
    ['paid_by_another_payment', {}, { order: { ...order, status: 'paid' } }],
  ] as const)('is flagged as %s where it says otherwise: %j', (reason, report, more) => {
    expect(decide(checkout(report as Partial<CheckoutReport>), known(more as Partial<Known>))).toEqual({
      state: 'flagged',
      deeds: [],
      reason,
    })
  })

  test('of somebody else is none of ours', () => {
    expect(decide(checkout({ orderId: null }), known({ order: null }))).toEqual({ state: 'ignored', deeds: [] })
  })
})

describe('a page that was not paid', () => {
  test('waits for the bank', () => {
    expect(decide(checkout({ state: 'unpaid' }), known())).toEqual(nothing)
  })

  test.each([
    ['pi_1', 'pi_1'],
    [null, 'cs_1'],
  ])('failed is told once, by payment %s as %s', (id, reference) => {
    expect(decide(checkout({ state: 'failed', payment: id }), known()).deeds).toEqual([
      { do: 'order', status: 'failed' },
      { do: 'tell', event: 'payment.failed', reference, cents: 5_000, reason: null },
    ])
    const again = known({ order: { ...order, status: 'failed' } })
    expect(decide(checkout({ state: 'failed', payment: id }), again)).toEqual(nothing)
  })

  test('a declined card is told with its reason, but not after the order was paid', () => {
    const report: Report = { kind: 'decline', ...owner, ...paid, payment: 'pi_1', reason: 'expired_card' }
    expect(decide(report, known()).deeds[1]).toMatchObject({ event: 'payment.failed', reason: 'expired_card' })
    expect(decide(report, known({ order: { ...order, status: 'paid' } }))).toEqual(nothing)
    expect(decide({ ...report, cents: 1 }, known())).toMatchObject({ state: 'flagged', reason: 'other_amount' })
  })
})

describe('a subscription', () => {
  const ofPlan = (more: Partial<Known> = {}) => known({ order: plan, ...more })
  const row = { id: 'sub_1', order_id: 'ord_1', status: 'active', as_of: 5 }

  test('is not credited by its page', () => {
    expect(decide(checkout({ orderKind: 'subscription', payment: null }), ofPlan())).toEqual(nothing)
  })

  test('is credited by each invoice, once', () => {
    expect(decide(invoice({ payment: 'pi_7' }), ofPlan()).deeds).toEqual([
      { do: 'credit', paymentId: 'in_1', intent: 'pi_7', source: 'subscription' },
      { do: 'order', status: 'paid' },
      { do: 'subscription', id: 'sub_1', status: 'active', asOf: 10 },
      { do: 'tell', event: 'payment.completed', reference: 'in_1', cents: 5_000 },
      { do: 'tell subscription', event: 'subscription.renewed', id: 'sub_1', period: [1_000, 2_000] },
    ])
    expect(decide(invoice(), ofPlan({ payment: { ...payment, id: 'in_1' } }))).toEqual(nothing)
  })

  test('an invoice that names no subscription and no period is credited all the same', () => {
    const bare = invoice({ subscription: null, periodStart: null })
    expect(decide(bare, ofPlan()).deeds.at(-1)).toMatchObject({ id: 'in_1', period: null })
    expect(decide(bare, ofPlan()).deeds.some((deed) => deed.do === 'subscription')).toBe(false)
    expect(decide(invoice({ periodEnd: null }), ofPlan()).deeds.at(-1)).toMatchObject({ period: null })
    expect(decide({ ...bare, isPaid: false }, ofPlan())).toEqual(nothing)
  })

  test.each([
    ['other_kind', invoice(), known()],
    ['other_amount', invoice({ cents: 0 }), ofPlan()],
    ['payment_of_another_order', invoice(), ofPlan({ payment: { ...payment, order_id: 'ord_2' } })],
  ] as const)('is flagged as %s', (reason, report, facts) => {
    expect(decide(report, facts)).toMatchObject({ state: 'flagged', reason })
  })

  test('that is not paid is told once, and not where its invoice was paid since', () => {
    const unpaid = invoice({ isPaid: false })
    const told = { do: 'tell subscription', event: 'subscription.past_due', id: 'sub_1', period: null }
    expect(decide(unpaid, ofPlan()).deeds).toEqual([
      { do: 'subscription', id: 'sub_1', status: 'past_due', asOf: 10 },
      told,
    ])
    expect(decide(unpaid, ofPlan({ subscription: { ...row, status: 'past_due' } })).deeds).toHaveLength(1)
    expect(decide(unpaid, ofPlan({ subscription: { ...row, as_of: 11 } }))).toEqual(nothing)
    expect(decide(unpaid, ofPlan({ subscription: { ...row, status: 'canceled' } }))).toEqual(nothing)
    expect(decide(unpaid, ofPlan({ payment: { ...payment, id: 'in_1' } }))).toEqual(nothing)
  })

  const moved = (status: string): Report => ({ kind: 'subscription', ...owner, subscription: 'sub_1', status, at: 10 })

  test('moves with what its provider says, unless that is old or it has ended', () => {
    expect(decide(moved('active'), ofPlan()).deeds).toEqual([
      { do: 'subscription', id: 'sub_1', status: 'active', asOf: 10 },
    ])
    expect(decide(moved('active'), ofPlan({ subscription: { ...row, as_of: 11 } }))).toEqual(nothing)
    expect(decide(moved('active'), ofPlan({ subscription: { ...row, status: 'canceled' } }))).toEqual(nothing)
    expect(decide(moved('past_due'), ofPlan({ subscription: row })).deeds).toHaveLength(2)
  })

  test('ends once, however late that is heard', () => {
    expect(decide(moved('canceled'), ofPlan({ subscription: { ...row, as_of: 99 } })).deeds).toEqual([
      { do: 'subscription', id: 'sub_1', status: 'canceled', asOf: 10 },
      { do: 'tell subscription', event: 'subscription.canceled', id: 'sub_1', period: null },
    ])
    expect(decide(moved('canceled'), ofPlan({ subscription: { ...row, status: 'canceled' } }))).toEqual(nothing)
  })

  test('of another user is flagged', () => {
    expect(decide({ ...moved('canceled'), userId: 'usr_b' } as Report, ofPlan())).toMatchObject({
      reason: 'other_user',
    })
  })
})

describe('by which payment an invoice was paid', () => {
  const link: Report = { kind: 'link', invoice: 'in_1', payment: 'pi_7' }
  test('is noted once, and waits for the invoice', () => {
    expect(decide(link, known())).toEqual({ state: 'waiting', deeds: [], waitsFor: 'in_1' })
    expect(decide(link, known({ payment: { ...payment, intent: null } })).deeds).toEqual([
      { do: 'link', intent: 'pi_7' },
    ])
    expect(decide(link, known({ payment }))).toEqual(nothing)
  })
})

describe('money that goes back', () => {
  const taken = {
    id: 're_1',
    payment_id: 'pi_1',
    kind: 'refund' as const,
    cents: 2_000,
    credits: 20_000_000,
    state: 'taken' as const,
    created_at: 0,
  }

  test('takes its part of the credit, once', () => {
    expect(decide(refund(), known({ payment })).deeds).toEqual([
      { do: 'take', kind: 'refund', id: 're_1', cents: 2_000, credits: 20_000_000 },
      { do: 'tell', event: 'payment.refunded', reference: 're_1', cents: 2_000 },
    ])
    expect(decide(refund(), known({ payment, returned: taken }))).toEqual(nothing)
  })

  test('by the bank is a dispute', () => {
    expect(decide(dispute(), known({ payment })).deeds).toEqual([
      { do: 'take', kind: 'dispute', id: 'du_1', cents: 5_000, credits: 50_000_000 },
      { do: 'tell', event: 'payment.disputed', reference: 'du_1', cents: 5_000 },
    ])
  })

  test('before its payment waits for it', () => {
    expect(decide(refund(), known())).toEqual({ state: 'waiting', deeds: [], waitsFor: 'pi_1' })
  })

  test('takes all of the credit with the last cent, whatever the parts were rounded to', () => {
    const odd = { ...payment, cents: 3, credits: 10 }
    const first = decide(refund({ cents: 1 }), known({ payment: odd })).deeds[0]
    expect(first).toMatchObject({ credits: 3 })
    const after = { ...odd, returned_cents: 1, returned_credits: 3 }
    expect(decide(refund({ id: 're_2', cents: 2 }), known({ payment: after })).deeds[0]).toMatchObject({ credits: 7 })
  })

  test('is never more than came, and is looked at again where a dispute was won', () => {
    const rest = { ...payment, returned_cents: 3_001, returned_credits: 30_010_000 }
    expect(decide(refund(), known({ payment: rest }))).toEqual({
      state: 'flagged',
      deeds: [],
      reason: 'exceeds_payment',
      waitsFor: 'pi_1',
    })
    expect(decide(refund({ cents: 1_999 }), known({ payment: rest })).state).toBe('applied')
  })

  test.each([
    ['no_payment', refund({ payment: null }), known({ payment })],
    ['other_currency', refund({ currency: 'eur' }), known({ payment })],
    ['other_amount', refund({ cents: null }), known({ payment })],
    ['other_amount', refund({ cents: 0 }), known({ payment })],
  ] as const)('is flagged as %s', (reason, report, facts) => {
    expect(decide(report, facts)).toMatchObject({ state: 'flagged', reason })
  })

  test('takes nothing before it went, or where it did not go', () => {
    expect(decide(refund({ state: 'pending' }), known({ payment }))).toEqual(nothing)
    expect(decide(refund({ state: 'failed' }), known({ payment })).deeds).toEqual([
      { do: 'rule out', kind: 'refund', id: 're_1', cents: 2_000 },
    ])
    expect(decide(refund({ state: 'failed' }), known())).toMatchObject({ state: 'waiting', waitsFor: 'pi_1' })
  })

  test('and did not arrive is given back, once; nothing is taken for it afterwards', () => {
    const without = { ...payment, returned_cents: 2_000, returned_credits: 20_000_000 }
    expect(decide(refund({ state: 'failed' }), known({ payment: without, returned: taken })).deeds).toEqual([
      { do: 'give back', kind: 'refund', id: 're_1', cents: 2_000, credits: 20_000_000 },
    ])
    const back = known({ payment, returned: { ...taken, state: 'given_back' } })
    expect(decide(refund({ state: 'failed' }), back)).toEqual(nothing)
    expect(decide(refund(), back)).toEqual(nothing)
  })

  test('and is won back is given back, once, and waits for the loss', () => {
    const lost = { ...taken, id: 'du_1', kind: 'dispute' as const }
    const without = { ...payment, returned_cents: 2_000, returned_credits: 20_000_000 }
    expect(decide(dispute('reinstated'), known({ payment: without, returned: lost })).deeds).toEqual([
      { do: 'give back', kind: 'dispute', id: 'du_1', cents: 2_000, credits: 20_000_000 },
    ])
    const back = { ...lost, state: 'given_back' as const }
    expect(decide(dispute('reinstated'), known({ payment, returned: back }))).toEqual(nothing)
    const waiting = { state: 'waiting', deeds: [], waitsFor: 'du_1' }
    expect(decide(dispute('reinstated'), known({ payment }))).toEqual(waiting)
    expect(decide(dispute('reinstated'), known({ returned: lost }))).toEqual(waiting)
  })

  test('and is won back leaves what would be taken without it, whatever was rounded when', () => {
    const odd = { ...payment, cents: 3, credits: 10, returned_cents: 2, returned_credits: 6 }
    const lost = { ...taken, id: 'du_1', kind: 'dispute' as const, cents: 1, credits: 4 }
    expect(decide(dispute('reinstated'), known({ payment: odd, returned: lost })).deeds[0]).toMatchObject({
      credits: 3,
    })
  })
})

test('what we do not know is ignored', () => {
  expect(decide({ kind: 'other' }, known({ order: null }))).toEqual({ state: 'ignored', deeds: [] })
})
