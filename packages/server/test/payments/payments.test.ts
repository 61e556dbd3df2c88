/** Payments as a caller and the provider meet them, over HTTP: the official client on one side, the simulated provider on the other. */
import { once } from 'node:events'
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { type SimulatedEvent, simulateStripe, stripeSignature } from '@proxyapi/simulators'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../app.ts'
import { type Running, startServer } from '../running.ts'

type Simulator = Awaited<ReturnType<typeof simulateStripe>>

const secret = 'whsec_of_a_server_that_is_for_tests'
const nowMs = Date.UTC(2026, 10, 20, 10, 30)
const nowSeconds = nowMs / 1000

interface Shop {
  simulator: Simulator
  app: TestApp
  /** As the account of the development key, checked against the document. */
  ask(path: string, body?: object, headers?: Record<string, string>): Promise<{ status: number; body: Body }>
  hand(event: Pick<SimulatedEvent, 'body'>, signature?: string): Promise<{ status: number; body: Body }>
  total(): Promise<number>
  close(): Promise<void>
}

interface Body {
  data?: Record<string, string>
  code?: string
  credits_total?: number
}

async function openShop(environment: Record<string, string> = {}, billing = ''): Promise<Shop> {
  const simulator = await simulateStripe({ seed: 'shop', now: () => nowMs })
  const app = await startApp(
    `billing:
  base_url: '${simulator.url}'
  return_origins: ['https://app.example.com']
  plans: [{ id: starter, stripe_price_id: price_starter_monthly, amount: 20, credits: 22 }]
${billing}`,
    { environment: { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: secret, ...environment } },
  )
  const checked = conformingFetch((request) => app.app.fetch(request))
  const read = async (response: Response) => ({ status: response.status, body: (await response.json()) as Body })
  const post = (path: string, body: string, headers: Record<string, string>) =>
    new Request(`http://127.0.0.1:8000${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })
  return {
    simulator,
    app,
    ask: async (path, body = {}, headers = {}) =>
      read(await checked(post(path, JSON.stringify(body), { 'x-api-key': app.key, ...headers }))),
    hand: async ({ body }, signature = stripeSignature(body, secret, nowSeconds)) =>
      read(await checked(post('/webhook/stripe', body, signature === '' ? {} : { 'stripe-signature': signature }))),
    async total() {
      const response = await app.fetch('/api/v1/user/credits', { headers: { 'x-api-key': app.key } })
      return ((await response.json()) as Body).credits_total ?? NaN
    },
    async close() {
      await app.close()
      await simulator.close()
    },
  }
}

const pageOf = (checkout: { body: Body }) => checkout.body.data?.checkout_url?.split('/').at(-1) ?? ''

describe('a checkout', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop()
  })
  afterAll(() => shop.close())

  test('returns the page of the provider, and is credited once it is paid', async () => {
    const made = await shop.ask('/api/v1/billing/checkout', { amount: 12.5 })
    expect(made).toMatchObject({ status: 201, body: { data: { checkout_url: expect.stringContaining('/c/pay/') } } })
    await shop.simulator.visit(pageOf(made), 'pay')
    for (const event of shop.simulator.events()) expect((await shop.hand(event)).status).toBe(200)
    for (const event of shop.simulator.events()) expect((await shop.hand(event)).status).toBe(200)
    expect(await shop.total()).toBe(112.5)
  })

  test('tells the provider whose order it is, under the order as its idempotency key', async () => {
    const made = await shop.ask('/api/v1/billing/checkout', {
      amount: 5,
      success_url: 'https://app.example.com/paid',
      cancel_url: 'https://app.example.com/not',
    })
    const sent = shop.simulator.requests().findLast(({ path }) => path === '/v1/checkout/sessions')
    const form = Object.fromEntries(new URLSearchParams(String(sent?.body)))
    expect(sent?.headers['idempotency-key']).toBe(made.body.data?.order_id)
    expect(form).toMatchObject({
      mode: 'payment',
      client_reference_id: made.body.data?.order_id,
      'metadata[order_id]': made.body.data?.order_id,
      'line_items[0][price_data][unit_amount]': '500',
      'line_items[0][price_data][currency]': 'usd',
      success_url: 'https://app.example.com/paid',
      cancel_url: 'https://app.example.com/not',
    })
    expect(form['metadata[user_id]']).toMatch(/^usr_/)
    expect(shop.simulator.requests().filter(({ path }) => path === '/v1/customers')).toHaveLength(1)
  })

  test('of a plan subscribes', async () => {
    const made = await shop.ask('/api/v1/billing/checkout', { plan: 'starter' })
    const before = await shop.total()
    await shop.simulator.visit(pageOf(made), 'pay')
    for (const event of shop.simulator.events()) await shop.hand(event)
    expect(await shop.total()).toBe(before + 22)
  })

  test('asked for again under one key is one order', async () => {
    const key = { 'idempotency-key': 'one' }
    const [first, again] = [
      await shop.ask('/api/v1/billing/checkout', { amount: 7 }, key),
      await shop.ask('/api/v1/billing/checkout', { amount: 7 }, key),
    ]
    expect(again.body).toEqual(first.body)
  })

  test.each([
    [400, 'INVALID_REQUEST', { amount: 5, plan: 'starter' }],
    [400, 'INVALID_REQUEST', {}],
    [400, 'INVALID_REQUEST', { plan: 'unknown' }],
    [400, 'INVALID_REQUEST', { amount: 4.99 }],
    [400, 'INVALID_REQUEST', { amount: 10_000.01 }],
    [400, 'INVALID_AMOUNT', { amount: 5.001 }],
    [400, 'INVALID_REQUEST', { amount: 5, success_url: 'https://evil.example/' }],
    [400, 'INVALID_REQUEST', { amount: 5, cancel_url: 'https://app.example.com@evil.example/' }],
  ])('is %i %s for %j', async (status, code, body) => {
    expect(await shop.ask('/api/v1/billing/checkout', body)).toMatchObject({ status, body: { code } })
  })

  test.each([
    ['bad-key', 502, 'UPSTREAM_AUTH_FAILED'],
    ['error-500', 502, 'UPSTREAM_ERROR'],
    ['rate-limited', 503, 'UPSTREAM_UNAVAILABLE'],
  ] as const)('where the provider answers %s is %i %s', async (fault, status, code) => {
    shop.simulator.fault({ match: { path: '/v1/checkout/sessions' }, do: fault, times: 3 })
    expect(await shop.ask('/api/v1/billing/checkout', { amount: 5 })).toMatchObject({
      status,
      body: { code },
    })
    for (let n = 0; n < 3; n++) await fetch(`${shop.simulator.url}/v1/checkout/sessions`, { method: 'POST' })
  })

  test('has a page that says that it is simulated and loads nothing', async () => {
    const made = await shop.ask('/api/v1/billing/checkout', { amount: 5 })
    const page = await fetch(made.body.data?.checkout_url ?? '')
    const html = await page.text()
    expect(html).toMatch(/Simulated payment provider.*no money moves/s)
    expect(html).not.toMatch(/<script|<link|<img|src=|@import/)
    expect(page.headers.get('x-simulated')).toBe('true')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})

describe('the portal', () => {
  test('is a page of the provider, after a first checkout', async () => {
    const shop = await openShop()
    const before = await shop.ask('/api/v1/billing/portal')
    expect(before).toMatchObject({ status: 409, body: { code: 'INVALID_STATE' } })
    await shop.ask('/api/v1/billing/checkout', { plan: 'starter' })
    const made = await shop.ask('/api/v1/billing/portal', { return_url: 'https://app.example.com/billing' })
    expect(made.status).toBe(201)
    expect(await (await fetch(made.body.data?.portal_url ?? '')).text()).toContain('https://app.example.com/billing')
    const evil = await shop.ask('/api/v1/billing/portal', { return_url: 'https://evil.example' })
    expect(evil).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
    await shop.close()
  })
})

describe('an event of the provider', () => {
  let shop: Shop
  let event: SimulatedEvent
  beforeAll(async () => {
    shop = await openShop()
    await shop.simulator.visit(pageOf(await shop.ask('/api/v1/billing/checkout', { amount: 50 })), 'pay')
    event = shop.simulator.events().at(-1) as SimulatedEvent
  })
  afterAll(() => shop.close())

  const signed = (key: string, seconds: number) => stripeSignature(event.body, key, seconds)

  test.each([
    ['no signature', () => ''],
    ['a signature by the empty secret', () => signed('', nowSeconds)],
    ['a signature by another secret', () => signed(`${secret}.`, nowSeconds)],
    ['a signature that is 301 seconds old', () => signed(secret, nowSeconds - 301)],
    ['a signature from 301 seconds ahead', () => signed(secret, nowSeconds + 301)],
    ['a signature without its time', () => signed(secret, nowSeconds).replace(/^t=\d+,/, '')],
    ['a time that was changed', () => signed(secret, nowSeconds - 400).replace(/^t=\d+/, `t=${nowSeconds}`)],
    ['a signature of another scheme', () => signed(secret, nowSeconds).replace('v1=', 'v0=')],
    ['words', () => 'not a signature'],
  ])('with %s is 401 and has no effect', async (_, signature) => {
    expect(await shop.hand(event, signature())).toMatchObject({
      status: 401,
      body: { code: 'INVALID_SIGNATURE' },
    })
    expect(await shop.total()).toBe(100)
  })

  test('whose bytes were changed is 401 and has no effect', async () => {
    const body = event.body.replace('"amount_total": 5000', '"amount_total": 5001')
    expect(body).not.toBe(event.body)
    expect((await shop.hand({ body }, signed(secret, nowSeconds))).status).toBe(401)
    expect(await shop.total()).toBe(100)
  })

  test('of a type that we do not know is 200 and has no effect', async () => {
    const body = JSON.stringify({ ...JSON.parse(event.body), id: 'evt_other', type: 'product.created' })
    expect(await shop.hand({ body })).toMatchObject({ status: 200, body: { received: true } })
    expect(await shop.total()).toBe(100)
  })

  test('is credited with 300 seconds of either, and once', async () => {
    expect((await shop.hand(event, signed(secret, nowSeconds - 300))).status).toBe(200)
    expect((await shop.hand(event, signed(secret, nowSeconds + 300))).status).toBe(200)
    expect(await shop.total()).toBe(150)
  })

  test('that takes more back than was paid is 409, then known', async () => {
    const refund = { id: 're_1', amount: 5_001, currency: 'usd', status: 'succeeded' }
    const { payment_intent } = JSON.parse(event.body).data.object as { payment_intent: string }
    const object = { ...refund, payment_intent }
    const body = JSON.stringify({
      ...JSON.parse(event.body),
      id: 'evt_refund',
      type: 'refund.created',
      data: { object },
    })
    expect(await shop.hand({ body })).toMatchObject({
      status: 409,
      body: { code: 'REFUND_EXCEEDS_PAYMENT' },
    })
    expect((await shop.hand({ body })).status).toBe(200)
    expect(await shop.total()).toBe(150)
  })
})

describe('without its settings', () => {
  const notConfigured = { status: 503, body: { code: 'NOT_CONFIGURED' } }

  test('a server sells nothing and takes no event', async () => {
    const shop = await openShop({ STRIPE_SECRET_KEY: '' })
    expect(await shop.ask('/api/v1/billing/checkout', { amount: 5 })).toMatchObject(notConfigured)
    expect(await shop.ask('/api/v1/billing/portal')).toMatchObject(notConfigured)
    expect(await shop.hand({ body: '{}' })).toMatchObject(notConfigured)
    await shop.close()
  })

  test.each(['', '   ', 'whsec_short', 'x'.repeat(23)])('a webhook secret of %j takes no event', async (weak) => {
    const shop = await openShop({ STRIPE_WEBHOOK_SECRET: weak })
    const body = '{"id":"evt_1","type":"checkout.session.completed"}'
    expect(await shop.hand({ body }, stripeSignature(body, weak, nowSeconds))).toMatchObject(notConfigured)
    await shop.close()
  })

  test('production does not start on a weak webhook secret, and says which', async () => {
    const production = "app: { environment: production }\nauth: { api_keys: ['${API_KEY_ENV}'] }"
    const start = openShop({ STRIPE_WEBHOOK_SECRET: 'weak' }, production)
    await expect(start).rejects.toThrow(/STRIPE_WEBHOOK_SECRET.*24 bytes/s)
  })
})

describe('npm start', () => {
  let server: Running
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())

  const headers = () => ({ 'x-api-key': server.key, 'content-type': 'application/json' })

  async function pageOfOrder(): Promise<string> {
    const order = { method: 'POST', headers: headers(), body: '{"amount":25}' }
    const made = await fetch(`${server.url}/api/v1/billing/checkout`, order)
    return ((await made.json()) as { data: { checkout_url: string } }).data.checkout_url
  }
  const click = (page: string, button: string) =>
    fetch(page, { method: 'POST', body: new URLSearchParams({ do: button }), redirect: 'manual' })
  const credits = async () => (await fetch(`${server.url}/api/v1/user/credits`, { headers: headers() })).json()

  test('has a checkout whose page can be paid in a browser', async () => {
    const page = await pageOfOrder()
    expect(await (await click(page, 'decline')).text()).toContain('The card was declined.')
    const paid = await click(page, 'pay')
    expect(paid.status).toBe(303)
    expect((await fetch(paid.headers.get('location') ?? '')).status).toBe(200)
    expect(await credits()).toMatchObject({ credits_total: 125, credits_remaining: 125 })
  })

  test('has one after a restart, too: the simulated provider has forgotten what the database knows', async () => {
    const { folder, process } = server
    const ended = once(process, 'exit')
    process.kill('SIGTERM')
    await ended
    server = await startServer({ folder })
    expect((await click(await pageOfOrder(), 'pay')).status).toBe(303)
    expect(await credits()).toMatchObject({ credits_total: 150 })
  })
})
