/** The spans of calls, from socket to socket. */
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { SpanRecord } from '../../src/telemetry/tracing/span-record.ts'
import { testCache } from './cache.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider } from './lanes.ts'

const gpt = 'gpt-4o-mini'
const claude = 'claude-sonnet-4-5-20250929'
const secret = 'what nobody but the model may read'

const spans: SpanRecord[] = []
let harness: Harness
beforeAll(async () => {
  harness = await startHarness({
    spans,
    providers: ({ openai, anthropic }) => [
      provider('first', 'openai', openai, { models: [gpt, 'sim/overloaded', 'sim/cut'] }),
      provider('second', 'anthropic', anthropic, { models: [claude], priority: 2 }),
    ],
    models: [...[gpt, 'sim/overloaded', 'sim/cut'].map((id) => facts('first', id)), facts('second', claude)],
    responses: testCache(),
  })
})
beforeEach(() => {
  spans.length = 0
})
afterAll(() => harness.close())

async function ask(path: string, body: object) {
  const response = await fetch(harness.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text().catch(() => '')
  await settledAll(harness)
  await expect.poll(() => spans.some(({ kind }) => kind === 'server')).toBe(true)
  const request = spans.find(({ kind }) => kind === 'server')!
  const parts = spans
    .filter(({ parentSpanId }) => parentSpanId === request.spanId)
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
  return { status: response.status, text, request, parts, attempts: parts.filter(({ kind }) => kind === 'client') }
}

let asked = 0
/** Of each other, so that no answer was given before. */
const chat = (body: object) =>
  ask('/v1/chat/completions', { messages: [{ role: 'user', content: `echo: ${secret} ${asked++}` }], ...body })

test('a chat is auth, limits, route, attempt and settle, in this order and inside its request', async () => {
  const { request, parts } = await chat({ model: gpt })
  expect(request.name).toBe('POST /v1/chat/completions')
  expect(parts.map(({ name }) => name)).toEqual(['auth', 'limits', 'route', `chat ${gpt}`, 'settle'])
  for (const part of parts) {
    expect(part.startMs).toBeGreaterThanOrEqual(request.startMs)
    expect(part.endMs).toBeLessThanOrEqual(request.endMs)
  }
})

test.each([false, true])(
  'an attempt says by the conventions who answered, how and with how much (streamed: %s)',
  async (stream) => {
    const { attempts } = await chat({ model: gpt, stream, temperature: 0.5, top_p: 0.9, max_tokens: 50 })
    const { port } = new URL(harness.sims.openai.url)
    expect(attempts).toHaveLength(1)
    expect(attempts[0]).toMatchObject({
      kind: 'client',
      error: null,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': gpt,
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.top_p': 0.9,
        'gen_ai.request.max_tokens': 50,
        'gen_ai.response.finish_reasons': ['stop'],
        'server.address': '127.0.0.1',
        'server.port': Number(port),
        'http.response.status_code': 200,
        'proxyapi.provider': 'first',
        'proxyapi.attempt': 1,
        'proxyapi.outcome': 'answered',
      },
    })
    const { attributes } = attempts[0]!
    expect(attributes['gen_ai.response.model']).toMatch(/^gpt-4o-mini/)
    expect(attributes['gen_ai.response.id']).toMatch(/^chatcmpl/)
    expect(attributes['gen_ai.usage.input_tokens']).toBeGreaterThan(0)
    expect(attributes['gen_ai.usage.output_tokens']).toBeGreaterThan(0)
    if (stream) expect(attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0)
  },
)

test('each attempt is a span: the one that failed with its code, the next with the answer', async () => {
  const fallbacks = [`second/${claude}`]
  const { attempts, request, status } = await chat({ model: 'first/sim/overloaded', proxyapi: { fallbacks } })
  expect(status).toBe(200)
  const told = attempts.map(({ attributes, error }) => [
    attributes['proxyapi.provider'],
    attributes['proxyapi.outcome'],
    error,
  ])
  expect(told.at(0)).toEqual(['first', 'failed', 'UPSTREAM_ERROR'])
  expect(told.at(-1)).toEqual(['second', 'answered', null])
  expect(request.error).toBeNull()
})

test('a stream that is cut is a failure of its request, whose status was 200', async () => {
  const { request, attempts } = await chat({ model: 'first/sim/cut', stream: true })
  expect(attempts.at(-1)!.error).toBe('UPSTREAM_TRUNCATED')
  expect(request.attributes['http.response.status_code']).toBe(200)
  expect(request.error).toBe('UPSTREAM_TRUNCATED')
  expect(request.events).toHaveLength(1)
})

test('an answer of the cache has no attempt and says so', async () => {
  const body = { model: gpt, temperature: 0, messages: [{ role: 'user', content: 'echo: kept' }] }
  await ask('/v1/chat/completions', body)
  await new Promise((resolve) => setImmediate(resolve))
  spans.length = 0
  const { request, attempts } = await ask('/v1/chat/completions', body)
  expect(request.attributes['proxyapi.cache']).toBe('hit')
  expect(attempts).toEqual([])
})

test('what is refused before an upstream is asked has no attempt, and its code once', async () => {
  const { request, attempts, status } = await chat({ model: 'nobody/knows' })
  expect(status).toBe(404)
  expect(attempts).toEqual([])
  expect(request.events.map(({ attributes }) => attributes['exception.type'])).toEqual(['MODEL_NOT_FOUND'])
})

test('a provider is told of the trace only where the operator says so', async () => {
  await chat({ model: gpt })
  expect(JSON.stringify(harness.sims.openai.requests().at(-1)?.headers)).not.toContain('traceparent')
  const told: SpanRecord[] = []
  const telling = await startHarness({
    spans: told,
    propagates: true,
    providers: ({ openai }) => [provider('openai', 'openai', openai, { models: [gpt] })],
  })
  onTestFinished(() => telling.close())
  await telling.openai.chat.completions.create({ model: gpt, messages: [{ role: 'user', content: 'echo: Hello' }] })
  await expect.poll(() => told.some(({ kind }) => kind === 'server')).toBe(true)
  const { traceId, spanId } = told.find(({ kind }) => kind === 'server')!
  expect(telling.sims.openai.requests()[0]?.headers).toMatchObject({ traceparent: `00-${traceId}-${spanId}-01` })
})

test('no span holds what was said, and an unsampled call has none', async () => {
  await chat({ model: gpt, user: secret, metadata: { note: secret } })
  await chat({ model: 'first/sim/overloaded' })
  expect(JSON.stringify(spans)).not.toContain(secret)
  spans.length = 0
  const headers = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`, 'content-type': 'application/json' }
  const body = JSON.stringify({ model: gpt, messages: [{ role: 'user', content: 'echo: unseen' }] })
  await (await fetch(`${harness.url}/v1/chat/completions`, { method: 'POST', headers, body })).text()
  await settledAll(harness)
  expect(spans).toEqual([])
})
