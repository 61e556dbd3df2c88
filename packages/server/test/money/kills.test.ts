/**
 * SIGKILL at every step of a charge, of a repeated request and of an event's way, in real processes on files and PostgreSQL: the
 * books are sound, nobody pays for more than was served, what was acknowledged stays, each effect and each event is one.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verify } from '@proxyapi/sdk/webhooks'
import { type AllSimulators, simulateAll } from '@proxyapi/simulators'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../../src/store/database.ts'
import { expectSound } from '../ledger.ts'
import { freshDatabase, postgresUrl } from '../postgres.ts'
import { type Running, startServer } from '../running.ts'
import { quietLog } from '../runtime.ts'
import { type Gate, startGate } from './gate.ts'
import { type KillPlace, killPlaces } from './kill-places.ts'

/** MONEY_KILLS=160 runs what is promised, 320 kills in all; the default is each place once, on one store or the other. */
const kills = Number(process.env.MONEY_KILLS ?? killPlaces.length / 2)
const secret = 'webhook-secret-for-verification'
const missing = 'missing' in postgresUrl()

describe.each(['sqlite', 'postgres'] as const)('on %s', (name) => {
  describe.skipIf(name === 'postgres' && missing)('a server that is killed', () => killing(name))
})

/** A request under its own key, and what its caller was told before the server died. */
interface Asked {
  path: string
  body: object
  key: string
  told?: string
}

