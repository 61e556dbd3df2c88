import { created, type Handlers, ok, success } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { ownerOf } from '../identity/principal.ts'

type Ids = 'listTransactions' | 'createCheckout' | 'createBillingPortal' | 'receiveStripeWebhook'

export const billing = {
  async listTransactions({ query }, { accounts, principal }) {
    const { transactions, next_cursor } = await accounts.transactions(ownerOf(principal), query)
    return ok(success(transactions, { count: transactions.length, next_cursor }))
  },
  async createCheckout({ body }, { payments, principal, keepAnswer }) {
    const userId = ownerOf(principal)
    return created(success(await payments.checkout(userId, body, (tx, made) => keepAnswer(tx, created(success(made))))))
  },
  createBillingPortal: async ({ body }, { payments, principal }) =>
    created(success(await payments.portal(ownerOf(principal), body ?? {}))),
  async receiveStripeWebhook({ bytes, headers }, { payments }) {
    await payments.receive(bytes, headers.get('stripe-signature'))
    return ok({ received: true as const })
  },
} satisfies Handlers<Context, Ids>
