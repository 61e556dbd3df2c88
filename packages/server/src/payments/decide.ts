/** What follows from an event of the payment provider, given what we have stored. Pure: the order of events does not matter to a balance. */
import type {
  PaymentOrdersTable,
  PaymentReturnsTable,
  PaymentSubscriptionsTable,
  PaymentsTable,
} from '../store/payment-tables.ts'
import type {
  CheckoutReport,
  DeclineReport,
  InvoiceReport,
  LinkReport,
  Report,
  ReturnReport,
  SubscriptionReport,
} from './report.ts'
import { applied, type Flag, flagged, ignored, type PaymentDeed, type Verdict, waitingFor } from './verdict.ts'

/** What is stored of the things that a report names; null is not there. */
export interface Known {
  order: PaymentOrdersTable | null
  payment: PaymentsTable | null
  /** The refund or dispute of this id. */
  returned: PaymentReturnsTable | null
  subscription: PaymentSubscriptionsTable | null
}

export function decide(report: Report, known: Known): Verdict {
  switch (report.kind) {
    case 'checkout':
      return ofOrder(report, known, (order) => decideCheckout(report, order, known))
    case 'decline':
      return ofOrder(report, known, (order) => decideDecline(report, order))
    case 'invoice':
      return ofOrder(report, known, (order) => decideInvoice(report, order, known))
    case 'subscription':
      return ofOrder(report, known, () => decideSubscription(report, known))
    case 'link':
      return decideLink(report, known)
    case 'refund':
    case 'dispute':
      return decideReturn(report, known)
    case 'other':
      return ignored
  }
}

type OrderReport = CheckoutReport | DeclineReport | InvoiceReport | SubscriptionReport

/** Whose it is and what it costs stands in our order; a report that says otherwise changes nothing. */
function ofOrder(report: OrderReport, { order }: Known, next: (order: PaymentOrdersTable) => Verdict): Verdict {
  if (report.orderId === null) return ignored
  if (order === null) return flagged('unknown_order')
  const flag = contradiction(report, order)
  return flag ? flagged(flag) : next(order)
}

function contradiction(report: OrderReport, order: PaymentOrdersTable): Flag | null {
  if (report.userId !== order.user_id) return 'other_user'
  if (kindOf(report) !== order.kind) return 'other_kind'
  if (report.kind === 'subscription') return null
  if (report.currency !== 'usd') return 'other_currency'
  if (report.cents !== order.cents) return 'other_amount'
  const isOtherPage = report.kind === 'checkout' && order.session_id !== null && order.session_id !== report.session
  return isOtherPage ? 'other_session' : null
}

const kindOf = (report: OrderReport): PaymentOrdersTable['kind'] =>
  report.kind === 'checkout' ? report.orderKind : report.kind === 'decline' ? 'payment' : 'subscription'

function decideCheckout(report: CheckoutReport, order: PaymentOrdersTable, { payment }: Known): Verdict {
  const { state } = report
  // Periods are credited by their invoices.
  if (state === 'unpaid' || order.kind === 'subscription') return applied()
  if (state === 'failed') return failed(order, report.payment ?? report.session, null)
  if (report.payment === null) return flagged('no_payment')
  if (payment !== null) return payment.order_id === order.id ? applied() : flagged('payment_of_another_order')
  if (order.status === 'paid') return flagged('paid_by_another_payment')
  return applied(
    { do: 'credit', paymentId: report.payment, intent: report.payment, source: 'payment' },
    { do: 'order', status: 'paid' },
    { do: 'tell', event: 'payment.completed', reference: report.payment, cents: order.cents },
  )
}

const decideDecline = ({ payment, reason }: DeclineReport, order: PaymentOrdersTable): Verdict =>
  failed(order, payment, reason)

/** Told once an order; an attempt that failed before one that did not is no news any more. */
function failed(order: PaymentOrdersTable, reference: string, reason: string | null): Verdict {
  if (order.status !== 'open') return applied()
  return applied(
    { do: 'order', status: 'failed' },
    { do: 'tell', event: 'payment.failed', reference, cents: order.cents, reason },
  )
}

