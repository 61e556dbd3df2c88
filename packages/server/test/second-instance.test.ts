/** Two servers on one PostgreSQL: limits and deliveries are the deployment's, with a Redis, after it, and without. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, postgresUrl } from './postgres.ts'
import { hasRedis, startRedis, type TestRedis } from './redis.ts'
import { type Running, startServer } from './running.ts'

const missing = 'missing' in postgresUrl()
const hasOwnRedis = hasRedis() && process.env.REDIS_URL === undefined

const asked = ({ url, key }: Running, path: string, body?: object, own = key) =>
  fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': own },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

/** Of a key that was made for it, by both servers in turn; nothing drains meanwhile. */
async function countAdmitted(servers: readonly Running[], key: string, requests: number): Promise<number> {
  let admitted = 0
  let left = requests
  const lane = async (server: Running) => {
    while (left-- > 0) {
      const { status } = await asked(server, '/v1/models?limit=1', undefined, key)
      if (status === 200) admitted++
      else expect(status).toBe(429)
    }
  }
  await Promise.all(servers.flatMap((server) => Array.from({ length: 16 }, () => lane(server))))
  return admitted
}

/** Of a key that may ask a hundred times a day: nothing drains while a test lasts. */
async function aKey(server: Running): Promise<string> {
  const answer = await asked(server, '/api/v1/auth/apikey', { name: 'Shared', limits: { requests_per_day: 100 } })
  return ((await answer.json()) as { api_key: string }).api_key
}

async function twoServers(environment: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-second-'))
  const hook = await startHook()
  writeFileSync(join(folder, 'config.yaml'), `egress: { allow: ['127.0.0.1:${hook.port}'] }\n`)
  const own = { DATABASE_URL: await freshDatabase(), ...environment }
  const servers = [await startServer({ folder, environment: own }), await startServer({ folder, environment: own })]
  return {
    servers: servers as [Running, Running],
    hook,
    async close() {
      for (const { process } of servers) process.kill('SIGKILL')
      await hook.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startHook() {
  const ids: string[] = []
  const server: Server = createServer((request, response) => {
    request.resume()
    ids.push(String(request.headers['webhook-id']))
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    ids,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Two = Awaited<ReturnType<typeof twoServers>>

/** Models are registered at both, in turn; what the endpoint hears is counted once all of it is delivered. */
async function arrivals({ servers, hook }: Two, times: number): Promise<string[]> {
  const [first] = servers
  const made = await asked(first, '/api/v1/webhooks', {
    url: `http://127.0.0.1:${hook.port}/hook`,
    events: ['registry.registered'],
  })
  const { data } = (await made.json()) as { data: { id: string } }
  await Promise.all(
    Array.from({ length: times }, (_, n) => {
      const model = { model_id: `m-${n}`, model_name: `m-${n}`, model_type: 'llm', provider: 'local', version: '1' }
      return asked(servers[n % 2]!, '/api/v1/registry/models', model)
    }),
  )
  const delivered = async () => {
    const page = await asked(first, `/api/v1/webhooks/${data.id}/deliveries?limit=100&status=delivered`)
    return ((await page.json()) as { data: unknown[] }).data.length
  }
  await expect.poll(delivered, { timeout: 30_000 }).toBe(times)
  return hook.ids
}

describe.skipIf(missing || !hasOwnRedis)('with a Redis', () => {
  let redis: TestRedis
  let two: Two
  beforeAll(async () => {
    redis = await startRedis()
    // A command may take long here, so that what is counted does not depend on how busy the machine is.
    two = await twoServers({ REDIS_URL: redis.url, PROXY_API_REDIS__COMMAND_TIMEOUT: '900ms' })
  }, 60_000)
  afterAll(() => two.close())

  test('RL04 1,000 requests against 100 are exactly 100', async () => {
    expect(await countAdmitted(two.servers, await aKey(two.servers[0]), 1_000)).toBe(100)
  }, 60_000)

  test('each event is delivered once, whoever wrote it', async () => {
    const ids = await arrivals(two, 60)
    expect([ids.length, new Set(ids).size]).toEqual([60, 60])
  }, 60_000)

  test('RL08 FD07 Redis gone: within a second each has its share, and together they pass no more than the limit', async () => {
    const key = await aKey(two.servers[0])
    for (const server of two.servers) {
      const metrics = async () => (await asked(server, '/metrics')).text()
      await expect.poll(metrics, { timeout: 20_000 }).toContain('proxyapi_limit_instances 2')
    }
    await redis.stop()
    const startedAt = performance.now()
    expect((await asked(two.servers[1], '/v1/models?limit=1', undefined, key)).status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    const admitted = await countAdmitted(two.servers, key, 1_000)
    expect(admitted).toBeLessThanOrEqual(99)
    expect(admitted).toBeGreaterThanOrEqual(98)
  }, 60_000)
})

describe.skipIf(missing)('without a Redis', () => {
  let two: Two
  beforeAll(async () => {
    two = await twoServers({})
  }, 60_000)
  afterAll(() => two.close())

  test('each has its share of a limit, once it knows of the other', async () => {
    const shares = () => Promise.all(two.servers.map(async (server) => (await asked(server, '/metrics')).text()))
    await expect
      .poll(async () => (await shares()).every((text) => /^proxyapi_limit_instances 2$/m.test(text)), {
        timeout: 20_000,
      })
      .toBe(true)
    expect(await countAdmitted(two.servers, await aKey(two.servers[0]), 1_000)).toBe(100)
  }, 60_000)

  test('each event is delivered once, whoever wrote it', async () => {
    const ids = await arrivals(two, 60)
    expect([ids.length, new Set(ids).size]).toEqual([60, 60])
  }, 60_000)
})
