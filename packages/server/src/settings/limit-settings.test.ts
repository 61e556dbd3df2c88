import { describe, expect, test } from 'vitest'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import { limitSettingsOf } from './limit-settings.ts'

const loaded = (yaml: string, environment: Record<string, string> = {}): LoadedConfig =>
  loadConfig({ files: [{ name: 'config.yaml', text: yaml }], environment })
const settings = (yaml: string, environment?: Record<string, string>) =>
  limitSettingsOf(loaded(yaml, environment).config)

describe('what nobody has written', () => {
  test('is 100 a minute of a principal, a user and an address without a credential', () => {
    const hundred = { limit: 100, windowMs: 60_000, burst: 100 }
    expect(settings('{}')).toMatchObject({
      isEnabled: true,
      principal: hundred,
      user: hundred,
      ip: { strangers: hundred, all: null, whitelist: [], blacklist: [] },
      headers: {
        isEnabled: true,
        remaining: 'X-RateLimit-Remaining',
        reset: 'X-RateLimit-Reset',
        retryAfter: 'Retry-After',
      },
    })
  })

  test('of routes is what costs most', () => {
    expect(Object.fromEntries(settings('{}').routes)).toEqual({
      refreshModels: { limit: 10, windowMs: 60_000, burst: 10 },
      reloadConfig: { limit: 6, windowMs: 60_000, burst: 6 },
      exportUser: { limit: 6, windowMs: 3_600_000, burst: 6 },
      exportUsers: { limit: 6, windowMs: 3_600_000, burst: 6 },
    })
  })
})

test('the section of the documentation is read whole', () => {
  const { principal, user, ip, headers } = settings(`rate_limit:
  enabled: true
  requests_per_window: 1000
  window_seconds: 60
  burst_limit: 50
  providers: { openai: { requests_per_minute: 60, burst_limit: 10 } }
  ip_limits: { enabled: true, requests_per_minute: 100, whitelist: [192.168.1.0/24], blacklist: [10.0.0.0/8] }
  user_limits: { enabled: true, requests_per_minute: 500, burst_limit: 20 }
  headers: { enabled: true, remaining: X-RateLimit-Remaining, reset: X-RateLimit-Reset, retry_after: Retry-After }
`)
  expect(principal).toEqual({ limit: 1_000, windowMs: 60_000, burst: 50 })
  expect(user).toEqual({ limit: 500, windowMs: 60_000, burst: 20 })
  expect(ip.all).toEqual({ limit: 100, windowMs: 60_000, burst: 100 })
  expect([ip.whitelist, ip.blacklist]).toEqual([['192.168.1.0/24'], ['10.0.0.0/8']])
  expect(headers.isEnabled).toBe(true)
})

test.for([
  ['PROXY_API_RATE_LIMIT_REQUESTS', 'PROXY_API_RATE_LIMIT_WINDOW'],
  ['RATE_LIMIT_REQUESTS', 'RATE_LIMIT_WINDOW'],
])('%s and %s set the limit of a principal', ([requests, window]) => {
  const { principal } = settings('{}', { [requests as string]: '7', [window as string]: '9' })
  expect(principal).toEqual({ limit: 7, windowMs: 9_000, burst: 7 })
})

describe('security.rate_limiting', () => {
  test('is the same limit with a window of a minute', () => {
    const { principal, isEnabled } = settings(
      'security: { rate_limiting: { enabled: true, requests_per_minute: 1000, burst_limit: 100 } }',
    )
    expect([principal, isEnabled]).toEqual([{ limit: 1_000, windowMs: 60_000, burst: 100 }, true])
    expect(settings('security: { rate_limiting: { enabled: false } }').isEnabled).toBe(false)
  })

  test('gives way to rate_limit, with a warning', () => {
    const both = `rate_limit: { enabled: true, requests_per_window: 5, window_seconds: 10 }
security: { rate_limiting: { enabled: false, requests_per_minute: 1000 } }`
    expect(settings(both)).toMatchObject({ isEnabled: true, principal: { limit: 5, windowMs: 10_000 } })
    expect(loaded(both).warnings).toEqual([
      'security.rate_limiting.enabled has no effect: rate_limit.enabled is written',
      'security.rate_limiting.requests_per_minute has no effect: rate_limit.requests_per_window is written',
    ])
  })
})

describe('routes', () => {
  test('are named by path, by older path or by operation', () => {
    const { routes } = settings(
      'rate_limit: { routes: { /v1/chat/completions: 500/minute, /api/models: 3 per day, createEmbedding: 2 / second } }',
    )
    expect(routes.get('createChatCompletion')).toEqual({ limit: 500, windowMs: 60_000, burst: 500 })
    expect(routes.get('listModels')).toEqual({ limit: 3, windowMs: 86_400_000, burst: 3 })
    expect(routes.get('createEmbedding')).toEqual({ limit: 2, windowMs: 1_000, burst: 2 })
  })

  test.for([
    ['/v1/chat/complete: 5/minute', /routes\.\/v1\/chat\/complete: is no path and no operation of the API/],
    ['/v1/embeddings: often', /'often' is not a rate such as 500\/minute/],
    ['/v1/embeddings: 0/minute', /'0\/minute' is not a rate/],
    ['/v1/embeddings: 5/year', /'5\/year' is not a rate/],
  ] as const)('%s is a mistake', ([row, message]) => {
    expect(() => loaded(`rate_limit: { routes: { ${row} } }`)).toThrow(message)
  })
})

test.for([
  ['ip_limits: { blacklist: [10.0.0.0/33] }', /must be an address or a block/],
  ['ip_limits: { whitelist: [example.com] }', /must be an address or a block/],
  ['headers: { reset: "X Reset" }', /must be the name of a header/],
  ['requests_per_window: 0', /less than the minimum of 1/],
  ['requests_per_windw: 5', /did you mean 'requests_per_window'/],
] as const)('rate_limit: { %s } is a mistake', ([row, message]) => {
  expect(() => loaded(`rate_limit: { ${row} }`)).toThrow(message)
})
