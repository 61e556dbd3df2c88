import { expect, test } from 'vitest'
import { cachesSettingsOf, redisSettingsOf } from '../settings/cache-settings.ts'
import { loadConfig } from './load.ts'

const load = (text: string, environment: Record<string, string> = {}) =>
  loadConfig({ files: [{ name: 'config.yaml', text }], environment }).config

const mb = 2 ** 20

test('caching is off where nothing is said, and its sizes are the known ones', () => {
  const { responses, bytesMax, warm } = cachesSettingsOf(load('{}'))
  expect(responses).toEqual({
    enabled: false,
    bytesMax: 256 * mb,
    entriesMax: 10_000,
    ttlMs: 1_800_000,
    compression: false,
    onDisk: false,
    isShared: true,
  })
  expect({ bytesMax, warm }).toEqual({ bytesMax: 512 * mb, warm: [] })
})

test('the example of existing users', () => {
  const text = `caching:
  enabled: true
  response_cache:
    max_size_mb: 256
    ttl: 3600 # 1 hour
  summary_cache:
    max_size_mb: 128
    ttl: 86400 # 24 hours`
  expect(load(text).caching).toMatchObject({
    enabled: true,
    response_cache: { max_size_mb: 256 * mb, ttl: 3_600_000 },
    summary_cache: { max_size_mb: 128 * mb, ttl: 86_400_000, max_entries: 2_000 },
  })
})

test('each variable of the environment', () => {
  const environment = {
    CACHE_ENABLED: 'true',
    RESPONSE_CACHE_SIZE: '7',
    RESPONSE_CACHE_TTL: '60',
    SUMMARY_CACHE_SIZE: '8',
    SUMMARY_CACHE_TTL: '70',
    CACHE_MAX_MEMORY_MB: '1024',
  }
  expect(load('{}', environment).caching).toMatchObject({
    enabled: true,
    response_cache: { max_entries: 7, ttl: 60_000 },
    summary_cache: { max_entries: 8, ttl: 70_000 },
    max_memory_mb: 1_024 * mb,
  })
})

test.each([
  ['caching: { enabled: maybe }', 'caching.enabled'],
  ['caching: { response_cache: { max_size_mb: many } }', 'caching.response_cache.max_size_mb'],
  ['caching: { response_cache: { max_entries: 0 } }', 'caching.response_cache.max_entries'],
  ['caching: { respones_cache: {} }', "did you mean 'response_cache'?"],
  ['redis: { url: "http://x" }', 'redis.url'],
])('%s is told with its place', (text, place) => {
  expect(() => load(text)).toThrow(place)
})

test('Redis is opened where it is written', () => {
  const environment = { REDIS_URL: 'redis://127.0.0.1:6379/1' }
  expect(redisSettingsOf(load('{}', environment))).toEqual({
    url: 'redis://127.0.0.1:6379/1',
    keyPrefix: 'px:',
    commandTimeoutMs: 100,
  })
  expect(redisSettingsOf(load('caching: { enabled: true }'))).toBeNull()
})
