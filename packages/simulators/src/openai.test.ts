import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, send } from '../test/raw-client.ts'
import { hasRecordings, recordedEvents, recordedJson, uncovered } from '../test/shape.ts'
import type { ModelSimulator } from './model-server.ts'
import { simulateOpenAI } from './openai.ts'

const now = () => Date.UTC(2026, 10, 20, 10, 30)
const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
  },
}
const hello = [{ role: 'user', content: 'Hello, how are you?' }]

let openai: ModelSimulator
beforeAll(async () => {
  openai = await simulateOpenAI({ seed: 'a', now })
})
afterAll(() => openai.close())

function post(path: string, body: unknown, url = openai.url) {
  return send(`${url}${path}`, { body, headers: { authorization: 'Bearer test' } })
}
function chat(body: object, url?: string) {
  return post('/v1/chat/completions', { model: 'gpt-4o-mini', messages: hello, ...body }, url)
}
function get(path: string, key = 'test') {
  return send(`${openai.url}${path}`, { headers: { authorization: `Bearer ${key}` } })
}

// What is recorded, and the request that makes ours of the same kind.
const answers: [path: string, body: object][] = [
  ['gomodel/openai/chat_completion.json', {}],
  ['gomodel/openai/chat_with_params.json', { temperature: 0.2 }],
  ['gomodel/openai/chat_multi_turn.json', {}],
  ['gomodel/openai/chat_multimodal.json', {}],
  ['gomodel/openai/chat_json_mode.json', { response_format: { type: 'json_object' } }],
  ['gomodel/openai/chat_completion_reasoning.json', { model: 'o3' }],
  ['gomodel/openai/chat_with_tools.json', { tools: [weather], tool_choice: 'required' }],
  ['vercel-ai/openai/chat/openai-text.json', {}],
]

describe.skipIf(!hasRecordings)('shapes of the recordings beside the checkout', () => {
  test.each(answers)('%s', async (path, body) => {
    expect(uncovered(recordedJson(path), (await chat(body)).json)).toEqual([])
  })

  test.each([
    ['gomodel/openai/chat_completion_stream.txt', {}],
    ['vercel-ai/openai/chat/openai-text.chunks.txt', { stream_options: { include_usage: true } }],
  ])('%s', async (path, body) => {
    const ours = events((await chat({ stream: true, ...body })).text)
    expect(uncovered(recordedEvents(path), ours)).toEqual([])
  })

  test('an embedding', async () => {
    const { json } = await post('/v1/embeddings', { model: 'text-embedding-3-small', input: ['a', 'b'] })
    expect(uncovered(recordedJson('vercel-ai/openai/embedding/openai-embedding.json'), json)).toEqual([])
  })

  test('an error', async () => {
    const { status, json } = await chat({ model: 'gpt-5', max_tokens: 5 })
    expect(status).toBe(400)
    expect(json).toEqual(recordedJson('vercel-ai/openai/chat/reasoning-model-legacy-parameter-error.json'))
  })

  test.each(['gomodel/openai/models.json', 'list-models/openai_models_list_spec_example.json'])('%s', async (path) => {
    expect(uncovered(recordedJson(path), (await get('/v1/models')).json)).toEqual([])
  })
})

