import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, send } from '../test/raw-client.ts'
import type { ModelSimulator } from './model-server.ts'
import { simulatePerplexity } from './perplexity.ts'

let perplexity: ModelSimulator
beforeAll(async () => {
  perplexity = await simulatePerplexity({ seed: 'a', now: () => Date.UTC(2026, 10, 20, 10, 30) })
})
afterAll(() => perplexity.close())

function post(path: string, body: unknown) {
  return send(`${perplexity.url}${path}`, { body, headers: { authorization: 'Bearer test' } })
}
const run = (body: object) => post('/v1/agent', { model: 'perplexity/sonar', input: 'echo: Hello there', ...body })
const embed = (body: object) => post('/v1/embeddings', { model: 'pplx-embed-v1-0.6b', input: 'red cat', ...body })
const forced = { tools: [{ type: 'web_search' }], tool_choice: { type: 'web_search' } }
const weather = { type: 'function', name: 'get_weather', parameters: { type: 'object', properties: {} } }
// biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
const typesOf = (output: any[]) => output.map(({ type }) => type)
// biome-ignore lint/suspicious/noExplicitAny: tests read members of events that they know.
const told = (text: string): any[] =>
  events(text).map((event) => (typeof event === 'string' ? JSON.parse(event) : event))

describe('a run', () => {
  test('says what it was asked to, what it used and what that cost', async () => {
    const { json } = await run({})
    expect(json).toMatchObject({ object: 'response', status: 'completed', model: 'perplexity/sonar', error: null })
    expect(json.output).toMatchObject([{ type: 'message', content: [{ type: 'output_text', text: 'Hello there' }] }])
    const { input_tokens: input, output_tokens: output, total_tokens: total, cost } = json.usage
    expect(total).toBe(input + output)
    expect(cost.total_cost).toBeCloseTo(input * 0.000_001 + output * 0.000_004, 10)
  })

  test('says the same in a stream, numbered, and ends with the whole of it', async () => {
    const whole = (await run({})).json
    const stream = told((await run({ stream: true })).text)
    expect(stream.map((event) => event.sequence_number)).toEqual(stream.map((_, index) => index))
    const { type, response } = stream.at(-1)
    expect(type).toBe('response.completed')
    expect(response).toEqual({ ...whole, id: response.id })
    const deltas = stream.filter((event) => event.type === 'response.output_text.delta').map(({ delta }) => delta)
    expect(deltas.join('')).toBe('Hello there')
  })

  test('searches where it is made to, and where a preset finds that it should', async () => {
    expect(typesOf((await run(forced)).json.output)).toEqual(['search_results', 'message'])
    expect(typesOf((await run({ tools: forced.tools })).json.output)).toEqual(['message'])
    const { json } = await post('/v1/agent', { preset: 'fast', input: 'What is the latest news?' })
    expect(typesOf(json.output)).toEqual(['search_results', 'message'])
    expect(json.model).toBe('perplexity/sonar')
    expect(json.usage.tool_calls_details).toEqual({ web_search: { invocation: 1 } })
    const steps = told((await run({ ...forced, stream: true })).text).map(({ type }) => type)
    expect(steps.filter((type: string) => type.startsWith('response.reasoning.'))).toHaveLength(4)
  })

  test('calls a tool, whole and streamed, and goes on from its result', async () => {
    const asked = { tools: [weather], input: 'The weather?' }
    const { output } = (await run(asked)).json
    expect(output).toMatchObject([{ type: 'function_call', name: 'get_weather', status: 'completed' }])
    const done = told((await run({ ...asked, stream: true })).text).find(({ type }) => type.endsWith('item.done'))
    expect(done.item).toEqual(output[0])
    const { call_id, name, arguments: json } = output[0]
    const items = [
      { type: 'message', role: 'user', content: 'The weather?' },
      { type: 'function_call', call_id, name, arguments: json },
      { type: 'function_call_output', call_id, name, output: 'Rain.' },
    ]
    expect((await run({ tools: [weather], input: items })).json.output[0].content[0].text).toContain('Rain.')
  })

  test('is cut by its limit, and fills a shape', async () => {
    const cut = (await run({ max_output_tokens: 1 })).json
    expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
    const format = { type: 'json_schema', json_schema: { name: 'x', schema } }
    const { output } = (await run({ input: 'Where?', response_format: format })).json
    expect(JSON.parse(output[0].content[0].text)).toHaveProperty('city')
  })

  test.each([
    ['a member that it does not know', { stop: ['x'] }],
    ['no input', { input: [] }],
    ['an effort that it does not know', { reasoning: { effort: 'none' } }],
    ['a member of an item', { input: [{ role: 'user', content: 'x', name: 'n' }] }],
    ['an output of no call', { input: [{ type: 'function_call_output', call_id: 'c', output: 'x' }] }],
    ['a call without its output', { input: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }] }],
    ['any JSON', { response_format: { type: 'json_object' } }],
    ['one maker’s model without a limit', { model: 'anthropic/claude-sonnet-4-6' }],
  ])('%s is 400', async (_, body) => {
    const { status, json } = await run(body)
    expect([status, json.error.code, json.error.type]).toEqual([400, 400, 'invalid_request'])
  })

  test('an unknown model, a preset that is none, a key that is missing', async () => {
    expect((await run({ model: 'sonar' })).status).toBe(404)
    expect((await run({ preset: 'perplexity/sonar' })).status).toBe(404)
    expect((await send(`${perplexity.url}/v1/agent`, { body: {} })).status).toBe(401)
  })
})

test('embeddings are signed bytes, or bits, and shorter on request', async () => {
  const { json } = await embed({ input: ['red cat', 'blue dog'] })
  expect(json.data.map(({ index }: { index: number }) => index)).toEqual([0, 1])
  const bytes = new Int8Array(Buffer.from(json.data[0].embedding, 'base64'))
  expect(bytes).toHaveLength(1_024)
  expect(Math.max(...bytes.map(Math.abs))).toBe(127)
  expect(Buffer.from((await embed({ dimensions: 256 })).json.data[0].embedding, 'base64')).toHaveLength(256)
  const packed = await embed({ encoding_format: 'base64_binary' })
  expect(Buffer.from(packed.json.data[0].embedding, 'base64')).toHaveLength(128)
  expect((await embed({ encoding_format: 'float' })).status).toBe(400)
  expect((await embed({ input: '' })).status).toBe(400)
  expect((await embed({ dimensions: 1 })).status).toBe(400)
})

test('the list is public and holds no presets; the bill counts what was used', async () => {
  const { json } = await send(`${perplexity.url}/v1/models`)
  const ids = json.data.map(({ id }: { id: string }) => id)
  expect(ids).toContain('perplexity/sonar')
  expect(ids).not.toContain('fast')
  perplexity.reset()
  const { usage } = (await run(forced)).json
  await embed({})
  expect(perplexity.bill()).toMatchObject([
    {
      model: 'perplexity/sonar',
      input_tokens: usage.input_tokens,
      output_tokens: usage.output_tokens,
      search_units: 1,
    },
    { model: 'pplx-embed-v1-0.6b', input_tokens: 2, output_tokens: 0 },
  ])
})
