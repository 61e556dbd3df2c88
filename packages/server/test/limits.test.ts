/** Limits at the door of the whole app: layers, headers, what is asked for one request. */
import { operations } from '@proxyapi/contract'
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import document from '@proxyapi/contract/openapi.json' with { type: 'json' }
import { afterEach, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from './app.ts'

let open: TestApp[] = []
afterEach(async () => {
  for (const app of open) await app.close()
  open = []
})

async function start(yaml = '{}'): Promise<TestApp> {
  const app = await startApp(yaml, { below: '{}' })
  open.push(app)
  return app
}

const operatorKey = 'operator-key-of-thirty-two-letters!'
const staticKeys = `auth: { api_keys: [{ key: ${operatorKey}, role: admin }] }\n`
const as = (key: string, headers: Record<string, string> = {}) => ({ headers: { 'x-api-key': key, ...headers } })
const statuses = (responses: readonly Response[]) => responses.map(({ status }) => status)
const times = <T>(n: number, of: () => Promise<T>) => Promise.all(Array.from({ length: n }, of))

async function makeKey(app: TestApp, body: object): Promise<string> {
  const response = await app.fetch('/api/v1/auth/apikey', {
    method: 'POST',
    headers: { 'x-api-key': app.key, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Test', ...body }),
  })
  expect(response.status).toBe(201)
  return ((await response.json()) as { api_key: string }).api_key
}

describe('a principal', () => {
  test('RL04 1,000 at once against 100: exactly 100', async () => {
    const app = await start()
    const responses = await times(1_000, () => app.fetch('/api/v1/user', as(app.key)))
    expect(statuses(responses).filter((status) => status === 200)).toHaveLength(100)
    expect(statuses(responses).filter((status) => status === 429)).toHaveLength(900)
  })

  test('is told how much is left, then when to come again', async () => {
    const app = await start('rate_limit: { requests_per_window: 2, window_seconds: 60 }')
    const first = await app.fetch('/api/v1/user', as(app.key))
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': String(Date.UTC(2026, 10, 20, 10, 30) / 1_000 + 30),
      'ratelimit-policy': '"user";q=2;w=60',
      ratelimit: '"user";r=1;t=30',
    })
    await app.fetch('/api/v1/user', as(app.key))
    const refused = await app.fetch('/api/v1/user', as(app.key))
    expect(refused.status).toBe(429)
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '30',
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '0',
      ratelimit: '"user";r=0;t=60',
      'x-should-retry': 'true',
    })
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED' })
  })

  test('who is refused otherwise is told, too', async () => {
    const app = await start()
    const response = await app.fetch('/api/v1/user?nothing=1', as(app.key))
    expect(response.status).toBe(400)
    expect(response.headers.get('x-ratelimit-remaining')).toBe('99')
  })

  test('RL03 two keys of a user share the limit of the user', async () => {
    const app = await start('rate_limit: { requests_per_window: 10, user_limits: { requests_per_minute: 12 } }')
    const second = await makeKey(app, {})
    const responses = [
      ...(await times(10, () => app.fetch('/api/v1/user', as(app.key)))),
      ...(await times(10, () => app.fetch('/api/v1/user', as(second)))),
    ]
    // One went into making the key.
    expect(statuses(responses).filter((status) => status === 200)).toHaveLength(11)
  })
})

const refusals: [layer: string, yaml: string, key: object, admitted: number, path: string][] = [
  ['"user"', 'rate_limit: { user_limits: { requests_per_minute: 4 } }', {}, 3, '/api/v1/user'],
  ['"principal"', 'rate_limit: { requests_per_window: 3, user_limits: { enabled: false } }', {}, 3, '/api/v1/user'],
  ['"key"', '{}', { limits: { requests_per_minute: 3 } }, 3, '/api/v1/user'],
  ['"day"', '{}', { limits: { requests_per_day: 3 } }, 3, '/api/v1/user'],
  ['"route"', 'rate_limit: { routes: { "/v1/models": "3 per hour" } }', {}, 3, '/v1/models'],
  ['"route"', 'rate_limit: { routes: { getCurrentUser: 3/day } }', {}, 3, '/api/user'],
  ['"ip"', 'rate_limit: { ip_limits: { requests_per_minute: 4 } }', {}, 3, '/api/v1/user'],
]
test.for(refusals)('%s refuses with %s %o after %d', async ([layer, yaml, limits, admitted, path]) => {
  const app = await start(yaml)
  const key = await makeKey(app, limits)
  const responses = []
  for (let i = 0; i < admitted + 2; i++) responses.push(await app.fetch(path, as(key)))
  expect(statuses(responses)).toEqual([...new Array<number>(admitted).fill(200), 429, 429])
  expect(responses.at(-1)?.headers.get('ratelimit')?.split(';')[0]).toBe(layer)
})

