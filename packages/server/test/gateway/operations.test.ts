/** What is no conversation, by OpenAI's client and plain requests: answers, usage, logs and bills. */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { ProxyAPI } from '@proxyapi/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ModelPrice } from '../../src/gateway/lane.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, price, provider } from './lanes.ts'

let harness: Harness

const unpriced: ModelPrice = { input: null, output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }
const piece = { image: null, request: null, character: null, audioMinute: null }
const sold = (pieces: Partial<typeof piece> | { [name: string]: number }): ModelPrice => ({
  ...unpriced,
  pieces: { ...piece, ...pieces },
})
const model = (brand: string, id: string, more: object = {}) =>
  facts(brand, id, { supportsChat: false, capabilities: [], contextLength: null, ...more })

beforeAll(async () => {
  harness = await startHarness({
    providers: ({ openai, anthropic, cohere, google, perplexity }) => [
      provider('openai', 'openai', openai),
      provider('anthropic', 'anthropic', anthropic, { priority: 2 }),
      provider('cohere', 'cohere', cohere, { priority: 3 }),
      provider('google', 'google', google, { priority: 4, baseUrl: `${google}/v1beta` }),
      provider('perplexity', 'perplexity', perplexity, { priority: 6 }),
      provider('local', 'vllm', openai, { priority: 5 }),
    ],
    models: [
      facts('openai', 'gpt-4o'),
      facts('anthropic', 'claude-sonnet-4-5-20250929'),
      facts('google', 'gemini-2.5-flash'),
      model('openai', 'text-embedding-3-small', { price: { ...price, output: 0 } }),
      model('cohere', 'embed-v4.0', { price: { ...price, output: null } }),
      model('google', 'gemini-embedding-001'),
      model('perplexity', 'pplx-embed-v1-0.6b', { price: { ...price, output: null } }),
      model('cohere', 'rerank-v3.5', { price: sold({ request: 2_000_000_000 }) }),
      model('local', 'sim/rerank'),
      model('openai', 'omni-moderation-latest', { capabilities: ['moderation'], price: null }),
      model('openai', 'gpt-image-2'),
      model('openai', 'dall-e-3', { price: sold({ image: 40_000_000_000 }) }),
      model('openai', 'tts-1', { price: sold({ character: 15_000_000 }) }),
      model('openai', 'whisper-1', { price: sold({ audioMinute: 6_000_000_000 }) }),
      model('openai', 'gpt-4o-transcribe'),
      model('openai', 'sim/overloaded', { price: unpriced }),
    ],
  })
})
afterAll(() => harness.close())
beforeEach(() => {
  for (const sim of Object.values(harness.sims)) sim.reset()
})

