/** What a payment provider reports, in our words: amounts in cents, times in milliseconds, ids its own but for orders and users. */

interface OfOrder {
  /** As the provider gives back what we gave it; null: it is no order of ours. */
  orderId: string | null
  userId: string | null
}

interface Paid {
  cents: number | null
  /** Lower case. */
  currency: string | null
}

/** The page of an order was left: paid, not paid yet, or finally not. */
export interface CheckoutReport extends OfOrder, Paid {
  kind: 'checkout'
  orderKind: 'payment' | 'subscription'
  session: string
  state: 'paid' | 'unpaid' | 'failed'
  payment: string | null
}

/** One attempt to pay failed. */
export interface DeclineReport extends OfOrder, Paid {
  kind: 'decline'
  payment: string
  /** A word of the provider: `card_declined`. */
  reason: string | null
}

/** The bill of one period of a subscription. */
export interface InvoiceReport extends OfOrder, Paid {
  kind: 'invoice'
  invoice: string
  isPaid: boolean
  subscription: string | null
  /** Where the bill says so itself. */
  payment: string | null
  periodStart: number | null
  periodEnd: number | null
  at: number
}

/** By which payment an invoice was paid. */
export interface LinkReport {
  kind: 'link'
  invoice: string
  payment: string
}

export interface SubscriptionReport extends OfOrder {
  kind: 'subscription'
  subscription: string
  /** The provider's word; `canceled` is the last. */
  status: string
  at: number
}

export interface RefundReport extends Paid {
  kind: 'refund'
  id: string
  payment: string | null
  state: 'done' | 'pending' | 'failed'
}

/** The payer's bank took the money back, or returned it to us. */
export interface DisputeReport extends Paid {
  kind: 'dispute'
  id: string
  payment: string | null
  state: 'withdrawn' | 'reinstated'
}

export type ReturnReport = RefundReport | DisputeReport

export type Report =
  | CheckoutReport
  | DeclineReport
  | InvoiceReport
  | LinkReport
  | SubscriptionReport
  | ReturnReport
  | { kind: 'other' }
