/** Responses from the official client to every kind of lane: one that speaks it, and ones that do not. */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider } from './lanes.ts'

type Create = OpenAI.Responses.ResponseCreateParamsNonStreaming

const claude = 'claude-sonnet-4-5-20250929'
const own = 'openai/gpt-4o'
const foreign = `anthropic/${claude}`
const models = [own, foreign, 'compatible/gpt-4o-mini']

let harness: Harness
/** Each answer that it gets is judged by the document. */
let client: OpenAI

beforeAll(async () => {
  harness = await startHarness({
    providers: ({ openai, anthropic }) => [
      provider('openai', 'openai', openai, {
        models: [
          'gpt-4o',
          'gpt-5',
          'sim/error-mid-stream',
          'sim/cut',
          'sim/no-end-marker',
          'sim/refusal',
          'sim/overloaded',
          'sim/error-in-200',
        ],
      }),
      provider('anthropic', 'anthropic', anthropic, { models: [claude, 'sim/error-mid-stream'], priority: 2 }),
      provider('compatible', 'openai_compatible', openai, { models: ['gpt-4o-mini'], priority: 3 }),
    ],
    models: [
      ...[
        'gpt-4o',
        'sim/error-mid-stream',
        'sim/cut',
        'sim/no-end-marker',
        'sim/refusal',
        'sim/overloaded',
        'sim/error-in-200',
      ].map((id) => facts('openai', id)),
      facts('openai', 'gpt-5', { capabilities: ['chat', 'streaming', 'tools', 'reasoning'] }),
      facts('anthropic', claude, { contextLength: 200_000, capabilities: ['chat', 'streaming', 'tools', 'reasoning'] }),
      facts('anthropic', 'sim/error-mid-stream'),
      facts('compatible', 'gpt-4o-mini'),
    ],
  })
  const judged = conformingFetch((request) => fetch(request))
  client = new OpenAI({
    apiKey: 'key',
    baseURL: `${harness.url}/v1`,
    maxRetries: 0,
    fetch: async (input, init) => judged(new Request(input, init)),
  })
})
afterAll(() => harness.close())

const create = (body: Create) => client.responses.create(body)

/** Items of an answer go into the next question as they are, although their types do not say so of each. */
const sentBack = ({ output }: OpenAI.Responses.Response) => output as OpenAI.Responses.ResponseInputItem[]

async function streamed(body: Create) {
  const stream = await client.responses.create({ ...body, stream: true })
  const events: OpenAI.Responses.ResponseStreamEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}

