/** Keys, or what stands below them, that a running server keeps until it is started again; all others change while it runs. */
const restartKeys: ReadonlySet<string> = new Set([
  'app.name',
  'app.version',
  'app.environment',
  'server.host',
  'server.port',
  'server.reload',
  'server.workers',
  'server.worker_class',
  'server.max_requests',
  'server.max_requests_jitter',
  'server.max_connections',
  'server.keepalive_timeout',
  'server.headers_timeout',
  'server.request_timeout',
  'server.ssl',
  'auth.api_key_header',
  'auth.api_keys_required',
  'auth.anonymous_permissions',
  'auth.jwt',
  'auth.oauth2',
  'clouds',
  'billing.base_url',
  'caching.max_memory_mb',
  'caching.warm',
  'caching.disk',
  'condensation.cache_persist',
  'logging.format',
  'telemetry',
  'monitoring',
  'database',
  'redis',
])

/** Whether a key, or one that it stands below, needs a restart. */
export const needsRestart = (path: readonly string[]): boolean =>
  path.some((_, at) => restartKeys.has(path.slice(0, at + 1).join('.')))
