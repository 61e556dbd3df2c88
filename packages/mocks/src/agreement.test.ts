/** One suite, unchanged, on everything that can stand behind a client: mocks by `fetch` and by both majors of msw, and the server. */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { type APIError, type ClientOptions, DiscoveryClient, type Fetch, GPUProxyClient, ProxyAPI } from '@proxyapi/sdk'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startServer } from '../../server/test/running.ts'

interface Backend {
  baseURL: string
  apiKey: string
  fetch: (request: Request) => Promise<Response>
  close(): unknown
}

const baseURL = 'http://api.test'

async function withMsw(msw: () => Promise<unknown>, node: () => Promise<unknown>): Promise<Backend> {
  vi.resetModules()
  vi.doMock('msw', () => msw() as Promise<object>)
  const { createMocks } = await import('./index.ts')
  const { setupServer } = (await node()) as typeof import('msw/node')
  const intercepting = setupServer(...createMocks({ baseUrl: baseURL }).handlers)
  intercepting.listen()
  return { baseURL, apiKey: 'k', fetch: (request) => globalThis.fetch(request), close: () => intercepting.close() }
}

const backends: Record<string, () => Promise<Backend>> = {
  'mocks.fetch': async () => {
    const { createMocks } = await import('./index.ts')
    return { baseURL, apiKey: 'k', fetch: createMocks({ baseUrl: baseURL }).fetch, close: () => undefined }
  },
  'mocks, msw 3': () =>
    withMsw(
      () => import('msw'),
      () => import('msw/node'),
    ),
  'mocks, msw 2': () =>
    withMsw(
      () => import('msw-2'),
      () => import('msw-2/node'),
    ),
  'the server': async () => {
    const { url, key, stop } = await startServer()
    return { baseURL: url, apiKey: key, fetch: (request) => globalThis.fetch(request), close: stop }
  },
}

