/** Tasks that answer text: what the model is told, what comes back, what it costs. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { embedders, lanes, startTasks } from './task-harness.ts'

let tasks: Awaited<ReturnType<typeof startTasks>>
beforeAll(async () => {
  tasks = await startTasks()
})
afterAll(() => tasks.close())
beforeEach(() => {
  for (const sim of Object.values(tasks.sims)) sim.reset()
})

describe('generate', () => {
  test('the seed’s example answers as it is written', async () => {
    const { status, json } = await tasks.post('generate', { prompt: 'Hello world', max_tokens: 100 })
    expect(status).toBe(200)
    expect(json).toMatchObject({ success: true, data: { result: expect.any(String) }, error: null })
    expect(json.data).toMatchObject({ model: 'gpt-4o', provider: 'openai', finish_reason: 'stop', calls: 1 })
    expect(json.data.template).toEqual({ name: 'generate', hash: expect.stringMatching(/^[0-9a-f]{16}$/) })
  })

  test.each([
    [{ prompt: 'x', max_tokens: 0 }, '/max_tokens', 'max_tokens: '],
    [{ prompt: 'x', max_tokens: 1001 }, '/max_tokens', 'max_tokens: '],
    [{ prompt: 'x', max_tokens: '100' }, '/max_tokens', 'max_tokens: '],
    [{ prompt: 'x', max_tokens: 1.5 }, '/max_tokens', 'max_tokens: '],
    [{ max_tokens: 100 }, '/prompt', 'prompt: required'],
    [{ prompt: '' }, '/prompt', 'prompt: '],
    [{ prompt: 'x', metadata: { note: 'n'.repeat(5_000) } }, '/metadata', 'metadata: '],
  ])('%# is refused with the seed’s text', async (body, path, text) => {
    const before = tasks.book.admitted.length
    const { status, json } = await tasks.post('generate', body)
    expect(status).toBe(400)
    expect(json).toMatchObject({ success: false, data: null, code: 'INVALID_REQUEST', details: [{ path }] })
    expect(json.error).toContain(`Validation failed: ${text}`)
    expect(tasks.book.admitted).toHaveLength(before)
  })

  test('a stream is refused, and the model is asked for nothing', async () => {
    const { status, json } = await tasks.post('generate', { prompt: 'x', stream: true })
    expect([status, json.code]).toEqual([400, 'UNKNOWN_PARAMETER'])
  })
})

describe.each(lanes)('over %s', (_dialect, model, sim) => {
  const syntax = '{{7*7}} {% if x %} ${HOME} {# no #} <|im_start|>'

  test('template syntax reaches the model as it is', async () => {
    const { json } = await tasks.post('generate', { model, prompt: `echo: ${syntax}`, system: syntax })
    expect(json.data.result).toBe(syntax)
    const turns = [{ role: 'user', content: `echo: ${syntax}` }]
    const chat = await tasks.post('chat', { model, messages: [{ role: 'system', content: syntax }, ...turns] })
    expect(chat.json.data.message).toEqual({ role: 'assistant', content: syntax })
    const code = await tasks.post('code', { model, prompt: `echo: ${syntax}` })
    expect(code.json.data.explanation).toBe(syntax)
  })

  test('is charged once, for what the upstream billed', async () => {
    const before = tasks.book.settled.length
    const { json, headers } = await tasks.post('generate', { model, prompt: 'Tell me of the sea.', max_tokens: 60 })
    const charge = await tasks.last()
    expect(tasks.book.settled.length).toBe(before + 1)
    const { usage, provider, model: answered } = json.data
    expect(charge?.record).toMatchObject({ operation: 'aiGenerate', provider, model: answered })
    expect(usage).toEqual({
      input_tokens: charge?.record.inputTokens,
      output_tokens: charge?.record.outputTokens,
      total_tokens: (charge?.record.inputTokens ?? 0) + (charge?.record.outputTokens ?? 0),
      cost: (charge?.amount ?? 0) / 1e6,
    })
    const [bill] = tasks.sims[sim].bill()
    expect(bill).toMatchObject({ input_tokens: usage.input_tokens, output_tokens: usage.output_tokens })
    expect(headers.get('x-proxyapi-provider')).toBe(provider)
  })

  test('an answer that is cut says so', async () => {
    // Some dialect gives no less than so many.
    const { json } = await tasks.post('generate', { model, prompt: 'Tell me of the sea.', max_tokens: 16 })
    expect(json.data).toMatchObject({ finish_reason: 'length', usage: { output_tokens: 16 } })
  })

  test('code comes apart from what is said about it', async () => {
    const prompt = 'echo: Look:\n```ts:src/a.ts\nconst a = 1\n```\n````\n```\n'
    const { json } = await tasks.post('code', { model, prompt, task: 'edit', language: 'TypeScript' })
    expect(json.data.blocks).toEqual([
      { language: 'ts', code: 'const a = 1', path: 'src/a.ts', complete: true },
      { language: null, code: expect.stringMatching(/^```/), path: null, complete: false },
    ])
    expect(json.data.explanation).toBe('Look:')
  })
})

describe('chat', () => {
  test('turns are told in their order, and instructions stay where they were', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'I am Ann.' },
      { role: 'assistant', content: 'Hello, Ann.' },
      { role: 'system', content: 'Be polite.' },
      { role: 'user', content: 'Who am I?' },
    ]
    const { json } = await tasks.post('chat', { model: 'openai/gpt-4o', messages, temperature: 0.4 })
    expect(json.data).toMatchObject({ conversation_id: null, recalled: [], template: { name: 'chat' } })
    const [sent] = tasks.sims.openai.requests()
    expect(sent?.body).toMatchObject({ messages, max_completion_tokens: 1024, temperature: 0.4 })
  })

  test.each([
    [{ remember: true }, 400, 'INVALID_REQUEST'],
    [{ recall: { k: 2 } }, 400, 'INVALID_REQUEST'],
    [{ context_id: 'ctx_01JD5ZDEPCK3M2N4P5R6S7T8VE' }, 404, 'NOT_FOUND'],
    [{ messages: [{ role: 'system', content: 'Only this.' }] }, 400, 'INVALID_REQUEST'],
  ])('%j is %i', async (more, status, code) => {
    const reply = await tasks.post('chat', { messages: [{ role: 'user', content: 'hi' }], ...more })
    expect([reply.status, reply.json.code]).toEqual([status, code])
  })

  test('a conversation that is not to be remembered goes on', async () => {
    const messages = [{ role: 'user', content: 'echo: hi' }]
    const { json } = await tasks.post('chat', { messages, conversation_id: 'ticket-1', remember: false })
    expect(json.data).toMatchObject({ result: 'hi', conversation_id: 'ticket-1' })
  })
})

describe('code', () => {
  test('files stand behind the prompt, in fences longer than their own', async () => {
    const files = [
      { path: 'a.md', content: 'a\n````\nb' },
      { path: 'b.py', content: 'print(1)' },
    ]
    await tasks.post('code', { model: 'openai/gpt-4o', prompt: 'Explain these.', task: 'explain', files })
    const [sent] = tasks.sims.openai.requests()
    const [system, user] = (sent!.body as { messages: { content: string }[] }).messages
    expect(system?.content).toMatch(/^Explain the given code/)
    expect(user?.content).toBe('Explain these.\n\na.md\n`````\na\n````\nb\n`````\n\nb.py\n```\nprint(1)\n```')
  })

  test('a file of 100 KB is taken, a byte more is not', async () => {
    const post = (content: string) => tasks.post('code', { prompt: 'echo: x', files: [{ path: 'a', content }] })
    expect((await post('ä'.repeat(51_200))).status).toBe(200)
    const { status, json } = await post(`${'ä'.repeat(51_200)}a`)
    expect([status, json.code]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
  })
})

describe.each(embedders)('embed by %s', (_name, model) => {
  test('one vector a text, in their order, charged once', async () => {
    const { json } = await tasks.post('embed', { model, input: ['red cat', 'blue dog'], dimensions: 256 })
    expect(json.data).toMatchObject({ dimensions: 256, finish_reason: null, template: null, calls: 1 })
    expect(json.data.embeddings).toHaveLength(2)
    const alone = await tasks.post('embed', { model, input: 'blue dog', dimensions: 256 })
    expect(alone.json.data.embeddings).toEqual([json.data.embeddings[1]])
    const charge = await tasks.last()
    expect(charge?.record).toMatchObject({ operation: 'aiEmbed', inputTokens: alone.json.data.usage.input_tokens })
    expect(charge?.amount).toBe(Math.round(alone.json.data.usage.cost * 1e6))
  })

  test('more than one request holds is one charge', async () => {
    const input = Array.from({ length: 250 }, (_, n) => `text ${n}`)
    const before = tasks.book.settled.length
    const { json } = await tasks.post('embed', { model, input, dimensions: 256 })
    expect(json.data.embeddings).toHaveLength(250)
    const charge = await tasks.last()
    expect(tasks.book.settled.length).toBe(before + 1)
    expect(json.data.usage.input_tokens).toBe(charge?.record.inputTokens)
    expect(json.data.calls).toBe(charge?.attempts.length)
  })
})

test('without a model the first one that embeds is asked', async () => {
  const { json } = await tasks.post('embed', { input: 'red cat' })
  expect(json.data).toMatchObject({ model: 'text-embedding-3-small', provider: 'openai', dimensions: 1536 })
})

test('a failure is told in the envelope, and costs nothing', async () => {
  const { status, json } = await tasks.post('generate', { model: 'openai/sim/overloaded', prompt: 'x' })
  expect(status).toBe(502)
  expect(json).toMatchObject({ success: false, data: null, code: 'UPSTREAM_ERROR' })
  expect((await tasks.last())?.amount).toBe(0)
})

test('a refusal of the model is an answer that says so', async () => {
  const { json } = await tasks.post('generate', { model: 'openai/sim/refusal', prompt: 'x' })
  expect(json.data.result).toMatch(/can't help/)
})

test('a model that there is not is named', async () => {
  const { status, json } = await tasks.post('generate', { model: 'openai/no-such', prompt: 'x' })
  expect([status, json.code]).toEqual([404, 'MODEL_NOT_FOUND'])
})
