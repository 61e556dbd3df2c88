/** Tasks with an idempotency key, on a real server: asked once, charged once, answered again. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Running, startServer } from '../running.ts'

let server: Running
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

async function post(task: string, key: string, body: object) {
  const response = await fetch(`${server.url}/api/v1/ai/${task}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': server.key, 'idempotency-key': key },
    body: JSON.stringify(body),
  })
  return { status: response.status, text: await response.text(), replayed: response.headers.get('idempotent-replayed') }
}

async function used(): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/user/credits`, { headers: { 'x-api-key': server.key } })
  return ((await response.json()) as { data: { credits_used: number } }).data.credits_used
}

/** Charges are written down in groups. */
const patience = { timeout: 10_000 }

test.each([
  ['generate', { prompt: 'Tell me of the sea.' }],
  ['chat', { messages: [{ role: 'user', content: 'Tell me of the sea.' }] }],
  ['code', { prompt: 'Write a program.' }],
  ['analyze', { input: 'GET / 500', kind: 'log' }],
  ['classify', { input: ['Win a prize!', 'See you at noon.'], labels: ['spam', 'ham'] }],
  ['embed', { input: Array.from({ length: 100 }, (_, n) => `a rather long text to be embedded, number ${n}`) }],
])('%s is free under a key that was answered, and no other request has its answer', async (task, body) => {
  const before = await used()
  const first = await post(task, `key-${task}`, body)
  expect(first).toMatchObject({ status: 200, replayed: null })
  const { cost } = JSON.parse(first.text).data.usage
  expect(cost).toBeGreaterThan(0)
  await expect.poll(used, patience).toBeCloseTo(before + cost, 9)
  const after = await used()
  const second = await post(task, `key-${task}`, body)
  expect(second).toEqual({ ...first, replayed: 'true' })
  expect(await used()).toBe(after)
  expect(await post(task, `key-${task}`, { ...body, metadata: { a: 1 } })).toMatchObject({ status: 422 })
})

test('a request that failed is not asked for again under its key, and a body that is refused does not use it up', async () => {
  const failing = { prompt: 'x', model: 'openai/sim/error-500' }
  const before = await used()
  expect(await post('generate', 'key-failed', failing)).toMatchObject({ status: 502 })
  const again = async () => JSON.parse((await post('generate', 'key-failed', failing)).text).code
  await expect.poll(again, patience).toBe('IDEMPOTENCY_RESULT_UNAVAILABLE')
  expect(await used()).toBe(before)
  expect(await post('generate', 'key-refused', { prompt: 'x', model: 'openai/no-such' })).toMatchObject({ status: 404 })
  expect(await post('generate', 'key-refused', { prompt: 'x' })).toMatchObject({ status: 200, replayed: null })
})
