/** Operations 2: each key of the schema reaches what some room is told, or is named as one that has no effect yet. */
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { tlsFilesOf } from '../cli/tls-pair.ts'
import { noTemplates } from '../gateway/template/templates.ts'
import { anonymousPermissionsOf } from '../settings/access-settings.ts'
import { appSettingsOf } from '../settings/app-settings.ts'
import { cacheFileOf, redisSettingsOf } from '../settings/cache-settings.ts'
import { cloudAccountsOf, runnerSettingsOf } from '../settings/cloud-settings.ts'
import { logFileSettingsOf } from '../settings/log-settings.ts'
import { metricsSettingsOf } from '../settings/metrics-settings.ts'
import { loginSettingsOf, tokenSettingsOf } from '../settings/sign-in-settings.ts'
import { tracingSettingsOf } from '../settings/tracing-settings.ts'
import { snapshotOf } from '../wiring/snapshot.ts'
import { isInert } from './inert-keys.ts'
import { loadConfig } from './load.ts'
import { ConfigError } from './problem.ts'
import { type SchemaKey, schemaKeys, type ValueSchema } from './schema-keys.ts'

/** What switches others on, so that each can be seen. */
const base = {
  auth: {
    api_keys: ['k'.repeat(32)],
    oauth2: { enabled: true, provider: 'oidc', client_id: 'c', client_secret: 's', issuer: 'http://127.0.0.1:1' },
  },
  providers: [{ name: 'a', type: 'ollama', models: ['x'] }],
  caching: { enabled: true, disk: { enabled: true } },
  condensation: { cache_persist: true },
  telemetry: {
    enabled: true,
    otlp: { enabled: true },
    zipkin: { enabled: true, endpoint: 'http://127.0.0.1:2' },
    jaeger: { enabled: true, endpoint: 'http://127.0.0.1:3', username: 'u' },
  },
  logging: { file: 'a.log' },
  server: { ssl: { certfile: 'a.pem', keyfile: 'a.key' } },
  metrics: { prometheus: { port: 9191 }, custom: { labels: { a: 'b' } } },
  redis: { url: 'redis://127.0.0.1' },
  rate_limit: { providers: { a: { requests_per_minute: 9 } } },
}

/** Of keys whose values cannot be made up from their type. */
const samples: Record<string, unknown> = {
  'auth.jwt.secret_key': 's'.repeat(40),
  'auth.jwt.previous_secret_keys': ['t'.repeat(40)],
  'auth.jwt.enabled': false,
  'auth.api_keys': ['n'.repeat(32)],
  'auth.anonymous_permissions': ['models:read'],
  'auth.api_keys_required': true,
  'auth.oauth2.client_secret': 'other',
  'clouds.*.programs': { mine: ['/bin/mine'] },
  'providers.*.name': 'b',
  'providers.*.type': 'groq',
  'providers.*.base_url': 'http://127.0.0.1:9',
  'providers.*.headers': { 'x-own': '1' },
  'providers.*.fallback_provider': undefined,
  'providers.*.retry_attempts': 7,
  'security.trusted_proxies': ['10.0.0.0/8'],
  'security.cors_origins': ['https://a.example'],
  'egress.allow': ['db:5432'],
  'egress.ports': [4444],
  'rate_limit.routes': { '/v1/chat/completions': '7/minute' },
  'rate_limit.ip_limits.whitelist': ['10.0.0.0/8'],
  'rate_limit.ip_limits.blacklist': ['10.0.0.0/8'],
  'validation.request.required_headers': ['x-team'],
  'validation.request.allowed_content_types': ['application/json'],
  'validation.enabled': undefined,
  'validation.content_filter.rules': undefined,
  'validation.content_filter.enabled': undefined,
  'validation.response.sanitize_output': undefined,
  'discovery.overrides': { 'a:x': { name: 'X' } },
  'discovery.catalogs': [],
  'telemetry.sampling.rules': [{ probability: 0.5 }],
  'telemetry.otlp.headers': { authorization: 'x' },
  'webhooks.incoming': [{ name: 'n', secret: 's'.repeat(32) }],
  'billing.plans': [{ id: 'p', stripe_price_id: 'price_1', amount: 5 }],
  'billing.return_origins': ['https://a.example'],
  'redis.url': 'redis://127.0.0.2',
  'condensation.fallback_strategies': ['truncate'],
  'memory.gc_threshold_percent': 70,
  'memory.max_usage_percent': 90,
  'metrics.alerting.rules': [{ name: 'n', condition: 'cpu_percent > 1' }],
  'metrics.custom.prefix': 'mine',
  ...Object.fromEntries(
    ['light', 'medium', 'heavy', 'extreme'].map((tier) => [`load_testing.tiers.${tier}.scenarios`, ['summarization']]),
  ),
  'load_testing.reporting.format': ['csv'],
  'load_testing.scenarios.model_discovery.filters': { q: 'x' },
  'logging.max_files': 9,
  'logging.filters': [{ type: 'level' }],
  'logging.format': 'text',
  'templates.variables': { team: 'x' },
  'server.host': '0.0.0.0',
  // It has a warning of its own.
  'circuit_breaker.expected_exception': undefined,
  'auth.oauth2.provider': 'google',
  'security.rate_limiting.enabled': false,
  'rate_limit.enabled': false,
  'circuit_breaker.providers.*.enabled': false,
  'graphql.introspection': false,
  'rate_limit.headers.remaining': 'X-Left',
  'rate_limit.headers.reset': 'X-Again',
  'rate_limit.headers.retry_after': 'X-Wait',
  'memory.emergency_threshold_percent': 99,
}

