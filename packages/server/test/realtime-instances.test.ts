/** The feed of two servers on one database: with Redis between them, with the database alone, and with Redis gone. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { append } from '../src/events/append.ts'
import { openStore, type Store } from '../src/store/database.ts'
import { newId } from '../src/store/ids.ts'
import type { Frame } from './events/feed.ts'
import { freshDatabase, postgresUrl } from './postgres.ts'
import { hasRedis, startRedis, type TestRedis } from './redis.ts'
import { type Running, startServer } from './running.ts'
import { quietLog, testRandom } from './runtime.ts'
import { type Client, refusal, subscribe, ticketOf } from './sockets.ts'

const channels = ['account_events', 'model_updates']
const runtime = { clock: { now: () => Date.now(), monotonic: () => performance.now(), sleep: async () => {} } }

describe.skipIf('missing' in postgresUrl()).each([
  { between: 'PostgreSQL alone', withRedis: false },
  { between: 'Redis', withRedis: true },
])('two servers with $between between them', ({ withRedis }) => {
  const isSkipped = withRedis && (!hasRedis() || process.env.REDIS_URL !== undefined)
  let redis: TestRedis | null = null
  let folder: string
  let servers: [Running, Running]
  let store: Store
  let headers: Record<string, string>
  let userId: string

  beforeAll(async () => {
    if (isSkipped) return
    const url = await freshDatabase()
    redis = withRedis ? await startRedis() : null
    folder = mkdtempSync(join(tmpdir(), 'proxyapi-feed-'))
    const environment = { DATABASE_URL: url, ...(redis && { REDIS_URL: redis.url }) }
    servers = [await startServer({ folder, environment }), await startServer({ folder, environment })]
    headers = { 'x-api-key': servers[0].key }
    store = await openStore({ url, log: quietLog })
    const user = await fetch(`${servers[0].url}/api/v1/user`, { headers })
    userId = ((await user.json()) as { data: { id: string } }).data.id
  }, 60_000)
  afterAll(async () => {
    if (isSkipped) return
    for (const { process } of servers) process.kill('SIGTERM')
    await store.close()
    await redis?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const random = { ...testRandom(7), bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) }
  const tell = (name: string, owner: string | null, data = {}) =>
    store.write((tx) => append({ ...runtime, random } as never, tx, { name, userId: owner, data }))
  const numbered = (owner: string | null) =>
    store.db
      .selectFrom('events')
      .select(['id', 'seq', 'name'])
      .where('user_id', owner === null ? 'is' : '=', owner)
      .where('seq', 'is not', null)
      .orderBy('seq')
      .execute()

  test.skipIf(isSkipped)(
    'a client that is cut off again and again, and resumes at the other one, misses and repeats nothing of 1,500 events',
    async () => {
      const { float } = testRandom(11)
      const starts = { account: (await numbered(userId)).length, public: (await numbered(null)).length }
      const got: Frame[] = []
      const place: Record<string, number> = { ...starts }
      let connections = 0
      let client: Client | null = null
      const told = 1_500
      const writing = (async () => {
        for (let n = 0; n < told; n += 5) {
          const batch = Array.from({ length: 5 }, (_, m) =>
            m % 5 === 4 ? tell('models.updated', null, { n }) : tell('key.created', userId, { n: n + m }),
          )
          await Promise.all([...batch, tell('key.created', 'usr_somebody_else')])
        }
      })()
      const deadline = performance.now() + 60_000
      while (got.length < told && performance.now() < deadline) {
        client = await subscribe(servers[connections++ % 2] as Running, headers, channels, place)
        const enough = Math.floor(float() * 150)
        const { frames } = client
        await Promise.race([
          client.frame(() => client!.events().length > enough || got.length + client!.events().length >= told),
          new Promise((resolve) => setTimeout(resolve, 3_000)),
        ])
        client.socket.terminate()
        const seen = frames.filter(({ seq }) => seq !== undefined)
        expect(frames.filter(({ type }) => type === 'resync_required')).toEqual([])
        got.push(...seen)
        for (const { stream, seq } of seen) place[String(stream)] = Number(seq)
      }
      await writing
      for (const [stream, owner] of [
        ['account', userId],
        ['public', null],
      ] as const) {
        const rows = (await numbered(owner)).slice(starts[stream])
        const frames = got.filter((frame) => frame.stream === stream)
        expect(frames.map(({ id, seq }) => ({ id, seq }))).toEqual(rows.map(({ id, seq }) => ({ id, seq })))
      }
      expect(got.length).toBe(told)
      expect(connections).toBeGreaterThan(5)
    },
    90_000,
  )

  test.skipIf(isSkipped)(
    'what one server numbers the other one tells, sooner than its poll',
    async () => {
      const client = await subscribe(servers[1], headers, channels)
      const url = `${servers[0].url}/api/v1/webhooks`
      const json = { ...headers, 'content-type': 'application/json' }
      const body = JSON.stringify({ url: 'https://example.com/hook', events: ['key.created'] })
      const { data } = (await (await fetch(url, { method: 'POST', headers: json, body })).json()) as {
        data: { id: string }
      }
      const waits: number[] = []
      for (let n = 1; n <= 6; n++) {
        const askedAt = performance.now()
        // The event is numbered by the server that is asked, before it sends anything.
        const tested = fetch(`${url}/${data.id}/test`, { method: 'POST', headers })
        await client.frame(() => client.events().filter(({ type }) => type === 'webhook_test').length >= n)
        waits.push(performance.now() - askedAt)
        await tested
      }
      client.socket.terminate()
      expect(waits.sort((a, b) => a - b)[3]).toBeLessThan(1_000)
    },
    60_000,
  )

  test.skipIf(isSkipped)('a ticket of one opens a socket at the other, once', async () => {
    const ticket = await ticketOf(servers[0], headers)
    const tried = await Promise.all(servers.map((server) => refusal(server, {}, `?ticket=${ticket}`)))
    expect(tried.map(({ status }) => status).sort()).toEqual([101, 401])
  })

  test.skipIf(isSkipped)(
    'a reader that stops reading is closed with its place, and misses nothing when it comes back',
    async () => {
      const slow = await subscribe(servers[0], headers, channels)
      slow.socket.pause()
      const start = (await numbered(userId)).length
      const filler = 'x'.repeat(19_000)
      for (let n = 0; n < 1_200; n += 20)
        await Promise.all(Array.from({ length: 20 }, () => tell('key.created', userId, { filler })))
      await expect.poll(async () => (await numbered(userId)).length, { timeout: 30_000 }).toBe(start + 1_200)
      const fast = await subscribe(servers[1], headers, channels, { account: start + 1_200 })
      slow.socket.resume()
      const { code, reason } = await slow.closed
      expect(code).toBe(4408)
      const place = JSON.parse(reason) as { account: number }
      expect(slow.events().at(-1)?.seq).toBe(place.account)
      const again = await subscribe(servers[1], headers, channels, place)
      const missing = start + 1_200 - place.account
      await again.frame(() => again.events().length >= missing)
      const seqs = [...slow.events(), ...again.events()].map(({ seq }) => seq)
      expect(seqs).toEqual(Array.from({ length: 1_200 }, (_, n) => start + n + 1))
      expect(fast.events()).toEqual([])
      for (const { socket } of [fast, again]) socket.terminate()
    },
    60_000,
  )

  test.skipIf(isSkipped)(
    'with the bus cut: an event still comes within 5 s, and a revoked key ends its sockets within 5 s',
    async () => {
      const made = await fetch(`${servers[0].url}/api/v1/auth/apikey`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Reader' }),
      })
      const { data } = (await made.json()) as { data: { id: string; api_key: string } }
      const client = await subscribe(servers[1], { 'x-api-key': data.api_key }, channels)
      await cutBus()
      const toldAt = performance.now()
      await tell('key.created', userId, { id: newId('key', { ...runtime, random } as never) })
      await client.frame(({ seq }) => seq !== undefined)
      expect(performance.now() - toldAt).toBeLessThan(5_000)
      const revokedAt = performance.now()
      await fetch(`${servers[0].url}/api/v1/auth/apikey/${data.id}`, { method: 'DELETE', headers })
      const { code, atMs } = await client.closed
      expect(code).toBe(4401)
      expect(atMs - revokedAt).toBeLessThan(5_000)
    },
    60_000,
  )

  async function cutBus(): Promise<void> {
    await redis?.stop()
    redis = null
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`.execute(store.db)
  }
})
