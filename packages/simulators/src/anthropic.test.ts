import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, send } from '../test/raw-client.ts'
import { hasRecordings, recordedEvents, recordedJson, uncovered } from '../test/shape.ts'
import { simulateAnthropic } from './anthropic.ts'
import type { ModelSimulator } from './model-server.ts'

let nowMs = Date.UTC(2026, 10, 20, 10, 30)
const now = () => nowMs
const version = { 'anthropic-version': '2023-06-01' }
const hello = [{ role: 'user', content: 'Hello, how are you?' }]
const weather = {
  name: 'get_weather',
  input_schema: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
}
const thinking = { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 4096 }

let anthropic: ModelSimulator
beforeAll(async () => {
  anthropic = await simulateAnthropic({ seed: 'a', now })
})
afterAll(() => anthropic.close())

function post(path: string, body: unknown, headers: Record<string, string> = { 'x-api-key': 'test', ...version }) {
  return send(`${anthropic.url}${path}`, { body, headers })
}
function message(body: object) {
  return post('/v1/messages', { model: 'claude-sonnet-5', max_tokens: 1000, messages: hello, ...body })
}
function get(path: string) {
  return send(`${anthropic.url}${path}`, { headers: { 'x-api-key': 'test', ...version } })
}

const refusal = { model: 'sim/refusal' }
const noArguments = {
  tools: [{ name: 'updateIssueList', input_schema: { type: 'object' } }],
  messages: [{ role: 'user', content: 'update' }],
}
const asksForWeather = { tools: [weather], messages: [{ role: 'user', content: 'The weather in Paris?' }] }
const forced = { tools: [weather], tool_choice: { type: 'tool', name: 'get_weather' } }
const answers: [path: string, body: object, except: string[]][] = [
  ['gomodel/anthropic/messages.json', {}, []],
  ['gomodel/anthropic/messages_extended_thinking.json', thinking, []],
  ['gomodel/anthropic/messages_multi_turn.json', {}, []],
  ['gomodel/anthropic/messages_multimodal.json', {}, []],
  [
    'gomodel/anthropic/messages_with_params.json',
    { messages: [{ role: 'user', content: 'echo: 1, 2, 3' }], stop_sequences: ['3'] },
    [],
  ],
  ['gomodel/anthropic/messages_with_tools.json', asksForWeather, []],
  ['vercel-ai/anthropic/anthropic-text.json', {}, []],
  ['vercel-ai/anthropic/anthropic-tool-no-args.json', noArguments, []],
  // The arguments are those of another tool.
  ['vercel-ai/anthropic/anthropic-json-tool.1.json', forced, ['$.content[].input']],
  ['vercel-ai/anthropic/anthropic-refusal.json', refusal, []],
  // Context management is a beta that is not simulated.
  ['vercel-ai/anthropic/anthropic-clear-thinking.1.json', thinking, ['$.context_management']],
]
const streams: [path: string, body: object, except: string[]][] = [
  ['gomodel/anthropic/messages_stream.txt', {}, []],
  ['vercel-ai/anthropic/anthropic-text.chunks.txt', {}, []],
  ['vercel-ai/anthropic/anthropic-tool-no-args.chunks.txt', noArguments, []],
  ['vercel-ai/anthropic/anthropic-json-tool.1.chunks.txt', forced, []],
  ['vercel-ai/anthropic/anthropic-refusal.chunks.txt', refusal, []],
  ['vercel-ai/anthropic/anthropic-message-delta-input-tokens.chunks.txt', {}, []],
  ['vercel-ai/anthropic/anthropic-clear-thinking.1.chunks.txt', thinking, ['$[].context_management']],
]

describe.skipIf(!hasRecordings)('shapes of the recordings beside the checkout', () => {
  test.each(answers)('%s', async (path, body, except) => {
    expect(uncovered(recordedJson(path), (await message(body)).json, except)).toEqual([])
  })

  test.each(streams)('%s', async (path, body, except) => {
    const ours = events((await message({ ...body, stream: true })).text)
    expect(uncovered(recordedEvents(path), ours, except)).toEqual([])
  })

  test('the list of models', async () => {
    const recorded = recordedJson('list-models/anthropic_models_list_docs_example.json')
    expect(uncovered(recorded, (await get('/v1/models')).json)).toEqual([])
  })
})

