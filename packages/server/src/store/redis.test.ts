import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRedis, startRedis, type TestRedis } from '../../test/redis.ts'
import { quietLog } from '../../test/runtime.ts'
import { openRedis, pingRedis } from './redis.ts'

const commandTimeoutMs = 100

describe.skipIf(!hasRedis())('a command', () => {
  let server: TestRedis
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  test('whose answer is there before anybody looked is answered, however long this process was busy', async () => {
    const redis = await openRedis({ url: server.url, keyPrefix: 'px:', commandTimeoutMs }, quietLog)
    await once(redis, 'ready')
    for (let n = 0; n < 5; n++) {
      const answers = Promise.all([redis.ping(), redis.multi().set('a', n).get('a').exec()])
      // It leaves in this turn, and its answer waits in the socket.
      await Promise.resolve()
      const until = performance.now() + 2 * commandTimeoutMs
      while (performance.now() < until);
      expect(await answers).toMatchObject([
        'PONG',
        [
          [null, 'OK'],
          [null, String(n)],
        ],
      ])
    }
    redis.disconnect()
  })

  test('writes, and reads what it wrote', async () => {
    const redis = await openRedis({ url: server.url, keyPrefix: 'px:', commandTimeoutMs }, quietLog)
    await once(redis, 'ready')
    await pingRedis(redis)
    redis.disconnect()
    await expect(pingRedis(redis)).rejects.toThrow()
  })

  test('that nobody answers is given up after its time', async () => {
    const redis = await openRedis({ url: server.url, keyPrefix: 'px:', commandTimeoutMs }, quietLog)
    await once(redis, 'ready')
    await redis.client('PAUSE', 3_000)
    const startedAt = performance.now()
    await expect(redis.get('a')).rejects.toThrow('timed out')
    await expect(pingRedis(redis)).rejects.toThrow('timed out')
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    redis.disconnect()
  })
})
