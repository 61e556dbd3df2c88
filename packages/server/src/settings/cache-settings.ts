import type { Config } from '../config/schema.ts'
import type { CachesSettings } from '../gateway/cache/create-caches.ts'
import type { RedisSettings } from '../store/redis.ts'

/** A summary may live as long, and there may be as many, as both sections allow. */
export function cachesSettingsOf({ caching, condensation }: Config): CachesSettings {
  const row = ({ max_size_mb, ttl, compression, max_entries }: Config['caching']['response_cache']) => ({
    enabled: caching.enabled,
    bytesMax: max_size_mb,
    entriesMax: max_entries,
    ttlMs: ttl,
    compression,
    onDisk: caching.disk.enabled,
    isShared: true,
  })
  const summaries = row(caching.summary_cache)
  const { cache_size, cache_ttl, cache_persist } = condensation
  return {
    responses: row(caching.response_cache),
    summaries: {
      ...summaries,
      enabled: condensation.enabled && cache_size > 0,
      entriesMax: Math.min(summaries.entriesMax, cache_size),
      ttlMs: Math.min(summaries.ttlMs, cache_ttl),
      onDisk: cache_persist,
      isShared: cache_persist,
    },
    bytesMax: caching.max_memory_mb,
    warm: caching.warm,
  }
}

/** Where entries outlive the process; null: nowhere. */
export function cacheFileOf({ caching, condensation }: Config): { folder: string; bytesMax: number } | null {
  const { enabled, path, max_size_mb } = caching.disk
  const isUsed = (caching.enabled && enabled) || (condensation.enabled && condensation.cache_persist)
  return isUsed ? { folder: path, bytesMax: max_size_mb } : null
}

/** Null without an address. */
export function redisSettingsOf({ redis }: Config): RedisSettings | null {
  if (redis.url === undefined) return null
  return { url: redis.url, keyPrefix: redis.key_prefix, commandTimeoutMs: redis.command_timeout }
}
