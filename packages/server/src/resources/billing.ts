import type { Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { notImplemented } from './not-implemented.ts'

type Ids = 'listTransactions' | 'createCheckout' | 'createBillingPortal' | 'receiveStripeWebhook'

export const billing = {
  listTransactions: notImplemented,
  createCheckout: notImplemented,
  createBillingPortal: notImplemented,
  receiveStripeWebhook: notImplemented,
} satisfies Handlers<Context, Ids>
