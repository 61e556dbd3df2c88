import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, send } from '../test/raw-client.ts'
import { hasRecordings, recordedEvents, recordedJson, uncovered } from '../test/shape.ts'
import { simulateGemini } from './gemini.ts'
import type { ModelSimulator } from './model-server.ts'

const now = () => Date.UTC(2026, 10, 20, 10, 30)
const user = (text: string) => ({ role: 'user', parts: [{ text }] })
const hello = [user('Hello, how are you?')]
const weather = {
  name: 'get_weather',
  parametersJsonSchema: {
    type: 'object',
    properties: { location: { type: 'string' } },
    required: ['location'],
    additionalProperties: false,
  },
}
const clock = { name: 'get_time', parameters: { type: 'OBJECT', properties: { zone: { type: 'STRING' } } } }
const tools = [{ functionDeclarations: [weather, clock] }]
const forced = { tools, toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['get_weather'] } } }
const third = 'gemini-3.1-pro-preview'
const headers = { 'x-goog-api-key': 'test' }

let gemini: ModelSimulator
beforeAll(async () => {
  gemini = await simulateGemini({ seed: 'a', now })
})
afterAll(() => gemini.close())

function post(method: string, body: unknown, model = 'gemini-2.5-flash', url = gemini.url) {
  return send(`${url}/v1beta/models/${model}:${method}`, { body, headers })
}
function generate(body: object, model?: string, url?: string) {
  return post('generateContent', { contents: hello, ...body }, model, url)
}
async function stream(body: object, model?: string) {
  return events((await post('streamGenerateContent?alt=sse', { contents: hello, ...body }, model)).text)
}
function get(path: string) {
  return send(`${gemini.url}${path}`, { headers })
}

const folder = 'vercel-ai/google/google-'
// The arguments are those of another tool.
const args = ['$.candidates[].content.parts[].functionCall.args']
const answers: [path: string, body: object, except: string[]][] = [
  ['text', {}, []],
  ['reasoning', {}, []],
  ['reasoning-gemini3', {}, []],
  ['tool-call', forced, args],
  ['tool-call-gemini3', forced, args],
]

describe.skipIf(!hasRecordings)('shapes of the recordings beside the checkout', () => {
  test.each(answers)('%s', async (name, body, except) => {
    expect(uncovered(recordedJson(`${folder}${name}.json`), (await generate(body, third)).json, except)).toEqual([])
    const inEvents = except.map((path) => path.replace('$', '$[]'))
    const recorded = recordedEvents(`${folder}${name}.chunks.txt`)
    expect(uncovered(recorded, await stream(body, third), inEvents)).toEqual([])
  })

  test('an error', async () => {
    const { status, json } = await generate({}, 'sim/rate-limited')
    expect(status).toBe(429)
    expect(uncovered(recordedJson(`${folder}429-retry-info.json`), json)).toEqual([])
  })

  test('models', async () => {
    const recorded = recordedJson('list-models/gemini_models_list_recorded_subset.json') as { models: object[] }
    const { json } = await get('/v1beta/models?pageSize=9')
    expect(recorded.models.map((row) => least(row, json.models))).toEqual(recorded.models.map(() => []))
    const one = recordedJson('list-models/gemini_model_get_recorded.json')
    expect(uncovered(one, (await get(`/v1beta/models/${third}`)).json)).toEqual([])
  })

  /** What the row that is most like it lacks; rows differ in what they state. */
  function least(row: object, ours: object[]): string[] {
    const lists = ours.map((candidate) => uncovered(row, candidate))
    return lists.reduce((best, list) => (list.length < best.length ? list : best), ['no row'])
  }
})

