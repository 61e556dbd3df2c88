import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import * as errors from './core/errors.ts'
import {
  APIConnectionError,
  APIError,
  APITimeoutError,
  APIUserAbortError,
  ConfigurationError,
  DiscoveryClient,
  GPUProxyClient,
  ProxyAPI,
  RateLimitError,
} from './index.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void

/** A real server on loopback; `seen` are the requests in order. */
async function serving(handler: Handler) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => handler(request, response, seen.push(request)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}`, seen }
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

const waits: number[] = []
const timing = {
  now: () => Date.now(),
  random: () => 1,
  wait: async (ms: number) => void waits.push(ms),
}
const client = (url: string, options = {}) =>
  new ProxyAPI({ baseURL: url, apiKey: 'k', logLevel: 'off', ...options }, { timing })

describe('retries over real HTTP', () => {
  test('a GET is repeated after 503 and answers; the wait is the one of Retry-After', async () => {
    const { url, seen } = await serving((_, response, count) =>
      count === 1
        ? json(response, 503, { error: 'busy', code: 'OVERLOADED', request_id: 'req_1' }, { 'retry-after': '2' })
        : json(response, 200, { status: 'alive' }),
    )
    waits.length = 0
    expect(await client(url).system.live()).toEqual({ status: 'alive' })
    expect(seen).toHaveLength(2)
    expect(waits).toEqual([2000])
  })

  test('a POST without key is not repeated after a reset; one with a key is, under the same key', async () => {
    const { url, seen } = await serving((request) => request.socket.destroy())
    await expect(client(url).chat.completions.create({ model: 'm', messages: [] })).rejects.toBeInstanceOf(
      APIConnectionError,
    )
    expect(seen).toHaveLength(1)
    await expect(client(url).webhooks.create({ url: 'https://x.example', events: ['*'] })).rejects.toBeInstanceOf(
      APIConnectionError,
    )
    expect(seen).toHaveLength(4)
    expect(new Set(seen.slice(1).map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  test('a 120 s Retry-After throws at once and says it', async () => {
    const { url, seen } = await serving((_, response) =>
      json(response, 429, { error: 'slow down', code: 'RATE_LIMITED', request_id: 'r' }, { 'retry-after': '120' }),
    )
    const error = await client(url)
      .system.live()
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ retryAfterMs: 120_000, code: 'RATE_LIMITED', attempts: 1 })
    expect(seen).toHaveLength(1)
  })

  test('the retry budget stops a client that only fails', async () => {
    const { url, seen } = await serving((_, response) =>
      json(response, 503, { error: 'x', code: 'OVERLOADED', request_id: 'r' }),
    )
    const one = client(url)
    for (let i = 0; i < 20; i++) await one.system.live().catch(() => {})
    expect(seen.length).toBe(20 + 10)
  })
})

describe('errors', () => {
  test.each([
    [
      404,
      { error: 'gone', code: 'NOT_FOUND', request_id: 'req_9' },
      '404 NOT_FOUND: gone (req_9)',
      errors.NotFoundError,
    ],
    [
      402,
      { success: false, data: null, error: 'no money', code: 'INSUFFICIENT_CREDITS', request_id: 'req_9' },
      '402 INSUFFICIENT_CREDITS: no money (req_9)',
      errors.InsufficientCreditsError,
    ],
    [
      401,
      { error: { message: 'bad key', type: 'invalid_request_error', param: null, code: 'invalid_api_key' } },
      '401 INVALID_API_KEY: bad key',
      errors.AuthenticationError,
    ],
    [
      400,
      { type: 'error', error: { type: 'invalid_request_error', message: 'no' }, request_id: 'req_9' },
      '400 INVALID_REQUEST_ERROR: no (req_9)',
      errors.BadRequestError,
    ],
  ])('%i is read in its family', async (status, body, message, type) => {
    const { url } = await serving((_, response) => json(response, status, body))
    const error = await client(url, { maxRetries: 0 })
      .system.live()
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(type)
    expect(error).toBeInstanceOf(APIError)
    expect(error).not.toBeInstanceOf(errors.ConflictError)
    expect((error as Error).message).toBe(message)
  })

  test('HTML and nothing are errors too', async () => {
    const { url } = await serving((_, response, count) =>
      count === 1
        ? response.writeHead(502, { 'content-type': 'text/html' }).end('<html>')
        : response.writeHead(500).end(),
    )
    await expect(client(url, { maxRetries: 0 }).system.live()).rejects.toMatchObject({ status: 502, code: 'HTTP_502' })
    await expect(client(url, { maxRetries: 0 }).system.live()).rejects.toMatchObject({ status: 500, code: 'HTTP_500' })
  })

  test('a 200 that is not JSON is INVALID_RESPONSE', async () => {
    const { url } = await serving((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello'),
    )
    await expect(client(url).system.live()).rejects.toMatchObject({ code: 'INVALID_RESPONSE' })
  })

  test('a timeout names its phase; an abort is the caller’s', async () => {
    const { url } = await serving(() => {})
    await expect(client(url, { timeout: 30, maxRetries: 0 }).system.live()).rejects.toBeInstanceOf(APITimeoutError)
    const controller = new AbortController()
    const call = client(url).system.live({ signal: controller.signal })
    controller.abort()
    await expect(call).rejects.toBeInstanceOf(APIUserAbortError)
  })

  test('a redirect never carries the key away', async () => {
    const { url: elsewhere, seen } = await serving((_, response) => json(response, 200, {}))
    const { url } = await serving((_, response) => response.writeHead(302, { location: elsewhere }).end())
    await expect(client(url, { maxRetries: 0 }).system.live()).rejects.toBeInstanceOf(APIConnectionError)
    expect(seen).toHaveLength(0)
  })
})

describe('what is sent', () => {
  test('an empty, dotted or controlling path parameter sends nothing', async () => {
    const { url, seen } = await serving((_, response) => json(response, 200, {}))
    for (const id of ['', '.', '..', 'a\nb']) {
      expect(() => client(url).gpu.contracts.get(id)).not.toThrow()
      await expect(client(url).gpu.contracts.get(id)).rejects.toMatchObject({ code: 'INVALID_PATH_PARAMETER' })
    }
    expect(seen).toHaveLength(0)
  })

  test('a slash in an id is %2F, and lists repeat', async () => {
    const { url, seen } = await serving((_, response) => json(response, 200, { model: {}, models: [] }))
    await client(url).models.get('meta/llama:free')
    await client(url).models.list({ provider: ['a', 'b'], supports_chat: true })
    expect(seen.map((request) => request.url)).toEqual([
      '/api/v1/models/meta%2Fllama%3Afree',
      '/api/v1/models?provider=a&provider=b&supports_chat=true',
    ])
    expect(seen[0]?.headers['x-api-key']).toBe('k')
  })

  test.each([
    [{ max_retries: 3 }, 'Unknown option max_retries: it is called maxRetries'],
    [{ retry_delay: 1 }, 'Unknown option retry_delay: it is called retryDelay, in milliseconds'],
    [{ apiKey: 'a', token: 'b' }, 'not both'],
    [{ baseURL: 'ftp://x' }, 'http:// or https://'],
    [{ baseURL: 'http://u:p@x' }, 'must not hold a user'],
  ])('%j is refused with the remedy', (options, message) => {
    expect(() => new ProxyAPI(options as never)).toThrow(ConfigurationError)
    expect(() => new ProxyAPI(options as never)).toThrow(message)
  })

  test.each(['http://h:1/api/v1', 'http://h:1/api', 'http://h:1/v1', 'http://h:1/', 'http://h:1'])(
    'base URL %s is cut back',
    (baseURL) => {
      expect(new ProxyAPI({ baseURL, apiKey: 'k', logLevel: 'off' }).openai.baseURL).toBe('http://h:1/v1')
    },
  )
})

describe('cache', () => {
  test('304 costs no body, useCache makes no request, another key never sees the entry', async () => {
    const { url, seen } = await serving((request, response) =>
      request.headers['if-none-match'] === '"v1"'
        ? response.writeHead(304).end()
        : json(response, 200, { models: [{ id: 'a' }], count: 1, total: 1, next_cursor: null }, { etag: '"v1"' }),
    )
    const one = client(url)
    const first = await one.models.list()
    const second = await one.models.list()
    expect(second).toEqual(first)
    expect(second).not.toBe(first)
    expect(seen[1]?.headers['if-none-match']).toBe('"v1"')
    await one.models.list({}, { useCache: true })
    expect(seen).toHaveLength(2)
    await one.withOptions({ apiKey: 'other' }).models.list()
    expect(seen[2]?.headers['if-none-match']).toBeUndefined()
    expect(one.getMetrics()).toMatchObject({ request_count: 2, error_count: 0, cache_hits: 2 })
  })
})

describe('pages', () => {
  const pages = [
    { models: [{ id: 'a' }, { id: 'b' }], count: 2, total: 3, next_cursor: 'c1' },
    { models: [{ id: 'c' }], count: 1, total: 3, next_cursor: null },
  ]
  const paging = () =>
    serving((request, response) => json(response, 200, request.url?.includes('cursor=c1') ? pages[1] : pages[0]))

  test('a page is an array; iterating the call gives all items; all() is one page of them', async () => {
    const { url } = await paging()
    const page = await client(url).models.list()
    expect(Array.isArray(page)).toBe(true)
    expect(page.map(({ id }) => id)).toEqual(['a', 'b'])
    expect([page.count, page.total, page.data === page, JSON.stringify(page)]).toEqual([
      2,
      3,
      true,
      '[{"id":"a"},{"id":"b"}]',
    ])
    const ids = []
    for await (const { id } of client(url).models.list()) ids.push(id)
    expect(ids).toEqual(['a', 'b', 'c'])
    expect((await client(url).models.list().all()).count).toBe(3)
    await expect(client(url).models.list().all({ limit: 2 })).rejects.toMatchObject({ code: 'TOO_MANY_ITEMS' })
  })

  test('a cursor that comes back is PAGINATION_LOOP', async () => {
    const { url } = await serving((_, response) => json(response, 200, pages[0]))
    await expect(client(url).models.list().all()).rejects.toMatchObject({ code: 'PAGINATION_LOOP' })
  })
})

describe('streams', () => {
  const chunk = (text: string) =>
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}\n\n`
  const call = { model: 'm', messages: [{ role: 'user' as const, content: 'hi' }], stream: true as const }
  const streaming = (body: string, end: (response: ServerResponse) => void) =>
    serving((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(body)
      end(response)
    })

  test('events, then final() folds them', async () => {
    const { url } = await streaming(`${chunk('Hel')}${chunk('lo')}data: [DONE]\n\n`, (response) => response.end())
    const whole = await (await client(url).chat.completions.create(call)).final()
    expect(whole).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'Hello' } }],
    })
  })

  test('a stream that is cut throws with what had arrived', async () => {
    const { url } = await streaming(chunk('Hel'), (response) => response.end())
    const stream = await client(url).chat.completions.create(call)
    await expect(stream.final()).rejects.toMatchObject({
      code: 'UPSTREAM_TRUNCATED',
      partial: { choices: [{ message: { content: 'Hel' } }] },
    })
  })

  test('an error event throws with its code', async () => {
    const { url } = await streaming(
      `${chunk('Hel')}data: {"error":{"message":"gone","type":"server_error","param":null,"code":"upstream_timeout"}}\n\n`,
      (response) => response.end(),
    )
    await expect((await client(url).chat.completions.create(call)).final()).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    })
  })

  test('break closes the connection', async () => {
    const closed = Promise.withResolvers<void>()
    const { url } = await serving((request, response) => {
      request.socket.once('close', () => closed.resolve())
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chunk('a'))
    })
    for await (const event of await client(url).chat.completions.create(call)) {
      expect(event.object).toBe('chat.completion.chunk')
      break
    }
    await closed.promise
  })
})

