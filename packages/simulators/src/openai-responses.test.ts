import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, send } from '../test/raw-client.ts'
import { hasRecordings, recordedEvents, recordedJson, uncovered } from '../test/shape.ts'
import type { ModelSimulator } from './model-server.ts'
import { simulateOpenAI } from './openai.ts'

const now = () => Date.UTC(2026, 10, 20, 10, 30)
const weather = {
  type: 'function',
  name: 'get_weather',
  parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
}
const sealed = { include: ['reasoning.encrypted_content'], reasoning: { effort: 'high', summary: 'detailed' } }

let openai: ModelSimulator
beforeAll(async () => {
  openai = await simulateOpenAI({ seed: 'a', now })
})
afterAll(() => openai.close())

const ask = (body: object) =>
  send(`${openai.url}/v1/responses`, {
    body: { model: 'gpt-4o-mini', input: 'Hello, how are you?', ...body },
    headers: { authorization: 'Bearer test' },
  })
// biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
const told = async (body: object): Promise<any[]> => events((await ask({ stream: true, ...body })).text)

describe.skipIf(!hasRecordings)('shapes of the recordings beside the checkout', () => {
  test.each<[string, object]>([
    ['gomodel/openai/responses.json', {}],
    [
      'vercel-ai/openai/responses/openai-reasoning-encrypted-content.1.json',
      { ...sealed, model: 'gpt-5-mini', store: false, tools: [{ ...weather, description: 'x', strict: true }] },
    ],
  ])('%s', async (path, body) => {
    // The schema is the caller's own.
    expect(uncovered(recordedJson(path), (await ask(body)).json, ['$.tools[].parameters'])).toEqual([])
  })

  test.each<[string, object]>([['gomodel/openai/responses_stream.txt', {}]])('%s', async (path, body) => {
    expect(uncovered(recordedEvents(path), await told(body))).toEqual([])
  })

  test('the events of a turn with thoughts and a call', async () => {
    const path = 'vercel-ai/openai/responses/openai-reasoning-encrypted-content.1.chunks.txt'
    const recorded = recordedEvents(path) as { type: string }[]
    const turn = recorded.slice(0, recorded.findIndex(({ type }) => type === 'response.completed') + 1)
    const ours = await told({
      ...sealed,
      model: 'gpt-5-mini',
      store: false,
      tools: [weather],
      tool_choice: 'required',
      instructions: 'x',
    })
    const kinds = (list: { type: string }[]) =>
      list.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1])
    expect(kinds(ours)).toEqual(kinds(turn))
  })
})

test('a whole answer and a streamed one say the same and cost the same', async () => {
  for (const body of [{}, { ...sealed, model: 'gpt-5' }, { tools: [weather], tool_choice: 'required' }]) {
    const { json } = await ask(body)
    const stream = await told(body)
    const last = stream.at(-1)
    expect(last.type).toBe('response.completed')
    expect(last.response.output).toEqual(json.output)
    expect(last.response.usage).toEqual(json.usage)
    expect(stream.map(({ sequence_number: n }) => n)).toEqual(stream.map((_, index) => index))
    const done = stream.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item)
    expect(done).toEqual(json.output)
  }
})

test('the bill is the sum of the usage that was told', async () => {
  openai.reset()
  const bodies = [{ stream: true }, {}, { model: 'gpt-5', stream: true }, { tools: [weather], tool_choice: 'required' }]
  let [input, output] = [0, 0]
  for (const body of bodies) {
    const usage = 'stream' in body ? (await told(body)).at(-1).response.usage : (await ask(body)).json.usage
    input += usage.input_tokens
    output += usage.output_tokens
  }
  const rows = openai.bill()
  expect(rows.reduce((sum, row) => sum + row.input_tokens, 0)).toBe(input)
  expect(rows.reduce((sum, row) => sum + row.output_tokens, 0)).toBe(output)
})

test('an answer without tokens left is incomplete', async () => {
  const { json } = await ask({ max_output_tokens: 16 })
  expect(json).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
  expect((await told({ max_output_tokens: 16 })).at(-1).type).toBe('response.incomplete')
})

test('a tool is called, and its output is answered; a wished schema is filled', async () => {
  const { json } = await ask({ input: 'How is the weather in Oslo?', tools: [weather] })
  const [call] = json.output
  expect(call).toMatchObject({ type: 'function_call', name: 'get_weather', status: 'completed' })
  const output = { type: 'function_call_output', call_id: call.call_id, output: 'Sunny' }
  const input = [{ role: 'user', content: 'How is the weather in Oslo?' }, ...json.output, output]
  const second = await ask({ input, tools: [weather] })
  expect(second.json.output[0].content[0].text).toMatch(/^The tool answered: Sunny/)
  const format = { type: 'json_schema', name: 'x', schema: { type: 'object', properties: { a: { type: 'number' } } } }
  const shaped = await ask({ text: { format } })
  expect(JSON.parse(shaped.json.output[0].content[0].text)).toEqual({ a: expect.any(Number) })
})

test('a stored response is gone on from', async () => {
  const first = await ask({ input: 'How is the weather in Oslo?', tools: [weather] })
  const [call] = first.json.output
  const output = { type: 'function_call_output', call_id: call.call_id, output: 'Rain' }
  const second = await ask({ previous_response_id: first.json.id, input: [output] })
  expect(second.json.output[0].content[0].text).toMatch(/^The tool answered: Rain/)
  const unstored = await ask({ store: false })
  const reply = await ask({ previous_response_id: unstored.json.id })
  expect([reply.status, reply.json.error.code]).toEqual([400, 'previous_response_not_found'])
})

test.each<[string, object, number, string | null, string | null]>([
  ['a model that is not there', { model: 'nothing' }, 400, 'model', 'model_not_found'],
  ['a member of chat', { seed: 1 }, 400, 'seed', 'unknown_parameter'],
  [
    'a member of an item',
    { input: [{ role: 'user', content: 'x', extra: 1 }] },
    400,
    'input[0].extra',
    'unknown_parameter',
  ],
  ['an item of no type', { input: [{ type: 'thing' }] }, 400, 'input[0]', 'invalid_value'],
  [
    'an output without its call',
    { input: [{ type: 'function_call_output', call_id: 'c', output: '' }] },
    400,
    'input',
    null,
  ],
  [
    'a call without its output',
    { input: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }] },
    400,
    'input',
    null,
  ],
  [
    'thoughts of others',
    { input: [{ type: 'reasoning', summary: [], encrypted_content: 'pa1.x' }] },
    400,
    null,
    'invalid_encrypted_content',
  ],
  ['thoughts that are not kept', { input: [{ type: 'reasoning', id: 'rs_1', summary: [] }] }, 404, 'input', null],
  ['too few tokens', { max_output_tokens: 8 }, 400, 'max_output_tokens', 'integer_below_min_value'],
  ['a temperature of a model that reasons', { model: 'gpt-5', temperature: 0.2 }, 400, 'temperature', null],
  ['thoughts of a model that has none', { include: ['reasoning.encrypted_content'] }, 400, 'include', null],
])('%s is refused', async (_, body, status, param, code) => {
  const reply = await ask(body)
  expect([reply.status, reply.json.error.param, reply.json.error.code]).toEqual([status, param, code])
})
