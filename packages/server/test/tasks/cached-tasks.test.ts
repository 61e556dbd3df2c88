/** Tasks over the response cache: the same again costs nothing, and an answer that was no good is not kept. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { testCache } from '../gateway/cache.ts'
import { startTasks } from './task-harness.ts'

let tasks: Awaited<ReturnType<typeof startTasks>>
beforeAll(async () => {
  tasks = await startTasks({ structured_output: true }, { responses: testCache() })
})
afterAll(() => tasks.close())
beforeEach(() => {
  for (const sim of Object.values(tasks.sims)) sim.reset()
})

const model = 'openai/gpt-4o'
const labels = ['spam', 'ham']
const asked = () => tasks.sims.openai.requests().length

test('the same again is answered for nothing, and says who answered it then', async () => {
  const body = { model, prompt: 'Tell me of the sea.' }
  const first = await tasks.post('generate', body)
  await expect.poll(async () => (await tasks.post('generate', body)).headers.get('x-proxyapi-cache')).toBe('hit')
  const before = asked()
  const again = await tasks.post('generate', body)
  expect(asked()).toBe(before)
  const { usage, ...data } = first.json.data
  expect(again.json.data).toEqual({ ...data, usage: { ...usage, cost: 0 } })
  expect((await tasks.last())?.amount).toBe(0)
})

test('other labels are another question', async () => {
  const body = { model, input: 'Win a prize!', labels }
  const first = await tasks.post('classify', body)
  await expect.poll(async () => (await tasks.post('classify', body)).headers.get('x-proxyapi-cache')).toBe('hit')
  const again = await tasks.post('classify', body)
  expect(again.json.data).toMatchObject({ labels: first.json.data.labels, usage: { cost: 0 } })
  const other = await tasks.post('classify', { ...body, labels: ['a', 'b'] })
  expect(other.headers.get('x-proxyapi-cache')).toBe('miss')
  expect(['a', 'b']).toContain(other.json.data.label)
})

test('an answer that had to be mended is not answered again; the mended one is', async () => {
  tasks.sims.openai.fault({ do: 'off-schema', times: 1 })
  const body = { model, input: 'Mended?', labels }
  const { json } = await tasks.post('classify', body)
  expect([json.data.calls, asked()]).toEqual([2, 2])
  const again = await tasks.post('classify', body)
  expect(again.json.data.calls).toBe(1)
  expect(asked()).toBe(3)
})