describe('the classes of the seeds', () => {
  test('camelCase and wire names, not both', async () => {
    const { url, seen } = await serving((_, response) =>
      json(response, 200, { models: [], count: 0, total: 0, next_cursor: null }),
    )
    const discovery = new DiscoveryClient({ baseURL: url, timeout: 30_000 })
    await discovery.getModels({ provider: ['openai'], supportsChat: true })
    await discovery.searchModels('gpt-4', { minContext: 8000, maxCost: 0.05 })
    expect(seen.map((request) => request.url)).toEqual([
      '/api/v1/models?provider=openai&supports_chat=true',
      '/api/v1/models/search?q=gpt-4&min_context=8000&max_cost=0.05',
    ])
    await expect(discovery.searchModels('x', { minContext: 1, min_context: 1 } as never)).rejects.toThrow(
      'two spellings',
    )
    await discovery.close()
    await expect(discovery.getModels()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  })

  test('GPUProxyClient takes positions, waits for ready and lets old code read the envelope', async () => {
    const contract = (status: string) => ({
      contract_id: 'inst_1',
      status,
      ready: status === 'ready',
      ip: status === 'ready' ? '10.0.0.1' : null,
      error: null,
    })
    const { url, seen } = await serving((request, response) =>
      request.method === 'POST'
        ? json(response, 201, { data: contract('requested'), contract_id: 'inst_1', ip: null, status: 'success' })
        : json(response, 200, { data: contract(seen.length > 2 ? 'ready' : 'starting'), status: 'success' }),
    )
    const gpu = new GPUProxyClient(`${url}/api/v1`, 'k')
    const instance = await gpu.createInstance('vast.ai', 'vast-1', { image: 'x' })
    expect(instance).toMatchObject({ ip: '10.0.0.1', contract_id: 'inst_1' })
    expect(instance.data).toBe(instance)
    expect(JSON.parse(JSON.stringify(instance))).not.toHaveProperty('data')
  })
})