describe.for(Object.entries(backends))('%s', ([, start]) => {
  let backend: Backend
  let options: ClientOptions & { apiKey: string; fetch: Fetch }
  let client: ProxyAPI

  beforeAll(async () => {
    backend = await start()
    const conforming = conformingFetch(backend.fetch)
    options = {
      logLevel: 'off',
      baseURL: backend.baseURL,
      apiKey: backend.apiKey,
      fetch: async (url, init) => conforming(new Request(url, init)),
    }
    client = new ProxyAPI(options)
  })
  afterAll(() => backend?.close())

  const message = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hello' }] }
  const raw = (path: string, init: RequestInit) =>
    options.fetch(backend.baseURL + path, { ...init, headers: { 'x-api-key': options.apiKey, ...init.headers } })
  const refusalOf = (call: Promise<unknown>) =>
    call.then(
      () => expect.unreachable(),
      (error: APIError) => error,
    )

  test('a list is a page of models, each is found by its id, and a walk over all pages ends', async () => {
    const page = await client.models.list({ limit: 2 })
    expect(page.length).toBeGreaterThan(0)
    expect(page[0]).toMatchObject({
      id: expect.any(String),
      provider: expect.any(String),
      supports_chat: expect.any(Boolean),
    })
    expect((await client.models.get(page[0]!.uid)).model.id).toBeTypeOf('string')
    let items = 0
    for await (const { id } of client.models.list({ limit: 50 })) items += id ? 1 : 0
    expect(items).toBeGreaterThanOrEqual(page.length)
  })

  test('the clients of the seeds find models and offers', async () => {
    const found = await new DiscoveryClient(options).searchModels('gpt-4', { minContext: 8000 })
    expect(found.count).toBe(found.length)
    const offers = await new GPUProxyClient(options).listGPUs({ minVram: 16 })
    expect(offers.length).toBeGreaterThan(0)
    expect(offers[0]!.price_per_hour).toBeGreaterThan(0)
  })

  test('a second look at the catalog costs no body', async () => {
    const first = await client.models.list({ limit: 3 })
    const again = await client.models.list({ limit: 3 }).withResponse()
    expect([200, 304]).toContain(again.response.status)
    expect(again.data).toEqual(first)
  })

  test('chats are answered whole and as a stream, in three dialects', async () => {
    const whole = await client.chat.completions.create(message)
    expect(whole).toMatchObject({ object: 'chat.completion', choices: [{ message: { role: 'assistant' } }] })
    const stream = await client.chat.completions.create({ ...message, stream: true })
    expect(await stream.final()).toMatchObject({ object: 'chat.completion', choices: [{ finish_reason: 'stop' }] })
    const claude = { model: 'anthropic/claude-haiku-4-5', max_tokens: 64, messages: message.messages }
    expect(await client.messages.create(claude)).toMatchObject({ type: 'message', role: 'assistant' })
    expect(await client.responses.create({ model: message.model, input: 'Hello' })).toMatchObject({
      object: 'response',
    })
  })

  test('vectors, credits, keys, webhooks', async () => {
    const { data } = await client.embeddings.create({ model: 'openai/text-embedding-3-small', input: 'Hello' })
    expect(data[0]!.embedding.length).toBeGreaterThan(0)
    expect(await client.user.credits()).toMatchObject({ currency: 'USD' })
    expect((await client.auth.apiKeys.create({ name: 'New Key' })).api_key).toMatch(/^pxk_/)
    const hook = await client.webhooks.create({ url: 'https://hooks.example.com/in', events: ['instance.created'] })
    expect(hook).toMatchObject({ id: expect.stringMatching(/^wh_/), secret: expect.any(String) })
  })

  test('a request that is wrong is refused with the same words', async () => {
    const refused = await Promise.all([
      refusalOf(client.models.list({ limit: 0 })),
      refusalOf(client.call('listModels', { query: { nope: 1 } })),
      refusalOf(client.auth.apiKeys.create({ name: 7 } as never)),
      refusalOf(client.webhooks.create({ url: 'https://hooks.example.com', events: [7] } as never)),
      refusalOf(client.gpu.create('vast.ai', 'vast-1', {}, { headers: { 'idempotency-key': 'with space' } })),
      refusalOf(new ProxyAPI({ ...options, apiKey: null }).user.credits()),
    ])
    expect(refused.map(({ status, code, details }) => [status, code, details.map(({ path }) => path)])).toEqual([
      [400, 'INVALID_REQUEST', ['query.limit']],
      [400, 'UNKNOWN_PARAMETER', ['query.nope']],
      [400, 'INVALID_REQUEST', ['/name']],
      [400, 'INVALID_REQUEST', ['/events/0']],
      [400, 'INVALID_IDEMPOTENCY_KEY', []],
      [401, 'AUTH_REQUIRED', []],
    ])
    expect(refused.every(({ requestId, retryable }) => requestId !== null && !retryable)).toBe(true)
  })

  test.each([
    ['POST', '/api/v1/webhooks', '{"url":', 'application/json', 400, 'INVALID_JSON'],
    ['POST', '/api/v1/webhooks', '{"url":"a","url":"b"}', 'application/json', 400, 'INVALID_JSON'],
    ['POST', '/api/v1/webhooks', 'url=a', 'text/csv', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['PUT', '/api/v1/webhooks', '{}', 'application/json', 405, 'METHOD_NOT_ALLOWED'],
    ['POST', '/api/v1/nowhere', '{}', 'application/json', 404, 'NOT_FOUND'],
  ])('%s %s %s as %s is %i %s', async (method, path, body, type, status, code) => {
    const response = await raw(path, { method, body, headers: { 'content-type': type } })
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code])
  })

  test('the unversioned path answers as the versioned one', async () => {
    const [plain, versioned] = await Promise.all(
      ['/api/user/credits', '/api/v1/user/credits'].map(async (path) => (await raw(path, {})).json()),
    )
    expect(Object.keys(plain as object)).toEqual(Object.keys(versioned as object))
  })
})