describe('an address', () => {
  test('RL07 without a credential, or with wrong ones, is refused after 100; a valid key goes on', async () => {
    const app = await start(staticKeys)
    const wrong = await times(102, () => app.fetch('/api/v1/user', as('pxk_wrong')))
    expect(statuses(wrong)).toEqual([...new Array<number>(100).fill(401), 429, 429])
    expect((await app.fetch('/api/v1/models')).status).toBe(429)
    expect((await app.fetch('/api/v1/user')).status).toBe(429)
    expect((await app.fetch('/v1/models', as(operatorKey))).status).toBe(200)
  })

  test('that is shut out is 403, unless it is let in', async () => {
    const out = await start('rate_limit: { enabled: false, ip_limits: { blacklist: [127.0.0.0/8] } }')
    const refused = await out.fetch('/v1/models', as(out.key))
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ error: { code: 'ip_not_allowed' } })
    expect((await out.fetch('/health/live')).status).toBe(200)
    const both = await start(
      'rate_limit: { ip_limits: { requests_per_minute: 1, blacklist: [127.0.0.0/8], whitelist: [127.0.0.1] } }',
    )
    expect(statuses(await times(3, () => both.fetch('/v1/models', as(both.key))))).toEqual([200, 200, 200])
  })

  test('that sends signed events is counted apart from strangers, and a flood is refused', async () => {
    const app = await start('rate_limit: { requests_per_window: 1 }')
    const send = () =>
      app.fetch('/webhook/stripe', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      })
    await app.fetch('/openapi.json')
    expect((await app.fetch('/openapi.json')).status).toBe(429)
    expect(new Set(statuses(await times(300, send)))).toEqual(new Set([503]))
    expect(statuses(await times(6_000, send)).filter((status) => status === 429)).toHaveLength(300)
  })

  test('that probes health is not counted', async () => {
    const app = await start('rate_limit: { requests_per_window: 1, ip_limits: { requests_per_minute: 1 } }')
    expect(statuses(await times(5, () => app.fetch('/health/live')))).toEqual([200, 200, 200, 200, 200])
  })
})