function decideInvoice(report: InvoiceReport, order: PaymentOrdersTable, known: Known): Verdict {
  const { invoice, isPaid, subscription, at } = report
  if (known.payment !== null) {
    return known.payment.order_id === order.id ? applied() : flagged('payment_of_another_order')
  }
  if (!isPaid) return subscription === null ? applied() : pastDue(subscription, at, known)
  const { periodStart, periodEnd } = report
  const period: [number, number] | null = periodStart !== null && periodEnd !== null ? [periodStart, periodEnd] : null
  return applied(
    { do: 'credit', paymentId: invoice, intent: report.payment, source: 'subscription' },
    { do: 'order', status: 'paid' },
    ...(subscription === null ? [] : movedTo(subscription, 'active', at, known)),
    { do: 'tell', event: 'payment.completed', reference: invoice, cents: order.cents },
    { do: 'tell subscription', event: 'subscription.renewed', id: subscription ?? invoice, period },
  )
}

const ended = 'canceled'
const unpaid = 'past_due'

/** What is newer stays, and what has ended does not begin again. */
function movedTo(id: string, status: string, asOf: number, { subscription }: Known): PaymentDeed[] {
  if (subscription !== null && (subscription.status === ended || subscription.as_of > asOf)) return []
  return [{ do: 'subscription', id, status, asOf }]
}

function pastDue(id: string, at: number, known: Known): Verdict {
  const moves = movedTo(id, unpaid, at, known)
  if (moves.length === 0 || known.subscription?.status === unpaid) return applied(...moves)
  return applied(...moves, { do: 'tell subscription', event: 'subscription.past_due', id, period: null })
}

function decideSubscription({ subscription: id, status, at }: SubscriptionReport, known: Known): Verdict {
  if (status === unpaid) return pastDue(id, at, known)
  if (status !== ended) return applied(...movedTo(id, status, at, known))
  if (known.subscription?.status === ended) return applied()
  return applied(
    { do: 'subscription', id, status, asOf: at },
    { do: 'tell subscription', event: 'subscription.canceled', id, period: null },
  )
}

function decideLink({ invoice, payment: intent }: LinkReport, { payment }: Known): Verdict {
  if (payment === null) return waitingFor(invoice)
  return payment.intent === null ? applied({ do: 'link', intent }) : applied()
}

/**
 * Takes the credit that was given for the money that went back: all of it for all of it, else its part. A refund that failed
 * takes nothing, also where that is heard first, and what it took is given back.
 */
function decideReturn(report: ReturnReport, { payment, returned }: Known): Verdict {
  const { id, kind, state, cents, currency } = report
  if (report.payment === null) return flagged('no_payment')
  if (state === 'pending') return applied()
  if (state === 'failed' && returned === null)
    return payment === null ? waitingFor(report.payment) : applied({ do: 'rule out', kind, id, cents: cents || 1 })
  if (state === 'failed' || state === 'reinstated') return giveBack(report, returned, payment)
  if (returned !== null) return applied()
  if (payment === null) return waitingFor(report.payment)
  if (currency !== 'usd') return flagged('other_currency')
  if (cents === null || cents <= 0) return flagged('other_amount')
  const total = payment.returned_cents + cents
  // A dispute that is won makes room again.
  if (total > payment.cents) return flagged('exceeds_payment', report.payment)
  const credits = partOf(payment, total) - payment.returned_credits
  const event = kind === 'refund' ? 'payment.refunded' : 'payment.disputed'
  return applied({ do: 'take', kind, id, cents, credits }, { do: 'tell', event, reference: id, cents })
}

/** Afterwards as much is taken as would be without what was won or came to nothing, whatever was rounded when. */
function giveBack(
  { kind, id }: ReturnReport,
  returned: PaymentReturnsTable | null,
  payment: PaymentsTable | null,
): Verdict {
  if (returned === null || payment === null) return waitingFor(id)
  if (returned.state === 'given_back') return applied()
  const credits = payment.returned_credits - partOf(payment, payment.returned_cents - returned.cents)
  return applied({ do: 'give back', kind, id, cents: returned.cents, credits })
}

/** The credits for so many cents of a payment, rounded down; BigInt, since both factors are large. */
const partOf = ({ cents, credits }: PaymentsTable, part: number): number =>
  Number((BigInt(credits) * BigInt(part)) / BigInt(cents))