describe('generateContent', () => {
  test('a whole answer and a streamed one say the same and cost the same', async () => {
    const schema = { type: 'object', properties: { a: { type: 'integer' } } }
    for (const model of ['gemini-2.0-flash', 'gemini-2.5-flash', third]) {
      for (const body of [
        {},
        { tools, contents: [user('weather and time in Paris')] },
        forced,
        { generationConfig: { candidateCount: 3 } },
        { generationConfig: { maxOutputTokens: 7 } },
        { ...forced, generationConfig: { maxOutputTokens: 45 } },
        { generationConfig: { thinkingConfig: { includeThoughts: true } } },
        { generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema } },
      ]) {
        const { candidates, usageMetadata } = (await generate(body, model)).json
        const said = candidates.map((candidate: Candidate) => fold([candidate]))
        const chunks = await stream(body, model)
        const streamed = candidates.map((_: unknown, index: number) =>
          fold(chunks.flatMap((chunk) => chunk.candidates).filter((candidate) => candidate.index === index)),
        )
        expect(streamed).toEqual(said)
        expect(chunks.at(-1).usageMetadata).toEqual(usageMetadata)
      }
    }
  })

  test('events end with CRLF, the last says why, and then the connection is all that ends', async () => {
    const { text, headers } = await post('streamGenerateContent?alt=sse', { contents: hello })
    expect(headers['content-type']).toBe('text/event-stream')
    expect(text.split('\r\n\r\n').at(-1)).toBe('')
    expect(text.replaceAll('\r\n', '')).not.toContain('\n')
    expect(events(text).map(({ candidates }) => candidates[0].finishReason)).toEqual([
      ...Array(events(text).length - 1).fill(undefined),
      'STOP',
    ])
  })

  test('without alt=sse a stream is one JSON array', async () => {
    const { json } = await post('streamGenerateContent', { contents: hello })
    expect(json.length).toBeGreaterThan(2)
    expect(json.at(-1).candidates[0].finishReason).toBe('STOP')
  })

  test('a blocked prompt is 200 without candidates, whole and streamed', async () => {
    const whole = await generate({}, 'sim/refusal')
    expect([whole.status, whole.json.candidates]).toEqual([200, undefined])
    expect(whole.json.promptFeedback).toEqual({ blockReason: 'PROHIBITED_CONTENT' })
    expect((await stream({}, 'sim/refusal')).map(({ promptFeedback }) => promptFeedback)).toEqual([
      { blockReason: 'PROHIBITED_CONTENT' },
    ])
  })

  test('thoughts are outside the candidates, and the total holds both', async () => {
    const { usageMetadata } = (await generate({}, third)).json
    const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount, totalTokenCount } = usageMetadata
    expect(thoughtsTokenCount).toBeGreaterThan(0)
    expect(promptTokenCount + candidatesTokenCount + thoughtsTokenCount).toBe(totalTokenCount)
    const off = { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }
    expect((await generate(off)).json.usageMetadata).not.toHaveProperty('thoughtsTokenCount')
  })

  test('echo, stop and max tokens', async () => {
    const echo = async (text: string, generationConfig: object = {}) => {
      const { json } = await generate({ contents: [user(`echo: ${text}`)], generationConfig }, 'gemini-2.0-flash')
      const [{ content, finishReason }] = json.candidates
      return [content.parts[0].text, finishReason]
    }
    expect(await echo('Grüße, 世界 🌍!')).toEqual(['Grüße, 世界 🌍!', 'STOP'])
    expect(await echo('one two STOP three', { stopSequences: ['STOP'] })).toEqual(['one two ', 'STOP'])
    expect(await echo('one two three', { maxOutputTokens: 2 })).toEqual(['one two', 'MAX_TOKENS'])
  })

  test('both spellings of members are read', async () => {
    const body = { system_instruction: { parts: [{ text: 'x' }] }, generation_config: { max_output_tokens: 1 } }
    expect((await generate(body)).json.candidates[0].finishReason).toBe('MAX_TOKENS')
  })
})

describe('calls', () => {
  const ask = user('weather and time in Paris')
  const parallel = async () => (await generate({ tools, contents: [ask] }, third)).json.candidates[0].content
  const result = (name: string) => ({ functionResponse: { name, response: { output: '19 degrees' } } })
  const results = { role: 'user', parts: [result('get_weather'), result('get_time')] }
  const next = (model: object, answer: object = results) => generate({ tools, contents: [ask, model, answer] }, third)

  test('the first of several is signed, and goes back with its signature', async () => {
    const content = await parallel()
    expect(content.parts.map((part: Part) => [part.functionCall?.name, part.thoughtSignature !== undefined])).toEqual([
      ['get_weather', true],
      ['get_time', false],
    ])
    expect(JSON.stringify((await next(content)).json.candidates)).toContain('19 degrees')
  })

  test.each<[string, (parts: Part[]) => Part[], string | null]>([
    [
      'without it',
      ([first, ...rest]) => [{ functionCall: first?.functionCall }, ...rest],
      'missing a thought_signature',
    ],
    ['forged', ([first, ...rest]) => [{ ...first, thoughtSignature: 'Zm9yZ2Vk' }, ...rest], 'Corrupted'],
    [
      'on another call',
      ([a, b]) => [{ ...a, functionCall: b?.functionCall }, { functionCall: a?.functionCall }],
      'Corr',
    ],
    [
      'the value for calls of other models',
      ([a, b]) => [{ ...a, thoughtSignature: 'skip_thought_signature_validator' }, b as Part],
      null,
    ],
  ])('a signature %s', async (_, change, message) => {
    const content = await parallel()
    const reply = await next({ ...content, parts: change(content.parts) })
    expect(reply.status).toBe(message === null ? 200 : 400)
    if (message !== null) expect(reply.json.error.message).toContain(message)
  })

  test('a call of an older turn, and an older model, need none', async () => {
    const { parts } = await parallel()
    const bare = { role: 'model', parts: parts.map(({ functionCall }: Part) => ({ functionCall })) }
    const later = [ask, bare, results, { role: 'model', parts: [{ text: 'Fine.' }] }, user('Thanks')]
    expect((await generate({ tools, contents: later }, third)).status).toBe(200)
    expect((await generate({ tools, contents: [ask, bare, results] }, 'gemini-2.5-flash')).status).toBe(200)
  })

  test('newer models give ids, and take back no others', async () => {
    const content = (await generate({ tools, contents: [ask] }, 'gemini-3.5-flash')).json.candidates[0].content
    const ids: string[] = content.parts.map(({ functionCall }: { functionCall: { id: string } }) => functionCall.id)
    expect(new Set(ids).size).toBe(2)
    const answered = (list: string[]) => ({
      role: 'user',
      parts: ['get_weather', 'get_time'].map((name, n) => ({
        functionResponse: { id: list[n], ...result(name).functionResponse },
      })),
    })
    expect((await next(content, answered(ids))).status).toBe(200)
    expect((await next(content, answered(['x', 'y']))).json.error.message).toContain('does not match')
  })

  test('every call has its response, and no response is without a call', async () => {
    const content = await parallel()
    for (const parts of [[result('get_weather')], [result('get_weather'), result('get_date')], [{ text: 'x' }]]) {
      expect((await next(content, { role: 'user', parts })).json.error.message).toContain('number of function response')
    }
    expect((await generate({ tools, contents: [results] })).status).toBe(400)
  })
})

