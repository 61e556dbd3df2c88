import { existsSync, readFileSync } from 'node:fs'
import { dialects } from '@proxyapi/providers'
import { describe, expect, it } from 'vitest'
import { listServer, provider, type Say, sendJson, settings, skippingClock } from '../../../test/discovery/parts.ts'
import { egressFor } from '../../../test/egress/loopback.ts'
import { testRandom } from '../../../test/runtime.ts'
import type { Statement } from '../model.ts'
import type { ConfiguredProvider, DiscoverySettings } from '../settings.ts'
import { fetchList, type Validators } from './provider-list.ts'
import { isGoneAt } from './provider-model.ts'

const none: Validators = { etag: null, lastModified: null }

interface Setup {
  brand?: string
  over?: Partial<ConfiguredProvider>
  rules?: Partial<DiscoverySettings>
  validators?: Validators
}

async function fetched(say: Say, { brand = 'openai', over = {}, rules = {}, validators = none }: Setup = {}) {
  const server = await listServer(say)
  const clock = skippingClock()
  const egress = egressFor([server.port])
  const parts = { egress, clock, random: testRandom(), dialects }
  const asked = provider(brand, { baseUrl: server.url, ...over })
  const result = await fetchList(asked, validators, settings(rules), parts, new AbortController().signal)
  return { result, asked: server.asked, slept: clock.slept }
}

const models = (...ids: string[]) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) })
const failure = async (say: Say, setup?: Setup) => {
  const { result, asked } = await fetched(say, setup)
  return {
    ...(result.outcome === 'failed' ? result.failure : { code: result.outcome, message: '' }),
    asked: asked.length,
  }
}

describe('a list of one page', () => {
  it('is asked for with the credential and the headers of the brand', async () => {
    const { result, asked } = await fetched((_, response) => sendJson(response, models('a', 'b'), { etag: '"1"' }), {
      over: { headers: { 'x-team': 'search' } },
    })
    expect(asked).toMatchObject([
      {
        path: '/models',
        query: {},
        headers: { authorization: 'Bearer test-key', 'x-team': 'search', accept: 'application/json' },
      },
    ])
    expect(result).toMatchObject({
      outcome: 'list',
      statements: [{ uid: 'openai:a' }, { uid: 'openai:b' }],
      rejected: 0,
      etag: '"1"',
    })
  })

  it('of an account carries the configured name', async () => {
    const { result } = await fetched((_, response) => sendJson(response, models('m')), {
      brand: 'vllm',
      over: { name: 'rack', key: null },
    })
    expect(result).toMatchObject({ statements: [{ uid: 'rack:m' }] })
  })

  it('counts what is no row', async () => {
    const { result } = await fetched((_, response) =>
      sendJson(response, { data: [{ id: 'a' }, {}, { id: 'x\u0000' }, { id: 'a' }] }),
    )
    expect(result).toMatchObject({ outcome: 'list', statements: [{ uid: 'openai:a' }], rejected: 2 })
  })

  it('may be unchanged', async () => {
    const { result, asked } = await fetched((_, response) => void response.writeHead(304).end(), {
      validators: { etag: '"1"', lastModified: 'Mon' },
    })
    expect(asked[0]?.headers).toMatchObject({ 'if-none-match': '"1"', 'if-modified-since': 'Mon' })
    expect(result).toEqual({ outcome: 'not-modified' })
  })

  it('keeps the api-version that the operator chose', async () => {
    const { asked } = await fetched((_, response) => sendJson(response, models('m')), {
      brand: 'azure_openai',
      over: { apiVersion: '2025-01-01' },
    })
    expect(asked[0]).toMatchObject({
      path: '/openai/models',
      query: { 'api-version': '2025-01-01' },
      headers: { 'api-key': 'test-key' },
    })
  })

  it('keeps every digit of a price', async () => {
    const text = '{"data":[{"id":"a/b","pricing":{"prompt":0.0000012345678901234567,"completion":"0.000002"}}]}'
    const { result } = await fetched((_, response) => void response.end(text), { brand: 'openrouter' })
    expect(result).toMatchObject({
      statements: [{ facts: { 'pricing.input': 1_234_568, 'pricing.output': 2_000_000 } }],
    })
  })
})