describe('what is written of headers', () => {
  test('renames them', async () => {
    const app = await start(
      'rate_limit: { requests_per_window: 1, headers: { remaining: X-Left, reset: X-Again, retry_after: X-Wait } }',
    )
    const first = await app.fetch('/v1/models', as(app.key))
    expect([first.headers.get('x-left'), first.headers.has('x-again')]).toEqual(['0', true])
    const refused = await app.fetch('/v1/models', as(app.key))
    expect([refused.status, refused.headers.get('x-wait'), refused.headers.get('retry-after')]).toEqual([
      429,
      '60',
      null,
    ])
  })

  test('takes all but Retry-After away', async () => {
    const app = await start('rate_limit: { requests_per_window: 1, headers: { enabled: false } }')
    await app.fetch('/v1/models', as(app.key))
    const refused = await app.fetch('/v1/models', as(app.key))
    expect([...refused.headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([])
    expect(refused.headers.get('retry-after')).toBe('60')
  })

  test('each family has the names that its clients know, and its own shape of a refusal', async () => {
    const app = await start('rate_limit: { requests_per_window: 2 }')
    const key = await makeKey(app, { limits: { tokens_per_minute: 5_000 } })
    const asked = (path: string) =>
      app.fetch(path, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: '{"model":"none","messages":[{"role":"user","content":"hi"}],"max_tokens":1}',
      })
    const chat = await asked('/v1/chat/completions')
    expect(Object.fromEntries(chat.headers)).toMatchObject({
      'x-ratelimit-limit-requests': '2',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '60000ms',
      'x-ratelimit-limit-tokens': '5000',
    })
    const refused = await asked('/v1/chat/completions')
    expect([refused.status, await refused.json()]).toMatchObject([
      429,
      { error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' } },
    ])
    const message = await asked('/v1/messages')
    expect([message.status, await message.json()]).toMatchObject([429, { error: { type: 'rate_limit_error' } }])
    expect(Object.fromEntries(message.headers)).toMatchObject({
      'anthropic-ratelimit-requests-limit': '2',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-20T10:31:00.000Z',
      'anthropic-ratelimit-tokens-limit': '5000',
    })
  })
})

describe('a refusal', () => {
  const paths = document.paths as unknown as Record<
    string,
    Record<string, { responses: Record<string, { $ref: string }> }>
  >
  const shared = document.components.responses as Record<string, { headers?: object }>
  const headersOf = (id: keyof typeof operations): string[] => {
    const { path, method } = operations[id]
    const { $ref } = paths[path]![method]!.responses['429']!
    return Object.keys(shared[$ref.split('/').at(-1)!]?.headers ?? {}).map((name) => name.toLowerCase())
  }
  const isOfLimits = (name: string) => /ratelimit|retry-after/.test(name)

  test.for([
    ['getCurrentUser', '/api/v1/user'],
    ['listInferenceModels', '/v1/models'],
    ['createChatCompletion', '/v1/chat/completions'],
    ['createMessage', '/v1/messages'],
  ] as const)('RL06 of %s carries every header that the document declares, and no other', async ([id, path]) => {
    const app = await start('rate_limit: { requests_per_window: 2 }')
    const key = await makeKey(app, { limits: { requests_per_minute: 1, tokens_per_minute: 5_000 } })
    const fetched = conformingFetch((request) => app.app.fetch(request))
    const body = { model: 'openai/none', max_tokens: 1, messages: [{ role: 'user', content: 'hello' }] }
    const isPost = operations[id].method === 'post'
    const init = {
      headers: { 'x-api-key': key, 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    }
    const ask = () =>
      fetched(
        new Request(
          `http://127.0.0.1:8000${path}`,
          isPost ? { ...init, method: 'POST', body: JSON.stringify(body) } : init,
        ),
      )
    await ask()
    const refused = await ask()
    expect(refused.status).toBe(429)
    expect([...refused.headers.keys()].filter(isOfLimits).sort()).toEqual(headersOf(id).filter(isOfLimits).sort())
  })
})

describe('X-Rate-Limit-Override', () => {
  const asking = (value: string) => ({ 'x-rate-limit-override': value })

  test('RL02 lifts the limits of one request, never beyond the cap', async () => {
    const app = await start('rate_limit: { requests_per_window: 5 }')
    const key = await makeKey(app, { limits: { override_max_per_minute: 20 } })
    const responses = await times(40, () => app.fetch('/v1/models', as(key, asking('1000'))))
    // One request of the user went into making the key.
    expect(statuses(responses).filter((status) => status === 200)).toHaveLength(19)
    expect(responses[0]?.headers.get('x-ratelimit-limit')).toBe('20')
    expect((await app.fetch('/v1/models', as(key))).status).toBe(429)
  })

  test.for(['', '0', '-5', '1e3', 'many', '0x10', '12.5', ' 7 7'])('is ignored where it says %j', async (value) => {
    const app = await start('rate_limit: { requests_per_window: 5 }')
    const key = await makeKey(app, { limits: { override_max_per_minute: 20 } })
    const response = await app.fetch('/v1/models', as(key, asking(value)))
    expect(response.headers.get('x-ratelimit-limit')).toBe('5')
  })

  test('is ignored without a cap, and moves no other layer', async () => {
    const app = await start('rate_limit: { requests_per_window: 5, routes: { listInferenceModels: 2/minute } }')
    expect((await app.fetch('/v1/models', as(app.key, asking('50')))).headers.get('x-ratelimit-limit')).toBe('2')
    const key = await makeKey(app, { limits: { override_max_per_minute: 20 } })
    const responses = await times(3, () => app.fetch('/v1/models', as(key, asking('20'))))
    expect(statuses(responses)).toEqual([200, 429, 429])
  })

  test('a cap is given by administrators, or passed on by who has it', async () => {
    const app = await start()
    const key = await makeKey(app, { limits: { override_max_per_minute: 20 }, scopes: ['keys:write', 'models:read'] })
    const make = (most: number) =>
      app.fetch('/api/v1/auth/apikey', {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'More', scopes: ['models:read'], limits: { override_max_per_minute: most } }),
      })
    expect(statuses([await make(20), await make(21)])).toEqual([201, 403])
  })
})

test('rate_limit.enabled: false counts nothing', async () => {
  const app = await start('rate_limit: { enabled: false, requests_per_window: 1 }')
  const key = await makeKey(app, { limits: { requests_per_minute: 1, concurrent_requests: 1 } })
  expect(statuses(await times(5, () => app.fetch('/v1/models', as(key))))).toEqual(new Array(5).fill(200))
})
