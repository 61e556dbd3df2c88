/** Operations 2: each variable of the environment sets its key, or is named as one without effect. */
import { expect, test } from 'vitest'
import { keysOf } from './key-path.ts'
import { loadConfig } from './load.ts'
import { ConfigError } from './problem.ts'

const load = (environment: Record<string, string>, text = '{}') =>
  loadConfig({ files: [{ name: 'config.yaml', text }], environment })
const setBy = (environment: Record<string, string>, key: string) =>
  keysOf(load(environment).config).find(([path]) => path.join('.') === key)?.[1]

test.each([
  [['PROXY_API_HOST', 'HOST'], '10.0.0.9', 'server.host', '10.0.0.9'],
  [['PROXY_API_PORT', 'PORT'], '9100', 'server.port', 9100],
  [['PROXY_API_DEBUG', 'DEBUG'], 'on', 'app.debug', true],
  [['WORKERS'], 'auto', 'server.workers', 'auto'],
  [['MAX_REQUESTS'], '7', 'server.max_requests', 7],
  [['MAX_REQUESTS_JITTER'], '7', 'server.max_requests_jitter', 7],
  [['WORKER_CLASS'], 'uvicorn', 'server.worker_class', 'uvicorn'],
  [['PROXY_API_CLIENT_TIMEOUT'], '7', 'server.client_timeout', 7_000],
  [['PROXY_API_API_KEY_HEADER'], 'X-Own', 'auth.api_key_header', 'X-Own'],
  [['PROXY_API_PROXY_API_KEYS'], 'k1,k2', 'auth.api_keys', ['k1', 'k2']],
  [['API_KEYS_REQUIRED'], 'true', 'auth.api_keys_required', true],
  [['JWT_SECRET'], 's'.repeat(40), 'auth.jwt.secret_key', 's'.repeat(40)],
  [['PROXY_API_RATE_LIMIT_REQUESTS', 'RATE_LIMIT_REQUESTS'], '7', 'rate_limit.requests_per_window', 7],
  [['PROXY_API_RATE_LIMIT_WINDOW', 'RATE_LIMIT_WINDOW'], '7', 'rate_limit.window_seconds', 7],
  [['PROXY_API_PROVIDER_TIMEOUT', 'HTTP_TIMEOUT'], '7', 'http_client.timeout', 7],
  [['PROXY_API_PROVIDER_RETRIES', 'HTTP_RETRY_ATTEMPTS'], '7', 'http_client.retry_attempts', 7],
  [['PROXY_API_CIRCUIT_BREAKER_THRESHOLD'], '7', 'circuit_breaker.failure_threshold', 7],
  [['PROXY_API_CIRCUIT_BREAKER_TIMEOUT'], '7', 'circuit_breaker.recovery_timeout', 7_000],
  [['PROXY_API_LOG_FILE'], 'a.log', 'logging.file', 'a.log'],
  [['PROXY_API_LOG_LEVEL', 'LOG_LEVEL'], 'DEBUG', 'logging.level', 'debug'],
  [['LOG_MAX_SIZE'], '7', 'logging.max_file_size', 7 * 2 ** 20],
  [['LOG_BACKUP_COUNT'], '7', 'logging.max_files', 7],
  [['LOG_JSON_FORMAT'], 'false', 'logging.format', 'text'],
  [['LOG_FORMAT'], 'text', 'logging.format', 'text'],
  [['CACHE_SIZE'], '7', 'condensation.cache_size', 7],
  [['CACHE_TTL'], '7', 'condensation.cache_ttl', 7_000],
  [['CACHE_PERSIST'], 'yes', 'condensation.cache_persist', true],
  [['ADAPTIVE_ENABLED'], 'off', 'condensation.adaptive_enabled', false],
  [['ADAPTIVE_FACTOR'], '0.25', 'condensation.adaptive_factor', 0.25],
  [['MAX_TOKENS_DEFAULT'], '7', 'condensation.max_tokens_default', 7],
  [['TRUNCATION_THRESHOLD'], '7', 'condensation.truncation_threshold', 7],
  [['PARALLEL_PROVIDERS'], '2', 'condensation.parallel_providers', 2],
  [['ERROR_PATTERNS'], 'too long, too big', 'condensation.error_patterns', ['too long', 'too big']],
  [['FALLBACK_STRATEGIES'], 'truncate', 'condensation.fallback_strategies', ['truncate']],
  [['ENVIRONMENT'], 'staging', 'app.environment', 'staging'],
  [['IS_PRODUCTION'], 'true', 'app.environment', 'production'],
  [['HTTP_CONNECT_TIMEOUT'], '7', 'http_client.connect_timeout', 7],
  [['HTTP_MAX_CONNECTIONS'], '7', 'http_client.pool_limits.max_connections', 7],
  [['HTTP_MAX_KEEPALIVE'], '7', 'http_client.pool_limits.max_keepalive_connections', 7],
  [['HTTP_KEEPALIVE_EXPIRY'], '7', 'http_client.pool_limits.keepalive_timeout', 7],
  [['CACHE_ENABLED'], '1', 'caching.enabled', true],
  [['RESPONSE_CACHE_SIZE'], '7', 'caching.response_cache.max_entries', 7],
  [['RESPONSE_CACHE_TTL'], '7', 'caching.response_cache.ttl', 7_000],
  [['SUMMARY_CACHE_SIZE'], '7', 'caching.summary_cache.max_entries', 7],
  [['SUMMARY_CACHE_TTL'], '7', 'caching.summary_cache.ttl', 7_000],
  [['CACHE_MAX_MEMORY_MB'], '7', 'caching.max_memory_mb', 7 * 2 ** 20],
  [['MEMORY_THRESHOLD_MB'], '7', 'memory.max_usage_mb', 7 * 2 ** 20],
  [['EMERGENCY_MEMORY_MB'], '7', 'memory.emergency_usage_mb', 7 * 2 ** 20],
  [['CLEANUP_INTERVAL'], '7', 'memory.cache_cleanup_interval', 7_000],
  [['ENABLE_GC_TUNING'], 'false', 'memory.gc_tuning.enabled', false],
  [['LEAK_DETECTION'], 'true', 'memory.leak_detection.enabled', true],
  [
    ['CORS_ORIGINS'],
    'https://a.example, https://b.example',
    'security.cors_origins',
    ['https://a.example', 'https://b.example'],
  ],
  [['TRUSTED_PROXIES'], '10.0.0.0/8', 'security.trusted_proxies', ['10.0.0.0/8']],
  [['SSL_CERTFILE'], 'a.pem', 'server.ssl.certfile', 'a.pem'],
  [['SSL_KEYFILE'], 'b.pem', 'server.ssl.keyfile', 'b.pem'],
  [['METRICS_ENABLED'], 'false', 'metrics.enabled', false],
  [['METRICS_PORT'], '9091', 'metrics.prometheus.port', 9091],
  [['HEALTH_CHECK_INTERVAL'], '7', 'health_check.interval', 7_000],
  [['ALERT_WEBHOOK_URL'], 'https://a.example/x', 'metrics.alerting.webhook_url', 'https://a.example/x'],
  [['ALERT_CPU_THRESHOLD'], '7', 'metrics.alerting.cpu_threshold', 7],
  [['ALERT_MEMORY_THRESHOLD'], '7', 'metrics.alerting.memory_threshold', 7],
  [['DATABASE_URL'], 'postgresql://a@b/c', 'database.url', 'postgresql://a@b/c'],
  [['REDIS_URL'], 'redis://a', 'redis.url', 'redis://a'],
  [['PROXY_API_COMPUTE__MARGIN_PERCENT'], '7', 'compute.margin_percent', 7],
])('%j sets its key', (names, text, key, value) => {
  for (const name of names) expect(setBy({ [name]: text }, key), name).toEqual(value)
})

