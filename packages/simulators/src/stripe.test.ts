import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseForm } from './stripe/form.ts'
import { type StripeSimulator, simulateStripe } from './stripe.ts'

let simulator: StripeSimulator
beforeEach(async () => {
  simulator = await simulateStripe({ seed: 'a', now: () => 1_800_000_000_000, prices: { price_team: 9_900 } })
})
afterEach(() => simulator.close())

interface Json {
  id?: string
  url?: string
  status?: string
  amount?: number
  amount_total?: number
  error?: { type: string; param?: string; code?: string }
}

async function ask(
  method: string,
  path: string,
  form: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: { authorization: 'Bearer sk_test_1', ...headers },
    ...(method === 'POST' && { body: new URLSearchParams(form) }),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json }
}

const fifty = {
  mode: 'payment',
  success_url: 'https://app.example.com/?<paid>',
  client_reference_id: 'ord_1',
  'line_items[0][quantity]': '1',
  'line_items[0][price_data][currency]': 'usd',
  'line_items[0][price_data][unit_amount]': '5000',
}
const open = async (form: Record<string, string> = fifty) => (await ask('POST', '/v1/checkout/sessions', form)).body

test('a form is nested as its brackets say, and reaches no prototype', () => {
  const form = parseForm('a=1&b[0][c]=2&b[0][d]=3&__proto__[x]=4&b[__proto__][y]=5&=6')
  expect(form).toEqual({ a: '1', b: { 0: { c: '2', d: '3' } } })
  expect(({} as Record<string, unknown>).x).toBeUndefined()
})

describe('the API', () => {
  test('makes customers, pages and portals, and says that they are simulated', async () => {
    const customer = await ask('POST', '/v1/customers', { email: 'ann@example.com' })
    expect(customer.body.id).toMatch(/^cus_/)
    expect(customer.headers.get('x-simulated')).toBe('true')
    const session = await open({ ...fifty, customer: customer.body.id ?? '' })
    expect(session).toMatchObject({ amount_total: 5_000, currency: 'usd', livemode: false, payment_status: 'unpaid' })
    const portal = await ask('POST', '/v1/billing_portal/sessions', { customer: customer.body.id ?? '' })
    expect(await (await fetch(portal.body.url ?? '')).text()).toContain('There are none.')
  })

  test('answers the same under the same idempotency key', async () => {
    const key = { 'idempotency-key': 'ord_1' }
    const [first, again] = [
      await ask('POST', '/v1/checkout/sessions', fifty, key),
      await ask('POST', '/v1/checkout/sessions', fifty, key),
    ]
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })

  test.each([
    [400, 'mode', { ...fifty, mode: 'setup' }],
    [400, 'success_url', { ...fifty, success_url: '' }],
    [400, 'customer', { ...fifty, customer: 'cus_none' }],
    [400, 'line_items', { ...fifty, 'line_items[0][price_data][unit_amount]': '49' }],
    [400, 'line_items', { ...fifty, mode: 'subscription', 'line_items[0][price]': 'price_none' }],
    [400, 'line_items[0][price_data][currency]', { ...fifty, 'line_items[0][price_data][currency]': 'eur' }],
  ])('is %i for %s', async (status, param, form) => {
    expect(await ask('POST', '/v1/checkout/sessions', form)).toMatchObject({ status, body: { error: { param } } })
  })

  test('refuses who shows no key, what it does not know, and what is planned', async () => {
    expect((await ask('POST', '/v1/customers', {}, { authorization: '' })).status).toBe(401)
    expect((await ask('GET', '/v1/charges')).status).toBe(404)
    expect((await ask('GET', '/v1/checkout/sessions/cs_none')).body.error?.code).toBe('resource_missing')
    simulator.fault({ do: 'rate-limited' })
    expect((await ask('GET', '/v1/checkout/sessions/cs_none')).status).toBe(429)
  })

  test('refunds no more than was paid', async () => {
    const { id = '' } = await open()
    await simulator.visit(id, 'pay')
    const session = (await ask('GET', `/v1/checkout/sessions/${id}`)).body as Json & { payment_intent: string }
    const refund = (amount?: string) =>
      ask('POST', '/v1/refunds', { payment_intent: session.payment_intent, ...(amount && { amount }) })
    expect((await refund('2000')).body).toMatchObject({ amount: 2_000, status: 'succeeded' })
    expect((await refund('3001')).status).toBe(400)
    expect((await refund()).body).toMatchObject({ amount: 3_000 })
    expect((await ask('GET', `/v1/payment_intents/${session.payment_intent}`)).body.status).toBe('succeeded')
  })
})

describe('a page', () => {
  const press = (url: string, button: string) =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ do: button }), redirect: 'manual' })

  test('can be declined, then paid once, and goes back where it was told', async () => {
    const { url = '' } = await open()
    expect(await (await fetch(url)).text()).toMatch(/\$50\.00.*Decline the card/s)
    expect(await (await press(url, 'decline')).text()).toContain('The card was declined.')
    expect(await (await press(url, 'anything else')).text()).toContain('declined')
    expect((await press(url, 'pay')).headers.get('location')).toBe(fifty.success_url)
    await press(url, 'pay')
    expect(simulator.events().map(({ type }) => type)).toEqual([
      'payment_intent.payment_failed',
      'payment_intent.succeeded',
      'checkout.session.completed',
    ])
  })

  test('writes what a caller sent as text', async () => {
    const { url = '' } = await open({ ...fifty, client_reference_id: '<script>alert(1)</script>' })
    expect(await (await fetch(url)).text()).not.toContain('<script>')
  })

  test('of a subscription is a month, which the portal can end', async () => {
    const customer = (await ask('POST', '/v1/customers')).body.id ?? ''
    const plan = {
      mode: 'subscription',
      success_url: 'https://a.example',
      customer,
      'line_items[0][price]': 'price_team',
    }
    const { url = '' } = await open(plan)
    expect(await (await fetch(url)).text()).toMatch(/\$99\.00 a month/)
    await press(url, 'pay')
    const portal = (await ask('POST', '/v1/billing_portal/sessions', { customer })).body.url ?? ''
    const id = /name="cancel" value="(sub_\w+)"/.exec(await (await fetch(portal)).text())?.[1] ?? ''
    const ended = await fetch(portal, { method: 'POST', body: new URLSearchParams({ cancel: id }) })
    expect(await ended.text()).toContain('$99.00 a month, canceled')
  })
})

test('events are signed over their bytes, delivered, and sent again as they were', async () => {
  const received: { body: Buffer; signature: string }[] = []
  const server = createServer(async (request, response) => {
    received.push({ body: await buffer(request), signature: String(request.headers['stripe-signature']) })
    response.writeHead(received.length === 1 ? 500 : 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  simulator.deliverTo({ url: `http://127.0.0.1:${port}/hook`, secret: 'whsec_1' })
  const { id = '' } = await open()
  await simulator.visit(id, 'decline')
  const [event] = simulator.events()
  expect(event?.statuses).toEqual([500])
  expect(await simulator.redeliver(event?.id ?? '')).toBe(200)
  expect(received.map(({ body }) => String(body))).toEqual([event?.body, event?.body])
  const mac = createHmac('sha256', 'whsec_1').update(`1800000000.${event?.body}`).digest('hex')
  expect(received[0]?.signature).toBe(`t=1800000000,v1=${mac}`)
  await new Promise((resolve) => server.close(resolve))
  expect(await simulator.redeliver(event?.id ?? '')).toBe(0)
})
