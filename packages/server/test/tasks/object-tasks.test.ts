/** Tasks whose answer is an object: by the model's own structured output, by a tool, by words; mended once, or for nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTasks } from '../../src/tasks/create-tasks.ts'
import type { TaskParts } from '../../src/tasks/task-parts.ts'
import { facts } from '../gateway/lanes.ts'
import { scripted } from '../gateway/scripted.ts'
import { lanes, startTasks } from './task-harness.ts'

const log = 'listen 0.0.0.0:80\nadmin_password = changeme {{7*7}}\n'
const labels = ['spam', 'ham']

describe.each([
  ['its own structured output', { structured_output: true, tools: true }],
  ['a tool', { structured_output: false, tools: true }],
])('by %s', (_way, supports) => {
  let tasks: Awaited<ReturnType<typeof startTasks>>
  beforeAll(async () => {
    tasks = await startTasks(supports)
  })
  afterAll(() => tasks.close())
  beforeEach(() => {
    for (const sim of Object.values(tasks.sims)) sim.reset()
  })

  describe.each(lanes)('over %s', (_dialect, model, sim) => {
    test('classify answers labels of the set, charged once', async () => {
      const before = tasks.book.settled.length
      const { status, json } = await tasks.post('classify', { model, input: 'Win a prize!', labels })
      expect([status, json.error]).toEqual([200, null])
      const { data } = json
      expect(labels).toContain(data.label)
      expect(data).toMatchObject({ result: data.label, calls: 1, template: { name: 'classify' } })
      expect(data.labels.map(({ label }: { label: string }) => label).sort()).toEqual(['ham', 'spam'])
      const charge = await tasks.last()
      expect(tasks.book.settled.length).toBe(before + 1)
      expect(charge?.record).toMatchObject({ operation: 'aiClassify', inputTokens: data.usage.input_tokens })
      expect(charge?.amount).toBe(Math.round(data.usage.cost * 1e6))
      expect(tasks.sims[sim].requests()).toHaveLength(1)
    })

    test('classify of several texts answers one item each, in their order', async () => {
      const input = ['One {{1}}', 'Two', 'Three', 'Four', 'Five']
      const more = { other_label: 'other', multi_label: true, examples: [{ text: 'x', label: 'spam' }] }
      const { json } = await tasks.post('classify', { model, input, labels, ...more })
      expect(json.data.items).toHaveLength(5)
      for (const item of json.data.items) expect(['spam', 'ham', 'other']).toContain(item.label)
      expect(json.data.result.split('\n')).toEqual(json.data.items.map(({ label }: { label: string }) => label))
      expect(JSON.stringify(tasks.sims[sim].requests()[0]?.body)).toContain('One {{1}}')
    })

    test('analyze answers findings, charged once', async () => {
      const { json } = await tasks.post('analyze', { model, input: log, kind: 'security', question: 'Is it {{safe}}?' })
      const { data } = json
      expect(data).toMatchObject({ summary: data.result, calls: 1, template: { name: 'analyze' } })
      for (const { evidence } of data.findings)
        for (const { quote, start, end, verified } of evidence)
          expect(verified ? log.slice(start, end) : null).toBe(verified ? quote : null)
      const sent = JSON.stringify(tasks.sims[sim].requests()[0]?.body)
      expect(sent).toContain('changeme {{7*7}}')
      expect(sent).toContain('Is it {{safe}}?')
      expect((await tasks.last())?.record.operation).toBe('aiAnalyze')
    })

    test('analyze fills a caller’s schema', async () => {
      const schema = {
        type: 'object',
        required: ['order', 'urgent'],
        properties: { order: { type: 'integer' }, urgent: { type: 'boolean' } },
      }
      const input = { from: 'ann@example.org', text: 'Order 8841, urgent!' }
      const { status, json } = await tasks.post('analyze', { model, input, schema })
      expect(status).toBe(200)
      expect(json.data.structured).toEqual({ order: expect.any(Number), urgent: expect.any(Boolean) })
    })
  })
})

describe('an answer of another shape', () => {
  let tasks: Awaited<ReturnType<typeof startTasks>>
  beforeAll(async () => {
    tasks = await startTasks({ structured_output: true })
  })
  afterAll(() => tasks.close())
  beforeEach(() => {
    for (const sim of Object.values(tasks.sims)) sim.reset()
  })

  test('is mended by the model, and both calls are one charge and one row', async () => {
    tasks.sims.openai.fault({ do: 'off-schema', times: 1 })
    const before = tasks.book.settled.length
    const { status, json, headers } = await tasks.post('classify', { model: 'openai/gpt-4o', input: 'Win!', labels })
    expect(status).toBe(200)
    expect(json.data).toMatchObject({ calls: 2, label: expect.stringMatching(/^(sp|h)am$/) })
    const [first, second] = tasks.sims.openai.requests()
    expect(first?.body).toMatchObject({ messages: [{ role: 'system' }, { role: 'user' }] })
    expect(JSON.stringify(second?.body)).toContain('That answer cannot be used')
    const charge = await tasks.last()
    expect(tasks.book.settled.length).toBe(before + 1)
    expect(charge?.attempts.map(({ n, delivered }) => [n, delivered])).toEqual([
      [1, true],
      [2, true],
    ])
    expect(charge?.amount).toBe(charge?.attempts.reduce((sum, { cost }) => sum + cost, 0))
    const [bill] = tasks.sims.openai.bill()
    expect(json.data.usage).toMatchObject({ input_tokens: bill?.input_tokens, output_tokens: bill?.output_tokens })
    expect(charge?.record).toMatchObject({ inputTokens: bill?.input_tokens, outputTokens: bill?.output_tokens })
    expect(headers.get('x-proxyapi-attempts')).toBe('2')
    expect(Number(headers.get('x-proxyapi-cost'))).toBeCloseTo(json.data.usage.cost, 9)
  })

  test('that stays so is 502 and costs nothing', async () => {
    const [before, left] = [tasks.book.settled.length, tasks.book.left()]
    const { status, json } = await tasks.post('classify', { model: 'openai/sim/off-schema', input: 'Win!', labels })
    expect(status).toBe(502)
    expect(json).toMatchObject({ success: false, code: 'UPSTREAM_PROTOCOL_ERROR' })
    const charge = await tasks.last()
    expect(tasks.book.settled.length).toBe(before + 1)
    expect(charge?.amount).toBe(0)
    expect(charge?.attempts.map(({ n, delivered, cost }) => [n, delivered, cost > 0])).toEqual([
      [1, false, true],
      [2, false, true],
    ])
    expect([tasks.book.left(), tasks.book.open()]).toEqual([left, 0])
  })

  test('costs nothing where the second call fails', async () => {
    tasks.sims.openai.fault({ do: 'off-schema', times: 1 })
    tasks.sims.openai.fault({ do: 'error-500', times: null })
    const left = tasks.book.left()
    const { status, json } = await tasks.post('analyze', { model: 'openai/gpt-4o', input: log })
    expect([status, json.code]).toEqual([502, 'UPSTREAM_ERROR'])
    expect((await tasks.last())?.amount).toBe(0)
    expect([tasks.book.left(), tasks.book.open()]).toEqual([left, 0])
  })
})

describe('by words', () => {
  const asker = () => ({
    ...{ requestId: 'req_1', idempotencyKey: null, signal: new AbortController().signal },
    principal: {
      ...{ kind: 'key' as const, userId: 'usr_1', keyId: 'key_1', role: 'user' as const },
      ...{ permissions: new Set<never>(), billing: 'prepaid' as const, modelsAllow: null },
    },
  })
  const body = { model: 'm', input: 'Win!', labels, multi_label: false, max_tokens: 100, temperature: 0 }
  const chatOf = (content: string) => ({
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  })

  function start(balance?: number) {
    const world = scripted({ models: [facts('openai', 'm')], ...(balance !== undefined && { balance }) })
    const prompt = (name: string) => ({ text: `Do ${name}.`, template: { name, hash: '0' } })
    const { ask, embed } = world.gateway
    const background = {} as TaskParts['background']
    const answer = createTasks({ ask, embed, prompt, background }).classify(body, asker())
    answer.catch(() => undefined)
    return { ...world, answer }
  }
  const called = async ({ calls }: Pick<ReturnType<typeof start>, 'calls'>, n: number) => {
    await expect.poll(() => calls.length).toBe(n)
    return calls[n - 1]!
  }

  test('the schema is told, and the object is found in what is said around it', async () => {
    const world = start()
    const upstream = await called(world, 1)
    expect(upstream.body).not.toHaveProperty('response_format')
    expect(JSON.stringify(upstream.body)).toContain('valid against this JSON Schema')
    upstream.answer(200, chatOf('Sure:\n```json\n{"t1":{"labels":[{"label":"spam","score":0.9}]}}\n```'))
    expect((await world.answer).data).toMatchObject({ label: 'spam', labels: [{ score: 1 }, { score: 0 }], calls: 1 })
  })

  test('a label outside the set is never told', async () => {
    const world = start()
    const wrong = chatOf('{"t1":{"labels":[{"label":"Spam","score":0.9}]}}')
    ;(await called(world, 1)).answer(200, wrong)
    const second = await called(world, 2)
    expect(JSON.stringify(second.body)).toContain('/t1/labels/0/label: is none of')
    second.answer(200, wrong)
    await expect(world.answer).rejects.toMatchObject({ code: 'UPSTREAM_PROTOCOL_ERROR' })
    expect(world.book.settled.map(({ amount }) => amount)).toEqual([0])
  })

  test('a balance that covers one call alone is not charged for it', async () => {
    const world = start(700)
    ;(await called(world, 1)).answer(200, chatOf('nonsense'))
    await expect(world.answer).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS' })
    expect(world.calls).toHaveLength(1)
    expect(world.book.settled.map(({ amount }) => amount)).toEqual([0])
    expect([world.book.left(), world.book.open()]).toEqual([700, 0])
  })
})

describe('what a schema cannot say is refused before a model is asked', () => {
  let tasks: Awaited<ReturnType<typeof startTasks>>
  beforeAll(async () => {
    tasks = await startTasks()
  })
  afterAll(() => tasks.close())

  test.each([
    ['classify', { input: 'x', labels: ['a', 'b', 'a'] }, '/labels/2'],
    ['classify', { input: 'x', labels: ['a', { name: 'a' }] }, '/labels/1'],
    ['classify', { input: 'x', labels: ['a', 'b'], other_label: 'b' }, '/other_label'],
    ['classify', { input: 'x', labels: ['a', 'b'], examples: [{ text: 't', label: 'c' }] }, '/examples/0/label'],
    ['classify', { input: 'x', labels: ['a'] }, '/labels'],
    ['analyze', { input: 'x', schema: { properties: { a: { $ref: '#' } } } }, '/schema/properties/a/$ref'],
    ['analyze', { input: '' }, '/input'],
  ])('%s %#', async (task, body, path) => {
    const { status, json } = await tasks.post(task, body)
    expect([status, json.code, json.details[0].path]).toEqual([400, 'INVALID_REQUEST', path])
    expect(json.error).toMatch(/^Validation failed: /)
  })

  test('text of 200 KB is analyzed, a byte more is not', async () => {
    const post = (input: unknown) => tasks.post('analyze', { input })
    expect((await post('ä'.repeat(102_400))).status).toBe(200)
    expect((await post(`${'ä'.repeat(102_400)}a`)).json).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
    expect((await post({ text: 'a'.repeat(204_800) })).json).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
    for (const sim of Object.values(tasks.sims)) sim.reset()
  })
})
