/** The part of Stripe's API that payments need: forms in, objects or Stripe's errors out. */
import { type Answer, jsonAnswer } from '../answer.ts'
import type { JsonObject } from '../json.ts'
import { refund } from './acts.ts'
import type { SentEvent } from './deliver.ts'
import { member, textAt } from './form.ts'
import { paymentObject, sessionObject } from './objects.ts'
import type { Session, World } from './world.ts'

export interface StripeCall {
  world: World
  form: JsonObject
  /** The last part of the path, where it names an object. */
  id: string
  /** Of the simulator. */
  url: string
  send(events: SentEvent[]): void
}

interface Route {
  method: string
  pattern: RegExp
  answer(call: StripeCall): Answer
}

export const stripeError = (status: number, type: string, message: string, more: object = {}): Answer =>
  jsonAnswer(status, { error: { type, message, ...more } })

const invalid = (message: string, param?: string, code?: string) =>
  stripeError(400, 'invalid_request_error', message, { ...(param && { param }), ...(code && { code }) })

const missing = (id: string) =>
  stripeError(404, 'invalid_request_error', `No such object: '${id}'`, { code: 'resource_missing' })

export const routes: readonly Route[] = [
  { method: 'POST', pattern: /^\/v1\/customers$/, answer: createCustomer },
  { method: 'POST', pattern: /^\/v1\/checkout\/sessions$/, answer: createSession },
  { method: 'GET', pattern: /^\/v1\/checkout\/sessions\/([^/]+)$/, answer: getSession },
  { method: 'GET', pattern: /^\/v1\/payment_intents\/([^/]+)$/, answer: getPayment },
  { method: 'POST', pattern: /^\/v1\/billing_portal\/sessions$/, answer: createPortal },
  { method: 'POST', pattern: /^\/v1\/refunds$/, answer: createRefund },
]

function createCustomer({ world, form }: StripeCall): Answer {
  const made = { id: world.id('cus'), email: textAt(form, 'email'), metadata: metadataAt(form, 'metadata') }
  world.customers.set(made.id, made)
  return jsonAnswer(200, { ...made, object: 'customer', created: world.now(), livemode: false })
}

function createSession({ world, form, url }: StripeCall): Answer {
  const mode = textAt(form, 'mode')
  if (mode !== 'payment' && mode !== 'subscription') return invalid(`Invalid mode: ${mode}`, 'mode')
  const [customer, successUrl] = [textAt(form, 'customer'), textAt(form, 'success_url')]
  if (customer !== null && !world.isKnown(customer)) return invalid(`No such customer: '${customer}'`, 'customer')
  if (successUrl === null) return invalid('Missing required param: success_url.', 'success_url')
  const cents = mode === 'payment' ? Number(textAt(form, ...item, 'price_data', 'unit_amount')) : monthly(world, form)
  if (!Number.isSafeInteger(cents) || cents < 50)
    return invalid('The amount is not one that can be paid.', 'line_items')
  if (mode === 'payment' && textAt(form, ...item, 'price_data', 'currency') !== 'usd')
    return invalid('This simulator knows US dollars alone.', 'line_items[0][price_data][currency]')
  const session: Session = {
    id: `${world.id('cs_test')}`,
    mode,
    cents,
    customer,
    reference: textAt(form, 'client_reference_id'),
    metadata: metadataAt(form, 'metadata'),
    successUrl,
    cancelUrl: textAt(form, 'cancel_url') ?? successUrl,
    status: 'open',
    paymentStatus: 'unpaid',
    payment: null,
    subscription: null,
  }
  world.sessions.set(session.id, session)
  return jsonAnswer(200, sessionObject(world, session, url))
}

const item = ['line_items', '0']

const monthly = (world: World, form: JsonObject): number => world.prices[textAt(form, ...item, 'price') ?? ''] ?? NaN

function getSession({ world, id, url }: StripeCall): Answer {
  const session = world.sessions.get(id)
  return session ? jsonAnswer(200, sessionObject(world, session, url)) : missing(id)
}

function getPayment({ world, id }: StripeCall): Answer {
  const payment = world.payments.get(id)
  return payment ? jsonAnswer(200, paymentObject(world, payment)) : missing(id)
}

function createPortal({ world, form, url }: StripeCall): Answer {
  const customer = textAt(form, 'customer') ?? ''
  if (!world.isKnown(customer)) return invalid(`No such customer: '${customer}'`, 'customer')
  const query = new URLSearchParams({ customer, return_url: textAt(form, 'return_url') ?? url })
  return jsonAnswer(200, {
    id: world.id('bps'),
    object: 'billing_portal.session',
    created: world.now(),
    customer,
    livemode: false,
    url: `${url}/p/session?${query}`,
  })
}

function createRefund({ world, form, send }: StripeCall): Answer {
  const payment = world.payments.get(textAt(form, 'payment_intent') ?? '')
  if (!payment) return missing(textAt(form, 'payment_intent') ?? '')
  const amount = textAt(form, 'amount')
  const events = refund(world, payment, amount === null ? payment.cents - payment.refunded : Number(amount))
  if (events === null) return invalid('Refund amount is greater than unrefunded amount.', 'amount')
  send(events)
  const [event] = events
  return jsonAnswer(200, member(JSON.parse(event?.body ?? '{}'), 'data', 'object'))
}

function metadataAt(form: JsonObject, name: string): Record<string, string> {
  const entries = Object.entries((form[name] ?? {}) as JsonObject)
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
