/** What every client promises, by the asynchronous classes and by the blocking ones. Their server is another process. */
import { createServer } from 'node:http'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { startScripted } from '../test/scripted.ts'
import type { Answer } from '../test/scripted-server.ts'
import { internals } from './client.ts'
import * as errors from './core/errors.ts'
import * as asynchronous from './index.ts'
import * as blocking from './sync/index.ts'

const { serve, serveElsewhere, close } = startScripted()
afterAll(close)

const alive: Answer = { status: 200, json: { status: 'alive' } }
const failing = (status: number, code: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  json: { error: code, code, request_id: 'req_9' },
})
const refusalOf = (call: () => unknown) =>
  (async () => call())().then(
    () => expect.unreachable('it is refused'),
    (error: unknown) => error,
  )

/**
 * Left out, since no worker can be handed them: signals, functions (credentials, middleware, fetch, loggers), injected clocks,
 * `withResponse` and `asResponse`, realtime.
 */
const flavours = [
  ['asynchronous', asynchronous],
  ['blocking', blocking as unknown as typeof asynchronous],
] as const

describe.for(flavours)('%s', ([, { ProxyAPI, DiscoveryClient, GPUProxyClient }]) => {
  const kept = new Map<string, asynchronous.ProxyAPI>()
  afterAll(() => Promise.all([...kept.values()].map((each) => each.close())))
  /** One for all tests that give the same options: each of the blocking ones starts a thread. */
  const client = (baseURL: string, options: asynchronous.ClientOptions = {}) => {
    const given = { baseURL, apiKey: 'k', logLevel: 'off', retryDelay: 1, ...options } as const
    const made = kept.get(JSON.stringify(given)) ?? new ProxyAPI(given)
    kept.set(JSON.stringify(given), made)
    return made
  }
  /** Makes a client one of its own. */
  const alone = (name: string) => ({ headers: { 'x-test': name } })

  describe('retries over real HTTP', () => {
    test('a GET is repeated after 503 and answers', async () => {
      const { url, seen } = await serve(failing(503, 'OVERLOADED', { 'retry-after-ms': '1' }), alive)
      expect(await client(url).system.live()).toEqual({ status: 'alive' })
      expect(await seen()).toHaveLength(2)
    })

    test('a POST without key is not repeated after a reset; one with a key is, under the same key', async () => {
      const { url, seen } = await serve({ end: 'reset' })
      const chat = { model: 'm', messages: [] }
      expect(await refusalOf(() => client(url).chat.completions.create(chat))).toBeInstanceOf(errors.APIConnectionError)
      expect(await seen()).toHaveLength(1)
      const hook = { url: 'https://x.example', events: ['*' as const] }
      expect(await refusalOf(() => client(url).webhooks.create(hook))).toBeInstanceOf(errors.APIConnectionError)
      const keyed = (await seen()).slice(1)
      expect(keyed).toHaveLength(3)
      expect(new Set(keyed.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    })

    test('a 120 s Retry-After throws at once and says it', async () => {
      const { url, seen } = await serve(failing(429, 'RATE_LIMITED', { 'retry-after': '120' }))
      const error = await refusalOf(() => client(url).system.live())
      expect(error).toBeInstanceOf(errors.RateLimitError)
      expect(error).toMatchObject({ retryAfterMs: 120_000, code: 'RATE_LIMITED', attempts: 1 })
      expect(await seen()).toHaveLength(1)
    })

    test('the retry budget stops a client that only fails', async () => {
      const { url, seen } = await serve(failing(503, 'OVERLOADED'))
      const one = client(url, alone('budget'))
      for (let i = 0; i < 20; i++) await refusalOf(() => one.system.live())
      expect(await seen()).toHaveLength(20 + 10)
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
      const { url } = await serve({ status, json: body, headers: { 'x-request-id': 'req_9' } })
      const error = await refusalOf(() => client(url, { maxRetries: 0 }).system.live())
      expect(error).toBeInstanceOf(type)
      expect(error).toBeInstanceOf(errors.APIError)
      expect(error).not.toBeInstanceOf(errors.ConflictError)
      expect((error as Error).message).toContain(message)
      expect((error as errors.APIError).headers.get('x-request-id')).toBe('req_9')
    })

    test('HTML and nothing are errors too', async () => {
      const html = { 'content-type': 'text/html' }
      const { url } = await serve({ status: 502, text: '<html>', headers: html }, { status: 500, text: '' })
      const once = client(url, { maxRetries: 0 })
      expect(await refusalOf(() => once.system.live())).toMatchObject({ status: 502, code: 'HTTP_502' })
      expect(await refusalOf(() => once.system.live())).toMatchObject({ status: 500, code: 'HTTP_500' })
    })

    test('a 200 that is not JSON is INVALID_RESPONSE', async () => {
      const { url } = await serve({ status: 200, text: '<html>hello', headers: { 'content-type': 'text/html' } })
      expect(await refusalOf(() => client(url).system.live())).toMatchObject({ code: 'INVALID_RESPONSE' })
    })

    test('a timeout names its phase, a deadline itself', async () => {
      const { url } = await serve({ end: 'silence' })
      const late = await refusalOf(() => client(url, { timeout: 30, maxRetries: 0 }).system.live())
      expect(late).toBeInstanceOf(errors.APITimeoutError)
      expect(late).toMatchObject({ phase: 'headers', message: 'No answer within 30 ms' })
      expect(await refusalOf(() => client(url).system.live({ deadline: 30 }))).toMatchObject({ phase: 'deadline' })
    })

    test('a redirect never carries the key away', async () => {
      const elsewhere = await serveElsewhere(alive)
      const { url, seen } = await serve({ status: 302, text: '', headers: { location: elsewhere.url } })
      const error = await refusalOf(() => client(url).system.live())
      expect(error).toBeInstanceOf(errors.APIConnectionError)
      expect(error).toMatchObject({ code: 'REDIRECTED', message: expect.stringContaining(`302 to ${elsewhere.url}`) })
      expect([await seen(), await elsewhere.seen()].map(({ length }) => length)).toEqual([1, 0])
    })
  })

  describe('what is sent', () => {
    test('an empty, dotted or controlling path parameter sends nothing', async () => {
      const { url, seen } = await serve(alive)
      const one = client(url)
      for (const id of ['', '.', '..', 'a\nb']) {
        expect(await refusalOf(() => one.gpu.contracts.get(id))).toMatchObject({ code: 'INVALID_PATH_PARAMETER' })
      }
      expect(await seen()).toHaveLength(0)
    })

    test('a slash in an id is %2F, and lists repeat', async () => {
      const { url, seen } = await serve({ status: 200, json: { model: {}, models: [] } })
      const one = client(url)
      await one.models.get('meta/llama:free')
      await one.models.list({ provider: ['a', 'b'], supports_chat: true })
      const sent = await seen()
      expect(sent.map((request) => request.url)).toEqual([
        '/api/v1/models/meta%2Fllama%3Afree',
        '/api/v1/models?provider=a&provider=b&supports_chat=true',
      ])
      expect(sent[0]?.headers['x-api-key']).toBe('k')
    })

    test('any operation by its operationId', async () => {
      const { url, seen } = await serve({ status: 200, json: { model: { id: 'a' } } })
      expect(await client(url).call('getModel', { path: { model_id: 'a' } })).toEqual({ model: { id: 'a' } })
      expect((await seen())[0]?.url).toBe('/api/v1/models/a')
    })

    test.each([
      [{ max_retries: 3 }, 'Unknown option max_retries: it is called maxRetries'],
      [{ retry_delay: 1 }, 'Unknown option retry_delay: it is called retryDelay, in milliseconds'],
      [{ apiKey: 'a', token: 'b' }, 'not both'],
      [{ baseURL: 'ftp://x' }, 'http:// or https://'],
      [{ baseURL: 'http://u:p@x' }, 'must not hold a user'],
    ])('%j is refused with the remedy', (options, message) => {
      expect(() => new ProxyAPI(options as never)).toThrow(errors.ConfigurationError)
      expect(() => new ProxyAPI(options as never)).toThrow(message)
    })

    test.each(['http://h:1/api/v1', 'http://h:1/api', 'http://h:1/v1', 'http://h:1/', 'http://h:1'])(
      'base URL %s is cut back',
      async (baseURL) => {
        expect(client(baseURL).openai).toEqual({ apiKey: 'k', baseURL: 'http://h:1/v1' })
      },
    )
  })

  describe('cache', () => {
    const empty = { models: [{ id: 'a' }], count: 1, total: 1, next_cursor: null }
    const fresh: Answer = { status: 200, json: empty, headers: { etag: '"v1"' } }

    test('304 costs no body, useCache makes no request, another key never sees the entry', async () => {
      const { url, seen } = await serve(fresh, { status: 304, text: '' }, fresh)
      const one = client(url, alone('cache'))
      const first = await one.models.list()
      const second = await one.models.list()
      expect(second).toEqual(first)
      expect(second).not.toBe(first)
      expect((await seen())[1]?.headers['if-none-match']).toBe('"v1"')
      await one.models.list({}, { useCache: true })
      expect(await seen()).toHaveLength(2)
      expect(await one.getMetrics()).toMatchObject({ request_count: 2, error_count: 0, cache_hits: 2 })
      const other = one.withOptions({ apiKey: 'other' })
      await other.models.list()
      await other.close()
      expect((await seen())[2]?.headers).toMatchObject({ 'x-api-key': 'other' })
      expect((await seen())[2]?.headers['if-none-match']).toBeUndefined()
    })
  })

  describe('pages', () => {
    const first = { models: [{ id: 'a' }, { id: 'b' }], count: 2, total: 3, next_cursor: 'c1' }
    const last = { models: [{ id: 'c' }], count: 1, total: 3, next_cursor: null }
    const paging = (...pages: object[]) => serve(...pages.map((json): Answer => ({ status: 200, json })))

    test('a page is an array; iterating the call gives all items; all() is one page of them', async () => {
      const { url, seen } = await paging(first, first, last, first, last, first, last)
      const one = client(url)
      const page = await one.models.list()
      expect(Array.isArray(page)).toBe(true)
      expect(page.map(({ id }) => id)).toEqual(['a', 'b'])
      expect([page.count, page.total, page.data === page, JSON.stringify(page)]).toEqual([
        2,
        3,
        true,
        '[{"id":"a"},{"id":"b"}]',
      ])
      const ids = []
      for await (const { id } of one.models.list()) ids.push(id)
      expect(ids).toEqual(['a', 'b', 'c'])
      expect((await seen())[2]?.url).toBe('/api/v1/models?cursor=c1')
      expect((await one.models.list().all()).count).toBe(3)
      expect(await refusalOf(() => one.models.list().all({ limit: 2 }))).toMatchObject({ code: 'TOO_MANY_ITEMS' })
    })

    test('a cursor that comes back is PAGINATION_LOOP', async () => {
      const { url } = await paging(first)
      expect(await refusalOf(() => client(url).models.list().all())).toMatchObject({ code: 'PAGINATION_LOOP' })
    })
  })

  describe('streams', () => {
    const chunk = (text: string) =>
      `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}\n\n`
    const call = { model: 'm', messages: [{ role: 'user' as const, content: 'hi' }], stream: true as const }
    const streaming = (text: string, end?: Answer['end']) => serve({ status: 200, text, ...(end && { end }) })

    test('events, then final() folds them', async () => {
      const { url } = await streaming(`${chunk('Hel')}${chunk('lo')}data: [DONE]\n\n`)
      const one = client(url)
      const texts = []
      for await (const { choices } of await one.chat.completions.create(call)) texts.push(choices[0]?.delta.content)
      expect(texts).toEqual(['Hel', 'lo'])
      expect(await (await one.chat.completions.create(call)).final()).toMatchObject({
        object: 'chat.completion',
        choices: [{ message: { role: 'assistant', content: 'Hello' } }],
      })
    })

    test.each([undefined, 'reset'] as const)('a stream that is cut throws with what had arrived (%s)', async (end) => {
      const { url } = await streaming(chunk('Hel'), end)
      const stream = await client(url).chat.completions.create(call)
      const error = await refusalOf(() => stream.final())
      expect(error).toMatchObject({ code: 'UPSTREAM_TRUNCATED' })
      if (end === undefined) expect(error).toMatchObject({ partial: { choices: [{ message: { content: 'Hel' } }] } })
    })

    test('an error event throws with its code', async () => {
      const { url } = await streaming(
        `${chunk('Hel')}data: {"error":{"message":"gone","type":"server_error","param":null,"code":"upstream_timeout"}}\n\n`,
      )
      const stream = await client(url).chat.completions.create(call)
      expect(await refusalOf(() => stream.final())).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
    })

    test('break closes the connection', async () => {
      const { url, seen } = await streaming(chunk('a'), 'silence')
      for await (const event of await client(url).chat.completions.create(call)) {
        expect(event.object).toBe('chat.completion.chunk')
        break
      }
      await expect.poll(async () => (await seen())[0]?.left).toBe(true)
    })

    test('one is read once', async () => {
      const { url } = await streaming(`${chunk('a')}data: [DONE]\n\n`)
      const stream = await client(url).chat.completions.create(call)
      await stream.final()
      expect(await refusalOf(() => stream.final())).toBeInstanceOf(Error)
    })
  })

  describe('the classes of the seeds', () => {
    const none = { models: [], count: 0, total: 0, next_cursor: null }

    test('camelCase and wire names, not both; a closed client says so', async () => {
      const { url, seen } = await serve({ status: 200, json: none })
      const discovery = new DiscoveryClient({ baseURL: url, timeout: 30_000 })
      await discovery.getModels({ provider: ['openai'], supportsChat: true })
      await discovery.searchModels('gpt-4', { minContext: 8000, maxCost: 0.05 })
      expect((await seen()).map((request) => request.url)).toEqual([
        '/api/v1/models?provider=openai&supports_chat=true',
        '/api/v1/models/search?q=gpt-4&min_context=8000&max_cost=0.05',
      ])
      const both = { minContext: 1, min_context: 1 } as never
      expect(String(await refusalOf(() => discovery.searchModels('x', both)))).toContain('two spellings')
      await discovery.close()
      expect(await refusalOf(() => discovery.getModels())).toMatchObject({ code: 'CLIENT_CLOSED' })
    })

    test('GPUProxyClient takes positions, waits for ready and lets old code read the envelope', async () => {
      const contract = { contract_id: 'inst_1', status: 'requested', ready: false, ip: null, error: null }
      const ready = { ...contract, status: 'ready', ready: true, ip: '10.0.0.1' }
      const { url, seen } = await serve(
        { status: 201, json: { data: contract, contract_id: 'inst_1', ip: null, status: 'success' } },
        { status: 200, json: { data: { ...contract, status: 'starting' }, status: 'success' } },
        { status: 200, json: { data: ready, status: 'success' } },
      )
      const gpu = new GPUProxyClient(`${url}/api/v1`, 'k')
      onTestFinished(() => gpu.close())
      const instance = await gpu.createInstance('vast.ai', 'vast-1', { image: 'x' })
      expect(instance).toMatchObject({ ip: '10.0.0.1', contract_id: 'inst_1' })
      expect(instance.data).toBe(instance)
      expect(JSON.parse(JSON.stringify(instance))).not.toHaveProperty('data')
      expect((await seen())[2]?.url).toBe('/api/v1/gpu/contracts/inst_1?wait=ready')
    })
  })
})

describe('asynchronous alone', () => {
  const { ProxyAPI } = asynchronous

  test('an abort is the caller’s', async () => {
    const { url } = await serve({ end: 'silence' })
    const controller = new AbortController()
    const call = new ProxyAPI({ baseURL: url }).system.live({ signal: controller.signal })
    controller.abort()
    await expect(call).rejects.toBeInstanceOf(errors.APIUserAbortError)
  })

  test('the wait before a retry is the one of Retry-After, and a client made of another shares what it counts', async () => {
    const { url } = await serve(failing(503, 'OVERLOADED', { 'retry-after': '2' }), alive)
    const waits: number[] = []
    const timing = { now: Date.now, random: () => 1, wait: async (ms: number) => void waits.push(ms) }
    const client = new ProxyAPI({ baseURL: url, [internals]: { timing } } as asynchronous.ClientOptions)
    await client.withOptions({ headers: { 'x-team': 'a' } }).system.live()
    expect(waits).toEqual([2000])
    expect(client.getMetrics()).toMatchObject({ request_count: 2, error_count: 1, retry_count: 1, in_flight: 0 })
  })
})

describe('blocking alone', () => {
  const { ProxyAPI } = blocking
  const made = (options: blocking.BlockingOptions) => {
    const client = new ProxyAPI({ logLevel: 'off', ...options })
    onTestFinished(() => client.close())
    return client
  }

  test('says why where its server shares the process', async () => {
    const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const client = made({ baseURL: `http://127.0.0.1:${port}`, timeout: 100, maxRetries: 0 })
    expect(() => client.system.live()).toThrow('a server of this same process cannot answer')
  })

  test('every wait ends: a worker that does not answer is ended, and the next call has another', async () => {
    const { url } = await serve(alive)
    const stuck = new URL('../test/stuck-once.ts', import.meta.url)
    const client = made({ baseURL: url, deadline: 50, workerSetup: stuck })
    expect(() => client.system.live()).toThrow(errors.APITimeoutError)
    expect(() => client.system.live()).toThrow(errors.APITimeoutError)
  })

  test('a setup that cannot be loaded is an error, and so is a worker that ends', () => {
    const nowhere = made({ workerSetup: new URL('./nowhere.ts', import.meta.url) })
    expect(() => nowhere.system.live()).toThrow(/workerSetup .*nowhere\.ts could not be loaded/)
    const ending = made({ workerSetup: 'data:text/javascript,process.exit(0)' })
    expect(() => ending.system.live()).toThrow('The worker of the blocking client ended')
  })

  test('what needs an event loop, and what no worker can take, is refused with the remedy', () => {
    const client = made({}) as unknown as { realtime: unknown; onModelUpdate: unknown }
    expect(() => client.realtime).toThrow('use the async client')
    expect(() => client.onModelUpdate).toThrow('use the async client')
    expect(() => new ProxyAPI({ fetch: globalThis.fetch } as never)).toThrow('fetch cannot be handed to the worker')
  })
})