test.each<[string, object, string]>([
  ['no turns', { contents: [] }, 'contents is not specified'],
  ['a role', { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }, 'valid role'],
  ['an empty part', { contents: [{ parts: [{}] }] }, "oneof field 'data'"],
  ['an unknown member', { max_tokens: 5 }, 'Unknown name "max_tokens": Cannot find field.'],
  ['one inside', { generationConfig: { maxTokens: 5 } }, 'Unknown name "maxTokens" at \'generation_config\''],
  [
    'JSON Schema where a schema of the API stands',
    { tools: [{ functionDeclarations: [{ name: 'f', parameters: { ...weather.parametersJsonSchema } }] }] },
    'Unknown name "additionalProperties" at \'tools[0].function_declarations[0].parameters\'',
  ],
  ['two schemas', { tools: [{ functionDeclarations: [{ ...weather, parameters: { type: 'OBJECT' } }] }] }, 'exclusive'],
  ['a name', { tools: [{ functionDeclarations: [{ name: '7 up' }] }] }, 'Invalid function name'],
  ['stops', { generationConfig: { stopSequences: ['1', '2', '3', '4', '5', '6'] } }, 'at most 5'],
  ['candidates', { generationConfig: { candidateCount: 9 } }, 'candidateCount'],
  ['heat', { generationConfig: { temperature: 2.5 } }, 'temperature'],
  ['a schema without its type', { generationConfig: { responseJsonSchema: {} } }, 'application/json'],
  ['a level for a budget', { generationConfig: { thinkingConfig: { thinkingLevel: 'high' } } }, 'not supported'],
  [
    'names without ANY',
    { tools, toolConfig: { functionCallingConfig: { allowedFunctionNames: ['get_time'] } } },
    'ANY',
  ],
  ['length', { contents: [user('word '.repeat(1_048_577))] }, 'exceeds the maximum number of tokens allowed (1048576)'],
])('refuses %s', async (_, body, message) => {
  const { status, json } = await generate(body)
  expect([status, json.error.code, json.error.status]).toEqual([400, 400, 'INVALID_ARGUMENT'])
  expect(json.error.message).toContain(message)
})

test('a model that always thinks cannot be told not to', async () => {
  const off = { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }
  expect((await generate(off, 'gemini-2.5-pro')).json.error.message).toContain('only works in thinking mode')
})

test('countTokens says what generateContent bills', async () => {
  const body = { contents: hello, tools, systemInstruction: { parts: [{ text: 'Be kind.' }] } }
  const model = 'models/gemini-2.5-flash'
  const { json } = await post('countTokens', { generateContentRequest: { model, ...body } })
  expect(json.totalTokens).toBe((await generate(body)).json.usageMetadata.promptTokenCount)
  expect((await post('countTokens', { contents: hello })).json.totalTokens).toBeLessThan(json.totalTokens)
  expect((await post('countTokens', body)).json.error.message).toContain('Unknown name "tools"')
})

