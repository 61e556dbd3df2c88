import { describe, expect, it } from 'vitest'
import { fetchedList, type ListSetup } from '../../../test/discovery/fetched-list.ts'
import { listServer, provider, type Say, sendJson, settings, skippingClock } from '../../../test/discovery/parts.ts'
import { egressFor } from '../../../test/egress/loopback.ts'
import { testRandom } from '../../../test/runtime.ts'
import { isGoneAt } from './provider-model.ts'

const models = (...ids: string[]) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) })
const failure = async (say: Say, setup?: ListSetup) => {
  const { result, asked } = await fetchedList(say, setup)
  return {
    ...(result.outcome === 'failed' ? result.failure : { code: result.outcome, message: '' }),
    asked: asked.length,
  }
}

describe('a list of one page', () => {
  it('is asked for with the credential and the headers of the brand', async () => {
    const { result, asked } = await fetchedList(
      (_, response) => sendJson(response, models('a', 'b'), { etag: '"1"' }),
      {
        over: { headers: { 'x-team': 'search' } },
      },
    )
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
    const { result } = await fetchedList((_, response) => sendJson(response, models('m')), {
      brand: 'vllm',
      over: { name: 'rack', key: null },
    })
    expect(result).toMatchObject({ statements: [{ uid: 'rack:m' }] })
  })

  it('counts what is no row', async () => {
    const { result } = await fetchedList((_, response) =>
      sendJson(response, { data: [{ id: 'a' }, {}, { id: 'x\u0000' }, { id: 'a' }] }),
    )
    expect(result).toMatchObject({ outcome: 'list', statements: [{ uid: 'openai:a' }], rejected: 2 })
  })

  it('may be unchanged', async () => {
    const { result, asked } = await fetchedList((_, response) => void response.writeHead(304).end(), {
      validators: { etag: '"1"', lastModified: 'Mon' },
    })
    expect(asked[0]?.headers).toMatchObject({ 'if-none-match': '"1"', 'if-modified-since': 'Mon' })
    expect(result).toEqual({ outcome: 'not-modified' })
  })

  it('keeps the api-version that the operator chose', async () => {
    const { asked } = await fetchedList((_, response) => sendJson(response, models('m')), {
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
    const { result } = await fetchedList((_, response) => void response.end(text), { brand: 'openrouter' })
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
    const { result, asked } = await fetchedList(
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
    const { result, asked } = await fetchedList(
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
    const { result, asked } = await fetchedList((_, response, n) => {
      if (n > 1) return sendJson(response, models('a'))
      response.writeHead(200, { 'content-length': '100' }).write('{"data":')
      setImmediate(() => response.destroy())
    })
    expect(result.outcome).toBe('list')
    expect(asked.length).toBe(2)
  })

  it('waits as long as it is asked to, within the deadline', async () => {
    const { result, slept } = await fetchedList((_, response, n) =>
      n === 1 ? void response.writeHead(429, { 'retry-after': '7' }).end() : sendJson(response, models('a')),
    )
    expect(result.outcome).toBe('list')
    expect(slept).toEqual([7000])
    expect(await failure((_, response) => void response.writeHead(429, { 'retry-after': '31' }).end())).toMatchObject({
      asked: 1,
    })
  })

  it('waits longer from try to try, with jitter', async () => {
    const { slept } = await fetchedList((_, response) => void response.writeHead(500).end(), {
      rules: { timeoutMs: 60_000 },
    })
    expect(slept).toHaveLength(3)
    for (const [tried, ms] of slept.entries()) expect(ms).toBeLessThan(1000 * 2 ** tried)
  })

  it('a brand without a list, or with a dialect that is not there, has nothing to read', async () => {
    expect(await failure(() => undefined, { brand: 'blackbox' })).toMatchObject({ code: 'NOT_CONFIGURED', asked: 0 })
  })
})

describe('a list that knows a second way', () => {
  it('is read there where the first is not known, and one model is asked for there', async () => {
    const { result, asked } = await fetchedList(
      ({ path }, response) =>
        path === '/models' ? sendJson(response, models('grok-3')) : void response.writeHead(404).end(),
      { brand: 'grok' },
    )
    expect(asked.map(({ path }) => path)).toEqual(['/language-models', '/models'])
    expect(result).toMatchObject({ outcome: 'list', statements: [{ uid: 'grok:grok-3' }] })
  })

  it('a failure of the first is no reason to go there', async () => {
    expect(await failure((_, response) => void response.writeHead(401).end(), { brand: 'grok' })).toMatchObject({
      code: 'UPSTREAM_AUTH_FAILED',
      asked: 1,
    })
  })
})

describe('a list whose models are asked for one by one', () => {
  const local = (count: number) => ({ models: Array.from({ length: count }, (_, at) => ({ name: `m${at}` })) })
  const shown = {
    model_info: { 'general.architecture': 'gemma4', 'gemma4.context_length': 131_072 },
    capabilities: ['completion', 'tools', 'vision', 'thinking'],
  }
  const ollama = { brand: 'ollama', over: { key: null } }

  it('has windows and capabilities', async () => {
    const { result, asked } = await fetchedList(
      ({ path }, response) => sendJson(response, path === '/api/tags' ? local(1) : shown, { etag: '"1"' }),
      ollama,
    )
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/api/tags', ''],
      ['POST', '/api/show', '{"model":"m0"}'],
    ])
    expect(result).toMatchObject({
      outcome: 'list',
      etag: null,
      statements: [
        {
          uid: 'ollama:m0',
          facts: {
            context_length: 131_072,
            supports_chat: true,
            supports_completion: true,
            'supports.tools': true,
            'supports.vision': true,
            'supports.reasoning': true,
          },
        },
      ],
    })
  })

  it('asks for 50 of them, 4 at a time, and lists the others as they are', async () => {
    const open: (() => void)[] = []
    let most = 0
    const { result, asked } = await fetchedList(({ path }, response, n) => {
      if (path === '/api/tags') return sendJson(response, local(53))
      most = Math.max(
        most,
        open.push(() => sendJson(response, shown)),
      )
      if (open.length === 4 || n === 51) for (const answer of open.splice(0)) answer()
    }, ollama)
    expect(asked.length).toBe(51)
    expect(most).toBe(4)
    const windows = result.outcome === 'list' ? result.statements.map(({ facts }) => facts.context_length) : []
    expect(windows.length).toBe(53)
    expect(windows.filter((window) => window !== undefined).length).toBe(50)
  })

  it.each([404, 429, 500, 200])(
    'a server that answers the question with %d and no JSON has a list all the same',
    async (status) => {
      const say: Say = ({ path }, response) =>
        path === '/api/tags' ? sendJson(response, local(2)) : void response.writeHead(status).end('<html>')
      expect(await fetchedList(say, ollama)).toMatchObject({
        result: { outcome: 'list', statements: [{ uid: 'ollama:m0' }, { uid: 'ollama:m1' }] },
      })
    },
  )
})

it('a list that says how many rows it has is read until so many are there', async () => {
  const all = ['a/1', 'a/2', 'a/3', 'a/4', 'a/5'].map((id) => ({ id }))
  const { result, asked } = await fetchedList(
    ({ query }, response) => {
      const offset = Number(query.offset ?? 0)
      sendJson(response, { data: all.slice(offset, offset + 2), total_count: all.length })
    },
    { brand: 'openrouter' },
  )
  expect(asked.map(({ query }) => query)).toEqual([{}, { offset: '2' }, { offset: '4' }])
  expect(result).toMatchObject({ statements: { length: 5 } })
})

it('a list that goes on without a name for its next page goes on after its last row', async () => {
  const { asked } = await fetchedList(
    ({ query }, response) =>
      sendJson(response, { data: [{ id: query.after_id ? 'b' : 'a' }], has_more: query.after_id === undefined }),
    { brand: 'anthropic' },
  )
  expect(asked.map(({ query }) => query.after_id)).toEqual([undefined, 'a'])
})

it('unchanged is no answer to a question without validators', async () => {
  expect(await failure((_, response) => void response.writeHead(304).end())).toMatchObject({
    code: 'UPSTREAM_ERROR',
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
