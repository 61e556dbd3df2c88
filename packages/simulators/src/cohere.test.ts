import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, send } from '../test/raw-client.ts'
import { hasRecordings, recordedEvents, recordedJson, uncovered } from '../test/shape.ts'
import { simulateCohere } from './cohere.ts'
import type { ModelSimulator } from './model-server.ts'

const now = () => Date.UTC(2026, 10, 20, 10, 30)
const tool = (name: string, properties: object) => ({
  type: 'function',
  function: { name, description: 'Tells.', parameters: { type: 'object', properties } },
})
const weather = tool('weather', { location: { type: 'string' } })
const attractions = tool('cityAttractions', { city: { type: 'string' } })
const time = tool('currentTime', {})
const ask = (content: unknown) => ({ messages: [{ role: 'user', content }] })
const hello = ask('Hello, how are you?')
const thinker = { model: 'command-a-reasoning-08-2025' }
const both = { ...ask('What weather and attractions has Paris?'), tools: [weather, attractions] }

let cohere: ModelSimulator
beforeAll(async () => {
  cohere = await simulateCohere({ seed: 'a', now })
})
afterAll(() => cohere.close())

function post(path: string, body: unknown, url = cohere.url) {
  return send(`${url}${path}`, { body, headers: { authorization: 'Bearer test' } })
}
function chat(body: object, url?: string) {
  return post('/v2/chat', { model: 'command-a-03-2025', ...hello, ...body }, url)
}
function embed(body: object) {
  return post('/v2/embed', { model: 'embed-v4.0', input_type: 'search_document', ...body })
}
function rerank(body: object, url?: string) {
  return post('/v2/rerank', { model: 'rerank-v3.5', query: 'a rented gpu', ...body }, url)
}
function get(path: string) {
  return send(`${cohere.url}${path}`, { headers: { authorization: 'Bearer test' } })
}

// What is recorded, and the request that makes ours of the same kind.
const answers: [name: string, body: object][] = [
  ['cohere-text', {}],
  ['cohere-max-tokens', { max_tokens: 3 }],
  ['cohere-tool-call', both],
  ['cohere-null-args', { tools: [time], ...ask('What is the current time?') }],
  ['cohere-reasoning', thinker],
  ['cohere-citations', { documents: [{ data: { text: 'AI provides automation.', title: 'benefits.txt' } }] }],
]
const streams: [name: string, body: object][] = [
  ['cohere-text', {}],
  ['cohere-tool-call', both],
  ['cohere-empty-tool-call', { tools: [time], ...ask('What is the current time?') }],
  ['cohere-reasoning', thinker],
]

describe.skipIf(!hasRecordings)('shapes of the recordings beside the checkout', () => {
  test.each(answers)('%s.json', async (name, body) => {
    const recorded = recordedJson(`vercel-ai/cohere/${name}.json`)
    const { json } = await chat(body)
    expect(uncovered(recorded, json)).toEqual([])
    expect(json.finish_reason).toBe((recorded as { finish_reason: string }).finish_reason)
  })

  test.each(streams)('%s.chunks.txt', async (name, body) => {
    const recorded = recordedEvents(`vercel-ai/cohere/${name}.chunks.txt`)
    const { text } = await chat({ stream: true, ...body })
    expect(uncovered(recorded, events(text))).toEqual([])
    expect(kinds(events(text))).toEqual([...kinds(recorded), 'end'])
  })

  test('an embedding, a ranking and the list', async () => {
    const embedding = (await embed({ texts: ['a', 'b'] })).json
    expect(uncovered(recordedJson('vercel-ai/cohere/cohere-embedding.json'), embedding)).toEqual([])
    const ranked = (await rerank({ documents: ['a gpu', 'a cpu'] })).json
    expect(uncovered(recordedJson('vercel-ai/cohere/reranking/cohere-reranking.1.json'), ranked)).toEqual([])
    const listed = recordedJson('list-models/cohere_models_list_docs_example.json')
    expect(uncovered(listed, (await get('/v1/models?page_size=2')).json, ['$.models[].default_endpoints'])).toEqual([])
  })
})

