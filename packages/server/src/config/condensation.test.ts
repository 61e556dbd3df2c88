import { expect, test } from 'vitest'
import { cacheFileOf, cachesSettingsOf } from '../settings/cache-settings.ts'
import { condenseSettingsOf } from '../settings/condense-settings.ts'
import { loadConfig } from './load.ts'

const load = (text: string, environment: Record<string, string> = {}) =>
  loadConfig({ files: [{ name: 'config.yaml', text }], environment }).config
const settings = (text: string, environment?: Record<string, string>) => condenseSettingsOf(load(text, environment))

test('where nothing is said it acts on overflow only', () => {
  expect(settings('{}')).toEqual({
    enabled: true,
    truncationThreshold: null,
    summaryTokensMax: 512,
    adaptiveFactor: 0.5,
    qualityThreshold: 0.8,
    errorPatterns: ['context length', 'maximum context', 'too long', 'exceeds maximum'],
    fallbackStrategies: ['truncate', 'secondary_provider', 'skip_summarization'],
    parallelProviders: 1,
    batchSize: 10,
    concurrencyMax: 5,
    timeoutMs: 30_000,
    model: null,
    metrics: true,
    alertBelow: 0.9,
  })
})

test('the example of existing users, with all that it names', () => {
  const text = `condensation:
  enabled: true
  truncation_threshold: 8000
  summary_max_tokens: 256
  cache_size: 500
  cache_ttl: 600
  cache_persist: true
  adaptive_enabled: false
  adaptive_factor: 0.4
  quality_threshold: 0.7
  error_patterns: ["context length"]
  fallback_strategies: ["truncate", "skip_summarization"]
  batch_size: 5
  concurrency_limit: 3
  timeout: 20
  monitoring: { enabled: true, metrics: false, alerts: false, alert_threshold: 0.9 }`
  expect(settings(text)).toMatchObject({
    truncationThreshold: 8_000,
    summaryTokensMax: 256,
    adaptiveFactor: null,
    qualityThreshold: 0.7,
    errorPatterns: ['context length'],
    fallbackStrategies: ['truncate', 'skip_summarization'],
    batchSize: 5,
    concurrencyMax: 3,
    timeoutMs: 20_000,
    metrics: false,
    alertBelow: null,
  })
  const config = load(text)
  expect(cachesSettingsOf(config).summaries).toMatchObject({
    enabled: true,
    entriesMax: 500,
    ttlMs: 600_000,
    onDisk: true,
  })
  expect(cacheFileOf(config)).toEqual({ folder: 'cache', bytesMax: 2 ** 30 })
})

test('the older names count where the newer ones are not written', () => {
  const text = 'condensation: { max_tokens_default: 300, error_keywords: [a], adaptive_factor: 0.5, cache_ttl: 300 }'
  expect(settings(text)).toMatchObject({ summaryTokensMax: 300, errorPatterns: ['a'] })
  const both =
    'condensation: { max_tokens_default: 300, summary_max_tokens: 200, error_keywords: [a], error_patterns: [b] }'
  expect(settings(both)).toMatchObject({ summaryTokensMax: 200, errorPatterns: ['b'] })
})

test('each variable of the environment', () => {
  const environment = {
    CACHE_SIZE: '7',
    CACHE_TTL: '60',
    CACHE_PERSIST: 'true',
    ADAPTIVE_ENABLED: 'true',
    ADAPTIVE_FACTOR: '0.25',
    MAX_TOKENS_DEFAULT: '100',
    TRUNCATION_THRESHOLD: '9000',
    PARALLEL_PROVIDERS: '2',
    ERROR_PATTERNS: 'too long, exceeds',
    FALLBACK_STRATEGIES: 'skip_summarization',
  }
  expect(settings('{}', environment)).toMatchObject({
    adaptiveFactor: 0.25,
    summaryTokensMax: 100,
    truncationThreshold: 9_000,
    parallelProviders: 2,
    errorPatterns: ['too long', 'exceeds'],
    fallbackStrategies: ['skip_summarization'],
  })
  const summaries = { entriesMax: 7, ttlMs: 60_000, onDisk: true, isShared: true }
  expect(cachesSettingsOf(load('{}', environment)).summaries).toMatchObject(summaries)
})

test('summaries are kept only where prompts are made shorter, and a file only for what uses it', () => {
  const off = load('condensation: { enabled: false, cache_persist: true }')
  expect(cachesSettingsOf(off).summaries.enabled).toBe(false)
  expect(cacheFileOf(off)).toBeNull()
  expect(cachesSettingsOf(load('condensation: { cache_size: 0 }')).summaries.enabled).toBe(false)
  expect(cacheFileOf(load('caching: { disk: { enabled: true } }'))).toBeNull()
  expect(cacheFileOf(load('caching: { enabled: true, disk: { enabled: true, path: x, max_size_mb: 1 } }'))).toEqual({
    folder: 'x',
    bytesMax: 2 ** 20,
  })
})

test.each([
  ['condensation: { fallback_strategies: [guess] }', 'condensation.fallback_strategies[0]'],
  ['condensation: { adaptive_factor: 2 }', 'condensation.adaptive_factor'],
  ['condensation: { truncation_treshold: 1 }', "did you mean 'truncation_threshold'?"],
])('%s is told with its place', (text, place) => {
  expect(() => load(text)).toThrow(place)
})
