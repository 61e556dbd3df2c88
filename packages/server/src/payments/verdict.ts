import type { PaymentEventsTable, PaymentOrdersTable } from '../store/payment-tables.ts'

/** Why an event was kept for a person to look at. */
export type Flag =
  | 'unknown_order'
  | 'other_user'
  | 'other_kind'
  | 'other_session'
  | 'other_amount'
  | 'other_currency'
  | 'no_payment'
  | 'paid_by_another_payment'
  | 'payment_of_another_order'
  | 'exceeds_payment'

/** One change that follows from an event; all of one event are made in one transaction. */
export type PaymentDeed =
  | { do: 'credit'; paymentId: string; intent: string | null; source: PaymentOrdersTable['kind'] }
  | { do: 'take'; kind: 'refund' | 'dispute'; id: string; cents: number; credits: number }
  | { do: 'give back'; kind: 'refund' | 'dispute'; id: string; cents: number; credits: number }
  | { do: 'rule out'; kind: 'refund' | 'dispute'; id: string; cents: number }
  | { do: 'link'; intent: string }
  | { do: 'order'; status: PaymentOrdersTable['status'] }
  | { do: 'subscription'; id: string; status: string; asOf: number }
  | { do: 'tell'; event: `payment.${string}`; reference: string; cents: number; reason?: string | null }
  | { do: 'tell subscription'; event: `subscription.${string}`; id: string; period: [number, number] | null }

export interface Verdict {
  state: PaymentEventsTable['state']
  deeds: PaymentDeed[]
  reason?: Flag
  /** Decided again when something of this id changes. */
  waitsFor?: string
}

export const applied = (...deeds: PaymentDeed[]): Verdict => ({ state: 'applied', deeds })
export const ignored: Verdict = { state: 'ignored', deeds: [] }
export const waitingFor = (id: string): Verdict => ({ state: 'waiting', deeds: [], waitsFor: id })
export const flagged = (reason: Flag, waitsFor?: string): Verdict => ({
  state: 'flagged',
  deeds: [],
  reason,
  ...(waitsFor !== undefined && { waitsFor }),
})