describe('chat', () => {
  test('a whole answer and a streamed one say the same and cost the same', async () => {
    const tools = [weather]
    for (const body of [
      {},
      { n: 3 },
      { model: 'gpt-5' },
      { max_tokens: 7 },
      { tools, tool_choice: 'required' },
      { response_format: { type: 'json_object' } },
    ]) {
      const whole = (await chat(body)).json
      const streamed = fold(
        events((await chat({ ...body, stream: true, stream_options: { include_usage: true } })).text),
      )
      expect(streamed).toEqual({
        choices: whole.choices.map(
          ({ message, finish_reason }: { message: Record<string, unknown>; finish_reason: string }) => ({
            content: message.content ?? '',
            calls: message.tool_calls ?? [],
            finish_reason,
          }),
        ),
        usage: whole.usage,
      })
    }
  })

  test('usage comes only when asked for, and then once', async () => {
    const unasked = events((await chat({ stream: true })).text)
    expect(unasked.some((event) => 'usage' in Object(event))).toBe(false)
    const asked = events((await chat({ stream: true, stream_options: { include_usage: true } })).text)
    expect(asked.filter((event) => event.usage)).toHaveLength(1)
    expect(asked.slice(0, -2).every((event) => event.usage === null)).toBe(true)
    expect(asked.at(-1)).toBe('[DONE]')
  })

  test('equal seeds give equal answers, other seeds others', async () => {
    const [same, other] = await Promise.all([simulateOpenAI({ seed: 'a', now }), simulateOpenAI({ seed: 'b', now })])
    const text = async (url: string) =>
      (await chat({ messages: [{ role: 'user', content: 'seeds' }] }, url)).json.choices
    expect(await text(same.url)).toEqual(await text(openai.url))
    expect(await text(other.url)).not.toEqual(await text(openai.url))
    await Promise.all([same.close(), other.close()])
  })

  test('echo, stop and max tokens', async () => {
    const echo = (text: string, more = {}) => chat({ messages: [{ role: 'user', content: `echo: ${text}` }], ...more })
    expect((await echo('Grüße, 世界 🌍!')).json.choices[0].message.content).toBe('Grüße, 世界 🌍!')
    const stopped = (await echo('one two STOP three', { stop: ['STOP'] })).json.choices[0]
    expect([stopped.message.content, stopped.finish_reason]).toEqual(['one two ', 'stop'])
    const { json } = await echo('one two three four', { max_tokens: 2 })
    expect([json.choices[0].message.content, json.choices[0].finish_reason]).toEqual(['one two', 'length'])
    expect(json.usage.completion_tokens).toBe(2)
  })

  test('a tool is called when its name is asked for, when it is forced, and not again after its result', async () => {
    const ask = [{ role: 'user', content: 'What is the weather in Paris?' }]
    const called = (await chat({ messages: ask, tools: [weather] })).json.choices[0]
    const [call] = called.message.tool_calls
    expect(called.finish_reason).toBe('tool_calls')
    expect(JSON.parse(call.function.arguments)).toEqual({ location: 'Paris' })
    expect((await chat({ tools: [weather] })).json.choices[0].finish_reason).toBe('stop')
    const forced = { tools: [weather], tool_choice: { type: 'function', function: { name: 'get_weather' } } }
    expect((await chat(forced)).json.choices[0].message.tool_calls).toHaveLength(1)
    const result = { role: 'tool', tool_call_id: call.id, content: '19 degrees' }
    const after = (await chat({ messages: [...ask, called.message, result], tools: [weather] })).json.choices[0]
    expect(after.message.content).toContain('19 degrees')
  })

  test('a wished schema is filled', async () => {
    const schema = {
      type: 'object',
      properties: {
        score: { type: 'integer', minimum: 3, maximum: 5 },
        tags: { type: 'array', items: { enum: ['x', 'y'] } },
      },
    }
    const format = { type: 'json_schema', json_schema: { name: 'out', schema, strict: true } }
    const value = JSON.parse((await chat({ response_format: format })).json.choices[0].message.content)
    expect([3, 4, 5]).toContain(value.score)
    expect(value.tags.length).toBeGreaterThan(0)
    expect(new Set(['x', 'y', ...value.tags]).size).toBe(2)
  })

  test.each([
    [{ messages: undefined }, 400, 'missing_required_parameter'],
    [{ messages: [] }, 400, 'empty_array'],
    [{ messages: [{ role: 'robot', content: 'x' }] }, 400, 'invalid_value'],
    [{ messages: [{ role: 'tool', tool_call_id: 'x', content: 'x' }] }, 400, null],
    [{ temperature: 'hot' }, 400, 'invalid_type'],
    [{ temperature: 3 }, 400, 'integer_above_max_value'],
    [{ n: 0 }, 400, 'integer_below_min_value'],
    [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 400, 'array_above_max_length'],
    [{ model: 'openai/gpt-4o' }, 404, 'model_not_found'],
    [{ model: 'gpt-4', messages: [{ role: 'user', content: 'word '.repeat(9000) }] }, 400, 'context_length_exceeded'],
  ])('refuses %j', async (body, status, code) => {
    const reply = await chat(body)
    expect([reply.status, reply.json.error.code]).toEqual([status, code])
  })
})

describe('embeddings', () => {
  test('are unit vectors, the same as base64, nearer for shared words', async () => {
    const input = ['a rented gpu', 'a rented gpu serves', 'wholly different words']
    const float = (await post('/v1/embeddings', { model: 'text-embedding-3-small', input })).json
    const packed = (await post('/v1/embeddings', { model: 'text-embedding-3-small', input, encoding_format: 'base64' }))
      .json
    const [a, b, c] = float.data.map(({ embedding }: { embedding: number[] }) => embedding)
    const bytes = Buffer.from(packed.data[0].embedding, 'base64')
    expect(Array.from({ length: 1536 }, (_, at) => bytes.readFloatLE(at * 4))).toEqual(a)
    const dot = (x: number[], y: number[]) => x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0)
    expect(dot(a, a)).toBeCloseTo(1, 5)
    expect(dot(a, b)).toBeGreaterThan(dot(a, c) + 0.3)
    expect(float.usage.prompt_tokens).toBe(packed.usage.prompt_tokens)
  })

  test('take tokens and fewer dimensions, and refuse too many', async () => {
    const embed = (body: object) => post('/v1/embeddings', { model: 'text-embedding-3-small', ...body })
    const { json } = await embed({ input: [1, 2, 3], dimensions: 8 })
    expect([json.data.length, json.data[0].embedding.length, json.usage.total_tokens]).toEqual([1, 8, 3])
    expect((await embed({ input: 'x', dimensions: 4000 })).status).toBe(400)
    expect((await embed({ input: Array(2049).fill('x') })).status).toBe(400)
  })
})

