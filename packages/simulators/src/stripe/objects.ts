/** Objects as Stripe writes them in answers and events: the members that clients read. */
import type { JsonObject } from '../json.ts'
import type { Dispute, Payment, Refund, Session, Subscription, World } from './world.ts'

const monthSeconds = 30 * 86_400
/** None of this is real money. */
const simulated = { livemode: false }

export const sessionObject = (world: World, session: Session, url: string): JsonObject => ({
  id: session.id,
  object: 'checkout.session',
  amount_total: session.cents,
  client_reference_id: session.reference,
  created: world.now(),
  currency: 'usd',
  customer: session.customer,
  ...simulated,
  metadata: session.metadata,
  mode: session.mode,
  payment_intent: session.payment,
  payment_status: session.paymentStatus,
  status: session.status,
  subscription: session.subscription,
  success_url: session.successUrl,
  cancel_url: session.cancelUrl,
  url: session.status === 'open' ? `${url}/c/pay/${session.id}` : null,
})

export const paymentObject = (world: World, payment: Payment, declineCode: string | null = null): JsonObject => ({
  id: payment.id,
  object: 'payment_intent',
  amount: payment.cents,
  amount_received: payment.status === 'succeeded' ? payment.cents : 0,
  created: world.now(),
  currency: 'usd',
  customer: payment.customer,
  ...simulated,
  metadata: payment.metadata,
  status: payment.status,
  last_payment_error:
    declineCode === null ? null : { type: 'card_error', code: 'card_declined', decline_code: declineCode },
})

export const invoiceObject = (world: World, id: string, of: Subscription, isPaid: boolean): JsonObject => ({
  id,
  object: 'invoice',
  amount_due: of.cents,
  amount_paid: isPaid ? of.cents : 0,
  attempted: true,
  created: world.now(),
  currency: 'usd',
  customer: of.customer,
  ...simulated,
  lines: { object: 'list', data: [{ period: { start: of.periodStart, end: of.periodStart + monthSeconds } }] },
  parent: {
    type: 'subscription_details',
    subscription_details: { subscription: of.id, metadata: of.metadata },
  },
  status: isPaid ? 'paid' : 'open',
})

export const invoicePaymentObject = (world: World, invoice: string, payment: Payment): JsonObject => ({
  id: world.id('inpay'),
  object: 'invoice_payment',
  amount_paid: payment.cents,
  created: world.now(),
  currency: 'usd',
  invoice,
  ...simulated,
  payment: { type: 'payment_intent', payment_intent: payment.id },
  status: 'paid',
})

export const subscriptionObject = (world: World, of: Subscription): JsonObject => ({
  id: of.id,
  object: 'subscription',
  created: world.now(),
  currency: 'usd',
  customer: of.customer,
  ...simulated,
  metadata: of.metadata,
  status: of.status,
})

export const refundObject = (world: World, { id, payment, cents }: Refund): JsonObject => ({
  id,
  object: 'refund',
  amount: cents,
  created: world.now(),
  currency: 'usd',
  metadata: {},
  payment_intent: payment,
  status: 'succeeded',
})

export const disputeObject = (world: World, { id, payment, cents, status }: Dispute): JsonObject => ({
  id,
  object: 'dispute',
  amount: cents,
  created: world.now(),
  currency: 'usd',
  ...simulated,
  payment_intent: payment,
  reason: 'fraudulent',
  status,
})

export const nextPeriod = (of: Subscription): void => {
  of.periodStart += monthSeconds
}
