import { describe, expect, test } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { type ProductionFacts, productionFindings } from './production-checks.ts'

const good = `
app: { environment: production }
server: { host: 0.0.0.0 }
auth: { api_keys: ['0123456789abcdef0123456789abcdef'] }
security: { trusted_proxies: [10.0.0.0/8] }
`

const factsOf = (text: string, more: Partial<ProductionFacts> = {}): ProductionFacts => ({
  config: loadConfig({ files: [{ name: 'config.yaml', text }], environment: {} }).config,
  environment: {},
  refusals: [],
  usableProviders: ['openai'],
  metricsPort: null,
  database: { dialect: 'postgres', missing: [], hasPeople: false, skewMs: 3 },
  redis: { policy: 'noeviction', skewMs: 5 },
  openFiles: [],
  diskFreeBytes: 5 * 2 ** 30,
  openFilesMax: 65_536,
  newestBackupAt: 0,
  nowMs: 3_600_000,
  ...more,
})

const told = (text: string, more: Partial<ProductionFacts> = {}): string[] =>
  productionFindings(factsOf(text, more))
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ verdict, check }) => `${verdict} ${check}`)

test('nothing is said against a server that is ready', () => expect(told(good)).toEqual([]))

test('an empty configuration is one of development', () => {
  const found = told('{}', { usableProviders: [], newestBackupAt: null, redis: 'off' })
  expect(found).toEqual(['fail environment', 'fail providers', 'fail keys', 'warn tls', 'warn redis', 'warn backup'])
})

describe('of a server that is ready but for one thing', () => {
  test.each([
    ['fail debug', good.replace('{ host: 0.0.0.0 }', '{ host: 0.0.0.0, debug: true }')],
    ['fail test tools', `${good}network_simulation: { enabled: true }`],
    ['fail test tools', `${good}chaos_engineering: { enabled: true }`],
    ['warn keys', good.replace('0123456789abcdef0123456789abcdef', '0123456789abcdef')],
    ['fail tls', good.replace('trusted_proxies: [10.0.0.0/8]', '')],
    ['fail cors', good.replace('trusted_proxies', "cors_origins: ['*'], trusted_proxies")],
    ['warn cors', good.replace('trusted_proxies', "cors_origins: ['http://a.example'], trusted_proxies")],
    ['warn anonymous', good.replace('api_keys', 'anonymous_permissions: [models:read], api_keys')],
  ])('%s', (finding, text) => expect(told(text)).toEqual([finding]))

  test.each<[string, Partial<ProductionFacts>]>([
    ['fail secrets', { refusals: [{ path: 'ENCRYPTION_KEY', message: 'is required' }] }],
    ['fail providers', { usableProviders: [] }],
    ['warn metrics', { metricsPort: 9090 }],
    ['warn metrics', { environment: { PROXY_API_METRICS_TOKEN: 'short' } }],
    ['fail database', { database: null }],
    ['fail database', { database: { dialect: 'postgres', missing: ['099-x'], hasPeople: false, skewMs: 0 } }],
    ['fail clock', { database: { dialect: 'postgres', missing: [], hasPeople: false, skewMs: 2_001 } }],
    ['fail clock', { redis: { policy: 'noeviction', skewMs: 2_001 } }],
    ['fail redis', { redis: { policy: 'allkeys-lru', skewMs: 0 } }],
    ['warn redis', { redis: { policy: null, skewMs: 0 } }],
    ['fail redis', { redis: null }],
    ['warn redis', { redis: 'off' }],
    ['fail files', { openFiles: ['.env'] }],
    ['fail disk', { diskFreeBytes: 2 ** 30 - 1 }],
    ['fail open files', { openFilesMax: 1_024 }],
    ['warn backup', { newestBackupAt: null }],
    ['warn backup', { nowMs: 27 * 3_600_000 }],
  ])('%s', (finding, more) => expect(told(good, more)).toEqual([finding]))

  test('anybody who may read metrics is a fault', () => {
    const open = good.replace('api_keys', 'anonymous_permissions: [metrics:read], api_keys')
    expect(told(open)).toEqual(['warn anonymous', 'fail metrics'])
  })
})

test('who has people, or names an administrator, needs no static key; SQLite is for one worker', () => {
  const keyless = good.replace("api_keys: ['0123456789abcdef0123456789abcdef']", 'api_keys: []')
  const sqlite = { dialect: 'sqlite', missing: [], hasPeople: true, skewMs: 0 } as const
  expect(told(keyless)).toEqual(['fail keys'])
  expect(told(keyless, { environment: { PROXY_API_ADMIN_EMAIL: 'a@b.example' } })).toEqual([])
  expect(told(keyless, { database: sqlite, redis: 'off' })).toEqual([])
  expect(
    told(keyless.replace('host: 0.0.0.0', 'host: 0.0.0.0, workers: 2'), { database: sqlite, redis: 'off' }),
  ).toEqual(['warn database'])
})