describe('chat', () => {
  test.each([
    ['text', {}],
    ['thinking', thinker],
    ['tools', both],
    ['citations', { documents: ['A gpu is rented.'] }],
    ['limit', { max_tokens: 2 }],
  ])('a stream says what the whole answer says: %s', async (_, body) => {
    const { json } = await chat(body)
    const folded = fold(events((await chat({ stream: true, ...body })).text))
    expect(folded).toEqual({ message: json.message, finish_reason: json.finish_reason, usage: json.usage })
  })

  test('each event is named by its type, and the marker comes last', async () => {
    const { text, headers } = await chat({ stream: true })
    expect(headers['content-type']).toContain('text/event-stream')
    const named = [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, name, data]) => [
      name,
      JSON.parse(`${data}`),
    ])
    expect(named.length).toBeGreaterThan(4)
    for (const [name, event] of named) expect(event.type).toBe(name)
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  })

  test('equal requests get equal answers, another seed another one', async () => {
    const other = await simulateCohere({ seed: 'b', now })
    const text = async (url: string) => (await chat({}, url)).json.message.content
    expect(await text(cohere.url)).toEqual(await text(cohere.url))
    expect(await text(cohere.url)).not.toEqual(await text(other.url))
    await other.close()
  })

  test('echo, stop and limit', async () => {
    const echo = async (text: string, more = {}) => {
      const { json } = await chat({ ...ask(`echo: ${text}`), ...more })
      return [json.message.content[0].text, json.finish_reason, json.usage.billed_units.output_tokens]
    }
    expect(await echo('Grüße, 世界 🌍!')).toEqual(['Grüße, 世界 🌍!', 'COMPLETE', 5])
    expect(await echo('one two STOP three', { stop_sequences: ['STOP'] })).toEqual(['one two ', 'STOP_SEQUENCE', 3])
    expect(await echo('one two three', { max_tokens: 2 })).toEqual(['one two', 'MAX_TOKENS', 2])
  })

  test('tools: by name, forced, forbidden, and not again after the result', async () => {
    const said = async (body: object) => (await chat({ tools: [weather], ...body })).json.message
    const asked = await said(ask('What is the weather in Paris?'))
    expect(asked.tool_plan).toContain('weather')
    expect(JSON.parse(asked.tool_calls[0].function.arguments)).toEqual({ location: 'Paris' })
    expect((await said({ tool_choice: 'REQUIRED' })).tool_calls).toHaveLength(1)
    expect((await said({ ...ask('weather?'), tool_choice: 'NONE' })).tool_calls).toBeUndefined()
    const { id } = asked.tool_calls[0]
    const result = { role: 'tool', tool_call_id: id, content: [{ type: 'document', document: { data: '19 degrees' } }] }
    const after = await said({ messages: [{ role: 'user', content: 'What is the weather?' }, asked, result] })
    expect(after.content[0].text).toContain('19 degrees')
  })

  test('a wished schema is filled', async () => {
    const schema = { type: 'object', properties: { score: { type: 'integer', minimum: 3, maximum: 5 } } }
    const { json } = await chat({ response_format: { type: 'json_object', json_schema: schema } })
    expect([3, 4, 5]).toContain(JSON.parse(json.message.content[0].text).score)
  })

  test('thinking is the default of models that can, and is switched off', async () => {
    const types = async (body: object) =>
      (await chat({ ...thinker, ...body })).json.message.content.map(({ type }: { type: string }) => type)
    expect(await types({})).toEqual(['thinking', 'text'])
    expect(await types({ thinking: { type: 'enabled', token_budget: 100 } })).toEqual(['thinking', 'text'])
    expect(await types({ thinking: { type: 'disabled' } })).toEqual(['text'])
  })

  test.each([
    [{ messages: [] }, 400, 'messages'],
    [{ messages: [{ role: 'developer', content: 'x' }] }, 400, 'role'],
    [{ messages: [{ role: 'assistant', content: 'x' }] }, 400, 'last message'],
    [{ messages: [{ role: 'tool', tool_call_id: 'x', content: 'x' }] }, 400, "'x'"],
    [{ top_p: 0.5 }, 422, "unknown field: parameter 'top_p'"],
    [{ tools: [{ type: 'function', function: { name: 'f', strict: true } }] }, 422, "'strict'"],
    [{ temperature: 'hot' }, 400, 'temperature'],
    [{ temperature: 1.5 }, 400, 'temperature'],
    [{ p: 1 }, 400, 'p must be'],
    [{ stop_sequences: ['a', 'b', 'c', 'd', 'e', 'f'] }, 400, 'stop_sequences'],
    [{ tools: [weather], tool_choice: 'auto' }, 400, 'tool_choice'],
    [{ tool_choice: 'REQUIRED' }, 400, 'tool_choice'],
    [{ tools: [weather], response_format: { type: 'json_object' } }, 400, 'response_format'],
    [{ response_format: { type: 'json_schema' } }, 400, 'response_format'],
    [{ thinking: { type: 'enabled' } }, 400, 'thinking'],
    [{ model: 'nonexistent' }, 404, "model 'nonexistent' not found"],
    [{ model: 'embed-v4.0' }, 400, 'chat API'],
    [{ model: 'command-a-vision-07-2025', ...ask('word '.repeat(128_001)) }, 400, 'too many tokens'],
  ])('refuses %j', async (body, status, words) => {
    const reply = await chat(body)
    expect(reply.status).toBe(status)
    expect(reply.json.message).toContain(words)
    expect(reply.json.error).toBeUndefined()
  })

  test('a call that nobody answered is refused', async () => {
    const { message } = (await chat(both)).json
    const reply = await chat({ messages: [...both.messages, message, { role: 'user', content: 'and?' }] })
    expect([reply.status, reply.json.message]).toEqual([400, expect.stringContaining('missing tool results')])
  })

  test('a deprecated model warns in a header', async () => {
    expect((await chat({ model: 'command-r-plus-08-2024' })).headers['x-api-warning']).toContain('deprecated')
    expect((await chat({})).headers['x-api-warning']).toBeUndefined()
  })
})

