/** The SDK through a line that loses requests and answers: what is asked for under a key happens, and happens once. */
import { ProxyAPI } from '@proxyapi/sdk'
import { expect, test } from 'vitest'
import { startApp } from './app.ts'
import { testRandom } from './runtime.ts'

const atOnce = 50
/** A success gives the budget of retries a tenth back: what exceeds it is for the caller to ask again. */
const faultShare = 0.12

const lost = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })

/** A client behind a line that loses every eighth request or answer, and what the line saw. */
function faulty(server: (request: Request) => Response | Promise<Response>, apiKey: string) {
  const random = testRandom(6)
  const seen = { arrived: 0, faults: 0 }
  const line = async (url: string, init: RequestInit): Promise<Response> => {
    const fault = random.float() < faultShare ? Math.floor(random.float() * 4) : null
    if (fault !== null) seen.faults++
    if (fault === 0) throw lost('ECONNREFUSED')
    const response = await server(new Request(url, init))
    seen.arrived++
    // It has happened; nobody hears of it, or not to the end.
    if (fault === 1) throw lost('ECONNRESET')
    if (fault === 2) return cutBody(response)
    return fault === 3 ? new Response('<html>Bad gateway</html>', { status: 502 }) : response
  }
  const timing = { now: Date.now, random: random.float, wait: async () => undefined }
  const internals = { [Symbol.for('@proxyapi/sdk/internals')]: { timing } }
  const options = { baseURL: 'http://127.0.0.1:8000', apiKey, fetch: line, logLevel: 'off' as const, ...internals }
  return { seen, client: new ProxyAPI(options) }
}

/** Until it is answered: by the client's own retries, and beyond their budget by asking again under the same key. */
async function persist<T>(ask: () => PromiseLike<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await ask()
    } catch (error) {
      if (tries > 20) throw error
    }
}

async function giveAll({ client, seen }: ReturnType<typeof faulty>, user_id: string, posts: number): Promise<void> {
  const give = (n: number) => {
    const body = { user_id, amount: 0.01, reason: `gift ${n}` }
    return persist(() => client.admin.addCredits(body, { idempotencyKey: `gift-${n}` }))
  }
  for (let from = 0; from < posts; from += atOnce)
    await Promise.all(Array.from({ length: atOnce }, (_, n) => give(from + n)))
  expect(seen.faults).toBeGreaterThan(posts / 10)
  expect(seen.arrived).toBeGreaterThan(posts + posts / 20)
}

test('10,000 keyed POSTs through a faulty line have 10,000 effects', async () => {
  const effects = new Map<string, string>()
  const line = faulty(async (request) => {
    const key = request.headers.get('idempotency-key') ?? crypto.randomUUID()
    const { reason } = (await request.json()) as { reason: string }
    expect(effects.get(key) ?? reason).toBe(reason)
    effects.set(key, reason)
    return Response.json({ data: { transaction_id: `txn_${effects.size}` }, status: 'success' })
  }, 'k')
  await giveAll(line, 'usr_1', 10_000)
  expect(effects.size).toBe(10_000)
  expect(new Set(effects.values()).size).toBe(10_000)
}, 60_000)

test('200 gifts of a cent over such a line to our own server are two dollars', async () => {
  const app = await startApp()
  const line = faulty((request) => app.app.fetch(request), app.key)
  const { id } = await persist(() => line.client.user.get())
  const total = async () => (await persist(() => line.client.user.credits())).credits_total
  const before = await total()
  await giveAll(line, id, 200)
  expect(Math.round(((await total()) - before) * 100)).toBe(200)
  await app.close()
}, 60_000)

/** Half of it, then a reset. */
async function cutBody(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes.subarray(0, bytes.length / 2)),
    pull: (controller) => controller.error(lost('ECONNRESET')),
  })
  return new Response(body, { status: response.status, headers: response.headers })
}