describe('a list of several pages', () => {
  const page = (ids: string[], more: boolean) => ({
    data: ids.map((id) => ({ id })),
    has_more: more,
    last_id: ids.at(-1),
  })

  it('is read to its end', async () => {
    const { result, asked } = await fetched(
      ({ query }, response) =>
        sendJson(response, query.after_id ? page(['c'], false) : page(['a', 'b'], true), { etag: '"1"' }),
      { brand: 'anthropic' },
    )
    expect(asked.map(({ query }) => query)).toEqual([{ limit: '1000' }, { limit: '1000', after_id: 'b' }])
    expect(result).toMatchObject({
      statements: [{ uid: 'anthropic:a' }, { uid: 'anthropic:b' }, { uid: 'anthropic:c' }],
      etag: null,
    })
  })

  it('is read to its end where a token names the next page', async () => {
    const page = (name: string, next_page_token?: string) => ({
      models: [{ name, endpoints: ['chat'], context_length: 4096.0 }],
      next_page_token,
    })
    const { result, asked } = await fetched(
      ({ query }, response) => sendJson(response, query.page_token ? page('b') : page('a', 't=1')),
      { brand: 'cohere' },
    )
    expect(asked.map(({ path, query }) => [path, query])).toEqual([
      ['/v1/models', { page_size: '1000' }],
      ['/v1/models', { page_size: '1000', page_token: 't=1' }],
    ])
    expect(result).toMatchObject({
      statements: [
        { uid: 'cohere:a', facts: { context_length: 4096, supports_chat: true } },
        { uid: 'cohere:b', facts: { context_length: 4096 } },
      ],
    })
  })

  it.each<[string, Say, RegExp]>([
    ['a page twice', (_, response) => sendJson(response, page(['a'], true)), /twice/],
    ['a circle', (_, response, n) => sendJson(response, page([`m${n}`, 'end'], true)), /circle/],
    ['without end', (_, response, n) => sendJson(response, page([`m${n}`], true)), /more than 50 pages/],
    [
      'a lost page',
      (_, response, n) => (n === 1 ? sendJson(response, page(['a'], true)) : void response.writeHead(404).end()),
      /status 404/,
    ],
  ])('%s is no list', async (_, say, message) => {
    expect(await failure(say, { brand: 'anthropic' })).toMatchObject({ message: expect.stringMatching(message) })
  })
})

describe('what goes wrong', () => {
  it.each<[string, Say, string, RegExp, number]>([
    ['HTML with 200', (_, response) => void response.end('<html>'), 'UPSTREAM_PROTOCOL_ERROR', /HTML/, 1],
    [
      'a cut text with 200',
      (_, response) => void response.end('{"data":[{"id":"a"'),
      'UPSTREAM_PROTOCOL_ERROR',
      /not JSON/,
      1,
    ],
    [
      'a refused credential',
      (_, response) => sendJson(response, { error: { message: 'no' } }, {}, 401),
      'UPSTREAM_AUTH_FAILED',
      /credential/,
      1,
    ],
    [
      'a redirect',
      (_, response) => void response.writeHead(302, { location: 'http://else.invalid' }).end(),
      'UPSTREAM_ERROR',
      /redirect/,
      1,
    ],
    ['a failing server', (_, response) => void response.writeHead(503).end(), 'UPSTREAM_ERROR', /503/, 4],
    ['a cut connection', (_, response) => response.destroy() as never, 'UPSTREAM_ERROR', /closed the connection/, 4],
  ])('%s', async (_, say, code, message, asked) => {
    expect(await failure(say)).toEqual({ code, message: expect.stringMatching(message), asked })
  })

  it('a list that is cut anywhere is no list', async () => {
    const text = JSON.stringify(models(...Array.from({ length: 40 }, (_, at) => `model-${at}`)))
    const random = testRandom(7)
    for (let i = 0; i < 200; i++) {
      const cut = Math.floor(random.float() * text.length)
      expect(await failure((_, response) => void response.end(text.slice(0, cut)))).toMatchObject({
        code: 'UPSTREAM_PROTOCOL_ERROR',
      })
    }
  })

  it('a body that ends too soon is tried again', async () => {
    const { result, asked } = await fetched((_, response, n) => {
      if (n > 1) return sendJson(response, models('a'))
      response.writeHead(200, { 'content-length': '100' }).write('{"data":')
      setImmediate(() => response.destroy())
    })
    expect(result.outcome).toBe('list')
    expect(asked.length).toBe(2)
  })

  it('waits as long as it is asked to, within the deadline', async () => {
    const { result, slept } = await fetched((_, response, n) =>
      n === 1 ? void response.writeHead(429, { 'retry-after': '7' }).end() : sendJson(response, models('a')),
    )
    expect(result.outcome).toBe('list')
    expect(slept).toEqual([7000])
    expect(await failure((_, response) => void response.writeHead(429, { 'retry-after': '31' }).end())).toMatchObject({
      asked: 1,
    })
  })

  it('waits longer from try to try, with jitter', async () => {
    const { slept } = await fetched((_, response) => void response.writeHead(500).end(), {
      rules: { timeoutMs: 60_000 },
    })
    expect(slept).toHaveLength(3)
    for (const [tried, ms] of slept.entries()) expect(ms).toBeLessThan(1000 * 2 ** tried)
  })

  it('a brand without a list, or with a dialect that is not there, has nothing to read', async () => {
    expect(await failure(() => undefined, { brand: 'blackbox' })).toMatchObject({ code: 'NOT_CONFIGURED', asked: 0 })
  })
})

