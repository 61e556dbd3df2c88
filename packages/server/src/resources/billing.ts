import { type Handlers, ok, success } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { ownerOf } from '../identity/principal.ts'
import { notImplemented } from './not-implemented.ts'

type Ids = 'listTransactions' | 'createCheckout' | 'createBillingPortal' | 'receiveStripeWebhook'

export const billing = {
  async listTransactions({ query }, { accounts, principal }) {
    const { transactions, next_cursor } = await accounts.transactions(ownerOf(principal), query)
    return ok(success(transactions, { count: transactions.length, next_cursor }))
  },
  createCheckout: notImplemented,
  createBillingPortal: notImplemented,
  receiveStripeWebhook: notImplemented,
} satisfies Handlers<Context, Ids>