test('a key is needed; with a list of keys, one of them', async () => {
  const strict = await simulateOpenAI({ keys: ['right'] })
  const status = async (key?: string) => {
    const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {}
    const { status, json } = await send(`${strict.url}/v1/models`, { headers })
    return [status, json.error?.code]
  }
  expect(await status()).toEqual([401, null])
  expect(await status('wrong')).toEqual([401, 'invalid_api_key'])
  expect(await status('right')).toEqual([200, undefined])
  await strict.close()
})

test('the bill is the sum of the usage that was told', async () => {
  const own = await simulateOpenAI()
  const replies = [await chat({}, own.url), await chat({ n: 2 }, own.url)]
  const sum = (field: string) => replies.reduce((total, { json }) => total + json.usage[field], 0)
  expect(own.bill()).toEqual([
    {
      key: 'test',
      model: 'gpt-4o-mini',
      requests: 2,
      input_tokens: sum('prompt_tokens'),
      cached_tokens: 0,
      cache_write_tokens: 0,
      output_tokens: sum('completion_tokens'),
    },
  ])
  expect((await send(`${own.url}/__sim/bill`)).json).toEqual(own.bill())
  expect((await send(`${own.url}/__sim/requests`)).json).toHaveLength(2)
  await own.close()
})

test('a repeated long prompt of one cache key is cached in steps of 128', async () => {
  const own = await simulateOpenAI()
  const long = [{ role: 'user', content: 'tell me a word '.repeat(300) }]
  const usage = async () => (await chat({ messages: long, prompt_cache_key: 'k' }, own.url)).json.usage
  expect((await usage()).prompt_tokens_details.cached_tokens).toBe(0)
  expect((await usage()).prompt_tokens_details.cached_tokens).toBe(1152)
  await own.close()
})

interface Folded {
  content: string
  calls: { id: string; type: string; function: { name: string; arguments: string } }[]
  finish_reason: string | null
}

/** What a stream said: choices by index, calls put together again, usage of the last chunk that has it. */
// biome-ignore lint/suspicious/noExplicitAny: events as they came.
function fold(stream: any[]): { choices: Folded[]; usage: unknown } {
  const choices: Folded[] = []
  for (const event of stream.filter((item) => item !== '[DONE]')) {
    for (const { index, delta, finish_reason } of event.choices) {
      choices[index] ??= { content: '', calls: [], finish_reason: null }
      const choice = choices[index]
      choice.content += delta.content ?? ''
      choice.finish_reason ??= finish_reason
      for (const { index: at, ...call } of delta.tool_calls ?? []) {
        const known = choice.calls[at]
        if (known) known.function.arguments += call.function.arguments
        else choice.calls[at] = call
      }
    }
  }
  return { choices, usage: stream.findLast((event) => event.usage)?.usage }
}

