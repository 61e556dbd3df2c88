/** Limits of real servers: with Redis, without it, and of calls while they last. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRedis, startRedis, type TestRedis } from './redis.ts'
import { type Running, startServer } from './running.ts'

const list = ({ url, key }: Running) => fetch(`${url}/v1/models?limit=1`, { headers: { 'x-api-key': key } })

/** Sixteen at a time to each, so that a busy machine does not keep Redis waiting. */
async function countAdmitted(servers: readonly Running[], requests: number): Promise<number> {
  let admitted = 0
  let asked = 0
  const lane = async (server: Running) => {
    while (asked++ < requests) {
      const response = await list(server)
      await response.arrayBuffer()
      if (response.status === 200) admitted++
      else expect(response.status).toBe(429)
    }
  }
  await Promise.all(servers.flatMap((server) => Array.from({ length: 16 }, () => lane(server))))
  return admitted
}

describe.skipIf(!hasRedis() || process.env.REDIS_URL !== undefined)('two servers on one Redis of their own', () => {
  let redis: TestRedis
  let folder: string
  let servers: Running[]
  beforeAll(async () => {
    redis = await startRedis()
    folder = mkdtempSync(join(tmpdir(), 'proxyapi-limits-'))
    // Nothing drains while the test lasts.
    const limit = { RATE_LIMIT_REQUESTS: '100', RATE_LIMIT_WINDOW: '86400' }
    const environment = { REDIS_URL: redis.url, PROXY_API_REDIS__COMMAND_TIMEOUT: '800ms', ...limit }
    servers = [await startServer({ folder, environment }), await startServer({ folder, environment })]
  })
  afterAll(async () => {
    for (const { process } of servers) process.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  test('400 requests against 100: exactly 100', async () => {
    expect(await countAdmitted(servers, 400)).toBe(100)
  })

  test('Redis gone: each counts its share within a second', async () => {
    await redis.stop()
    const startedAt = performance.now()
    const first = await list(servers[0] as Running)
    expect(first.status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(await countAdmitted([servers[0] as Running], 200)).toBeLessThanOrEqual(99)
  })
})

describe('calls while they last', () => {
  let server: Running
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(async () => {
    await server.stop()
  })

  async function keyWith(limits: object): Promise<string> {
    const response = await fetch(`${server.url}/api/v1/auth/apikey`, {
      method: 'POST',
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Limited', limits }),
    })
    return ((await response.json()) as { api_key: string }).api_key
  }
  const ask = (key: string, body: object) =>
    fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }], ...body }),
    })

  test('ST04 a stream keeps its place while it lasts, and gives it back when its caller leaves', async () => {
    const key = await keyWith({ concurrent_requests: 1 })
    const left = new AbortController()
    const stream = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      signal: left.signal,
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'openai/sim/stall', stream: true, messages: [{ role: 'user', content: 'hello' }] }),
    })
    expect(stream.status).toBe(200)
    const second = await ask(key, {})
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1'])
    expect(await second.json()).toMatchObject({ error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' } })
    left.abort()
    await expect.poll(async () => (await ask(key, {})).status, { timeout: 5_000 }).toBe(200)
    expect((await ask(key, {})).status).toBe(200)
  })

  test('RL05 tokens are taken by estimate and corrected by what was used', async () => {
    const key = await keyWith({ tokens_per_minute: 2_000 })
    const first = await ask(key, { max_tokens: 1_900 })
    expect(first.status).toBe(200)
    const { usage } = (await first.json()) as { usage: { total_tokens: number } }
    const second = await ask(key, { max_tokens: 1 })
    const left = Number(second.headers.get('x-ratelimit-remaining-tokens'))
    expect(second.status).toBe(200)
    // What has drained since is at most a few seconds' worth.
    expect(2_000 - left).toBeLessThanOrEqual(usage.total_tokens)
    expect(usage.total_tokens).toBeLessThan(1_000)
    const many = await Promise.all([1, 2, 3].map(() => ask(key, { max_tokens: 1_900 })))
    expect(many.map(({ status }) => status).filter((status) => status === 429).length).toBeGreaterThanOrEqual(1)
  })
})
