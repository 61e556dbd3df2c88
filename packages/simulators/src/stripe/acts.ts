/** What happens at the provider, and the events that follow from it, in the order in which they are sent. */
import { eventOf, type SentEvent } from './deliver.ts'
import {
  disputeObject,
  invoiceObject,
  invoicePaymentObject,
  nextPeriod,
  paymentObject,
  refundObject,
  sessionObject,
  subscriptionObject,
} from './objects.ts'
import type { Payment, Session, Subscription, World } from './world.ts'

/** The payer pays. */
export function pay(world: World, session: Session, url: string): SentEvent[] {
  if (session.status === 'complete') return []
  session.status = 'complete'
  session.paymentStatus = 'paid'
  if (session.mode === 'subscription') return subscribe(world, session, url)
  const payment = paymentOf(world, session)
  payment.status = 'succeeded'
  return [
    eventOf(world, 'payment_intent.succeeded', paymentObject(world, payment)),
    eventOf(world, 'checkout.session.completed', sessionObject(world, session, url)),
  ]
}

/** The card is declined; the page stays open for another. */
export function decline(world: World, session: Session): SentEvent[] {
  if (session.status === 'complete') return []
  const failed = paymentObject(world, paymentOf(world, session), 'generic_decline')
  return [eventOf(world, 'payment_intent.payment_failed', failed)]
}

/** The payer leaves for his bank: the money comes, or does not, when `settleLater` says so. */
export function payLater(world: World, session: Session, url: string): SentEvent[] {
  if (session.status === 'complete') return []
  session.status = 'complete'
  paymentOf(world, session).status = 'processing'
  return [eventOf(world, 'checkout.session.completed', sessionObject(world, session, url))]
}

export function settleLater(world: World, session: Session, url: string, isPaid: boolean): SentEvent[] {
  if (session.status !== 'complete' || session.paymentStatus === 'paid') return []
  const payment = paymentOf(world, session)
  payment.status = isPaid ? 'succeeded' : 'requires_payment_method'
  if (isPaid) session.paymentStatus = 'paid'
  const type = `checkout.session.async_payment_${isPaid ? 'succeeded' : 'failed'}`
  return [eventOf(world, type, sessionObject(world, session, url))]
}

/** The next period of a subscription begins. */
export function renew(world: World, of: Subscription, isPaid: boolean): SentEvent[] {
  if (of.status === 'canceled') return []
  nextPeriod(of)
  of.status = isPaid ? 'active' : 'past_due'
  return [
    ...(isPaid ? paidInvoice(world, of) : [eventOf(world, 'invoice.payment_failed', invoice(world, of, false))]),
    eventOf(world, 'customer.subscription.updated', subscriptionObject(world, of)),
  ]
}

export function cancel(world: World, of: Subscription): SentEvent[] {
  if (of.status === 'canceled') return []
  of.status = 'canceled'
  return [eventOf(world, 'customer.subscription.deleted', subscriptionObject(world, of))]
}

/** Pays a part back; null where more would go back than came. */
export function refund(world: World, payment: Payment, cents: number): SentEvent[] | null {
  const left = payment.status !== 'succeeded' || payment.isDisputed ? 0 : payment.cents - payment.refunded
  if (!(cents > 0 && cents <= left)) return null
  payment.refunded += cents
  const made = { id: world.id('re'), payment: payment.id, cents }
  world.refunds.set(made.id, made)
  return [eventOf(world, 'refund.created', refundObject(world, made))]
}

/** The payer's bank takes what is left of a payment back. */
export function dispute(world: World, payment: Payment): SentEvent[] {
  const cents = payment.cents - payment.refunded
  if (payment.status !== 'succeeded' || payment.isDisputed || cents === 0) return []
  payment.isDisputed = true
  const made = { id: world.id('du'), payment: payment.id, cents, status: 'needs_response' as const }
  world.disputes.set(made.id, made)
  return ['created', 'funds_withdrawn'].map((verb) =>
    eventOf(world, `charge.dispute.${verb}`, disputeObject(world, made)),
  )
}

export function winDispute(world: World, id: string): SentEvent[] {
  const lost = world.disputes.get(id)
  const payment = world.payments.get(lost?.payment ?? '')
  if (lost?.status !== 'needs_response' || !payment) return []
  payment.isDisputed = false
  const won = { ...lost, status: 'won' as const }
  world.disputes.set(id, won)
  return [eventOf(world, 'charge.dispute.funds_reinstated', disputeObject(world, won))]
}

function subscribe(world: World, session: Session, url: string): SentEvent[] {
  const { cents, customer, metadata } = session
  const id = world.id('sub')
  const made: Subscription = { id, customer, metadata, cents, status: 'active', periodStart: world.now() }
  world.subscriptions.set(id, made)
  session.subscription = id
  return [eventOf(world, 'checkout.session.completed', sessionObject(world, session, url)), ...paidInvoice(world, made)]
}

function paidInvoice(world: World, of: Subscription): SentEvent[] {
  const paid = invoice(world, of, true)
  const { cents, customer } = of
  const payment: Payment = {
    id: world.id('pi'),
    cents,
    customer,
    metadata: {},
    status: 'succeeded',
    refunded: 0,
    isDisputed: false,
  }
  world.payments.set(payment.id, payment)
  return [
    eventOf(world, 'invoice.paid', paid),
    eventOf(world, 'invoice_payment.paid', invoicePaymentObject(world, String(paid.id), payment)),
  ]
}

const invoice = (world: World, of: Subscription, isPaid: boolean) => invoiceObject(world, world.id('in'), of, isPaid)

/** Made when the payer first tries. */
function paymentOf(world: World, session: Session): Payment {
  const known = session.payment === null ? undefined : world.payments.get(session.payment)
  if (known) return known
  const { cents, customer, metadata } = session
  const id = world.id('pi')
  const made: Payment = {
    id,
    cents,
    customer,
    metadata,
    status: 'requires_payment_method',
    refunded: 0,
    isDisputed: false,
  }
  world.payments.set(id, made)
  session.payment = id
  return made
}
