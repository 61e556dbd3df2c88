/** Tables of payments: orders, what was paid of them, what went back. `cents` is what the payer pays, `credits` micro-USD. */

export interface PaymentCustomersTable {
  user_id: string
  /** The payment provider's id of the user. */
  customer_id: string
  created_at: number
}

export interface PaymentOrdersTable {
  id: string
  user_id: string
  kind: 'payment' | 'subscription'
  /** The plan of the configuration; null for an amount. */
  plan: string | null
  /** Of one payment, or of one period. */
  cents: number
  credits: number
  /** `failed` may still be paid: a payer tries another card. */
  status: 'open' | 'paid' | 'failed'
  /** The provider's page; null until it has answered. */
  session_id: string | null
  created_at: number
}

/** One payment that was credited. */
export interface PaymentsTable {
  /** The provider's id of the payment, or of the invoice of a period. */
  id: string
  order_id: string
  user_id: string
  /** By what refunds and disputes name it; null while an invoice's is not known. */
  intent: string | null
  posting_key: string
  cents: number
  credits: number
  /** What refunds and disputes took of it. */
  returned_cents: number
  returned_credits: number
  created_at: number
}

/** A refund or a dispute that took credit. */
export interface PaymentReturnsTable {
  id: string
  payment_id: string
  kind: 'refund' | 'dispute'
  cents: number
  credits: number
  /** A dispute that was won gives back what it took. */
  state: 'taken' | 'given_back'
  created_at: number
}

export interface PaymentSubscriptionsTable {
  id: string
  order_id: string
  status: string
  /** The provider's time of the newest report. */
  as_of: number
}

/** One event of the payment provider, by its id: what it said and what came of it. */
export interface PaymentEventsTable {
  id: string
  type: string
  /** JSON: Report. */
  report: string
  state: 'applied' | 'ignored' | 'flagged' | 'waiting'
  /** Why it was flagged. */
  reason: string | null
  /** It is decided again when something of this id changes. */
  waits_for: string | null
  received_at: number
}

/** One row: whoever takes an event in counts it up first, so that events are decided one after another. */
export interface PaymentTurnTable {
  one: 1
  turn: number
}

export interface PaymentTables {
  payment_customers: PaymentCustomersTable
  payment_orders: PaymentOrdersTable
  payments: PaymentsTable
  payment_returns: PaymentReturnsTable
  payment_subscriptions: PaymentSubscriptionsTable
  payment_events: PaymentEventsTable
  payment_turn: PaymentTurnTable
}
