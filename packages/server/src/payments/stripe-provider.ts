import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import type Stripe from 'stripe'
import type { Egress } from '../egress/egress.ts'
import { EgressFailure, toApiError } from '../egress/failure.ts'
import type { Clock } from '../runtime.ts'
import type { PaymentProvider } from './provider.ts'
import { reportOf } from './stripe-report.ts'

interface StripeParts {
  egress: Pick<Egress, 'request'>
  clock: Pick<Clock, 'now'>
  secretKey: string
  baseUrl: string
}

const timeoutMs = 20_000
const answerBytesMax = 1_000_000
const toleranceSeconds = 300

/** Stripe through its own client, over our way out. The client is loaded by the first who pays or reports. */
export function stripeProvider({ egress, clock, secretKey, baseUrl }: StripeParts): PaymentProvider {
  let loading: Promise<typeof Stripe> | undefined
  let client: Stripe | undefined
  const load = async () => (loading ??= import('stripe').then((module) => module.default))

  async function connected(): Promise<Stripe> {
    const Client = await load()
    const { hostname, port, protocol } = new URL(baseUrl)
    client ??= new Client(secretKey, {
      host: hostname,
      ...(port !== '' && { port: Number(port) }),
      protocol: protocol === 'http:' ? 'http' : 'https',
      httpClient: Client.createFetchHttpClient(fetchOver(egress) as typeof fetch),
      timeout: timeoutMs,
      maxNetworkRetries: 1,
      telemetry: false,
    })
    return client
  }

  return {
    name: 'stripe',
    async createCustomer(userId, email) {
      const options = { idempotencyKey: `customer:${userId}` }
      const params = { metadata: { user_id: userId }, ...(email !== null && { email }) }
      return told(async () => (await (await connected()).customers.create(params, options)).id)
    },
    async createCheckout({ orderId, userId, customer, what, successUrl, cancelUrl }) {
      const metadata = { order_id: orderId, user_id: userId }
      const order: Stripe.Checkout.SessionCreateParams = {
        customer,
        client_reference_id: orderId,
        metadata,
        success_url: successUrl,
        cancel_url: cancelUrl,
        ...('cents' in what ? credits(what.cents, metadata) : period(what.priceId, metadata)),
      }
      return told(async () => {
        const { checkout } = await connected()
        const { id, url } = await checkout.sessions.create(order, { idempotencyKey: orderId })
        if (!url) throw new ApiError('UPSTREAM_PROTOCOL_ERROR')
        return { session: id, url }
      })
    },
    createPortal: (customer, returnUrl) =>
      told(async () => {
        const { billingPortal } = await connected()
        return (await billingPortal.sessions.create({ customer, return_url: returnUrl })).url
      }),
    async read(bytes, signature, secret) {
      const now = clock.now()
      const { webhooks } = await load()
      const event = await webhooks
        .constructEventAsync(Buffer.from(bytes), signature, secret, toleranceSeconds, undefined, now)
        .catch((cause: unknown) => {
          throw new ApiError('INVALID_SIGNATURE', undefined, { cause })
        })
      if (isFromTheFuture(signature, now)) throw new ApiError('INVALID_SIGNATURE')
      return { id: event.id, type: event.type, report: reportOf(event) }
    },
  }
}

const credits = (cents: number, metadata: Record<string, string>): Stripe.Checkout.SessionCreateParams => ({
  mode: 'payment',
  line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: cents, product_data: { name: 'Credits' } } }],
  payment_intent_data: { metadata },
})

const period = (price: string, metadata: Record<string, string>): Stripe.Checkout.SessionCreateParams => ({
  mode: 'subscription',
  line_items: [{ quantity: 1, price }],
  subscription_data: { metadata },
})

/** The client's own check looks back only. */
const isFromTheFuture = (signature: string, now: number): boolean =>
  [...signature.matchAll(/(?:^|,)t=(\d+)/g)].some(([, at]) => Number(at) * 1_000 - now > toleranceSeconds * 1_000)

/** As much of `fetch` as the client asks for. */
function fetchOver(egress: Pick<Egress, 'request'>) {
  return async (url: string, { method, headers, body, signal }: RequestInit): Promise<Response> => {
    const answer = await egress.request({
      class: 'provider',
      method: method ?? 'GET',
      url,
      headers: Object.fromEntries(new Headers(headers)),
      body: typeof body === 'string' && body !== '' ? body : null,
      limits: { headersMs: timeoutMs, totalMs: timeoutMs },
      ...(signal && { signal }),
    })
    return new Response(await answer.text(answerBytesMax), { status: answer.status, headers: answer.headers })
  }
}

const codes: Readonly<Record<string, ErrorCode>> = {
  StripeAuthenticationError: 'UPSTREAM_AUTH_FAILED',
  StripePermissionError: 'UPSTREAM_AUTH_FAILED',
  StripeRateLimitError: 'UPSTREAM_UNAVAILABLE',
}

/** What the client throws, as a row of the error table. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ApiError) throw error
    const { type = '', detail } = error as { type?: string; detail?: unknown }
    if (detail instanceof EgressFailure) throw toApiError(detail, 'upstream')
    throw new ApiError(codes[type] ?? 'UPSTREAM_ERROR', undefined, { cause: error })
  }
}
