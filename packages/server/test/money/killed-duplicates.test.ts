/** Requests that are repeated under their idempotency keys while their server is killed and started again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Running, startServer } from '../running.ts'

/** DUPLICATES=100 runs what is promised: 100 keys, each 100 times; the default is 8 keys, 8 times. */
const count = Number(process.env.DUPLICATES ?? 8)
const kills = 2

interface Answer {
  status: number
  body: string
}

const ask = async ({ url, key }: Running, path: string, body?: object, idempotencyKey?: string): Promise<Answer> => {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      'x-api-key': key,
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })
  return { status: response.status, body: await response.text() }
}

let starts = 0
/** Each start finds the leases of the one before over. */
const started = (folder: string) =>
  startServer({
    main: join(import.meta.dirname, '../shifted-main.ts'),
    command: 'serve',
    folder,
    environment: { CLOCK_AHEAD_MS: String(200_000 * starts++), PROXY_API_RATE_LIMIT__ENABLED: 'false' },
  })

test(`${count} keys, each ${count} times, over ${kills} kills: one effect a key, and one answer`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-killed-'))
  let server = await started(folder)
  onTestFinished(() => {
    server.process.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const { data: me } = JSON.parse((await ask(server, '/user')).body) as { data: { id: string } }
  const told = new Map<number, Set<string>>()
  /** Asks for what is left, 32 at a time; what has no answer, since another asks the same or the server died, is left. */
  async function round(asked: readonly number[], killAt: number): Promise<number[]> {
    const [left, waiting]: [number[], number[]] = [[], [...asked]]
    let answered = 0
    const lane = async () => {
      for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) {
        const grant = { user_id: me.id, amount: 1 + n, reason: `grant ${n}` }
        const answer = await ask(server, '/admin/credits/add', grant, `key-${n}`).catch(() => null)
        if (answer?.status === 200) told.set(n, (told.get(n) ?? new Set()).add(answer.body))
        else left.push(n)
        if (answer !== null && answer.status !== 200) expect(answer.status).toBe(409)
        if (answer !== null && ++answered === killAt) server.process.kill('SIGKILL')
      }
    }
    await Promise.all(Array.from({ length: 32 }, lane))
    return left
  }
  let left = Array.from({ length: count * count }, (_, at) => at % count)
  for (let kill = 0; kill < kills; kill++) {
    left = await round(left, Math.ceil(left.length / 3))
    server = await started(folder)
  }
  for (let tried = 0; left.length > 0 && tried < 20; tried++) left = await round(left, Number.POSITIVE_INFINITY)
  expect(left).toEqual([])
  expect([told.size, ...new Set([...told.values()].map(({ size }) => size))]).toEqual([count, 1])
  const { credits_total } = JSON.parse((await ask(server, '/user/credits')).body) as { credits_total: number }
  expect(credits_total).toBe(100 + (count * (count + 1)) / 2)
}, 180_000)