describe('beside chat', () => {
  const row = () => openai.bill().at(-1)

  test('a completion, whole and streamed: the same words, the same price', async () => {
    const body = { model: 'gpt-3.5-turbo-instruct', prompt: 'echo: one two three', max_tokens: 50 }
    const { json } = await post('/v1/completions', body)
    expect(json).toMatchObject({
      object: 'text_completion',
      choices: [{ text: 'one two three', finish_reason: 'stop' }],
    })
    const chunks = events((await post('/v1/completions', { ...body, stream: true })).text)
    const words = chunks.flatMap(({ choices = [] }) => choices.map(({ text }: { text: string }) => text)).join('')
    expect(words).toBe('one two three')
    expect(chunks.at(-1)).toBe('[DONE]')
    expect(row()).toMatchObject({ requests: 2, output_tokens: 2 * json.usage.completion_tokens })
  })

  test('several prompts, an echo, probabilities', async () => {
    const body = { model: 'gpt-3.5-turbo-instruct', prompt: ['echo: a', [1, 2]], n: 2, echo: true, logprobs: 1 }
    const { json } = await post('/v1/completions', body)
    expect(json.choices.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2, 3])
    expect(json.choices[0]).toMatchObject({ text: 'echo: aa', logprobs: { tokens: ['a'] } })
  })

  test('a judgment costs nothing', async () => {
    openai.reset()
    const { json } = await post('/v1/moderations', { model: 'omni-moderation-latest', input: ['hello', 'I hate it'] })
    expect(json.results.map(({ flagged }: { flagged: boolean }) => flagged)).toEqual([false, true])
    expect(openai.bill()).toEqual([])
  })

  test('images by the token and by the image', async () => {
    const tokens = await post('/v1/images/generations', { model: 'gpt-image-2', prompt: 'a cat', n: 2 })
    expect(tokens.json.data).toHaveLength(2)
    expect(row()).toMatchObject({ output_tokens: tokens.json.usage.output_tokens })
    await post('/v1/images/generations', { model: 'dall-e-3', prompt: 'a cat' })
    expect(row()).toMatchObject({ images: 1, output_tokens: 0 })
    const refused = await post('/v1/images/generations', { model: 'gpt-image-2', prompt: 'a', response_format: 'url' })
    expect(refused.json.error.code).toBe('unknown_parameter')
  })

  test('speech is bytes, billed by the character', async () => {
    const { headers, text } = await post('/v1/audio/speech', { model: 'tts-1', input: 'Hello you', voice: 'alloy' })
    expect(headers['content-type']).toBe('audio/mpeg')
    expect(text.length).toBe(9 * 256)
    expect(row()).toMatchObject({ model: 'tts-1', characters: 9 })
  })

  test('a recording in a form, billed by its second or by tokens', async () => {
    const transcribe = async (fields: Record<string, string>) => {
      const form = new FormData()
      form.set('file', new File([new Uint8Array(40_000).fill(255)], 'a.mp3', { type: 'audio/mpeg' }))
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      const response = await fetch(`${openai.url}/v1/audio/transcriptions`, {
        method: 'POST',
        headers: { authorization: 'Bearer test' },
        body: form,
      })
      return response.text()
    }
    expect(JSON.parse(await transcribe({ model: 'whisper-1' }))).toMatchObject({
      text: 'A recording of 40000 bytes.',
      usage: { type: 'duration', seconds: 10 },
    })
    expect(row()).toMatchObject({ seconds: 10 })
    expect(await transcribe({ model: 'whisper-1', response_format: 'vtt' })).toContain('--> 00:00:10.000')
    expect(JSON.parse(await transcribe({ model: 'gpt-4o-transcribe' })).usage).toMatchObject({ input_tokens: 100 })
    expect(openai.requests().at(-1)).toMatchObject({ model: 'gpt-4o-transcribe' })
  })

  test('rerank as compatible servers have it', async () => {
    const { json } = await post('/v1/rerank', {
      model: 'sim/rerank',
      query: 'red cat',
      documents: ['a dog', { text: 'red cat' }],
    })
    expect(json.results).toEqual([
      { index: 1, relevance_score: 1, document: { text: 'red cat' } },
      { index: 0, relevance_score: 0, document: { text: 'a dog' } },
    ])
  })

  test('a model does what it does, and nothing else', async () => {
    const wrong = await post('/v1/moderations', { model: 'gpt-4o', input: 'x' })
    expect(wrong).toMatchObject({ status: 404, json: { error: { param: 'model' } } })
  })

  test('a failure by name', async () => {
    expect((await post('/v1/audio/speech', { model: 'sim/overloaded', input: 'x', voice: 'a' })).status).toBe(503)
    const cut = await post('/v1/audio/speech', { model: 'sim/cut', input: 'one two three four', voice: 'a' })
    expect(cut.ending).toBe('short')
  })
})

describe.skipIf(!hasRecordings)('shapes of recordings beside chat', () => {
  test('completions, images, rerank', async () => {
    const completion = await post('/v1/completions', { model: 'gpt-3.5-turbo-instruct', prompt: 'x' })
    expect(uncovered(recordedJson('vercel-ai/openai/completion/openai-completion-text.json'), completion.json)).toEqual(
      [],
    )
    const image = await post('/v1/images/generations', { model: 'gpt-image-2', prompt: 'x' })
    expect(
      uncovered(recordedJson('vercel-ai/openai/image/openai-image.json'), image.json, ['$.data[].revised_prompt']),
    ).toEqual([])
    const ranked = await post('/v1/rerank', { model: 'sim/rerank', query: 'x', documents: ['x'] })
    expect(uncovered(recordedJson('vercel-ai/togetherai/reranking/togetherai-reranking.1.json'), ranked.json)).toEqual(
      [],
    )
  })
})
