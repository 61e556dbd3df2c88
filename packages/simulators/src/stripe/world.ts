import { letterId, type Random, seeded } from '../seeded.ts'

type Metadata = Record<string, string>

export interface Session {
  id: string
  mode: 'payment' | 'subscription'
  cents: number
  customer: string | null
  reference: string | null
  metadata: Metadata
  successUrl: string
  cancelUrl: string
  status: 'open' | 'complete'
  paymentStatus: 'unpaid' | 'paid'
  payment: string | null
  subscription: string | null
}

export interface Payment {
  id: string
  cents: number
  customer: string | null
  metadata: Metadata
  status: 'requires_payment_method' | 'processing' | 'succeeded'
  refunded: number
  /** A bank has what is left of it: nothing is refunded until that is won. */
  isDisputed: boolean
}

export interface Subscription {
  id: string
  customer: string | null
  metadata: Metadata
  cents: number
  status: 'active' | 'past_due' | 'canceled'
  periodStart: number
}

export interface Refund {
  id: string
  payment: string
  cents: number
}

export interface Dispute extends Refund {
  status: 'needs_response' | 'won'
}

/** What the account holds; ids depend on the seed alone. */
export interface World {
  /** Seconds since 1970. */
  now(): number
  id(prefix: string): string
  customers: Map<string, { id: string; email: string | null; metadata: Metadata }>
  /** Whether customers of an earlier start are known, too. */
  isKnown(customer: string): boolean
  sessions: Map<string, Session>
  payments: Map<string, Payment>
  subscriptions: Map<string, Subscription>
  refunds: Map<string, Refund>
  disputes: Map<string, Dispute>
  /** Cents a month of prices that recur. */
  prices: Readonly<Record<string, number>>
}

export function createWorld(
  seed: string,
  now: () => number,
  prices: Readonly<Record<string, number>>,
  takesAnyCustomer: boolean,
): World {
  const random: Random = seeded(seed, 'stripe')
  const customers: World['customers'] = new Map()
  return {
    now: () => Math.floor(now() / 1000),
    id: (prefix) => `${prefix}_${letterId(random, 24)}`,
    customers,
    isKnown: (customer) => customers.has(customer) || (takesAnyCustomer && customer.startsWith('cus_')),
    sessions: new Map(),
    payments: new Map(),
    subscriptions: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    prices,
  }
}