describe('embeddings', () => {
  const model = 'gemini-embedding-001'
  const content = (text: string) => ({ parts: [{ text }] })

  test('a batch is its single ones, shorter if asked, and billed by its tokens', async () => {
    const own = await simulateGemini()
    const one = async (text: string, more = {}) =>
      (await post('embedContent', { content: content(text), ...more }, model, own.url)).json.embedding.values
    const requests = ['a rented gpu', 'wholly different'].map((text) => ({
      model: `models/${model}`,
      content: content(text),
    }))
    const { json } = await post('batchEmbedContents', { requests }, model, own.url)
    const vectors = json.embeddings.map(({ values }: { values: number[] }) => values)
    expect(vectors).toEqual([await one('a rented gpu'), await one('wholly different')])
    expect(vectors[0]).toHaveLength(3072)
    expect(await one('a', { outputDimensionality: 8, taskType: 'RETRIEVAL_QUERY' })).toHaveLength(8)
    expect(own.bill()).toMatchObject([{ model, requests: 4, output_tokens: 0 }])
    expect(own.bill()[0]?.input_tokens).toBeGreaterThan(8)
    await own.close()
  })

  test.each<[string, unknown, string, string]>([
    ['embedContent', { content: content('x') }, 'gemini-2.5-flash', 'is not supported for embedContent'],
    ['embedContent', { content: { parts: [] } }, model, 'contents is not specified'],
    ['embedContent', { content: content('x'), outputDimensionality: 4000 }, model, '1..3072'],
    ['batchEmbedContents', { requests: [] }, model, 'requests is not specified'],
    ['batchEmbedContents', { requests: [{ model: 'models/x', content: content('x') }] }, model, 'must match'],
    ['batchEmbedContents', { requests: Array(101).fill({ content: content('x') }) }, model, 'at most 100'],
    ['generateContent', { contents: hello }, model, 'is not supported for generateContent'],
  ])('%s refuses %j', async (method, body, id, message) => {
    expect((await post(method, body, id)).json.error.message).toContain(message)
  })
})

test('the list has pages, and the pages are the list', async () => {
  const names = (json: { models: { name: string }[] }) => json.models.map(({ name }) => name)
  const all = names((await get('/v1beta/models?pageSize=1000')).json)
  const seen: string[] = []
  let query = 'pageSize=7'
  for (let pages = 0; pages < 20; pages++) {
    const { json } = await get(`/v1beta/models?${query}`)
    seen.push(...names(json))
    if (json.nextPageToken === undefined) break
    query = `pageSize=7&pageToken=${json.nextPageToken}`
  }
  expect(seen).toEqual(all)
  expect(all).toContain('models/sim/overloaded')
  expect((await get('/v1beta/models?pageToken=nonsense')).json.error.message).toBe('Page token is invalid.')
  expect((await get('/v1beta/models/gemini-9')).status).toBe(404)
  expect((await get('/v1beta/elsewhere')).status).toBe(404)
})

test('a key is needed, in the header or the query; with a list of keys, one of them', async () => {
  const strict = await simulateGemini({ keys: ['right'] })
  const error = async (headers: Record<string, string>, query = '') =>
    (await send(`${strict.url}/v1beta/models${query}`, { headers })).json.error
  expect(await error({})).toMatchObject({ code: 403, status: 'PERMISSION_DENIED' })
  expect(await error({ 'x-goog-api-key': 'wrong' })).toMatchObject({
    code: 400,
    details: [{ reason: 'API_KEY_INVALID' }, {}],
  })
  expect(await error({ 'x-goog-api-key': 'right' })).toBeUndefined()
  expect(await error({}, '?key=right')).toBeUndefined()
  await strict.close()
})

test('the bill is the sum of the usage that was told', async () => {
  const own = await simulateGemini()
  const replies = [await generate({}, third, own.url), await generate(forced, third, own.url)]
  const sum = (field: string) => replies.reduce((total, { json }) => total + (json.usageMetadata[field] ?? 0), 0)
  expect(own.bill()).toEqual([
    {
      key: 'test',
      model: third,
      requests: 2,
      input_tokens: sum('promptTokenCount'),
      cached_tokens: 0,
      cache_write_tokens: 0,
      output_tokens: sum('candidatesTokenCount') + sum('thoughtsTokenCount'),
    },
  ])
  await own.close()
})

interface Part {
  text?: string
  thought?: boolean
  thoughtSignature?: string
  functionCall?: { name: string; args: object } | undefined
}
interface Candidate {
  index: number
  content: { parts: Part[] }
  finishReason?: string
}

/** What a candidate said in its pieces: text, thoughts, calls, and why it ended. */
function fold(pieces: Candidate[]) {
  const parts = pieces.flatMap(({ content }) => content.parts)
  const text = (thought: boolean) =>
    parts
      .filter((part) => (part.thought ?? false) === thought)
      .map((part) => part.text ?? '')
      .join('')
  return {
    text: text(false),
    thoughts: text(true),
    calls: parts.filter(({ functionCall }) => functionCall !== undefined),
    finish: pieces.map(({ finishReason }) => finishReason).filter(Boolean),
  }
}
