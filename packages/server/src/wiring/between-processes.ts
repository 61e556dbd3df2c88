import type { OpenWire } from '../events/feed/bus.ts'
import { postgresWire } from '../store/postgres-wire.ts'
import { redisWire } from '../store/redis-wire.ts'
import type { Foundation } from './foundation.ts'

const channel = 'feed'

/** How processes hear of each other: Redis where there is one, else the database that they share; null where one is alone. */
export function wireOf({ redis, store, runtime }: Foundation, databaseUrl: string): OpenWire | null {
  const log = runtime.log.child('feed')
  if (redis) return (heard) => redisWire(redis, `${redis.options.keyPrefix}${channel}`, heard, log)
  if (store.dialect === 'sqlite') return null
  return (heard) => postgresWire({ url: databaseUrl, store, clock: runtime.clock, log }, `proxyapi_${channel}`, heard)
}
