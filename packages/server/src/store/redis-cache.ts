import type { Redis } from 'ioredis'

const place = 'cache:'
const scanned = 500

/** Sealed entries in Redis, for all replicas. Throws where Redis does not answer in time. */
export function redisCache(redis: Redis) {
  return {
    name: 'redis',
    async get(key: string) {
      const [[, sealed], [, expiresAt]] = (await redis
        .multi()
        .get(place + key)
        .pexpiretime(place + key)
        .exec()) as [[Error | null, string | null], [Error | null, number]]
      return sealed === null ? null : { sealed, expiresAt }
    },
    async set(key: string, sealed: string, expiresAt: number) {
      await redis.set(place + key, sealed, 'PXAT', Math.round(expiresAt))
    },
    async forget(prefix: string) {
      const own = redis.options.keyPrefix ?? ''
      const pattern = `${literal(own + place + prefix)}*`
      for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
        const [next, found] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', scanned)
        if (found.length > 0) await redis.unlink(...found.map((key) => key.slice(own.length)))
        cursor = next
      }
    },
  }
}

/** For a pattern of SCAN. */
const literal = (text: string) => text.replace(/[\\*?[\]]/g, '\\$&')
