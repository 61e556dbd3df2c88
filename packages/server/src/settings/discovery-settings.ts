import type { Config } from '../config/schema.ts'
import type { GraphqlSettings } from '../discovery/graphql/graphql.ts'
import type { DiscoverySettings } from '../discovery/settings.ts'
import type { Provider } from './providers.ts'
import { deployedModels, surfaceOf } from './surface.ts'

export function discoverySettingsOf(config: Config, providers: readonly Provider[]): DiscoverySettings {
  const { discovery: row } = config
  return {
    autoRefresh: row.enabled && row.auto_refresh,
    searchEngine: row.search.engine,
    maxInMemoryRows: row.search.max_in_memory_rows,
    cacheTtlMs: row.cache_ttl,
    refreshIntervalMs: row.refresh_interval,
    minRefreshIntervalMs: row.min_refresh_interval,
    staleAfterMs: row.stale_after,
    timeoutMs: row.timeout,
    connectTimeoutMs: row.connect_timeout,
    readTimeoutMs: row.read_timeout,
    maxRetries: row.max_retries,
    retryDelayMs: row.retry_delay,
    concurrency: row.concurrency,
    dropGuard: row.drop_guard,
    removalMisses: row.removal_misses,
    removalHoldMs: row.removal_hold_hours * 3_600_000,
    catalogs: row.catalogs.map(({ format, url = null, path = null, interval_seconds }) => ({
      format,
      url,
      path,
      intervalMs: interval_seconds === undefined ? row.catalog_interval : interval_seconds * 1000,
    })),
    overrides: Object.entries(row.overrides).map(([pattern, fields]) => ({ pattern, fields })),
    providers: providers.map(({ row, brand, key, baseUrl, priority, enabled }) => ({
      name: row.name,
      brand,
      baseUrl,
      key,
      ...surfaceOf(row, brand),
      models: row.models,
      deployments: deployedModels(row),
      enabled,
      priority,
    })),
  }
}

export function graphqlSettingsOf({ graphql: { enabled, introspection }, app }: Config): GraphqlSettings {
  const isOpen = introspection === 'auto' ? app.environment !== 'production' : introspection
  return { enabled, schemaFor: isOpen ? 'everybody' : introspection === 'auto' ? 'administrators' : 'nobody' }
}