function killing(name: 'sqlite' | 'postgres'): void {
  let simulators: AllSimulators
  let gate: Gate
  let folder: string
  let receiver: Receiver
  let environment: Record<string, string>
  let store: Store

  beforeAll(async () => {
    simulators = await simulateAll({ seed: 'kills' })
    gate = await startGate(simulators.urls)
    receiver = await startReceiver()
    folder = mkdtempSync(join(tmpdir(), 'proxyapi-kills-'))
    const egress = `egress: { allow: ['127.0.0.1:${receiver.port}'] }`
    const openai = `{ name: openai, type: openai, base_url: '${gate.urlOf('openai')}/v1', models: ['*'] }`
    writeFileSync(join(folder, 'config.yaml'), `${egress}\nproviders: [${openai}]\n`)
    const url = name === 'postgres' ? await freshDatabase() : join(folder, 'gpuproxy.db')
    environment = {
      OPENAI_API_KEY: 'sim-openai',
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      KILL_AT: join(folder, 'kill-at'),
      ...(name === 'postgres' && { DATABASE_URL: url }),
    }
    store = await openStore({ url, log: quietLog })
  }, 60_000)
  afterAll(async () => {
    await store.close()
    await receiver.close()
    await gate.close()
    await simulators.close()
    rmSync(folder, { recursive: true, force: true })
  })

  let starts = 0
  /** Each start finds the leases of the one before over. */
  const started = () =>
    startServer({
      main: join(import.meta.dirname, '../killed-main.ts'),
      command: 'serve',
      folder,
      environment: { ...environment, CLOCK_AHEAD_MS: String(200_000 * starts++) },
    })

  const servedBy = (model: string) => simulators.openai.requests().filter((request) => request.model === model).length

  test(`FK02 FP05 ${kills} times keeps its books, charges at most what was served, and loses nothing that it acknowledged`, async () => {
    let server = await started()
    await register(server, receiver.port)
    const user = await userOf(store)
    const prices = { cheap: await priceOf(server, cheap), dear: await priceOf(server, dear) }
    // A stream that was noted and never ended is estimated, here within half of what its simulator counts.
    const worth = () => prices.cheap * servedBy(cheap) + 1.5 * prices.dear * servedBy(dear)
    let granted = 0
    let counted = 0
    for (let n = 0; n < kills; n++) {
      const place = placeAt(name, n)
      const at = `${n}: ${place.name} ${place.when}`
      const [{ credits_used: used }, before] = [await creditsOf(server), worth()]
      const asked = requestsOf(`${name}-${n}`, user)
      await die(server, place, asked, at)
      gate.open()
      receiver.open()
      server = await started()
      await until(async () => (await creditsOf(server)).credits_held === 0, `${at}: nothing is held`)
      const after = await creditsOf(server)
      expect(round(after.credits_used - used), at).toBeLessThanOrEqual(round(worth() - before))
      if (place.name === 'dispatched') expect(await lossOf(server), at).toBeGreaterThan(0)
      for (const one of asked) await expectOnce(server, one, at)
      granted += 0.01
      const id = asked[1]!.key
      await until(async () => receiver.eventsOf(id).length > 0, `${at}: the event arrives`)
      expect(new Set(receiver.eventsOf(id)).size, at).toBe(1)
      expect((await creditsOf(server)).credits_total, at).toBe(round(100 + granted))
      await expectSound(store.db)
      counted += 1
    }
    expect(counted).toBe(kills)
    await server.stop()
  }, 3_600_000)

  /** Sends everything that spends, repeats or tells, and ends the server where the place says. */
  async function die(server: Running, place: KillPlace, asked: Asked[], at: string): Promise<void> {
    const ended = new Promise<void>((resolve) => server.process.once('exit', () => resolve()))
    if (place.when !== 'outside') {
      writeFileSync(environment.KILL_AT!, JSON.stringify(place))
      server.process.kill('SIGUSR2')
      await until(async () => server.output().includes(`armed ${place.mark} ${place.when}\n`), `${at}: armed`)
    }
    const isLong = place.needs === 'a long stream'
    if (isLong) simulators.openai.fault({ do: 'stall', match: { model: dear } })
    if (place.name === 'dispatched') gate.shut()
    if (place.name === 'delivery sent') receiver.shut()
    const stream = { stream: true, ...(isLong && { model: `openai/${dear}` }) }
    const calls = [chat(server, {}), chat(server, {}), chat(server, stream)]
    const all = Promise.all([...calls, ...asked.map((one) => send(server, one))])
    if (place.name === 'first token told') await firstToken(server)
    // Once the lease is renewed the ledger knows what is open.
    if (place.name === 'dispatched') await gate.until(1).then(() => until(isOpen, `${at}: told`))
    if (place.name === 'settlement queued' || place.needs === 'a stop') await all
    if (place.name === 'delivery sent') await receiver.until(() => receiver.waiting() > 0)
    if (place.name === 'delivery answered') await receiver.until(() => receiver.eventsOf(asked[1]!.key).length > 0)
    if (place.needs === 'a stop') server.process.kill('SIGTERM')
    if (place.when === 'outside') server.process.kill('SIGKILL')
    const late = AbortSignal.timeout(30_000)
    await Promise.race([ended, new Promise((_, reject) => late.addEventListener('abort', () => reject(new Error(at))))])
    expect(server.process.signalCode, at).toBe('SIGKILL')
    await all
  }

  const isOpen = async () => {
    const alive = store.db.selectFrom('ledger_holders').select('open_holds').where('died_at', 'is', null)
    return (await alive.execute()).some(({ open_holds }) => open_holds > 0)
  }

  /** The key has one effect: told again as it was told before, or refused where nobody knows the answer any more. */
  async function expectOnce(server: Running, one: Asked, at: string): Promise<void> {
    const again = await repeated(server, one)
    if (one.path.startsWith('/v1')) {
      expect([200, 409], at).toContain(again.status)
      const asks = simulators.openai
        .requests()
        .filter(({ body }) => JSON.stringify(body ?? '').includes(`"${one.key}"`))
      expect(asks.length, at).toBeLessThanOrEqual(1)
      // What ran only now is charged before the next kill.
      if (again.status === 200) await until(async () => (await recordsOf(store, again.id)) === 1, `${at}: recorded`)
      return
    }
    expect(again.status, `${at}: ${again.text}`).toBeLessThan(300)
    if (one.told !== undefined) expect(again.text, at).toBe(one.told)
    const effects = await effectsOf(store, one)
    expect(effects, at).toBe(1)
  }
}

const cheap = 'gpt-4o-mini'
const dear = 'gpt-4o'

/** All cost the same, so that what was served can be counted. */
const chatBody = (over: object) => ({
  model: `openai/${cheap}`,
  max_tokens: 60,
  messages: [{ role: 'user', content: 'echo: one two three four five six seven eight nine ten' }],
  ...over,
})

const requestsOf = (id: string, user: string): Asked[] => [
  { path: '/v1/chat/completions', body: chatBody({ user: `chat-${id}` }), key: `chat-${id}` },
  {
    path: '/api/v1/registry/models',
    body: { model_id: `model-${id}`, model_name: `model-${id}`, model_type: 'llm', provider: 'openai', version: '1.0' },
    key: `model-${id}`,
  },
  {
    path: '/api/v1/admin/credits/add',
    body: { user_id: user, amount: 0.01, reason: `grant-${id}` },
    key: `grant-${id}`,
  },
]

/** Of 38 places every second is SQLite's where each has its turn once. */
function placeAt(name: 'sqlite' | 'postgres', n: number): KillPlace {
  const every = kills * 2 === killPlaces.length
  const at = every ? 2 * n + (name === 'sqlite' ? 0 : 1) : n
  return killPlaces[at % killPlaces.length]!
}

