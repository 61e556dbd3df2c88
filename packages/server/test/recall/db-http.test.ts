/** The requests log and vectors of one's own, on a real server; every answer is judged by the document. */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Running, startServer } from '../running.ts'

let server: Running
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const conforming = conformingFetch((request) => fetch(request))

async function call(method: string, path: string, body?: object) {
  const response = await conforming(
    new Request(`${server.url}/api/v1${path}`, {
      method,
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    }),
  )
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
  const json: any = await response.json()
  return { status: response.status, json, headers: response.headers }
}

test('vectors are stored, listed, found and deleted', async () => {
  const items = [
    { id: 'oil', text: 'Oil the chain every 300 km.', metadata: { page: 7 } },
    { id: 'air', text: 'Check the air in the tires.', metadata: { page: 9 } },
  ]
  const stored = await call('POST', '/db/vectors', { collection: 'manual', items })
  expect([stored.status, stored.json.data]).toEqual([200, { upserted: 2 }])
  expect(Number(stored.headers.get('x-proxyapi-cost'))).toBeGreaterThan(0)
  const listed = await call('GET', '/db/vectors')
  expect(listed.json.data.items).toMatchObject([{ collection: 'manual', count: 2, metric: 'cosine' }])
  const found = await call('POST', '/db/vectors/query', { collection: 'manual', text: items[0]!.text, top_k: 1 })
  expect(found.json.data).toMatchObject({ matches: [{ id: 'oil', metadata: { page: 7 } }], scanned: 2, exact: true })
  expect(found.json.data.matches[0].score).toBeCloseTo(1, 5)
  const filter = encodeURIComponent('{"page":{"gte":9}}')
  const deleted = await call('DELETE', `/db/vectors?collection=manual&filter=${filter}`)
  expect(deleted.json.data).toEqual({ collection: 'manual', deleted: 1 })
  const entries = await call('GET', '/db/vectors?collection=manual')
  expect(entries.json.data.items).toMatchObject([{ kind: 'vector', id: 'oil', metadata: { page: 7 } }])
  expect(await call('DELETE', '/db/vectors?collection=manual')).toMatchObject({ status: 400 })
  expect(await call('GET', '/db/vectors?collection=other')).toMatchObject({ status: 404 })
})

test('one’s own requests are listed, by what is asked of them', async () => {
  await call('POST', '/ai/generate', { prompt: 'echo: hi', model: 'openai/gpt-4o-mini' })
  await call('POST', '/ai/generate', { prompt: 'hi', model: 'openai/no-such' })
  const logs = async (query: string) => (await call('GET', `/db/logs?operation=aiGenerate${query}`)).json.data
  await expect.poll(async () => (await logs('')).count, { timeout: 10_000 }).toBe(2)
  const { items } = await logs('&status=200')
  expect(items).toMatchObject([{ model: 'openai:gpt-4o-mini', code: null, attempts: [{ provider: 'openai' }] }])
  expect(items[0]).not.toHaveProperty('user_id')
  expect((await logs('&code=MODEL_NOT_FOUND')).items).toMatchObject([{ status: 404, cost: 0 }])
  const first = await logs('&limit=1')
  const second = await logs(`&limit=1&cursor=${first.next_cursor}`)
  expect([first.items[0].code, second.items[0].code, second.next_cursor]).toEqual(['MODEL_NOT_FOUND', null, null])
  const sums = (await call('GET', '/db/metrics?interval=none&group_by=operation&group_by=code')).json.data.items
  expect(sums).toMatchObject([
    { at: null, operation: 'aiGenerate', code: null, requests: 1, errors: 0 },
    { at: null, operation: 'aiGenerate', code: 'MODEL_NOT_FOUND', requests: 1, errors: 1, error_rate: 1, cost: 0 },
    { operation: 'queryVectors', requests: 1 },
    { operation: 'upsertVectors', requests: 1 },
  ])
  expect(sums[0].cost).toBe(items[0].cost)
})

test('memories are added, listed, recalled and deleted; a repeated key adds nothing', async () => {
  const memory = { conversation_id: 'ticket', role: 'user', content: 'I ride an 11-speed chain.', id: 'call-3' }
  const added = await call('POST', '/db/memory', memory)
  expect(added).toMatchObject({ status: 201, json: { data: { memory_id: expect.stringMatching(/^mem_/) } } })
  const { memory_id } = added.json.data
  const listed = await call('GET', '/db/memory?conversation_id=ticket')
  expect(listed.json.data.items).toMatchObject([{ memory_id, id: 'call-3', metadata: {} }])
  const recalled = await call('POST', '/db/memory/recall', { query: 'Which chain?' })
  expect(recalled.json.data.items).toMatchObject([{ memory_id, role: 'user' }])
  expect(Number(recalled.headers.get('x-proxyapi-cost'))).toBeGreaterThan(0)
  expect((await call('DELETE', `/db/memory?memory_id=${memory_id}`)).json.data).toEqual({ deleted: 1 })
  expect((await call('POST', '/db/memory/recall', { query: 'Which chain?' })).json.data.items).toEqual([])
  expect(await call('DELETE', `/db/memory?memory_id=${memory_id}`)).toMatchObject({ status: 404 })
  expect(await call('DELETE', '/db/memory')).toMatchObject({ status: 400 })
})

test('contexts are made, listed, read and deleted', async () => {
  const made = await call('POST', '/db/context', { content: 'Oil the chain every 300 km.' })
  expect(made).toMatchObject({ status: 201, json: { data: { strategy: 'none', cached: false } } })
  const { context_id, summary } = made.json.data
  expect((await call('GET', '/db/context')).json.data.items).toMatchObject([{ context_id }])
  expect((await call('GET', `/db/context/${context_id}`)).json.data.summary).toBe(summary)
  const chat = { messages: [{ role: 'user', content: 'echo: hi' }], context_id, model: 'openai/gpt-4o-mini' }
  expect((await call('POST', '/ai/chat', chat)).json.data.result).toBe('hi')
  expect((await call('DELETE', `/db/context/${context_id}`)).json.data).toEqual({ context_id, deleted: true })
  expect(await call('GET', `/db/context/${context_id}`)).toMatchObject({ status: 404 })
  expect(await call('POST', '/ai/chat', chat)).toMatchObject({ status: 404 })
})
