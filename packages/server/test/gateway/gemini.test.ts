/** What only this family of upstreams does: blocked prompts, signatures of calls, thoughts, keys that are refused with 400. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider } from './lanes.ts'

const third = 'gemini-3.1-pro-preview'
/** Gives its calls ids of its own. */
const newest = 'gemini-3.5-flash'
const second = 'gemini-2.5-flash'
const ids = [third, newest, second, 'sim/refusal']
let harness: Harness

beforeAll(async () => {
  harness = await startHarness({
    providers: ({ google }) => [provider('google', 'google', google, { models: ids })],
    models: ids.map((id) => facts('google', id, { capabilities: ['chat', 'streaming', 'tools', 'reasoning'] })),
  })
})
afterAll(() => harness.close())

const ask = [{ role: 'user' as const, content: 'The weather in Paris, and its currency?' }]
const schema = { type: 'object' as const, properties: { city: { type: 'string' } }, additionalProperties: false }
const names = ['get_weather', 'get_currency']
const chatTools = names.map((name) => ({ type: 'function' as const, function: { name, parameters: schema } }))
const messageTools = names.map((name) => ({ name, input_schema: schema }))

/** The body of the newest request that the upstream got. */
// biome-ignore lint/suspicious/noExplicitAny: a body as it came.
const sent = () => harness.sims.google.requests().at(-1)?.body as any

describe.each([third, newest, second])('%s', (model) => {
  test('OpenAI’s client: a stream of calls goes on with their signature where the model insists', async () => {
    const request = { model, tools: chatTools, reasoning_effort: 'high' as const }
    const runner = harness.openai.chat.completions.stream({ ...request, messages: ask })
    const said = (await runner.finalChatCompletion()).choices[0]!.message
    expect(said.tool_calls).toHaveLength(2)
    const results = said.tool_calls!.map(({ id }, n) => ({ role: 'tool' as const, tool_call_id: id, content: `r${n}` }))
    // Out of order: what pairs them is the order of the calls.
    const messages = [...ask, said, ...results.reverse()]
    const next = await harness.openai.chat.completions.create({ ...request, messages })
    expect(next.choices[0]?.message.content).toContain('r0')
    const [, calls, responses] = sent().contents
    expect(calls.parts.filter((part: object) => 'thoughtSignature' in part)).toHaveLength(model === second ? 0 : 1)
    const back = said.tool_calls!.map(({ id }) => (model === newest ? { id } : {}))
    expect(responses.parts.map((part: { functionResponse: object }) => part.functionResponse)).toEqual([
      { ...back[0], name: 'get_weather', response: { output: 'r0' } },
      { ...back[1], name: 'get_currency', response: { output: 'r1' } },
    ])
  })

  test('Anthropic’s client: the same, with thoughts that it asked for', async () => {
    const thinking = { type: 'enabled' as const, budget_tokens: 2_000 }
    const request = { model, max_tokens: 4_000, tools: messageTools, thinking }
    const said = await harness.anthropic.messages.stream({ ...request, messages: ask }).finalMessage()
    expect(said.content.map(({ type }) => type)).toEqual(['thinking', 'tool_use', 'tool_use'])
    expect(said.stop_reason).toBe('tool_use')
    const results = said.content.flatMap((block) =>
      block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: block.name }] : [],
    )
    const messages = [
      ...ask,
      { role: 'assistant' as const, content: said.content },
      { role: 'user' as const, content: results },
    ]
    const next = await harness.anthropic.messages.create({ ...request, messages })
    expect(next.content.find(({ type }) => type === 'text')).toMatchObject({
      text: expect.stringContaining('get_weather'),
    })
    expect(next.usage.input_tokens).toBeGreaterThan(0)
  })

  test('a schema is filled, and thoughts are counted in what is paid', async () => {
    const response = await harness.openai.chat.completions.create({
      model,
      messages: ask,
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema, strict: true } },
    })
    expect(JSON.parse(response.choices[0]?.message.content ?? '')).toHaveProperty('city')
    const details = response.usage?.completion_tokens_details
    expect(details?.reasoning_tokens).toBeGreaterThan(0)
    expect(response.usage?.completion_tokens).toBeGreaterThan(details?.reasoning_tokens ?? 0)
  })
})

test('calls that another model has made go on', async () => {
  const tool_calls = names.map((name) => ({
    id: `toolu_${name}`,
    type: 'function' as const,
    function: { name, arguments: '{"city":"Paris"}' },
  }))
  const results = tool_calls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: 'fine' }))
  const messages = [...ask, { role: 'assistant' as const, content: null, tool_calls }, ...results]
  const answer = await harness.openai.chat.completions.create({ model: third, tools: chatTools, messages })
  expect(answer.choices[0]?.message.content).toContain('fine')
})

test('a blocked prompt is told as one, in every form, and never as an empty success', async () => {
  const messages = [{ role: 'user' as const, content: 'Hi' }]
  const request = { model: 'sim/refusal', messages }
  const whole = await harness.openai.chat.completions.create(request)
  expect(whole.choices.map(({ finish_reason }) => finish_reason)).toEqual(['content_filter'])
  const streamed: unknown[] = []
  for await (const chunk of await harness.openai.chat.completions.create({ ...request, stream: true }))
    streamed.push(...chunk.choices.map(({ finish_reason }) => finish_reason))
  expect(streamed.at(-1)).toBe('content_filter')
  const message = await harness.anthropic.messages.create({ ...request, max_tokens: 9 })
  expect([message.content, message.stop_reason]).toEqual([[], 'refusal'])
})

test('what has no word here is named, what cannot be meant keeps the lane out', async () => {
  const send = (body: object) =>
    fetch(`${harness.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: third, messages: [{ role: 'user', content: 'Hi' }], ...body }),
    })
  const parameters = { ...schema, properties: { city: { type: 'string', pattern: '^P' } }, $schema: 'x' }
  const tools = [{ type: 'function', function: { name: 'f', parameters } }]
  const reply = await send({ tools, zeta: 1, logit_bias: { 1: 1 }, parallel_tool_calls: false })
  expect(reply.status).toBe(200)
  expect(reply.headers.get('x-proxyapi-dropped')?.split(/,\s*/).sort()).toEqual([
    'logit_bias',
    'parallel_tool_calls',
    'tools[].parameters.pattern',
    'zeta',
  ])
  const refused = await send({ logprobs: true })
  expect([refused.status, JSON.parse(await refused.text()).error.param]).toEqual([400, 'logprobs'])
})

test('what the upstream billed is what was settled', async () => {
  await settledAll(harness)
  const sum = (list: readonly number[]) => list.reduce((total, count) => total + count, 0)
  const bill = harness.sims.google.bill()
  const records = harness.book.settled.map(({ record }) => record)
  expect(sum(records.map(({ inputTokens }) => inputTokens))).toBe(sum(bill.map((row) => row.input_tokens)))
  expect(sum(records.map(({ outputTokens }) => outputTokens))).toBe(sum(bill.map((row) => row.output_tokens)))
})