describe('messages', () => {
  test('a whole answer and a streamed one say the same and cost the same', async () => {
    for (const body of [{}, thinking, { max_tokens: 5 }, asksForWeather, forced, noArguments]) {
      const { content, stop_reason, usage } = (await message(body)).json
      const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = usage
      expect(fold(events((await message({ ...body, stream: true })).text))).toEqual({
        content,
        stop_reason,
        usage: { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens },
      })
    }
  })

  test('events are named by their type, padded, and end with message_stop', async () => {
    const { text, headers } = await message({ stream: true })
    const names = [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)
    expect(names).toEqual(events(text).map(({ type }) => type))
    expect(names.slice(0, 3)).toEqual(['message_start', 'content_block_start', 'ping'])
    expect(names.at(-1)).toBe('message_stop')
    expect(text).toMatch(/ {2,}}\n\n/)
    expect(headers['request-id']).toMatch(/^req_/)
  })

  test('thinking must come back as it was, and first', async () => {
    const ask = { role: 'user', content: 'The weather in Paris?' }
    const first = (await message({ ...thinking, tools: [weather], messages: [ask] })).json
    expect(first.content.map(({ type }: { type: string }) => type)).toEqual(['thinking', 'text', 'tool_use'])
    const result = {
      type: 'tool_result',
      tool_use_id: first.content[2].id,
      content: [{ type: 'text', text: '19 degrees' }],
    }
    const next = (content: unknown[]) =>
      message({
        ...thinking,
        tools: [weather],
        messages: [ask, { role: 'assistant', content }, { role: 'user', content: [result] }],
      })
    const answered = await next(first.content)
    expect(answered.json.content.at(-1).text).toContain('19 degrees')
    const forged = { ...first.content[0], thinking: 'something else' }
    expect((await next([forged, first.content[2]])).json.error.message).toContain('Invalid `signature`')
    expect((await next([first.content[2]])).json.error.message).toContain('Expected `thinking`')
  })

  test('a marked prefix is written once, read while it lives, and written again', async () => {
    const system = [{ type: 'text', text: 'Be brief and kind. '.repeat(20), cache_control: { type: 'ephemeral' } }]
    const usage = async (text: string) =>
      (await message({ system, messages: [{ role: 'user', content: text }] })).json.usage
    const written = await usage('one')
    const read = await usage('two')
    expect(written.cache_creation_input_tokens).toBeGreaterThan(0)
    expect(written.cache_read_input_tokens).toBe(0)
    expect(read.cache_read_input_tokens).toBe(written.cache_creation_input_tokens)
    expect(read.cache_creation_input_tokens).toBe(0)
    expect(read.input_tokens).toBe(written.input_tokens)
    nowMs += 300_001
    expect((await usage('three')).cache_creation_input_tokens).toBe(written.cache_creation_input_tokens)
  })

  test('count_tokens says what messages bills', async () => {
    const body = { system: 'Be kind.', messages: hello, tools: [weather] }
    const counted = (await post('/v1/messages/count_tokens', { model: 'claude-sonnet-5', ...body })).json.input_tokens
    expect((await message(body)).json.usage.input_tokens).toBe(counted)
  })

  test.each([
    [{ max_tokens: undefined }, 400, 'invalid_request_error', 'max_tokens: Field required'],
    [{ messages: undefined }, 400, 'invalid_request_error', 'messages: Field required'],
    [{ messages: [{ role: 'system', content: 'x' }] }, 400, 'invalid_request_error', 'messages.0.role'],
    [{ temperature: 1.5 }, 400, 'invalid_request_error', 'temperature'],
    [{ model: 'claude-sonet-4-5' }, 404, 'not_found_error', 'model: claude-sonet-4-5'],
    [{ messages: [...hello, { role: 'assistant', content: 'Sure:' }] }, 400, 'invalid_request_error', 'prefill'],
    [
      { thinking: { type: 'enabled', budget_tokens: 1024 } },
      400,
      'invalid_request_error',
      '`max_tokens` must be greater',
    ],
    [{ max_tokens: 10_000_000 }, 400, 'invalid_request_error', '10000000 > 128000'],
  ])('refuses %j', async (body, status, type, text) => {
    const reply = await message(body)
    expect([reply.status, reply.json.type, reply.json.error.type]).toEqual([status, 'error', type])
    expect(reply.json.error.message).toContain(text)
  })
})

test('an alias resolves, an older model continues a prefill', async () => {
  expect((await get('/v1/models/claude-haiku-4-5')).json.id).toBe('claude-haiku-4-5-20251001')
  const prefilled = { model: 'claude-haiku-4-5', messages: [...hello, { role: 'assistant', content: 'Sure:' }] }
  expect((await message(prefilled)).json.model).toBe('claude-haiku-4-5-20251001')
})

test('the list has pages, and the pages are the list', async () => {
  const ids = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id)
  const all = (await get('/v1/models?limit=1000')).json
  const seen: string[] = []
  let query = 'limit=7'
  for (let pages = 0; pages < 20; pages++) {
    const { json } = await get(`/v1/models?${query}`)
    seen.push(...ids(json))
    expect([json.first_id, json.last_id]).toEqual([ids(json)[0], ids(json).at(-1)])
    if (!json.has_more) break
    query = `limit=7&after_id=${json.last_id}`
  }
  expect(seen).toEqual(ids(all))
  expect((await get(`/v1/models?limit=2&before_id=${seen[5]}`)).json.data.map(({ id }: { id: string }) => id)).toEqual(
    seen.slice(3, 5),
  )
  expect((await get('/v1/models?limit=1001')).status).toBe(400)
})

test('key and version are needed', async () => {
  const status = async (headers: Record<string, string>) => (await post('/v1/messages', {}, headers)).json.error
  expect(await status(version)).toMatchObject({ type: 'authentication_error' })
  expect(await status({ 'x-api-key': 'k' })).toMatchObject({ message: 'anthropic-version: header is required' })
})

/** What a stream said. */
// biome-ignore lint/suspicious/noExplicitAny: events as they came.
function fold(stream: any[]) {
  // biome-ignore lint/suspicious/noExplicitAny: blocks as they came.
  const content: any[] = []
  const json: string[] = []
  for (const { type, index, content_block, delta } of stream) {
    if (type === 'content_block_start') content[index] = { ...content_block }
    if (type !== 'content_block_delta') continue
    const block = content[index]
    if (delta.type === 'text_delta') block.text += delta.text
    if (delta.type === 'thinking_delta') block.thinking += delta.thinking
    if (delta.type === 'signature_delta') block.signature = delta.signature
    if (delta.partial_json !== undefined) json[index] = (json[index] ?? '') + delta.partial_json
  }
  for (const [index, text] of json.entries()) if (text) content[index].input = JSON.parse(text)
  const last = stream.findLast(({ type }) => type === 'message_delta')
  return { content, stop_reason: last.delta.stop_reason, usage: last.usage }
}
