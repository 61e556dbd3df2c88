/** Stripe's events, as reports: read leniently, since what is missing is a contradiction of our order and not of the format. */
import type { Report } from './report.ts'

interface Fields {
  [name: string]: unknown
}

type Read = (object: Fields, at: number) => Report

const readers: Readonly<Record<string, Read>> = {
  'checkout.session.completed': (session) => checkout(session, session.payment_status === 'unpaid' ? 'unpaid' : 'paid'),
  'checkout.session.async_payment_succeeded': (session) => checkout(session, 'paid'),
  'checkout.session.async_payment_failed': (session) => checkout(session, 'failed'),
  'payment_intent.payment_failed': decline,
  'invoice.paid': (invoice, at) => invoiceReport(invoice, true, at),
  'invoice.payment_failed': (invoice, at) => invoiceReport(invoice, false, at),
  'invoice_payment.paid': link,
  'customer.subscription.updated': subscription,
  'customer.subscription.deleted': (object, at) => subscription({ ...object, status: 'canceled' }, at),
  'refund.created': refund,
  'refund.updated': refund,
  'refund.failed': refund,
  'charge.dispute.created': dispute,
  'charge.dispute.funds_withdrawn': (object) => disputeReport(object, 'withdrawn'),
  'charge.dispute.funds_reinstated': (object) => disputeReport(object, 'reinstated'),
}

/** The events that an endpoint at Stripe must be subscribed to. */
export const stripeEventTypes: readonly string[] = Object.keys(readers)

/** Types that we do not know are `other`. */
export function reportOf(event: { type: string; created: number; data: { object: unknown } }): Report {
  const read = Object.hasOwn(readers, event.type) ? readers[event.type] : undefined
  return read?.(fieldsOf(event.data.object), event.created * 1_000) ?? { kind: 'other' }
}

function checkout(session: Fields, state: 'paid' | 'unpaid' | 'failed'): Report {
  return {
    kind: 'checkout',
    ...ownerIn(session.metadata, textOf(session.client_reference_id)),
    orderKind: session.mode === 'subscription' ? 'subscription' : 'payment',
    session: textOf(session.id) ?? '',
    state,
    payment: idOf(session.payment_intent),
    cents: numberOf(session.amount_total),
    currency: textOf(session.currency),
  }
}

function decline(intent: Fields): Report {
  const error = fieldsOf(intent.last_payment_error)
  return {
    kind: 'decline',
    ...ownerIn(intent.metadata),
    payment: textOf(intent.id) ?? '',
    reason: textOf(error.decline_code) ?? textOf(error.code),
    cents: numberOf(intent.amount),
    currency: textOf(intent.currency),
  }
}

/** Its subscription, with what we wrote on it, is where newer versions of the API put it, or where older ones did. */
function invoiceReport(invoice: Fields, isPaid: boolean, at: number): Report {
  const newer = fieldsOf(fieldsOf(invoice.parent).subscription_details)
  const older = fieldsOf(invoice.subscription_details)
  const period = fieldsOf(fieldsOf(firstOf(invoice.lines)).period)
  return {
    kind: 'invoice',
    ...ownerIn(newer.metadata ?? older.metadata),
    invoice: textOf(invoice.id) ?? '',
    isPaid,
    subscription: idOf(newer.subscription) ?? idOf(invoice.subscription),
    payment: idOf(invoice.payment_intent) ?? idOf(fieldsOf(fieldsOf(firstOf(invoice.payments)).payment).payment_intent),
    cents: numberOf(isPaid ? invoice.amount_paid : invoice.amount_due),
    currency: textOf(invoice.currency),
    periodStart: timeOf(period.start),
    periodEnd: timeOf(period.end),
    at,
  }
}

function link(object: Fields): Report {
  const [invoice, payment] = [idOf(object.invoice), idOf(fieldsOf(object.payment).payment_intent)]
  return invoice !== null && payment !== null ? { kind: 'link', invoice, payment } : { kind: 'other' }
}

function subscription(object: Fields, at: number): Report {
  const status = textOf(object.status) ?? ''
  return {
    kind: 'subscription',
    ...ownerIn(object.metadata),
    subscription: textOf(object.id) ?? '',
    status: status === 'unpaid' ? 'past_due' : status,
    at,
  }
}

const refundStates: Readonly<Record<string, 'done' | 'failed'>> = {
  succeeded: 'done',
  failed: 'failed',
  canceled: 'failed',
}

function refund(object: Fields): Report {
  return {
    kind: 'refund',
    id: textOf(object.id) ?? '',
    payment: idOf(object.payment_intent),
    state: refundStates[textOf(object.status) ?? ''] ?? 'pending',
    cents: numberOf(object.amount),
    currency: textOf(object.currency),
  }
}

/** An inquiry is a dispute in which no money has moved. */
function dispute(object: Fields): Report {
  const isInquiry = textOf(object.status)?.startsWith('warning_') ?? false
  return isInquiry ? { kind: 'other' } : disputeReport(object, 'withdrawn')
}

function disputeReport(object: Fields, state: 'withdrawn' | 'reinstated'): Report {
  return {
    kind: 'dispute',
    id: textOf(object.id) ?? '',
    payment: idOf(object.payment_intent),
    state,
    cents: numberOf(object.amount),
    currency: textOf(object.currency),
  }
}

/** What we wrote there when we ordered it. */
function ownerIn(metadata: unknown, reference: string | null = null) {
  const { order_id, user_id } = fieldsOf(metadata)
  return { orderId: textOf(order_id) ?? reference, userId: textOf(user_id) }
}

const fieldsOf = (value: unknown): Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {}

const firstOf = (list: unknown): unknown => {
  const { data } = fieldsOf(list)
  return Array.isArray(data) ? data[0] : undefined
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const numberOf = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null)
const timeOf = (seconds: unknown): number | null => (typeof seconds === 'number' ? seconds * 1_000 : null)

/** An object that Stripe was asked to expand, or its id. */
const idOf = (value: unknown): string | null => textOf(value) ?? textOf(fieldsOf(value).id)
