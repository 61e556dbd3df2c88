import { describe, expect, test } from 'vitest'
import { reportOf, stripeEventTypes } from './stripe-report.ts'

const report = (type: string, object: unknown) => reportOf({ type, created: 1_700_000_000, data: { object } })
const metadata = { order_id: 'ord_1', user_id: 'usr_a' }
const owner = { orderId: 'ord_1', userId: 'usr_a' }

describe('an invoice', () => {
  const bill = { id: 'in_1', amount_paid: 2_000, amount_due: 2_100, currency: 'usd' }
  const lines = { data: [{ period: { start: 10, end: 20 } }] }
  const common = {
    kind: 'invoice',
    ...owner,
    invoice: 'in_1',
    currency: 'usd',
    subscription: 'sub_1',
    at: 1_700_000_000_000,
  }

  test.each([
    ['newer', { parent: { subscription_details: { subscription: 'sub_1', metadata } } }],
    ['newer, expanded', { parent: { subscription_details: { subscription: { id: 'sub_1' }, metadata } } }],
    ['older', { subscription: 'sub_1', subscription_details: { metadata } }],
  ])('names its order where %s versions of the API put it', (_, where) => {
    expect(report('invoice.paid', { ...bill, ...where, lines })).toEqual({
      ...common,
      isPaid: true,
      cents: 2_000,
      payment: null,
      periodStart: 10_000,
      periodEnd: 20_000,
    })
  })

  test('that failed says what was due', () => {
    const failed = report('invoice.payment_failed', {
      ...bill,
      subscription: 'sub_1',
      subscription_details: { metadata },
    })
    expect(failed).toMatchObject({ isPaid: false, cents: 2_100, periodStart: null, periodEnd: null })
  })

  test.each([
    ['itself', { payment_intent: 'pi_1' }],
    ['in its list', { payments: { data: [{ payment: { payment_intent: 'pi_1' } }] } }],
  ])('names its payment where it does so %s', (_, where) => {
    expect(report('invoice.paid', { ...bill, ...where })).toMatchObject({
      payment: 'pi_1',
      orderId: null,
      userId: null,
    })
  })

  test('is linked to its payment by an event of its own', () => {
    const object = { invoice: 'in_1', payment: { type: 'payment_intent', payment_intent: 'pi_1' } }
    expect(report('invoice_payment.paid', object)).toEqual({ kind: 'link', invoice: 'in_1', payment: 'pi_1' })
    expect(report('invoice_payment.paid', { invoice: 'in_1', payment: { type: 'charge' } })).toEqual({ kind: 'other' })
  })
})

describe('a checkout', () => {
  const session = { id: 'cs_1', mode: 'payment', amount_total: 500, currency: 'usd', payment_intent: 'pi_1', metadata }

  test.each([
    ['checkout.session.completed', 'paid', 'paid'],
    ['checkout.session.completed', 'no_payment_required', 'paid'],
    ['checkout.session.completed', 'unpaid', 'unpaid'],
    ['checkout.session.async_payment_succeeded', 'paid', 'paid'],
    ['checkout.session.async_payment_failed', 'unpaid', 'failed'],
  ])('%s, %s, is %s', (type, payment_status, state) => {
    expect(report(type, { ...session, payment_status })).toEqual({
      kind: 'checkout',
      ...owner,
      orderKind: 'payment',
      session: 'cs_1',
      state,
      payment: 'pi_1',
      cents: 500,
      currency: 'usd',
    })
  })

  test('without what we wrote on it is nobody’s', () => {
    const bare = { ...session, metadata: null, client_reference_id: 'ord_2', mode: 'subscription' }
    expect(report('checkout.session.completed', bare)).toMatchObject({
      orderId: 'ord_2',
      userId: null,
      orderKind: 'subscription',
    })
  })
})

test('a declined card says why', () => {
  const intent = { id: 'pi_1', amount: 500, currency: 'usd', metadata }
  const decline = (error: unknown) => report('payment_intent.payment_failed', { ...intent, last_payment_error: error })
  expect(decline({ code: 'card_declined', decline_code: 'lost_card' })).toMatchObject({ ...owner, reason: 'lost_card' })
  expect(decline({ code: 'expired_card' })).toMatchObject({ kind: 'decline', payment: 'pi_1', reason: 'expired_card' })
  expect(decline(null)).toMatchObject({ reason: null })
})

test.each([
  ['active', 'active'],
  ['unpaid', 'past_due'],
  [undefined, ''],
])('a subscription that is %s is %j', (status, ours) => {
  const report_ = report('customer.subscription.updated', { id: 'sub_1', status, metadata })
  expect(report_).toEqual({
    kind: 'subscription',
    ...owner,
    subscription: 'sub_1',
    status: ours,
    at: 1_700_000_000_000,
  })
  expect(report('customer.subscription.deleted', { id: 'sub_1', status, metadata })).toMatchObject({
    status: 'canceled',
  })
})

test.each([
  ['succeeded', 'done'],
  ['pending', 'pending'],
  ['requires_action', 'pending'],
  [null, 'pending'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
])('a refund that is %s is %s', (status, state) => {
  const refund = { id: 're_1', payment_intent: { id: 'pi_1' }, amount: 200, currency: 'usd', status }
  for (const type of ['refund.created', 'refund.updated', 'refund.failed'])
    expect(report(type, refund)).toEqual({
      kind: 'refund',
      id: 're_1',
      payment: 'pi_1',
      state,
      cents: 200,
      currency: 'usd',
    })
})

describe('a dispute', () => {
  const lost = { id: 'du_1', payment_intent: 'pi_1', amount: 200, currency: 'usd', status: 'needs_response' }

  test.each([
    ['charge.dispute.created', 'withdrawn'],
    ['charge.dispute.funds_withdrawn', 'withdrawn'],
    ['charge.dispute.funds_reinstated', 'reinstated'],
  ])('%s: %s', (type, state) => {
    expect(report(type, lost)).toEqual({
      kind: 'dispute',
      id: 'du_1',
      payment: 'pi_1',
      state,
      cents: 200,
      currency: 'usd',
    })
  })

  test('that is an inquiry moves no money', () => {
    expect(report('charge.dispute.created', { ...lost, status: 'warning_needs_response' })).toEqual({ kind: 'other' })
    expect(report('charge.dispute.created', { ...lost, status: null })).toMatchObject({ state: 'withdrawn' })
  })
})

test.each(['product.created', 'constructor', '__proto__', 'charge.dispute.closed', ''])(
  '%j is not ours to know',
  (type) => {
    expect(report(type, { id: 'x' })).toEqual({ kind: 'other' })
  },
)

test.each(stripeEventTypes)('%s about nothing at all throws nothing', (type) => {
  for (const object of [null, undefined, 'text', 7, [], {}, { metadata: 'x', lines: { data: 'y' }, amount_total: 1.5 }])
    expect(report(type, object)).toHaveProperty('kind')
})
