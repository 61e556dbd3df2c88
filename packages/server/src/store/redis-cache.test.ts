import type { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRedis, startRedis, type TestRedis } from '../../test/redis.ts'
import { keptLog, type Line, quietLog } from '../../test/runtime.ts'
import { openRedis } from './redis.ts'
import { redisCache } from './redis-cache.ts'
import { redisPins } from './redis-pins.ts'

const ready = (redis: Redis) => new Promise((resolve) => redis.once('ready', resolve))

describe.skipIf(!hasRedis())(`redis${hasRedis() ? '' : ' (skipped: install redis-server, or set REDIS_URL)'}`, () => {
  let server: TestRedis
  let redis: Redis
  const keyPrefix = `test-${process.pid}:`
  beforeAll(async () => {
    server = await startRedis()
    redis = await openRedis({ url: server.url, keyPrefix, commandTimeoutMs: 1_000 }, quietLog)
    await ready(redis)
  })
  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })

  test('where an answer is stays known to every replica, for its time', async () => {
    const pins = redisPins(redis)
    pins.keep('usr_a resp_1', 'a/m', 60_000)
    await expect.poll(() => pins.find('usr_a resp_1')).toBe('a/m')
    expect(await redis.pttl('pin:usr_a resp_1')).toBeGreaterThan(1_000)
    expect(await pins.find('usr_b resp_1')).toBeNull()
  })

  test('what was kept is there until its time', async () => {
    const cache = redisCache(redis)
    const expiresAt = Date.now() + 60_000
    await cache.set('response:u:k', 'sealed', expiresAt)
    expect(await cache.get('response:u:k')).toEqual({ sealed: 'sealed', expiresAt })
    expect(await cache.get('response:u:other')).toBeNull()
    await cache.set('response:u:old', 'sealed', Date.now() - 1)
    expect(await cache.get('response:u:old')).toBeNull()
  })

  test('a user’s entries go, and nobody else’s, whatever the user is called', async () => {
    const cache = redisCache(redis)
    const until = Date.now() + 60_000
    const keys = ['response:u*:1', 'response:u*:2', 'response:ux:1']
    for (const key of keys) await cache.set(key, 'x', until)
    await cache.forget('response:u*:')
    const left = await Promise.all(keys.map((key) => cache.get(key)))
    expect(left.map((entry) => entry !== null)).toEqual([false, false, true])
  })

  test('its keys have the prefix of the installation', async () => {
    await redisCache(redis).set('response:u:k', 'x', Date.now() + 60_000)
    expect(await redis.keys(`${keyPrefix}cache:response:u:k`)).toHaveLength(1)
  })
})

test('nobody waits for a Redis that is not there', async () => {
  const lines: Line[] = []
  const redis = await openRedis({ url: '/nowhere/redis.sock', keyPrefix: 'px:', commandTimeoutMs: 100 }, keptLog(lines))
  await expect(redisCache(redis).get('k')).rejects.toThrow()
  await new Promise((resolve) => redis.once('reconnecting', resolve))
  await expect(redisCache(redis).get('k')).rejects.toThrow()
  redis.disconnect()
  expect(lines.filter(({ message }) => message === 'Redis does not answer').length).toBeLessThanOrEqual(1)
})

test('without Redis a pin is one that nobody knows', async () => {
  const redis = await openRedis({ url: 'redis://127.0.0.1:1', keyPrefix: '', commandTimeoutMs: 100 }, quietLog)
  const pins = redisPins(redis)
  pins.keep('usr_a resp_1', 'a/m', 1_000)
  expect(await pins.find('usr_a resp_1')).toBeNull()
  redis.disconnect()
})
