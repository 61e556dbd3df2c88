import { parseKeyList } from './key-list.ts'
import type { ConfigProblem } from './problem.ts'

const commaList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)

/** A bare number is megabytes. */
const inMegabytes = (text: string): string => (/^\d+(?:\.\d+)?$/.test(text) ? `${text}MB` : text)

/** Environment variables that set a key of the configuration; a prefixed name beats its bare twin. */
const variableRows: [names: string[], path: string, read?: (text: string) => unknown][] = [
  [['PROXY_API_HOST', 'HOST'], 'server.host'],
  [['PROXY_API_PORT', 'PORT'], 'server.port'],
  [['PROXY_API_DEBUG', 'DEBUG'], 'app.debug'],
  [['WORKERS'], 'server.workers'],
  [['MAX_REQUESTS'], 'server.max_requests'],
  [['MAX_REQUESTS_JITTER'], 'server.max_requests_jitter'],
  [['PROXY_API_CLIENT_TIMEOUT'], 'server.client_timeout'],
  [['PROXY_API_API_KEY_HEADER'], 'auth.api_key_header'],
  [['PROXY_API_PROXY_API_KEYS'], 'auth.api_keys', parseKeyList],
  [['JWT_SECRET'], 'auth.jwt.secret_key'],
  [['API_KEYS_REQUIRED'], 'auth.api_keys_required'],
  [['PROXY_API_LOG_LEVEL', 'LOG_LEVEL'], 'logging.level'],
  [['LOG_JSON_FORMAT'], 'logging.format', (text) => (/^(true|yes|on|1)$/i.test(text) ? 'json' : 'text')],
  [['LOG_FORMAT'], 'logging.format'],
  [['PROXY_API_LOG_FILE'], 'logging.file'],
  [['LOG_MAX_SIZE'], 'logging.max_file_size', inMegabytes],
  [['LOG_BACKUP_COUNT'], 'logging.max_files'],
  [['WORKER_CLASS'], 'server.worker_class'],
  [['SSL_CERTFILE'], 'server.ssl.certfile'],
  [['SSL_KEYFILE'], 'server.ssl.keyfile'],
  [['METRICS_ENABLED'], 'metrics.enabled'],
  [['METRICS_PORT'], 'metrics.prometheus.port'],
  [['ALERT_WEBHOOK_URL'], 'metrics.alerting.webhook_url'],
  [['ALERT_CPU_THRESHOLD'], 'metrics.alerting.cpu_threshold'],
  [['ALERT_MEMORY_THRESHOLD'], 'metrics.alerting.memory_threshold'],
  [['MEMORY_THRESHOLD_MB'], 'memory.max_usage_mb'],
  [['EMERGENCY_MEMORY_MB'], 'memory.emergency_usage_mb'],
  [['CLEANUP_INTERVAL'], 'memory.cache_cleanup_interval'],
  [['ENABLE_GC_TUNING'], 'memory.gc_tuning.enabled'],
  [['LEAK_DETECTION'], 'memory.leak_detection.enabled'],
  [['PROXY_API_PROVIDER_TIMEOUT', 'HTTP_TIMEOUT'], 'http_client.timeout'],
  [['PROXY_API_PROVIDER_RETRIES', 'HTTP_RETRY_ATTEMPTS'], 'http_client.retry_attempts'],
  [['PROXY_API_RATE_LIMIT_REQUESTS', 'RATE_LIMIT_REQUESTS'], 'rate_limit.requests_per_window'],
  [['PROXY_API_RATE_LIMIT_WINDOW', 'RATE_LIMIT_WINDOW'], 'rate_limit.window_seconds'],
  [['HTTP_CONNECT_TIMEOUT'], 'http_client.connect_timeout'],
  [['HTTP_MAX_CONNECTIONS'], 'http_client.pool_limits.max_connections'],
  [['HTTP_MAX_KEEPALIVE'], 'http_client.pool_limits.max_keepalive_connections'],
  [['HTTP_KEEPALIVE_EXPIRY'], 'http_client.pool_limits.keepalive_timeout'],
  [['PROXY_API_CIRCUIT_BREAKER_THRESHOLD'], 'circuit_breaker.failure_threshold'],
  [['PROXY_API_CIRCUIT_BREAKER_TIMEOUT'], 'circuit_breaker.recovery_timeout'],
  [['HEALTH_CHECK_INTERVAL'], 'health_check.interval'],
  [['ENVIRONMENT'], 'app.environment'],
  [['DATABASE_URL'], 'database.url'],
  [['REDIS_URL'], 'redis.url'],
  [['CACHE_ENABLED'], 'caching.enabled'],
  [['RESPONSE_CACHE_SIZE'], 'caching.response_cache.max_entries'],
  [['RESPONSE_CACHE_TTL'], 'caching.response_cache.ttl'],
  [['SUMMARY_CACHE_SIZE'], 'caching.summary_cache.max_entries'],
  [['SUMMARY_CACHE_TTL'], 'caching.summary_cache.ttl'],
  [['CACHE_MAX_MEMORY_MB'], 'caching.max_memory_mb'],
  [['CACHE_SIZE'], 'condensation.cache_size'],
  [['CACHE_TTL'], 'condensation.cache_ttl'],
  [['CACHE_PERSIST'], 'condensation.cache_persist'],
  [['ADAPTIVE_ENABLED'], 'condensation.adaptive_enabled'],
  [['ADAPTIVE_FACTOR'], 'condensation.adaptive_factor'],
  [['MAX_TOKENS_DEFAULT'], 'condensation.max_tokens_default'],
  [['TRUNCATION_THRESHOLD'], 'condensation.truncation_threshold'],
  [['PARALLEL_PROVIDERS'], 'condensation.parallel_providers'],
  [['ERROR_PATTERNS'], 'condensation.error_patterns', commaList],
  [['FALLBACK_STRATEGIES'], 'condensation.fallback_strategies', commaList],
  [['CORS_ORIGINS'], 'security.cors_origins', commaList],
  [['TRUSTED_PROXIES'], 'security.trusted_proxies', commaList],
]