describe('embed', () => {
  test('unit vectors in every type that is asked for, nearer for shared words', async () => {
    const texts = ['a rented gpu', 'a rented gpu serves', 'wholly different words']
    const types = ['float', 'base64', 'int8', 'uint8', 'binary', 'ubinary']
    const { json } = await embed({ texts, embedding_types: types })
    expect(Object.keys(json.embeddings)).toEqual(types)
    const [a, b, c] = json.embeddings.float
    const bytes = Buffer.from(json.embeddings.base64[0], 'base64')
    expect(Array.from({ length: 1536 }, (_, at) => bytes.readFloatLE(at * 4))).toEqual(a)
    expect(dot(a, a)).toBeCloseTo(1, 5)
    expect(dot(a, b)).toBeGreaterThan(dot(a, c) + 0.3)
    expect(json.embeddings.ubinary[0]).toHaveLength(192)
    const bits = json.embeddings.ubinary[0].flatMap((byte: number) => [...byte.toString(2).padStart(8, '0')])
    expect(bits).toEqual(a.map((value: number) => (value > 0 ? '1' : '0')))
    expect(json.embeddings.binary[0]).toEqual(json.embeddings.ubinary[0].map((byte: number) => byte - 128))
    for (const [name, low, high] of [
      ['int8', -128, 127],
      ['uint8', 0, 255],
    ] as const)
      expect(json.embeddings[name][0].every((value: number) => value >= low && value <= high)).toBe(true)
    expect([json.texts, json.response_type]).toEqual([texts, 'embeddings_by_type'])
  })

  test('texts, images or mixed inputs, in fewer dimensions', async () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }
    const mixed = [{ content: [{ type: 'text', text: 'a gpu' }, image] }]
    const sizes = async (body: object) =>
      (await embed({ output_dimension: 256, ...body })).json.embeddings.float.map(({ length }: number[]) => length)
    expect(await sizes({ texts: ['a', 'b'] })).toEqual([256, 256])
    expect(await sizes({ images: ['data:image/png;base64,AA=='], input_type: 'image' })).toEqual([256])
    expect(await sizes({ inputs: mixed })).toEqual([256])
    expect((await embed({ inputs: mixed })).json.meta.billed_units.input_tokens).toBe(87)
  })

  test('what is too long is cut, or refused where it must not be', async () => {
    const long = { model: 'embed-english-v3.0', texts: ['word '.repeat(600)] }
    expect((await embed(long)).json.meta.billed_units.input_tokens).toBe(512)
    expect((await embed({ ...long, truncate: 'NONE' })).json.message).toContain('too many tokens')
  })

  test.each([
    [{ input_type: undefined, texts: ['a'] }, 400, 'input_type'],
    [{}, 400, 'texts, images or inputs'],
    [{ texts: [], inputs: [] }, 400, 'exactly one'],
    [{ texts: Array(97).fill('a') }, 400, '96'],
    [{ texts: ['a'], output_dimension: 7 }, 400, 'output_dimension'],
    [{ texts: ['a'], embedding_types: ['double'] }, 400, 'embedding_types'],
    [{ texts: ['a'], dimensions: 256 }, 422, "'dimensions'"],
    [{ model: 'command-a-03-2025', texts: ['a'] }, 400, 'embed API'],
    [{ model: 'sim/context-length', texts: ['a'] }, 400, 'too many tokens'],
  ])('refuses %j', async (body, status, words) => {
    const reply = await embed(body)
    expect([reply.status, reply.json.message]).toEqual([status, expect.stringContaining(words)])
  })
})

