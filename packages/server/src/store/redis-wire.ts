import type { Redis } from 'ioredis'
import type { Log } from '../runtime.ts'

/** Messages between processes by Redis; listens on a connection of its own, which comes back by itself. */
export function redisWire(redis: Redis, channel: string, heard: (message: string) => void, log: Log) {
  const listener = redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null, commandTimeout: undefined })
  // The connection that commands go by says already that Redis is down.
  listener.on('error', (error) => log.debug('Redis tells nothing', { error }))
  listener.on('message', (_, message: string) => heard(message))
  listener.subscribe(channel).catch((error: unknown) => log.warn('Redis cannot be listened to', { error }))
  return {
    send: (messages: readonly string[]) => Promise.all(messages.map((message) => redis.publish(channel, message))),
    async close() {
      listener.disconnect()
    },
  }
}
