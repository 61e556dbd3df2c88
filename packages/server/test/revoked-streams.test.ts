/** Streams that run while their key is revoked or their user disabled: they end soon, say why, and are paid as far as they came. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { callers, errorShape, eventsOf, failureIn } from './gateway/callers.ts'
import { freshDatabase, postgresUrl } from './postgres.ts'
import { type Running, startServer } from './running.ts'

const limitMs = 5_000
/** What the model costs that falls silent half way, in USD per 1,000 tokens. */
const priced = 'model_overrides: { sim/stall: { input_cost: 0.5, output_cost: 1 } }'

async function serverOn(environment: Record<string, string>, folder?: string): Promise<Running> {
  const server = await startServer({ environment, ...(folder !== undefined && { folder }) })
  onTestFinished(() => {
    server.process.kill('SIGKILL')
    rmSync(server.folder, { recursive: true, force: true })
  })
  return server
}

const ask = ({ url, key }: Running, method: string, path: string, body?: object, own = key) =>
  fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-api-key': own },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })

async function dataOf<T>(answer: Promise<Response>): Promise<T> {
  const got = await answer
  expect(got.ok).toBe(true)
  return ((await got.json()) as { data: T }).data
}

/** A stream of each dialect that has begun and says nothing more. */
const begun = (server: Running, own: string) =>
  Promise.all(
    callers.map(async ({ path, body }) => {
      const asked = { ...body('echo: one two three four'), model: 'openai/sim/stall', stream: true }
      const response = await ask(server, 'POST', path, asked, own)
      expect(response.status).toBe(200)
      return response
    }),
  )

async function expectEnd(streams: readonly Response[]): Promise<void> {
  const since = performance.now()
  const texts = await Promise.all(streams.map((response) => response.text()))
  expect(performance.now() - since).toBeLessThan(limitMs)
  for (const [index, caller] of callers.entries()) {
    const text = texts[index]!
    expect(text).not.toContain(caller.endMarker)
    expect(eventsOf(text).length).toBeGreaterThan(1)
    expect(failureIn(caller, text)).toMatchObject(
      caller.id === 'openai-responses' ? { type: 'error' } : errorShape(caller, 'INVALID_API_KEY'),
    )
  }
}

interface RequestRow {
  code: string | null
  input_tokens: number
  output_tokens: number
  cost: number
}

test('a revoked key: each stream ends within five seconds in its own form, and what was said is paid', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-revoked-'))
  writeFileSync(join(folder, 'config.yaml'), priced)
  const server = await serverOn({}, folder)
  const { id, api_key } = await dataOf<{ id: string; api_key: string }>(
    ask(server, 'POST', '/api/v1/auth/apikey', { name: 'For a while' }),
  )
  const streams = await begun(server, api_key)
  const others = await begun(server, server.key)
  await dataOf(ask(server, 'DELETE', `/api/v1/auth/apikey/${id}`))
  await expectEnd(streams)
  const rows = async () => {
    const all = await dataOf<RequestRow[]>(ask(server, 'GET', '/api/v1/admin/requests?limit=20'))
    return all.filter(({ code }) => code === 'INVALID_API_KEY')
  }
  await expect.poll(async () => (await rows()).length, { timeout: 10_000 }).toBe(callers.length)
  for (const { input_tokens, output_tokens, cost } of await rows()) {
    expect(output_tokens).toBeGreaterThan(0)
    expect(cost).toBeCloseTo(input_tokens * 0.0005 + output_tokens * 0.001, 6)
  }
  await Promise.all(others.map((response) => response.body?.cancel()))
})

test.skipIf('missing' in postgresUrl())(
  'a user who is disabled on one instance: his streams on the other end as soon, and say why',
  async () => {
    const own = { DATABASE_URL: await freshDatabase() }
    const here = await serverOn(own)
    const there = await serverOn(own, here.folder)
    const email = 'ada@example.com'
    const password = 'correct horse battery staple'
    const { id, setup_token } = await dataOf<{ id: string; setup_token: string }>(
      ask(here, 'POST', '/api/v1/admin/users', { email, billing_mode: 'unmetered' }),
    )
    await ask(here, 'POST', '/api/v1/auth/password', { setup_token, password })
    const grant = { grant_type: 'password', email, password }
    const { access_token } = await dataOf<{ access_token: string }>(ask(here, 'POST', '/api/v1/auth/token', grant))
    const { api_key } = await dataOf<{ api_key: string }>(
      ask(here, 'POST', '/api/v1/auth/apikey', { name: 'Ada’s' }, access_token),
    )
    const streams = await begun(there, api_key)
    await dataOf(ask(here, 'DELETE', `/api/v1/admin/users/${id}`))
    await expectEnd(streams)
  },
  60_000,
)