describe('rerank', () => {
  const documents = ['nothing of the kind', 'a rented gpu serves', 'a gpu']

  test('the nearest first, each with its place in the request', async () => {
    const { results } = (await rerank({ documents })).json
    expect(results.map(({ index }: { index: number }) => index)).toEqual([1, 2, 0])
    const scores = results.map(({ relevance_score }: { relevance_score: number }) => relevance_score)
    expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a))
    expect(scores.every((score: number) => score >= 0 && score <= 1)).toBe(true)
    expect((await rerank({ documents, top_n: 1 })).json.results).toEqual(results.slice(0, 1))
  })

  test('a search unit is a hundred documents; a long one counts for several', async () => {
    const units = async (list: string[]) => (await rerank({ documents: list })).json.meta.billed_units.search_units
    expect(await units(documents)).toBe(1)
    expect(await units(Array(101).fill('a'))).toBe(2)
    expect(await units(Array(51).fill('word '.repeat(501)))).toBe(2)
  })

  test.each([
    [{ documents: [] }, 400, 'documents'],
    [{ documents: [7] }, 400, 'documents[0]'],
    [{ documents, query: '' }, 400, 'query'],
    [{ documents, top_n: 0 }, 400, 'top_n'],
    [{ documents, return_documents: true }, 422, "'return_documents'"],
    [{ documents, model: 'embed-v4.0' }, 400, 'rerank API'],
  ])('refuses %j', async (body, status, words) => {
    const reply = await rerank(body)
    expect([reply.status, reply.json.message]).toEqual([status, expect.stringContaining(words)])
  })
})

