/** The response cache of a real server, over its end. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRedis, startRedis, type TestRedis } from './redis.ts'
import { type Running, startServer } from './running.ts'

async function ask({ url, key }: Running, said: string) {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: `echo: ${said}` }] }),
  })
  const { choices } = (await response.json()) as { choices: { message: { content: string } }[] }
  return { said: choices[0]?.message.content, cache: response.headers.get('x-proxyapi-cache') }
}

interface Report {
  status: string
  services: { redis: string }
  components: { cache: object }
}
const health = async ({ url }: Running) => (await (await fetch(`${url}/health`)).json()) as Report

/** Without its folder going, as `stop` would have it. */
async function ended({ process }: Running): Promise<void> {
  const exit = once(process, 'exit')
  process.kill('SIGTERM')
  await exit
}

/** Of the same user, whose answers both processes may tell. */
const restarted = (folder: string, environment: Record<string, string>) => startServer({ folder, environment })

describe('an answer', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'proxyapi-cache-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('on disk outlives its process, sealed, and health tells of it', async () => {
    const environment = { CACHE_ENABLED: 'true', PROXY_API_CACHING__DISK__ENABLED: 'true' }
    const first = await restarted(folder, environment)
    expect(await ask(first, 'kept on disk')).toEqual({ said: 'kept on disk', cache: 'miss' })
    expect(await ask(first, 'kept on disk')).toEqual({ said: 'kept on disk', cache: 'hit' })
    expect((await health(first)).components.cache).toEqual({ status: 'healthy', size: 1, hit_rate: 0.5 })
    await ended(first)
    expect(statSync(join(folder, 'cache', 'entries.db')).mode & 0o777).toBe(0o600)
    const second = await restarted(folder, environment)
    expect(await ask(second, 'kept on disk')).toEqual({ said: 'kept on disk', cache: 'hit' })
    await second.stop()
  })

  test('is off where nothing is configured', async () => {
    const server = await startServer()
    expect(await ask(server, 'not kept')).toEqual({ said: 'not kept', cache: 'off' })
    expect(await ask(server, 'not kept')).toEqual({ said: 'not kept', cache: 'off' })
    await server.stop()
  })
})

describe.skipIf(!hasRedis())(`redis${hasRedis() ? '' : ' (skipped: install redis-server, or set REDIS_URL)'}`, () => {
  let redis: TestRedis
  let folder: string
  beforeAll(async () => {
    redis = await startRedis()
    folder = mkdtempSync(join(tmpdir(), 'proxyapi-cache-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('keeps answers for every process, and a server without it goes on', async () => {
    const environment = { CACHE_ENABLED: 'true', REDIS_URL: redis.url }
    const first = await restarted(folder, environment)
    expect(await ask(first, 'shared')).toEqual({ said: 'shared', cache: 'miss' })
    await ended(first)
    const second = await restarted(folder, environment)
    expect(await ask(second, 'shared')).toEqual({ said: 'shared', cache: 'hit' })
    expect((await health(second)).services.redis).toBe('healthy')
    await redis.stop()
    expect(await ask(second, 'alone')).toEqual({ said: 'alone', cache: 'miss' })
    expect(await ask(second, 'alone')).toEqual({ said: 'alone', cache: 'hit' })
    expect(await health(second)).toMatchObject({ status: 'degraded', services: { redis: 'unhealthy' } })
    await second.stop()
  })
})