/** A failed request as it comes, where the client would throw. */
async function refused(body: object) {
  const reply = await fetch(`${harness.url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: reply.status, headers: reply.headers, text: await reply.text() }
}

const weather: OpenAI.Responses.FunctionTool = {
  type: 'function',
  name: 'get_weather',
  strict: false,
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

describe.each(models)('%s', (model) => {
  test('a whole answer', async () => {
    const { data, response } = await client.responses
      .create({ model, instructions: 'Be short.', input: 'echo: Hello there', metadata: { a: 'b' } })
      .withResponse()
    expect(data.output_text).toBe('Hello there')
    expect(data).toMatchObject({ object: 'response', status: 'completed', error: null, instructions: 'Be short.' })
    expect(data.metadata).toEqual({ a: 'b' })
    expect(response.headers.get('x-proxyapi-provider')).toBe(model.split('/')[0])
    expect(Number(response.headers.get('x-proxyapi-cost'))).toBeGreaterThan(0)
  })

  test('a stream, of the same cost', async () => {
    const body: Create = { model, input: [{ role: 'user', content: 'echo: one two three' }] }
    const events = await streamed(body)
    const text = events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('')
    expect(text).toBe('one two three')
    expect(events.map(({ sequence_number: n }) => n)).toEqual(events.map((_, index) => index))
    const whole = await create(body)
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { usage: { output_tokens: whole.usage?.output_tokens } },
    })
    await settledAll(harness)
    const [first, second] = harness.book.settled.slice(-2)
    expect(first?.amount).toBe(second?.amount)
    expect(first?.amount).toBeGreaterThan(0)
  })

  test('a call, its output, and an answer to it', async () => {
    const ask = { role: 'user' as const, content: 'What is the weather in Paris?' }
    const body: Create = { model, input: [ask], tools: [weather] }
    const runner = client.responses.stream({ ...body, stream: true })
    const final = await runner.finalResponse()
    const first = await create(body)
    const call = first.output.find((item) => item.type === 'function_call')
    expect(call).toMatchObject({ name: 'get_weather', call_id: expect.any(String) })
    expect(final.output.find((item) => item.type === 'function_call')).toMatchObject({ arguments: call?.arguments })
    const output = { type: 'function_call_output' as const, call_id: call?.call_id ?? '', output: 'Sunny' }
    const second = await create({ ...body, input: [ask, ...sentBack(first), output] })
    expect(second.output_text).toContain('Sunny')
  })

  test('a schema, a forced tool, a limit', async () => {
    const schema = {
      type: 'object',
      properties: { n: { type: 'integer' } },
      required: ['n'],
      additionalProperties: false,
    }
    const shaped = await create({
      model,
      input: 'A number, please.',
      text: { format: { type: 'json_schema', name: 'answer', schema, strict: true } },
    })
    expect(JSON.parse(shaped.output_text)).toEqual({ n: expect.any(Number) })
    const forced = await create({
      model,
      input: 'Hi',
      tools: [weather],
      tool_choice: { type: 'function', name: 'get_weather' },
    })
    expect(forced.output.some((item) => item.type === 'function_call')).toBe(true)
    const cut = await create({ model, input: `echo: ${'word '.repeat(100)}`, max_output_tokens: 16 })
    expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
  })
})

test('a lane that speaks it goes on from what it stored; others refuse, by name', async () => {
  const first = await create({ model: own, input: 'What is the weather in Paris?', tools: [weather], store: true })
  const [call] = first.output
  const output = { type: 'function_call_output' as const, call_id: Object(call).call_id as string, output: 'Rain' }
  const second = await create({ model: own, previous_response_id: first.id, input: [output] })
  expect(second.output_text).toContain('Rain')
  const fields: [string, object][] = [
    ['previous_response_id', { previous_response_id: first.id }],
    ['store', { store: true }],
    ['background', { background: true }],
    ['input[].item_reference', { input: [{ type: 'item_reference', id: 'msg_1' }] }],
    ['conversation', { conversation: 'conv_1' }],
    ['tools', { tools: [{ type: 'web_search' }] }],
    ['tool_choice', { tools: [weather], tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [] } }],
  ]
  for (const [param, more] of fields) {
    const { status, text } = await refused({ model: foreign, input: 'Hi', ...more })
    expect([status, JSON.parse(text).error]).toMatchObject([400, { code: 'unsupported_parameter', param }])
  }
})

test('what a lane cannot take is named, and what we do not know reaches one that speaks it', async () => {
  const body = { model: foreign, input: 'Hi', text: { verbosity: 'low' }, service_tier: 'flex', oddity: 1 }
  const { status, headers } = await refused(body)
  expect(status).toBe(200)
  expect(headers.get('x-proxyapi-dropped')?.split(/,\s*/).sort()).toEqual(['oddity', 'service_tier', 'text'])
  // The simulator takes no field that the vendor does not know: that it says so means that it got it.
  const told = await refused({ ...body, model: own })
  expect([told.status, JSON.parse(told.text).error.code]).toEqual([400, 'unknown_parameter'])
})

test('thoughts go back to their maker, and to nobody else', async () => {
  const input = 'What is the weather in Paris?'
  const reasoning = { effort: 'high' as const }
  const first = await create({ model: foreign, input, tools: [weather], reasoning })
  const [thought] = first.output
  expect(thought).toMatchObject({ type: 'reasoning', encrypted_content: expect.stringMatching(/^pa1\./) })
  const call = first.output.find((item) => item.type === 'function_call')
  const output = { type: 'function_call_output' as const, call_id: call?.call_id ?? '', output: 'Sunny' }
  const again: Create = {
    model: foreign,
    input: [{ role: 'user', content: input }, ...sentBack(first), output],
    tools: [weather],
    reasoning,
  }
  // The maker checks the signature of each thought that it gets.
  const { data, response } = await client.responses.create(again).withResponse()
  expect(data.output_text).toContain('Sunny')
  expect(response.headers.get('x-proxyapi-dropped')).toBeNull()
  const other = await client.responses.create({ ...again, model: 'openai/gpt-5' }).withResponse()
  expect(other.data.output_text).toContain('Sunny')
  expect(other.response.headers.get('x-proxyapi-dropped')).toBe('input[].reasoning')
})

test('thoughts of its own a lane gets as it sealed them', async () => {
  const include = ['reasoning.encrypted_content' as const]
  const first = await create({ model: 'openai/gpt-5', input: 'Think.', include, store: false })
  expect(first.output[0]).toMatchObject({ type: 'reasoning', encrypted_content: expect.stringMatching(/^gAAAA/) })
  const input = [
    { role: 'user' as const, content: 'Think.' },
    ...sentBack(first),
    { role: 'user' as const, content: 'And?' },
  ]
  const second = await create({ model: 'openai/gpt-5', input, include, store: false })
  expect(second.status).toBe('completed')
})

test.each(['openai', 'anthropic'])(
  '%s: an error in mid-stream is told in both forms, and nothing ends well',
  async (name) => {
    const { status, text } = await refused({ model: `${name}/sim/error-mid-stream`, input: 'Hi', stream: true })
    expect(status).toBe(200)
    expect(text).toContain('event: response.output_text.delta')
    expect(text).not.toContain('response.completed')
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(String(data)))
    expect(events.map(({ sequence_number: n }) => n)).toEqual(events.map((_, index) => index))
    expect(events.at(-1).response.id).toBe(events[0].response.id)
    expect(events.at(-2)).toMatchObject({
      type: 'error',
      code: expect.any(String),
      error: { message: expect.any(String) },
    })
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { status: 'failed' } })
    const asked = streamed({ model: `${name}/sim/error-mid-stream`, input: 'Hi' })
    await expect(asked).rejects.toThrow(/./)
  },
)

test.each(['overloaded', 'error-in-200'])('%s: another lane answers before anything was said', async (fault) => {
  const body = { model: `openai/sim/${fault}`, input: 'echo: all is well', proxyapi: { fallbacks: [foreign] } }
  const whole = await client.responses.create(body).withResponse()
  expect(whole.data.output_text).toBe('all is well')
  expect(whole.response.headers.get('x-proxyapi-provider')).toBe('anthropic')
  const events = await streamed(body)
  expect(events.map(({ sequence_number: n }) => n)).toEqual(events.map((_, index) => index))
  expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { model: claude } })
})

test.each(['cut', 'no-end-marker'])('%s: a stream that does not end is no answer', async (fault) => {
  const { text } = await refused({ model: `openai/sim/${fault}`, input: 'Hi', stream: true })
  expect(text).not.toContain('event: response.completed')
  expect(text).toMatch(/event: error\n.*\n\nevent: response\.failed\n/)
})

test('a refusal, an unknown model, an output without its call', async () => {
  const { output } = await create({ model: 'openai/sim/refusal', input: 'Hi' })
  expect(output).toMatchObject([{ type: 'message', content: [{ type: 'refusal' }] }])
  await expect(create({ model: 'openai/gpt-4p', input: 'Hi' })).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
    param: 'model',
  })
  const orphan = { type: 'function_call_output' as const, call_id: 'c', output: '' }
  await expect(create({ model: own, input: [orphan] })).rejects.toMatchObject({
    status: 400,
    param: 'input[0].call_id',
  })
})

test('what the upstreams billed is what was settled', async () => {
  await settledAll(harness)
  const billed = [...harness.sims.openai.bill(), ...harness.sims.anthropic.bill()]
  const counted = billed.filter(({ model }) => !model.startsWith('sim/'))
  const records = harness.book.settled.map(({ record }) => record).filter(({ estimated }) => !estimated)
  const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0)
  const refusal = billed.filter(({ model }) => model === 'sim/refusal')
  expect(sum(records.map(({ outputTokens }) => outputTokens))).toBe(
    sum([...counted, ...refusal].map((row) => row.output_tokens)),
  )
})