test('the list comes in pages, by endpoint, and as single rows', async () => {
  const names: string[] = []
  let token = ''
  do {
    const { models, next_page_token } = (await get(`/v1/models?page_size=7&page_token=${token}`)).json
    expect(models.length).toBeLessThanOrEqual(7)
    names.push(...models.map(({ name }: { name: string }) => name))
    token = next_page_token ?? ''
  } while (token !== '')
  const all = (await get('/v1/models?page_size=1000')).json
  expect(all.next_page_token).toBeUndefined()
  expect(names).toEqual(all.models.map(({ name }: { name: string }) => name))
  const rerankers = (await get('/v1/models?page_size=1000&endpoint=rerank')).json.models
  expect(rerankers.every(({ endpoints }: { endpoints: string[] }) => endpoints.includes('rerank'))).toBe(true)
  expect((await get('/v1/models/embed-v4.0')).json).toMatchObject({ name: 'embed-v4.0', context_length: 128_000 })
  expect((await get('/v1/models/nothing')).status).toBe(404)
  expect((await get('/v1/models?page_size=1001')).status).toBe(400)
  expect((await get('/v1/models?page_token=%40%40')).status).toBe(400)
})

test('a key is needed; with a list of keys, one of them', async () => {
  const strict = await simulateCohere({ keys: ['right'] })
  const status = async (key?: string) => {
    const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {}
    const { status, json } = await send(`${strict.url}/v1/models`, { headers })
    return [status, json.message]
  }
  expect(await status()).toEqual([401, 'no api key supplied'])
  expect(await status('wrong')).toEqual([401, 'invalid api token'])
  expect(await status('right')).toEqual([200, undefined])
  await strict.close()
})

test('the bill is what was billed, not what was counted; searches have a count of their own', async () => {
  const own = await simulateCohere()
  const { usage } = (await chat({}, own.url)).json
  expect(usage.tokens.input_tokens).toBeGreaterThan(usage.billed_units.input_tokens)
  expect(usage.cached_tokens).toBeLessThanOrEqual(usage.tokens.input_tokens)
  await chat({ stream: true }, own.url)
  await rerank({ documents: ['a'] }, own.url)
  const { input_tokens, output_tokens } = usage.billed_units
  const none = { input_tokens: 0, cached_tokens: 0, cache_write_tokens: 0, output_tokens: 0 }
  expect(own.bill()).toEqual([
    {
      ...none,
      key: 'test',
      model: 'command-a-03-2025',
      requests: 2,
      input_tokens: 2 * input_tokens,
      output_tokens: 2 * output_tokens,
    },
    { ...none, key: 'test', model: 'rerank-v3.5', requests: 1, search_units: 1 },
  ])
  await own.close()
})

function dot(x: number[], y: number[]): number {
  return x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0)
}

/** Types of the events in order, runs as one. */
function kinds(stream: unknown[]): string[] {
  const types = stream.map((event) => (event as { type?: string }).type ?? 'end')
  return types.filter((type, index) => type !== types[index - 1])
}

// biome-ignore lint/suspicious/noExplicitAny: events as they came.
function fold(stream: any[]): unknown {
  const content: Record<string, string>[] = []
  const calls: { id: string; type: string; function: { name: string; arguments: string } }[] = []
  const citations: unknown[] = []
  let plan = ''
  let end = {}
  for (const { type, index, delta } of stream) {
    const said = delta?.message
    if (type === 'content-start') content[index] = { ...said.content }
    if (type === 'content-delta') {
      const [[name, text]] = Object.entries(said.content) as [[string, string]]
      content[index] = { ...content[index], [name]: content[index]?.[name] + text }
    }
    if (type === 'tool-plan-delta') plan += said.tool_plan
    if (type === 'tool-call-start') calls[index] = said.tool_calls
    if (type === 'tool-call-delta') calls[index]!.function.arguments += said.tool_calls.function.arguments
    if (type === 'citation-start') citations.push(said.citations)
    if (type === 'message-end') end = delta
  }
  const message = {
    role: 'assistant',
    ...(content.length > 0 && { content }),
    ...(plan !== '' && { tool_plan: plan }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(citations.length > 0 && { citations }),
  }
  return { message, ...end }
}
