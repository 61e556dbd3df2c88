import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Ledger } from '../ledger/ledger.ts'
import { microsOfAmount } from '../ledger/money.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import type { Keep } from '../store/idempotency.ts'
import { newId } from '../store/ids.ts'
import type { PaymentOrdersTable } from '../store/payment-tables.ts'
import { insertOrder, readCustomer, updateOrder, writeCustomer } from '../store/payments.ts'
import { readUser } from '../store/users.ts'
import { isWebhookSecret, type PaymentSettings } from './payment-settings.ts'
import type { PaymentProvider } from './provider.ts'
import { returnUrl } from './return-url.ts'
import { takeIn } from './take-in.ts'

type Schemas = components['schemas']

export interface Payments {
  /** Opens an order and returns the provider's page for it. */
  checkout(
    userId: string,
    request: Schemas['CreateCheckoutRequest'],
    keep: Keep<Schemas['Checkout']>,
  ): Promise<Schemas['Checkout']>
  portal(userId: string, request: Schemas['CreateBillingPortalRequest']): Promise<Schemas['BillingPortal']>
  /** Takes an event of the provider in. Throws INVALID_SIGNATURE, REFUND_EXCEEDS_PAYMENT, NOT_CONFIGURED. */
  receive(bytes: Uint8Array, signature: string | null): Promise<void>
}

interface PaymentsParts {
  store: Store
  runtime: Runtime
  ledger: Pick<Ledger, 'post'>
  /** null where no key is set. */
  provider: PaymentProvider | null
  settings(): PaymentSettings
  /** Our own events are sent. */
  wake(): void
}

const microsPerCent = 10_000

/** Credits for money: orders of ours, pages and events of the payment provider. */
export function createPayments({ store, runtime, ledger, provider, settings, wake }: PaymentsParts): Payments {
  const { clock } = runtime

  return {
    async checkout(userId, request, keep) {
      const seller = configured(provider)
      const successUrl = returnUrl(request.success_url, settings().returnOrigins)
      const cancelUrl = returnUrl(request.cancel_url, settings().returnOrigins)
      const { order, what } = ordered(userId, request)
      await store.write((tx) => insertOrder(tx, order))
      const customer = await customerOf(seller, userId)
      const orderId = order.id
      const page = await seller.createCheckout({ orderId, userId, customer, what, successUrl, cancelUrl })
      const answer = { order_id: orderId, checkout_url: page.url }
      await store.write(async (tx) => {
        await updateOrder(tx, orderId, { session_id: page.session })
        await keep(tx, answer)
      })
      return answer
    },
    async portal(userId, { return_url }) {
      const seller = configured(provider)
      const url = returnUrl(return_url, settings().returnOrigins)
      const customer = await readCustomer(store.db, userId)
      if (customer === null) throw new ApiError('INVALID_STATE', 'There was no checkout yet: open one first.')
      return { portal_url: await seller.createPortal(customer, url) }
    },
    async receive(bytes, signature) {
      const seller = configured(provider)
      const secret = settings().webhookSecret
      if (secret === null || !isWebhookSecret(secret)) throw new ApiError('NOT_CONFIGURED')
      if (signature === null) throw new ApiError('INVALID_SIGNATURE')
      const event = await seller.read(bytes, signature, secret)
      const flag = await takeIn(store, { runtime, ledger, provider: seller.name }, event)
      wake()
      if (flag === 'exceeds_payment') throw new ApiError('REFUND_EXCEEDS_PAYMENT')
    },
  }

  /** Written before anything is asked of the provider: what it reports is judged by this row. */
  function ordered(userId: string, { amount, plan: planId }: Schemas['CreateCheckoutRequest']) {
    if ((amount === undefined) === (planId === undefined))
      throw new ApiError('INVALID_REQUEST', 'Send exactly one of amount and plan.')
    const fresh = { id: newId('ord', runtime), user_id: userId, session_id: null, created_at: clock.now() }
    if (amount !== undefined) {
      const credits = microsOfAmount(amount)
      const cents = credits / microsPerCent
      if (!Number.isInteger(cents)) throw new ApiError('INVALID_AMOUNT', 'amount must be in whole cents.')
      const order: PaymentOrdersTable = { ...fresh, kind: 'payment', plan: null, cents, credits, status: 'open' }
      return { order, what: { cents } }
    }
    const plan = settings().plans.find(({ id }) => id === planId)
    if (plan === undefined) throw new ApiError('INVALID_REQUEST', `There is no plan '${planId}'.`)
    const { id, cents, credits, priceId } = plan
    const order: PaymentOrdersTable = { ...fresh, kind: 'subscription', plan: id, cents, credits, status: 'open' }
    return { order, what: { priceId } }
  }

  async function customerOf(seller: PaymentProvider, userId: string): Promise<string> {
    const known = await readCustomer(store.db, userId)
    if (known !== null) return known
    const user = await readUser(store.db, userId)
    const made = await seller.createCustomer(userId, user?.email ?? null)
    await store.write((tx) => writeCustomer(tx, userId, made, clock.now()))
    return made
  }
}

function configured(provider: PaymentProvider | null): PaymentProvider {
  if (provider === null) throw new ApiError('NOT_CONFIGURED', 'Payments are not set up on this server.')
  return provider
}
