import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { realClock } from '../../test/ledger.ts'
import { hasRedis, startRedis, type TestRedis } from '../../test/redis.ts'
import { noMetrics } from '../../test/runtime.ts'
import type { Draw } from './limit-store.ts'
import { SharedLimits } from './shared-limits.ts'

const draw = (key: string, limit: number, weight = 1): Draw => ({
  layer: 'user',
  key: `{t}${key}`,
  rate: { limit, windowMs: 60_000, burst: limit },
  weight,
})
/** Long, so that what is counted does not depend on how busy the machine is. */
const options = { keyPrefix: 'px:', commandTimeout: 10_000, enableOfflineQueue: false, maxRetriesPerRequest: 0 }

describe.skipIf(!hasRedis())('two processes on one Redis', () => {
  let server: TestRedis
  const clients: Redis[] = []
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect()
  })

  async function process(instance: string) {
    const redis = new Redis(server.url, options)
    redis.on('error', () => {})
    clients.push(redis)
    await new Promise((resolve) => redis.once('ready', resolve))
    await redis.flushall()
    const limits = new SharedLimits({ redis, clock: realClock, metrics: noMetrics, instance })
    const run = async (name: string) => {
      for (const job of limits.jobs()) if (job.name === name) await job.run()
    }
    return { limits, redis, run }
  }

  test('1,000 at once against 100: exactly 100', async () => {
    const [a, b] = [await process('a'), await process('b')]
    const slow: Draw = { ...draw('x', 100), rate: { limit: 100, windowMs: 86_400_000, burst: 100 } }
    const taken = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) => (i % 2 ? a : b).limits.take([slow], [], `h${i}`)),
    )
    expect(taken.filter(({ isAdmitted }) => isAdmitted)).toHaveLength(100)
  })

  test('all or none, looks and corrections, as in memory', async () => {
    const { limits, redis } = await process('a')
    const day = (key: string, limit: number, weight = 1): Draw => ({
      ...draw(key, limit, weight),
      rate: { limit, windowMs: 86_400_000, burst: limit },
    })
    expect((await limits.take([day('wide', 10), day('narrow', 1)], [], 'h')).levels).toEqual([1, 1])
    const refused = await limits.take([day('wide', 10), day('narrow', 1)], [], 'h')
    expect(refused.isAdmitted).toBe(false)
    const [level] = (await limits.take([day('wide', 10, 0)], [], 'h')).levels
    expect(level).toBeCloseTo(1, 2)
    await limits.take([day('tokens', 1_000, 400)], [], 'h')
    limits.correct([day('tokens', 1_000, 400)], 250)
    await redis.ping()
    expect((await limits.take([day('tokens', 1_000, 0)], [], 'h')).levels[0]).toBeCloseTo(650, 0)
    expect(await redis.exists('{t}unseen')).toBe(0)
  })

  test('a bucket drains by the time of Redis', async () => {
    const { limits } = await process('a')
    const fast: Draw = { ...draw('fast', 1), rate: { limit: 1_000, windowMs: 1_000, burst: 1 } }
    expect((await limits.take([fast], [], 'h')).isAdmitted).toBe(true)
    await realClock.sleep(5)
    expect((await limits.take([fast], [], 'h')).isAdmitted).toBe(true)
  })

  test('places are shared, and free again', async () => {
    const [a, b] = [await process('a'), await process('b')]
    const slots = [{ key: '{t}open', limit: 2 }]
    expect((await a.limits.take([], slots, 'one')).isAdmitted).toBe(true)
    expect((await b.limits.take([], slots, 'two')).isAdmitted).toBe(true)
    expect((await b.limits.take([], slots, 'three')).full).toEqual(slots[0])
    await a.run('limits.renew')
    a.limits.free(slots, 'one')
    await a.redis.ping()
    expect((await b.limits.take([], slots, 'three')).isAdmitted).toBe(true)
  })

  test('without Redis each has its share, at once', async () => {
    const own = await startRedis()
    const redis = new Redis(own.url, options)
    redis.on('error', () => {})
    clients.push(redis)
    await new Promise((resolve) => redis.once('ready', resolve))
    const limits = new SharedLimits({ redis, clock: realClock, metrics: noMetrics, instance: 'a' })
    await redis.zadd('limits:instances', realClock.now(), 'b')
    for (const job of limits.jobs()) await job.run()
    if (own.url !== server.url) await own.stop()
    const startedAt = performance.now()
    const slow: Draw = { ...draw('gone', 100), rate: { limit: 100, windowMs: 86_400_000, burst: 100 } }
    const taken = await Promise.all(Array.from({ length: 200 }, (_, i) => limits.take([slow], [], `h${i}`)))
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(taken.filter(({ isAdmitted }) => isAdmitted)).toHaveLength(own.url === server.url ? 100 : 50)
  })
})
