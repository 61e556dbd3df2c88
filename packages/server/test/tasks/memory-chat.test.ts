/** Chats that remember, and contexts, over the simulators: what a model is told, and what that costs. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { settledAll } from '../gateway/harness.ts'
import { startTasks } from './task-harness.ts'

let tasks: Awaited<ReturnType<typeof startTasks>>
beforeAll(async () => {
  tasks = await startTasks({}, { condense: { qualityThreshold: 0 } })
})
afterAll(() => tasks.close())
beforeEach(() => {
  for (const sim of Object.values(tasks.sims)) sim.reset()
})

const chat = async (content: string, more: object = {}, headers: Record<string, string> = {}) =>
  tasks.post('chat', { model: 'openai/gpt-4o', messages: [{ role: 'user', content }], ...more }, headers)
async function db(method: string, path: string, body?: object) {
  const response = await fetch(`${tasks.url}/api/v1/db${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
  return (await response.json()) as any
}
interface Asked {
  messages: { role: string; content: string }[]
}
const told = () => {
  const chats = tasks.sims.openai.requests().filter(({ path }) => path === '/v1/chat/completions')
  return (chats.at(-1)!.body as Asked).messages
}

test('question and answer are remembered, recalled and forgotten', async () => {
  await chat('echo: I ride an 11-speed chain.', { conversation_id: 'bike' })
  const { json } = await chat('Which chain do I ride?', { conversation_id: 'bike', remember: false, recall: { k: 1 } })
  expect(json.data.recalled).toEqual([{ memory_id: expect.stringMatching(/^mem_/), score: expect.any(Number) }])
  const [before, question] = told()
  expect(before).toMatchObject({ role: 'user', content: expect.stringContaining('11-speed chain') })
  expect(question?.content).toBe('Which chain do I ride?')
  const { data } = await db('GET', '/memory?conversation_id=bike')
  expect(data.items.map(({ role, content }: { role: string; content: string }) => [role, content])).toEqual([
    ['user', 'echo: I ride an 11-speed chain.'],
    ['assistant', 'I ride an 11-speed chain.'],
  ])
  expect((await db('DELETE', '/memory?conversation_id=bike')).data).toEqual({ deleted: 2 })
  const after = await chat('Which chain do I ride?', { conversation_id: 'bike', remember: false, recall: {} })
  expect([after.json.data.recalled, told().length]).toEqual([[], 1])
})

test('what recalling embeds is part of usage and charge', async () => {
  await chat('echo: hello', { conversation_id: 'costs' })
  await settledAll(tasks)
  const before = tasks.book.settled.length
  const { json, headers } = await chat('hello?', { conversation_id: 'costs', remember: false, recall: {} })
  await settledAll(tasks)
  const settled = tasks.book.settled.slice(before)
  expect(settled.map(({ record }) => record.operation)).toEqual(['aiChat', 'aiChat', 'aiChat'])
  const charged = settled.reduce((sum, { amount }) => sum + amount, 0)
  expect(Math.round(json.data.usage.cost * 1e6)).toBe(charged)
  expect(Number(headers.get('x-proxyapi-cost'))).toBe(json.data.usage.cost)
  const tokens = settled.reduce((sum, { record }) => sum + record.inputTokens, 0)
  expect(json.data.usage.input_tokens).toBe(tokens)
})

test('a context stands before the messages; it is made once', async () => {
  const content = Array.from({ length: 60 }, (_, n) => `On day ${n} the rider cleaned the chain and oiled it.`).join(
    ' ',
  )
  const made = await db('POST', '/context', { content, max_tokens: 64, model: 'openai/gpt-4o' })
  expect(made.data).toMatchObject({ strategy: 'summary', cached: false })
  expect(made.data.tokens_after).toBeLessThanOrEqual(64)
  expect((await tasks.last())?.record).toMatchObject({ operation: 'createContext' })
  const asked = tasks.sims.openai.requests().length
  const again = await db('POST', '/context', { content, max_tokens: 64, model: 'openai/gpt-4o' })
  expect([again.data.cached, tasks.sims.openai.requests().length]).toEqual([true, asked])
  await chat('And now?', { context_id: made.data.context_id })
  expect(told()[0]?.content).toContain(made.data.summary)
})

test('a model that nobody has is refused, one that fails cuts', async () => {
  const content = 'some words of a long text. '.repeat(200)
  expect((await db('POST', '/context', { content, max_tokens: 64, model: 'openai/no-such' })).code).toBe(
    'MODEL_NOT_FOUND',
  )
  const failed = await db('POST', '/context', { content, max_tokens: 64, model: 'openai/sim/overloaded' })
  expect(failed.data).toMatchObject({ strategy: 'truncate' })
  expect(content.endsWith(failed.data.summary)).toBe(true)
})

test('very long contents are summarized in pieces', async () => {
  const { data } = await db('POST', '/context', { content: 'one more word here. '.repeat(10_000), max_tokens: 256 })
  expect(data.strategy).toBe('summary')
  expect(data.tokens_after).toBeLessThanOrEqual(256)
})

test('a key without rights to data recalls and remembers nothing', async () => {
  const { permissions } = tasks.principal
  tasks.principal.permissions = new Set(['inference:call'])
  try {
    for (const more of [{ conversation_id: 'x' }, { conversation_id: 'x', remember: false, recall: {} }]) {
      const { status, json } = await chat('hi', more)
      expect([status, json.code]).toEqual([403, 'PERMISSION_DENIED'])
    }
    expect((await chat('hi', { conversation_id: 'x', remember: false })).status).toBe(200)
  } finally {
    tasks.principal.permissions = permissions
  }
  expect((await db('GET', '/memory?conversation_id=x')).data.items).toEqual([])
})
