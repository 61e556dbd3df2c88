import { describe, expect, test } from 'vitest'
import { noTemplates } from '../gateway/template/templates.ts'
import { gatewaySettingsOf } from '../settings/gateway-settings.ts'
import { providersOf } from '../settings/providers.ts'
import { connectionLimitsOf } from '../settings/routing-settings.ts'
import { loadConfig } from './load.ts'
import { ConfigError } from './problem.ts'

const load = (text: string, environment: Record<string, string> = {}) =>
  loadConfig({ files: [{ name: 'config.yaml', text }], environment })
const settings = (text: string, environment: Record<string, string> = {}) => {
  const { config } = load(text, environment)
  return gatewaySettingsOf(config, providersOf(config, environment), noTemplates)
}
const only = (text: string, environment: Record<string, string> = {}) => settings(text, environment).providers[0]
const failure = (text: string) => {
  try {
    load(text)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('the configuration was accepted')
}

const row = (fields = '') => `providers:\n  - { name: a, type: openai, models: [m]${fields} }\n`

test('a route of the configuration is the route of the gateway', () => {
  const { routes } = settings(`
routes:
  fast:
    strategy: score
    targets: [{ model: openai/gpt-5.5, weight: 90 }, { model: anthropic/claude-sonnet-5, weight: 10 }]
    fallbacks: [deployment/qwen, openrouter/anthropic/claude-sonnet-5]
    when: [{ if: { metadata.tier: { $eq: free } }, use: cheap }, { if: { input_tokens: { $gt: 100000 } }, use: long }]
    canary: { model: openai/gpt-5.6, percent: 5, by: session }
    sticky: session
  cheap: { targets: [{ model: m }] }
`)
  expect([...routes.keys()]).toEqual(['fast', 'cheap'])
  expect(routes.get('fast')).toMatchObject({ strategy: 'score', isSticky: true, canary: { percent: 5, by: 'session' } })
  expect(routes.get('cheap')).toMatchObject({ strategy: 'priority', isSticky: false, targets: [{ weight: 1 }] })
})

describe('a mistake names its key and what to do', () => {
  test.each([
    ['routes: { a: { targets: [] } }', 'routes.a.targets: must name at least one target'],
    ['routes: { a: { targts: [{ model: m }] } }', "routes.a.targts: unknown key, did you mean 'targets'?"],
    ['routes: { a: { targets: [{ model: m, wieght: 1 }] } }', "did you mean 'weight'?"],
    [
      'routes: { a: { strategy: fastest, targets: [{ model: m }] } }',
      "'fastest' is not one of ['priority', 'weighted'",
    ],
    [
      'routes: { a: { targets: [{ model: b }] }, b: { targets: [{ model: m }] } }',
      "routes.a.targets[0].model: 'b' is a route",
    ],
    [
      'routes: { a: { targets: [{ model: m }], fallbacks: [a] } }',
      'routes.a: its `use` and `fallbacks` lead back to it',
    ],
    [
      'routes: { a: { targets: [{ model: m }], when: [{ if: { n: { $near: 1 } }, use: m }] } }',
      'routes.a.when[0].if.n.$near: is not one of $eq, $ne',
    ],
    ['routes: { a: { targets: [{ model: m }], when: [{ if: { n: { $regex: "(?=x)" } }, use: m }] } }', 'linear time'],
    [
      'routes: { a: { targets: [{ model: m }], canary: { model: n, percent: 101 } } }',
      'canary.percent: 101 is greater',
    ],
    [
      'circuit_breaker: { failure_treshold: 3 }',
      "circuit_breaker.failure_treshold: unknown key, did you mean 'failure_threshold'?",
    ],
    ['circuit_breaker: { providers: { openai: { recovery_timout: 3 } } }', "did you mean 'recovery_timeout'?"],
    ['http_client: { pool_limits: { max_conections: 3 } }', "did you mean 'max_connections'?"],
    ['rate_limit: { providers: { openai: { burst_limit: 3 } } }', 'requests_per_minute: is a required property'],
  ])('%s', (text, message) => {
    expect(failure(text)).toContain(message)
  })
})

test('what has no effect is warned of', () => {
  const { warnings } = load(
    `${row()}routes: { a: { targets: [{ model: m }] }, b: { targets: [{ model: m }] } }
model_aliases: { b: m }
circuit_breaker: { expected_exception: Oops, providers: { openai: {}, other: {} } }
rate_limit: { providers: { nobody: { requests_per_minute: 1 } } }`,
  )
  expect(warnings).toEqual([
    'circuit_breaker.expected_exception has no effect: which failures count is fixed',
    'circuit_breaker.providers.other has no effect: no provider has this name or type',
    'rate_limit.providers.nobody has no effect: no provider has this name or type',
    'routes.a hides the provider of this name: its name alone now means the route',
    'model_aliases.b has no effect: a route has this name',
  ])
})

describe('limits of a provider', () => {
  test('where nothing is written', () => {
    expect(only(row())).toMatchObject({
      timeoutMs: null,
      connectTimeoutMs: 10_000,
      idleTimeoutMs: 60_000,
      totalTimeoutMs: 600_000,
      answerBytesMax: 50_000_000,
      retryAttempts: 3,
      retryDelayMs: 1_000,
      maxConnections: 100,
      pool: { name: 'a', maxOpen: 100, maxWaiting: 200, waitMs: 1_000, idleMs: 30_000 },
      buckets: [],
      breaker: { enabled: true, failureThreshold: 5, recoveryMs: 60_000, halfOpenMaxCalls: 3 },
    })
  })

  const client =
    'http_client: { timeout: 20, connect_timeout: 4, read_timeout: 15, retry_attempts: 1, pool_limits: { keepalive_timeout: 7 } }'
  test('what is said for all', () => {
    expect(only(`${row()}${client}`)).toMatchObject({
      timeoutMs: 20_000,
      connectTimeoutMs: 4_000,
      idleTimeoutMs: 15_000,
      retryAttempts: 1,
      pool: { idleMs: 7_000 },
    })
  })

  test('how large an answer may be is said for all', () => {
    const largest = 'validation: { response: { max_response_size: 2KB } }'
    expect(only(`${row()}${largest}`)).toMatchObject({ answerBytesMax: 2_048 })
  })

  test('its own row beats that', () => {
    const own =
      ', timeout: 9, idle_timeout: 8s, max_retries: 2, keepalive_expiry: 5, max_connections: 3, total_timeout: 1m'
    expect(only(`${row(own)}${client}`)).toMatchObject({
      timeoutMs: 9_000,
      idleTimeoutMs: 8_000,
      retryAttempts: 2,
      maxConnections: 3,
      pool: { idleMs: 5_000, maxOpen: 3, maxWaiting: 6 },
      totalTimeoutMs: 60_000,
    })
  })

  test.each<[Record<string, string>, object]>([
    [{ HTTP_TIMEOUT: '12' }, { timeoutMs: 12_000 }],
    [{ HTTP_TIMEOUT: '12', PROXY_API_PROVIDER_TIMEOUT: '13' }, { timeoutMs: 13_000 }],
    [{ HTTP_RETRY_ATTEMPTS: '0' }, { retryAttempts: 0 }],
    [{ HTTP_RETRY_ATTEMPTS: '0', PROXY_API_PROVIDER_RETRIES: '4' }, { retryAttempts: 4 }],
    [{ HTTP_CONNECT_TIMEOUT: '2.5' }, { connectTimeoutMs: 2_500 }],
    [{ HTTP_KEEPALIVE_EXPIRY: '9' }, { pool: { idleMs: 9_000 } }],
    [{ PROXY_API_CIRCUIT_BREAKER_THRESHOLD: '7' }, { breaker: { failureThreshold: 7 } }],
    [{ PROXY_API_CIRCUIT_BREAKER_TIMEOUT: '5' }, { breaker: { recoveryMs: 5_000 } }],
  ])('%j', (environment, expected) => {
    expect(only(row(), environment)).toMatchObject(expected)
  })

  test('PROXY_API_CLIENT_TIMEOUT is the time until an answer begins', () => {
    expect(settings('{}').clientTimeoutMs).toBeNull()
    expect(settings('{}', { PROXY_API_CLIENT_TIMEOUT: '45' }).clientTimeoutMs).toBe(45_000)
  })

  test('buckets: so many an hour, and so many a minute by name, else by type', () => {
    const limits =
      'rate_limit: { providers: { openai: { requests_per_minute: 60, burst_limit: 5 }, a: { requests_per_minute: 30 } } }'
    expect(only(`${row(', rate_limit: 3600')}${limits}`)?.buckets).toEqual([
      { everyMs: 1_000, burst: 3_600 },
      { everyMs: 2_000, burst: 30 },
    ])
    const byType = 'rate_limit: { providers: { openai: { requests_per_minute: 60, burst_limit: 5 } } }'
    expect(only(`${row()}${byType}`)?.buckets).toEqual([{ everyMs: 1_000, burst: 5 }])
  })

  test('breakers: by name, else by type, else for all; monitoring and checks', () => {
    const text = `${row()}circuit_breaker: { failure_threshold: 9, enabled: false, monitoring: { alerts: false },
  providers: { openai: { failure_threshold: 3, recovery_timeout: 30 }, a: { recovery_timeout: 10, enabled: true } } }
health_check: { interval: 10, unhealthy_threshold: 2, checks: { providers: false } }`
    expect(only(text)?.breaker).toEqual({ enabled: true, failureThreshold: 9, recoveryMs: 10_000, halfOpenMaxCalls: 3 })
    expect(settings(text)).toMatchObject({
      breakerAlerts: false,
      breakerMetrics: true,
      checks: { isEnabled: false, intervalMs: 10_000, timeoutMs: 5_000, unhealthyThreshold: 2 },
    })
  })
})

test('connections of the process', () => {
  const { config } = load('{}', { HTTP_MAX_CONNECTIONS: '50', HTTP_MAX_KEEPALIVE: '5' })
  expect(connectionLimitsOf(config)).toEqual({ maxConnections: 50, maxIdle: 5, maxPerOrigin: 200, idleMs: 30_000 })
})
