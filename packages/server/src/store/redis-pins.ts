import type { Redis } from 'ioredis'

const place = 'pin:'

/** Where stored answers are, for all replicas: one that does not answer knows of none. */
export function redisPins(redis: Redis) {
  return {
    find: (id: string): Promise<string | null> => redis.get(place + id).catch(() => null),
    keep(id: string, lane: string, ttlMs: number): void {
      // Without it another replica asks the caller to send the whole conversation.
      redis.set(place + id, lane, 'PX', ttlMs).catch(() => {})
    },
  }
}