/** Variable → path of the setting. */
export const settingsByVariable: ReadonlyMap<string, string> = new Map(
  variableRows.flatMap(([names, path]) => names.map((name) => [name, path] as const)),
)

/** The setting that a variable sets, and how it reads a text where that is not as it stands. */
export function settingOf(variable: string): { path: string; read: ((text: string) => unknown) | undefined } | null {
  const row = variableRows.find(([names]) => names.includes(variable))
  return row === undefined ? null : { path: row[1], read: row[2] }
}

/** Set to nothing these are a mistake; others are then as good as unset. */
const neverEmpty: ReadonlySet<string> = new Set(['PROXY_API_PROXY_API_KEYS'])

const incomingSecret = 'PROXY_API_WEBHOOK_INCOMING_SECRET'

/** Names that belong to others: the SDK's own, and those that are read elsewhere. */
const foreign = new Set([
  'PROXY_API_KEY',
  'PROXY_API_TOKEN',
  'PROXY_API_BASE_URL',
  'PROXY_API_WEBHOOK_SECRET',
  'PROXY_API_SDK_LOG',
  'PROXY_API_CONFIG_FILE',
  'PROXY_API_CONFIG_UNKNOWN_KEYS',
  'PROXY_API_CONFIG_AUTO_MIGRATE',
  'PROXY_API_METRICS_TOKEN',
  'PROXY_API_CHAOS_ALLOW',
  'PROXY_API_ADMIN_EMAIL',
  'PROXY_API_ADMIN_PASSWORD',
  incomingSecret,
  'PROXY_API_PUBLIC_URL',
])

/** What older systems read and nothing here does: all of it happens in this process, or its targets are not built. */
const withoutEffect = [
  'CONTEXT_SERVICE_URL',
  'HEALTH_WORKER_URL',
  'PROMETHEUS_URL',
  'GRAFANA_URL',
  'ALERTMANAGER_URL',
  'PROXY_API_CHAOS_ALLOW',
]

const truth = /^(true|yes|on|1)$/i

export interface EnvironmentLayer {
  value: Record<string, unknown>
  /** Variable by dotted path, for messages. */
  origin: Map<string, string>
  warnings: string[]
  problems: ConfigProblem[]
}

export function environmentLayer(environment: Record<string, string | undefined>): EnvironmentLayer {
  const value: Record<string, unknown> = {}
  const origin = new Map<string, string>()
  const warnings: string[] = []
  const problems: ConfigProblem[] = []
  const known = new Set([...variableRows.flatMap(([names]) => names), ...foreign])
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('PROXY_API_') || known.has(name) || text === undefined || isOpened(name)) continue
    if (!name.includes('__')) warnings.push(`${name} is not a variable of this server`)
    else place(name.slice('PROXY_API_'.length).toLowerCase().replaceAll('__', '.'), text, name)
  }
  for (const [names, path, read] of variableRows) {
    const name = names.find(
      (candidate) => environment[candidate] || (neverEmpty.has(candidate) && environment[candidate] === ''),
    )
    if (!name) continue
    try {
      place(path, (read ?? String)(environment[name] ?? ''), name)
    } catch (error) {
      problems.push({ path: name, message: (error as Error).message, source: 'environment' })
    }
  }
  const { IS_PRODUCTION: isProduction, ENVIRONMENT: mode } = environment
  if (!mode && truth.test(isProduction ?? '')) place('app.environment', 'production', 'IS_PRODUCTION')
  if (mode && isProduction && truth.test(isProduction) !== (mode === 'production'))
    problems.push({ path: 'IS_PRODUCTION', message: 'contradicts ENVIRONMENT', source: 'environment' })
  const ignored = withoutEffect.filter((name) => environment[name])
  if (ignored.length > 0) warnings.push(`Variables without effect here: ${ignored.join(', ')}`)
  // Set but empty is a mistake, which production must hear of.
  const incoming = environment[incomingSecret]
  if (incoming !== undefined) {
    place('webhooks.incoming', [{ name: 'environment', secret: incoming }], incomingSecret)
    origin.set('webhooks.incoming[0].secret', incomingSecret)
  }
  return { value, origin, warnings, problems }

  /** A sealed variable, which stands under its own name too. */
  function isOpened(name: string): boolean {
    return name.endsWith('_ENCRYPTED') && environment[name.slice(0, -'_ENCRYPTED'.length)] !== undefined
  }

  function place(path: string, given: unknown, name: string): void {
    const parts = path.split('.')
    const last = parts.pop()!
    let at = value
    for (const part of parts) {
      at[part] ??= {}
      at = at[part] as Record<string, unknown>
    }
    at[last] = given
    origin.set(path, name)
  }
}