const last = async () => {
  await settledAll(harness)
  return harness.book.settled.at(-1)
}
/** Judges every answer by the document. */
const conforming = conformingFetch((request) => fetch(request))
const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const request = new Request(`${harness.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const response = await conforming(request)
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
  const json: any = await response.json()
  return { status: response.status, headers: response.headers, json }
}

describe.each([
  ['openai/text-embedding-3-small', 1536],
  ['cohere/embed-v4.0', 1536],
  ['google/gemini-embedding-001', 3072],
  ['perplexity/pplx-embed-v1-0.6b', 1024],
])('embeddings of %s', (id, length) => {
  test('the client’s own encoding, numbers, one text and many', async () => {
    const packed = await harness.openai.embeddings.create({ model: id, input: ['red cat', 'blue dog'] })
    const plain = await harness.openai.embeddings.create({ model: id, input: ['red cat'], encoding_format: 'float' })
    expect(packed.data.map(({ index }) => index)).toEqual([0, 1])
    expect(packed.data[0]?.embedding).toHaveLength(length)
    expect(plain.data[0]?.embedding.map(Math.fround)).toEqual(packed.data[0]?.embedding)
    const one = await harness.openai.embeddings.create({ model: id, input: 'red cat' })
    expect(one.data[0]?.embedding).toEqual(packed.data[0]?.embedding)
  })

  test('dimensions', async () => {
    const { data } = await harness.openai.embeddings.create({ model: id, input: 'red cat', dimensions: 256 })
    expect(data[0]?.embedding).toHaveLength(256)
  })

  test('more than one request holds: in order, summed, one charge, every request in the log', async () => {
    const input = Array.from({ length: 250 }, (_, n) => `text ${n}`)
    const { data, response } = await harness.openai.embeddings.create({ model: id, input }).withResponse()
    expect(data.data.map(({ index }) => index)).toEqual(input.map((_, n) => n))
    const alone = await harness.openai.embeddings.create({ model: id, input: [input[200] ?? ''] })
    expect(data.data[200]?.embedding).toEqual(alone.data[0]?.embedding)
    await settledAll(harness)
    const [many] = harness.book.settled.slice(-2)
    // The whole list fits into one request of some.
    const pieces = { openai: 1, perplexity: 1 }[id.split('/')[0] ?? ''] ?? 3
    expect(response.headers.get('x-proxyapi-attempts')).toBe(String(pieces))
    expect(many?.attempts.map(({ n, delivered }) => [n, delivered])).toEqual(
      Array.from({ length: pieces }, (_, n) => [n + 1, true]),
    )
    expect(many?.amount).toBe(many?.attempts.reduce((sum, { cost }) => sum + cost, 0))
    expect(many?.record).toMatchObject({ operation: 'createEmbedding', inputTokens: expect.any(Number) })
    expect(many?.record.inputTokens).toBe(data.usage.prompt_tokens)
  })
})

test('what embeddings cost is what the upstreams billed', async () => {
  await harness.openai.embeddings.create({ model: 'openai/text-embedding-3-small', input: ['a b c', 'd'] })
  expect((await last())?.record.inputTokens).toBe(harness.sims.openai.bill()[0]?.input_tokens)
  const input = Array.from({ length: 100 }, () => 'a b c')
  await harness.openai.embeddings.create({ model: 'cohere/embed-v4.0', input })
  expect((await last())?.record.inputTokens).toBe(harness.sims.cohere.bill()[0]?.input_tokens)
  await harness.openai.embeddings.create({ model: 'perplexity/pplx-embed-v1-0.6b', input })
  expect((await last())?.record.inputTokens).toBe(harness.sims.perplexity.bill()[0]?.input_tokens)
})

test('token ids are for one vocabulary', async () => {
  const native = await harness.openai.embeddings.create({
    model: 'openai/text-embedding-3-small',
    input: [[1, 2], [3]],
  })
  expect(native.data).toHaveLength(2)
  await expect(harness.openai.embeddings.create({ model: 'cohere/embed-v4.0', input: [1, 2] })).rejects.toMatchObject({
    status: 400,
    code: 'unsupported_parameter',
    param: 'input',
  })
})

test('embeddings stay with their model, whatever the caller names', async () => {
  const asked = { model: 'openai/sim/overloaded', input: 'x', proxyapi: { fallbacks: ['cohere/embed-v4.0'] } }
  const { status } = await post('/v1/embeddings', asked)
  expect(status).toBe(400)
  expect(harness.sims.cohere.requests()).toEqual([])
})

describe.each([
  ['cohere/rerank-v3.5', { search_units: 1 }, 2_000],
  ['local/sim/rerank', { prompt_tokens: 10 }, null],
])('rerank by %s', (id, usage, cost) => {
  const documents = ['a blue dog', { text: 'the red cat' }, 'nothing']

  test('in Cohere’s shape, best first', async () => {
    const body = { model: id, query: 'red cat', documents, top_n: 2, return_documents: true }
    const { status, json, headers } = await post('/v1/rerank', body)
    expect(status).toBe(200)
    expect(json).toMatchObject({ id: expect.any(String), model: id.slice(id.indexOf('/') + 1) })
    expect(json.results[0]).toMatchObject({ index: 1, document: { text: 'the red cat' } })
    expect(json.results).toHaveLength(2)
    expect(json.results[0].relevance_score).toBeGreaterThanOrEqual(json.results[1].relevance_score)
    expect(json.usage).toMatchObject(usage)
    expect(Number(headers.get('x-proxyapi-cost'))).toBeGreaterThan(0)
    if (cost !== null) expect((await last())?.amount).toBe(cost)
  })
})

describe('moderations', () => {
  test('are free, also without a price, and say who judged', async () => {
    const { data, response } = await harness.openai.moderations
      .create({ model: 'omni-moderation-latest', input: ['hello', 'I hate it'] })
      .withResponse()
    expect(data.results.map(({ flagged }) => flagged)).toEqual([false, true])
    expect(response.headers.get('x-proxyapi-provider')).toBe('openai')
    expect(await last()).toMatchObject({ amount: 0, record: { operation: 'createModeration' } })
    expect(harness.book.admitted.at(-1)?.amount).toBe(0)
  })

  test('without a model by the first one that judges', async () => {
    expect((await harness.openai.moderations.create({ input: 'x' })).model).toBe('omni-moderation-latest')
  })
})

describe('images', () => {
  test.each([
    ['gpt-image-2', 2 * 1_056 * 4 + 2],
    ['dall-e-3', 2 * 40_000],
  ])('%s: by the token or by the image', async (id, amount) => {
    const { data } = await harness.openai.images.generate({ model: id, prompt: 'a cat', n: 2 })
    expect(data).toHaveLength(2)
    expect(data?.[0]?.b64_json).toBeTruthy()
    expect((await last())?.amount).toBe(amount)
  })

  test('an upstream that refuses a field says so', async () => {
    const asked = harness.openai.images.generate({ model: 'gpt-image-2', prompt: 'a', response_format: 'url' })
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'response_format', code: 'unknown_parameter' })
  })
})

describe('every answer is as the document says', () => {
  test.each([
    ['/v1/embeddings', { model: 'cohere/embed-v4.0', input: 'x', proxyapi: { trace: true } }],
    ['/v1/embeddings', { model: 'openai/text-embedding-3-small', input: 'x', encoding_format: 'base64' }],
    ['/v1/moderations', { input: 'x' }],
    ['/v1/images/generations', { model: 'gpt-image-2', prompt: 'x' }],
    ['/v1/images/generations', { model: 'dall-e-3', prompt: 'x', proxyapi: { trace: true } }],
    ['/v1/completions', { model: 'gpt-4o', prompt: 'x' }],
    ['/v1/messages/count_tokens', { model: 'gpt-4o', messages: [{ role: 'user', content: 'x' }] }],
  ])('%s %j', async (path, body) => {
    expect((await post(path, body)).status).toBe(200)
  })

  test('speech, too', async () => {
    const body = JSON.stringify({ model: 'tts-1', voice: 'a', input: 'x' })
    const headers = { 'content-type': 'application/json' }
    const request = new Request(`${harness.url}/v1/audio/speech`, { method: 'POST', headers, body })
    expect((await conforming(request)).status).toBe(200)
  })
})

describe('speech', () => {
  test('is the upstream’s bytes, billed by the character', async () => {
    const asked = { model: 'tts-1', voice: 'alloy', input: 'Hello you', response_format: 'wav' as const }
    const response = await harness.openai.audio.speech.create(asked)
    expect(response.headers.get('content-type')).toBe('audio/wav')
    expect(response.headers.get('x-proxyapi-model')).toBe('tts-1')
    expect((await response.arrayBuffer()).byteLength).toBe(9 * 256)
    expect(await last()).toMatchObject({ amount: 135, record: { operation: 'createSpeech' } })
    expect(harness.sims.openai.bill()[0]).toMatchObject({ characters: 9 })
  })
})

const recording = new Uint8Array(40_000).fill(255)
const file = () => new File([recording], 'talk.mp3', { type: 'audio/mpeg' })

describe('transcriptions', () => {
  test('by the second', async () => {
    const { text } = await harness.openai.audio.transcriptions.create({ model: 'whisper-1', file: file() })
    expect(text).toBe('A recording of 40000 bytes.')
    expect((await last())?.amount).toBe(1_000)
    expect(harness.sims.openai.bill()[0]).toMatchObject({ seconds: 10 })
  })

  test('by the token', async () => {
    await harness.openai.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file: file() })
    const [bill] = harness.sims.openai.bill()
    expect((await last())?.record).toMatchObject({
      inputTokens: bill?.input_tokens,
      outputTokens: bill?.output_tokens,
      estimated: false,
    })
  })

  test('as text and as subtitles, for the same price', async () => {
    const create = (response_format: 'text' | 'vtt') =>
      harness.openai.audio.transcriptions.create({ model: 'whisper-1', file: file(), response_format })
    expect(await create('text')).toBe('A recording of 40000 bytes.\n')
    expect((await last())?.amount).toBe(1_000)
    expect(String(await create('vtt'))).toContain('WEBVTT')
    expect((await last())?.amount).toBe(1_000)
  })

  test('with the model after the file, and lists of fields', async () => {
    const form = new FormData()
    form.set('file', file())
    form.append('timestamp_granularities[]', 'word')
    form.append('timestamp_granularities[]', 'segment')
    form.set('response_format', 'verbose_json')
    form.set('model', 'whisper-1')
    const request = new Request(`${harness.url}/v1/audio/transcriptions`, { method: 'POST', body: form })
    const response = await conforming(request)
    expect(await response.json()).toMatchObject({ text: 'A recording of 40000 bytes.', duration: 10 })
  })

  test.each([
    ['model', { response_format: 'json' }],
    ['response_format', { model: 'whisper-1', response_format: 'mp3' }],
    ['temperature', { model: 'whisper-1', temperature: '7' }],
    ['stream', { model: 'whisper-1', stream: 'true' }],
    ['file', { model: 'whisper-1', file: '' }],
  ])('a form with a wrong %s is refused', async (param, fields) => {
    const form = new FormData()
    if (!('file' in fields)) form.set('file', file())
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    const request = new Request(`${harness.url}/v1/audio/transcriptions`, { method: 'POST', body: form })
    const response = await conforming(request)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param } })
  })
})

describe('a count of tokens', () => {
  const body = { system: 'be kind', messages: [{ role: 'user' as const, content: 'Hello you' }] }

  test.each(['anthropic/claude-sonnet-4-5-20250929', 'google/gemini-2.5-flash'])('%s counts', async (id) => {
    const { json, headers } = await post('/v1/messages/count_tokens', { model: id, ...body })
    expect(json).toEqual({ input_tokens: expect.any(Number) })
    expect(headers.get('x-proxyapi-estimated')).toBeNull()
    expect(await last()).toMatchObject({ amount: 0, record: { operation: 'countMessageTokens' } })
  })

  test('is our estimate where the upstream does not count, and nothing is asked', async () => {
    const { json, headers } = await post('/v1/messages/count_tokens', { model: 'gpt-4o', ...body })
    expect(json.input_tokens).toBeGreaterThan(5)
    expect(headers.get('x-proxyapi-estimated')).toBe('true')
    expect(harness.sims.openai.requests()).toEqual([])
  })

  test('by Anthropic’s client', async () => {
    const asked = { model: 'claude-sonnet-4-5-20250929', messages: body.messages }
    expect((await harness.anthropic.messages.countTokens(asked)).input_tokens).toBeGreaterThan(0)
  })
})

test('our own client has all of them', async () => {
  const client = new ProxyAPI({ baseURL: harness.url, apiKey: 'key' })
  const vectors = await client.embeddings.create({ model: 'openai/text-embedding-3-small', input: ['a', 'b'] })
  expect(vectors.data).toHaveLength(2)
  const { results } = await client.rerank.create({ model: 'cohere/rerank-v3.5', query: 'a', documents: ['b', 'a'] })
  expect(results[0]?.index).toBe(1)
  const sound: unknown = await client.audio.speech.create({ model: 'tts-1', voice: 'a', input: 'Hello you' })
  expect((sound as Blob).size).toBe(9 * 256)
  const heard: unknown = await client.audio.transcriptions.create({ model: 'whisper-1', file: file() as never })
  expect(heard).toMatchObject({ text: 'A recording of 40000 bytes.' })
  const drawn = await client.images.generate({ model: 'gpt-image-2', prompt: 'a cat' })
  expect(drawn.data).toHaveLength(1)
  expect((await client.moderations.create({ input: 'x' })).results).toHaveLength(1)
})

describe('what holds for all of them', () => {
  test('a trace tells the attempts', async () => {
    const { json } = await post('/v1/embeddings', {
      model: 'cohere/embed-v4.0',
      input: Array.from({ length: 97 }, () => 'x'),
      proxyapi: { trace: true },
    })
    expect(json.data).toHaveLength(97)
    expect(json.proxyapi.attempts).toMatchObject([{ provider: 'cohere', outcome: 'answered' }, { status: 200 }])
    expect(json.proxyapi.cost).toBeGreaterThan(0)
    const plain = await post('/v1/moderations', { input: 'x', proxyapi: { trace: true } })
    expect(plain.json.proxyapi.attempts).toHaveLength(1)
  })

  test('a dropped field is named, or refused where the caller wants all of them', async () => {
    const asked = { model: 'cohere/embed-v4.0', input: 'x', user: 'u' }
    expect((await post('/v1/embeddings', asked)).headers.get('x-proxyapi-dropped')).toBe('user')
    const strict = await post('/v1/embeddings', { ...asked, proxyapi: { require_parameters: true } })
    expect(strict).toMatchObject({ status: 400, json: { error: { param: 'user' } } })
  })

  test.each([
    ['/v1/embeddings', { model: 'cohere/embed-v4.0', input: 'x' }],
    ['/v1/messages/count_tokens', { model: 'gpt-4o', messages: [{ role: 'user', content: 'x' }] }],
  ])('%s: what would steer us is refused, and no template is taken in silence', async (path, body) => {
    const steered = await post(path, { ...body, api_base: 'http://169.254.169.254' })
    expect(steered).toMatchObject({ status: 400 })
    expect(JSON.stringify(steered.json)).toContain('api_base')
    if (path !== '/v1/embeddings') return
    const filled = await post(path, { ...body, proxyapi: { template: { name: 'greeting' } } })
    expect(filled).toMatchObject({ status: 400, json: { error: { param: 'proxyapi.template' } } })
  })

  test.each([
    ['/v1/embeddings', { model: 'gpt-4o', input: 'x', nothing: 1 }, 'unsupported_parameter'],
    ['/v1/rerank', { model: 'gpt-4o', query: 'x', documents: ['x'] }, 'unsupported_parameter'],
    ['/v1/images/generations', { model: 'openai/sim/overloaded', prompt: 'x' }, 'price_unknown'],
    ['/v1/audio/speech', { model: 'nothing', input: 'x', voice: 'a' }, 'model_not_found'],
  ])('%s: a model that cannot', async (path, body, code) => {
    expect((await post(path, body)).json.error).toMatchObject({ param: 'model', code })
  })

  test.each([
    ['/v1/embeddings', { model: 'm', input: Array.from({ length: 2_049 }, () => 'x') }, 'input'],
    ['/v1/rerank', { model: 'm', query: 'q', documents: Array.from({ length: 1_001 }, () => 'x') }, 'documents'],
    ['/v1/images/generations', { model: 'm', prompt: 'x', n: 9 }, 'n'],
    ['/v1/audio/speech', { model: 'm', voice: 'a', input: 'x'.repeat(4_097) }, 'input'],
    ['/v1/moderations', { input: [] }, 'input'],
  ])('%s: a limit that is passed names its field', async (path, body, param) => {
    expect(await post(path, body)).toMatchObject({ status: 400, json: { error: { param } } })
  })

  test('every call has a row with its attempts', async () => {
    await harness.gateway.jobs()[0]?.run(new AbortController().signal)
    const rows = await harness.store.db
      .selectFrom('inference_requests')
      .innerJoin('inference_attempts', 'inference_attempts.call_id', 'inference_requests.id')
      .select(['operation', 'inference_requests.status'])
      .where('inference_requests.code', 'is', null)
      .execute()
    expect(new Set(rows.map(({ operation }) => operation))).toEqual(
      new Set([
        'createCompletion',
        'createEmbedding',
        'createRerank',
        'createModeration',
        'createImage',
        'createSpeech',
        'createTranscription',
        'countMessageTokens',
      ]),
    )
    expect(harness.book.open()).toBe(0)
    expect(harness.lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})
