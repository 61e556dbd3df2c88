import { operations } from '@proxyapi/contract'
import { conformingFetch, declaredPairs } from '@proxyapi/contract/conforming-fetch'
import { DiscoveryClient, ProxyAPI } from '@proxyapi/sdk'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Example } from './example.ts'
import { examples } from './generated/examples.ts'
import { createMocks } from './index.ts'

describe('every operation', () => {
  const mocks = createMocks()
  const fetch = conformingFetch((request) => mocks.fetch(request))

  test.each(
    Object.values(operations)
      .filter(({ method, path }) => !(method === 'get' && path === '/ws'))
      .map((operation) => [operation.id, operation] as const),
  )('%s answers its example, as the document says', async (id, operation) => {
    const { request } = (examples[id] as Example[])[0]!
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(request.path?.[name] ?? '')),
    )
    const query = new URLSearchParams(Object.entries(request.query ?? {}).map(([name, value]) => [name, String(value)]))
    const multipart = (operation.accepts as readonly string[]).includes('multipart/form-data')
    const response = await fetch(
      new Request(`http://127.0.0.1:8000${path}?${query}`, {
        method: operation.method.toUpperCase(),
        headers: {
          'x-api-key': 'k',
          ...request.headers,
          ...(request.body !== undefined && !multipart && { 'content-type': 'application/json' }),
        },
        ...(request.body !== undefined && { body: multipart ? new FormData() : JSON.stringify(request.body) }),
      }),
    )
    expect(response.status, await response.clone().text()).toBe(
      (examples[id] as Example[]).find(({ response: r }) => r.status === response.status)?.response.status,
    )
    expect(declaredPairs()).toContain(`${id} ${response.status}`)
  })
})

describe('with the SDK', () => {
  const mocks = createMocks()
  const client = new ProxyAPI({
    apiKey: 'k',
    fetch: (url, init) => mocks.fetch(url, init),
    maxRetries: 1,
    retryDelay: 1,
  })

  test('a list is an array of models', async () => {
    const models = await client.models.list({ provider: ['openai'] })
    expect(models[0]?.id).toBeTypeOf('string')
    expect(mocks.requests.at(-1)).toMatchObject({ operationId: 'listModels', method: 'GET' })
  })

  test('an override answers, and is typed', async () => {
    mocks.on('getLiveness', () => ({ status: 200, body: { status: 'alive' } }))
    expect(await client.system.live()).toEqual({ status: 'alive' })
  })

  test('fail answers a row of the error table, as often as it was told', async () => {
    mocks.fail('getCredits', 'INSUFFICIENT_CREDITS')
    await expect(client.user.credits()).rejects.toMatchObject({ status: 402, code: 'INSUFFICIENT_CREDITS' })
    expect(await client.user.credits()).toMatchObject({ currency: 'USD' })
    mocks.fail('getCredits', 'network')
    expect(await client.user.credits()).toMatchObject({ currency: 'USD' })
  })

  test('a request that the server would refuse is refused', async () => {
    await expect(client.models.list({ limit: 0 })).rejects.toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
      details: [{ path: 'query.limit' }],
    })
    await expect(client.call('listModels', { query: { nope: 1 } })).rejects.toMatchObject({ code: 'UNKNOWN_PARAMETER' })
  })

  test('streams are streams', async () => {
    const stream = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    })
    let chunks = 0
    for await (const chunk of stream) if (chunk.object === 'chat.completion.chunk') chunks++
    expect(chunks).toBeGreaterThan(1)
  })
})

describe('with msw', () => {
  const mocks = createMocks({ baseUrl: 'http://api.test' })
  const server = setupServer(...mocks.handlers)
  beforeAll(() => server.listen())
  afterAll(() => server.close())

  test('the global fetch is answered', async () => {
    const client = new DiscoveryClient({ baseURL: 'http://api.test' })
    const found = await client.searchModels('gpt-4', { minContext: 8000 })
    expect(found.count).toBe(found.length)
    expect(mocks.requests.at(-1)?.url).toContain('min_context=8000')
  })
})