describe('isGoneAt', () => {
  it.each([
    [404, true],
    [410, true],
    [405, true],
    [200, false],
    [401, false],
    [403, false],
    [429, false],
    [500, false],
  ])('status %d proves it: %s', async (status, gone) => {
    const server = await listServer((_, response) => void response.writeHead(status).end())
    const clock = skippingClock()
    const parts = { egress: egressFor([server.port]), clock, random: testRandom() }
    const asked = provider('openai', { baseUrl: server.url })
    const call = { provider: asked, settings: settings(), endsAt: 1000, signal: new AbortController().signal }
    expect(await isGoneAt(call, 'ft:a/b', parts)).toBe(gone)
    expect(server.asked[0]?.path).toBe('/models/ft%3Aa%2Fb')
  })
})

const recordings = new URL('../../../../../../shared/fixtures/', import.meta.url)

async function recorded(brand: string, file: string): Promise<Statement[]> {
  const text = readFileSync(new URL(file, recordings), 'utf8')
  const { result } = await fetched((_, response) => void response.end(text), { brand })
  if (result.outcome !== 'list') throw new Error(JSON.stringify(result))
  expect(result.rejected).toBe(0)
  return result.statements
}

describe.skipIf(!existsSync(recordings))('recorded lists beside the checkout', () => {
  it.each([
    ['openai', 'gomodel/openai/models.json', 119],
    ['groq', 'gomodel/groq/models.json', 20],
    ['openrouter', 'list-models/openrouter_models_recorded_2026-08-01.json', 336],
    ['grok', 'list-models/xai_language_models_docs_example.json', 2],
    ['perplexity', 'list-models/perplexity_models_list_docs_example.json', 1],
  ])('%s: %s has %d rows', async (brand, file, rows) => {
    const statements = await recorded(brand, file)
    expect(statements.length).toBeGreaterThanOrEqual(rows)
    expect(await recorded(brand, file)).toEqual(statements)
  })

  it('openrouter: dynamic prices, aliases, free rows and sentinels', async () => {
    const statements = await recorded('openrouter', 'list-models/openrouter_models_recorded_2026-08-01.json')
    const count = (is: (statement: Statement) => boolean) => statements.filter(is).length
    expect(statements.length).toBe(336)
    expect(count(({ facts }) => facts['pricing.mode'] === 'dynamic')).toBe(5)
    expect(count(({ uid }) => uid.startsWith('openrouter:~'))).toBe(10)
    expect(count(({ uid }) => uid.endsWith(':free'))).toBe(14)
    expect(count(({ suspects }) => suspects.includes('shutdown_date'))).toBe(2)
  })

  it('grok: 30000 is 3 USD a million', async () => {
    const [grok3] = await recorded('grok', 'list-models/xai_language_models_docs_example.json')
    expect(grok3).toMatchObject({
      uid: 'grok:grok-3',
      facts: { 'pricing.input': 3_000_000, 'pricing.output': 15_000_000 },
    })
  })
})
