import { Redis } from 'ioredis'
import type { Log } from '../runtime.ts'

export interface RedisSettings {
  readonly url: string
  readonly keyPrefix: string
  readonly commandTimeoutMs: number
}

const connectTimeoutMs = 2_000
const reconnectMaxMs = 5_000

/** A connection that nobody waits for: without one, and beyond the time of a command, commands fail at once. */
export function openRedis({ url, keyPrefix, commandTimeoutMs }: RedisSettings, log: Log): Redis {
  const redis = new Redis(url, {
    keyPrefix,
    commandTimeout: commandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, reconnectMaxMs),
  })
  let isDown = false
  redis.on('error', (error) => {
    if (!isDown) log.warn('Redis does not answer', { error })
    isDown = true
  })
  redis.on('ready', () => {
    isDown = false
  })
  return redis
}