function post({ url, key }: Running, path: string, body: object, headers: object = {}): Promise<Response> {
  const own = { 'content-type': 'application/json', 'x-api-key': key, ...headers }
  return fetch(`${url}${path}`, { method: 'POST', headers: own, body: JSON.stringify(body) })
}

/** Read to its end, or to the end of its server. */
async function chat(server: Running, over: object): Promise<void> {
  const answer = await post(server, '/v1/chat/completions', chatBody(over)).catch(() => undefined)
  await answer?.text().catch(() => '')
}

async function firstToken(server: Running): Promise<void> {
  const answer = await post(server, '/v1/chat/completions', chatBody({ stream: true }))
  await answer.body?.getReader().read()
}

async function send(server: Running, one: Asked): Promise<void> {
  const answer = await post(server, one.path, one.body, { 'idempotency-key': one.key }).catch(() => undefined)
  const text = await answer?.text().catch(() => undefined)
  if (answer?.ok && text !== undefined) one.told = text
}

/** As a client does: the lease of a run that died is over, so it is not in progress for long. */
async function repeated(server: Running, one: Asked) {
  for (;;) {
    const answer = await post(server, one.path, one.body, { 'idempotency-key': one.key })
    const text = await answer.text()
    const { status, headers } = answer
    if (!/idempotency_in_progress/i.test(text)) return { status, text, id: headers.get('x-request-id') ?? '' }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function effectsOf({ db }: Store, { path, key }: Asked): Promise<number> {
  const isGrant = path.endsWith('/add')
  const rows = isGrant
    ? await db.selectFrom('ledger_transfers').select('id').where('reference', '=', key).execute()
    : await db.selectFrom('events').select('id').where('data', 'like', `%"${key}"%`).execute()
  return rows.length
}

const recordsOf = async ({ db }: Store, requestId: string) =>
  (await db.selectFrom('usage_records').select('id').where('request_id', 'like', `${requestId}.%`).execute()).length

async function userOf({ db }: Store): Promise<string> {
  const users = db.selectFrom('users').select('id').where('email', '=', 'dev@localhost')
  return (await users.executeTakeFirstOrThrow()).id
}

interface Credits {
  credits_total: number
  credits_used: number
  credits_held: number
}

async function creditsOf({ url, key }: Running): Promise<Credits> {
  const answer = await fetch(`${url}/api/v1/user/credits`, { headers: { 'x-api-key': key } })
  return ((await answer.json()) as { data: Credits }).data
}

/** What one whole answer costs. */
async function priceOf(server: Running, model: string): Promise<number> {
  const before = (await creditsOf(server)).credits_used
  await chat(server, { model: `openai/${model}` })
  await until(async () => (await creditsOf(server)).credits_used > before, 'the first charge')
  return (await creditsOf(server)).credits_used - before
}

async function lossOf({ url, key }: Running): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { 'x-api-key': key } })).text()
  return Number(/^proxyapi_operator_loss_usd_total\{kind="inference"\} (\S+)/m.exec(text)?.[1] ?? 0)
}

const register = async (server: Running, port: number) =>
  expect(
    (await post(server, '/api/v1/webhooks', { url: `http://127.0.0.1:${port}/hook`, events: ['registry.*'], secret }))
      .status,
  ).toBe(201)

async function until(is: () => Promise<boolean>, what: string): Promise<void> {
  for (const late = performance.now() + 30_000; !(await is()); ) {
    if (performance.now() > late) throw new Error(`Never came: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const round = (usd: number) => Math.round(usd * 1e6) / 1e6

interface Receiver {
  port: number
  /** Ids of the events that told of this model, one an arrival. */
  eventsOf(model: string): string[]
  waiting(): number
  until(is: () => boolean): Promise<void>
  /** What comes is not answered, until it is open again. */
  shut(): void
  open(): void
  close(): Promise<void>
}

async function startReceiver(): Promise<Receiver> {
  const arrived: { id: string; model: string }[] = []
  let isShut = false
  let waiting = 0
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const now = () => Number(request.headers['webhook-timestamp']) * 1000
      const event = await verify({ body: Buffer.concat(chunks), headers: request.headers }, {
        secrets: secret,
        now,
      } as never)
      if (isShut) {
        waiting += 1
        return
      }
      arrived.push({ id: event.id, model: String((event.data as { model_id?: string }).model_id) })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    eventsOf: (model) => arrived.filter((event) => event.model === model).map(({ id }) => id),
    waiting: () => waiting,
    until: (is) => until(async () => is(), 'the receiver'),
    shut() {
      isShut = true
    },
    open() {
      isShut = false
      waiting = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