test('a prefixed name beats its bare twin, a variable beats the general form, and that beats a file', () => {
  const environment = { PORT: '1', PROXY_API_PORT: '2', PROXY_API_SERVER__PORT: '3' }
  expect(setBy(environment, 'server.port')).toBe(2)
  expect(load({ PROXY_API_SERVER__PORT: '3' }, 'server: { port: 4 }').config.server.port).toBe(3)
})

test.each([
  'CONTEXT_SERVICE_URL',
  'HEALTH_WORKER_URL',
  'PROMETHEUS_URL',
  'GRAFANA_URL',
  'ALERTMANAGER_URL',
  'PROXY_API_CHAOS_ALLOW',
])('%s is named as without effect', (name) => {
  expect(load({ [name]: 'http://a.example' }).warnings).toEqual([`Variables without effect here: ${name}`])
})

test.each(['PROXY_API_KEY', 'PROXY_API_TOKEN', 'PROXY_API_BASE_URL', 'PROXY_API_WEBHOOK_SECRET', 'PROXY_API_SDK_LOG'])(
  '%s is the SDK’s, and nothing is said of it',
  (name) => expect(load({ [name]: 'x' }).warnings).toEqual([]),
)

test('any other name of ours is named', () => {
  expect(load({ PROXY_API_PROT: '1' }).warnings).toEqual(['PROXY_API_PROT is not a variable of this server'])
})

test('IS_PRODUCTION and ENVIRONMENT may not contradict each other', () => {
  expect(() => load({ IS_PRODUCTION: 'true', ENVIRONMENT: 'staging' })).toThrow(ConfigError)
  expect(() => load({ IS_PRODUCTION: 'false', ENVIRONMENT: 'production' })).toThrow(/contradicts ENVIRONMENT/)
  expect(load({ IS_PRODUCTION: 'false', ENVIRONMENT: 'staging' }).config.app.environment).toBe('staging')
})

test('PROXY_API_CONFIG_UNKNOWN_KEYS=warn lets an older version start on a newer file', () => {
  const text = 'server: { port: 9000, tomorrow: 1 }\nnext: { year: 1 }'
  expect(() => load({}, text)).toThrow(/server\.tomorrow: unknown key/)
  const { config, warnings } = load({ PROXY_API_CONFIG_UNKNOWN_KEYS: 'warn' }, text)
  expect(config.server.port).toBe(9000)
  expect(warnings.filter((one) => one.includes('unknown key'))).toHaveLength(2)
  expect(() => load({ PROXY_API_CONFIG_UNKNOWN_KEYS: 'warn' }, `${text}\nmax_attempts: many`)).toThrow(/max_attempts/)
})
