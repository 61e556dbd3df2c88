/** Keys, or what stands below them, that are accepted and checked, and that nothing reads yet. */
const inertKeys: ReadonlySet<string> = new Set([
  'server.reload',
  'server.workers',
  'server.worker_class',
  'server.max_requests',
  'server.max_requests_jitter',
  'providers.*.max_keepalive_connections',
  'http_client.dns_cache_ttl',

  'validation.response.validate_schema',
  'security.ssl_verify',
  'security.ca_file',
  'database.statement_timeout',
  'clouds.*.images',
  'logging.encoding',
  'logging.filters',
  'logging.external',
  'health_check.checks.cache',
  'health_check.checks.database',
  'health_check.checks.external_services',
  'health_check.detailed',
  'health_check.endpoints',
  'memory',
  'metrics.prometheus.registry',
  'metrics.collection',
  'metrics.alerting',
  'network_simulation',
  'chaos_engineering',
  'api',
])

/** Of a key by its parts; a name of the operator's may be written as `*`. */
export const isInert = ([first = '', name = '', ...rest]: readonly string[]): boolean =>
  [
    [first, name, ...rest],
    [first, '*', ...rest],
  ].some((path) => path.some((_, at) => inertKeys.has(path.slice(0, at + 1).join('.'))))