/** Shown by a test of their own, where they work with others. */
const elsewhere = new Set(Object.keys(samples).filter((key) => samples[key] === undefined))

/** Sections of rows: what is in them is shown by routing.test.ts and the tests of discovery's overrides. */
const isElsewhere = (name: string) => elsewhere.has(name) || /^(?:routes|discovery\.overrides)\./.test(name)

function sampleOf(schema: ValueSchema, path: string): unknown {
  if (path in samples) return samples[path]
  const { type, minimum = 0, maximum = 1_000_000 } = schema
  if (schema.enum) return schema.enum.at(-1)
  if (schema.anyOf) return sampleOf(schema.anyOf.at(-1) ?? {}, '')
  if (type === 'boolean') return undefined
  if (type === 'integer') return Math.min(maximum, minimum + 6)
  if (type === 'number') return minimum + (Math.min(maximum, 1_000) - minimum) / 4
  if (Array.isArray(type)) return 7
  if (schema.format === 'uri') return 'http://127.0.0.1:9'
  if (type === 'array') return ['sample']
  if (type === 'object') return { sample: 'sample' }
  return schema.pattern?.startsWith('^[A-Z]') ? 'SAMPLE' : '/sample'
}

/** The cloud that is this host has keys of its own. */
const cloudWith = (key = '') => (['price_per_gpu_hour', 'programs'].includes(key) ? 'local' : 'vast.ai')

/** Of names of the operator's, one that is there. */
const named = ({ path }: Pick<SchemaKey, 'path'>): string[] =>
  path.map((part, place) => {
    if (part !== '*') return part
    return place === 1 && path[0] === 'providers' ? '0' : path[0] === 'clouds' ? cloudWith(path.at(-1)) : 'a'
  })

function written(path: readonly string[], value: unknown): object {
  const copy = structuredClone(base) as Record<string, unknown>
  const parts = named({ path })
  let at = copy
  for (const part of parts.slice(0, -1)) {
    at[part] ??= {}
    at = at[part] as Record<string, unknown>
  }
  at[parts.at(-1) ?? ''] = value
  return copy
}

const load = (value: object) =>
  loadConfig({ files: [{ name: 'config.yaml', text: JSON.stringify(value) }], environment: {} })

/** All that rooms are told. */
function toldBy(value: object): string {
  const loaded = load(value)
  const { config } = loaded
  const { app, server, database, templates, logging } = config
  const { host, port, max_connections, keepalive_timeout, headers_timeout, request_timeout, drain_timeout } = server
  const told = {
    rooms: appSettingsOf(
      snapshotOf({
        ...loaded,
        templates: { ...noTemplates, variables: templates.variables },
        environment: { SAMPLE: 's' },
      }),
    ),
    overrides: config.model_overrides,
    tokens: tokenSettingsOf(config, [new Uint8Array(32)]),
    login: loginSettingsOf(config, {}),
    redis: redisSettingsOf(config),
    file: cacheFileOf(config),
    anonymous: anonymousPermissionsOf(config),
    metrics: metricsSettingsOf(loaded),
    tracing: tracingSettingsOf(config),
    clouds: cloudAccountsOf(config, {}),
    host: runnerSettingsOf(config),
    keyHeader: config.auth.api_key_header,
    tls: tlsFilesOf({ folder: '/' }, server),
    loadTest: config.load_testing,
    logFile: logFileSettingsOf(config, '/'),
    listener: { host, port, max_connections, keepalive_timeout, headers_timeout, request_timeout, drain_timeout },
    database: [database.url, database.pool_max],
    log: [logging.level, logging.format, app.debug, server.debug, app.name, app.environment, app.version],
    templates: [
      templates.enabled,
      templates.directory,
      templates.cache_size,
      templates.auto_reload,
      templates.filters,
      templates.functions,
    ],
  }
  return inspect(told, { depth: 30, maxArrayLength: null, maxStringLength: null })
}

const keys = schemaKeys().map((key): [string, SchemaKey] => [key.path.join('.'), key])
const before = toldBy(base)

test('there are as many keys as the schema has', () => expect(keys.length).toBeGreaterThan(200))

describe('a key', () => {
  test.each(keys.filter(([name, { path }]) => !isInert(path) && !isElsewhere(name)))('%s is heard', (name, key) => {
    const { schema, path } = key
    const known = named(key).reduce<unknown>(
      (at, part) => (at as Record<string, unknown> | undefined)?.[part],
      load(base).config,
    )
    const sample = schema.type === 'boolean' && !(name in samples) ? known !== true : sampleOf(schema, name)
    expect(toldBy(written(path, sample))).not.toBe(before)
  })

  test.each(keys.filter(([, { path }]) => isInert(path)))('%s is named as without effect', (name, { schema, path }) => {
    const sample = schema.type === 'boolean' ? true : sampleOf(schema, name)
    const value = written(path, sample)
    expect(toldBy(value)).toBe(before)
    const said = load(value).warnings.filter((text) => text.startsWith('Without effect yet: '))
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(path.at(-1))
  })
})

test('no key is a word that nobody knows', () => {
  expect(() => load({ ...base, metrics: { promethues: {} } })).toThrow(ConfigError)
})
