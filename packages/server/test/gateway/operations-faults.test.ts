/** Failures and leaving callers of what is no conversation: the same loop, so the same rules. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, price, provider } from './lanes.ts'

let harness: Harness

const ids = ['text-embedding-3-small', 'tts-1', 'whisper-1', 'sim/hang', 'sim/cut']
const priced = {
  ...price,
  pieces: { image: null, request: null, character: 15_000_000, audioMinute: 6_000_000_000 },
}

/** Of its own for each test, so that no breaker remembers another. */
beforeEach(async () => {
  harness = await startHarness({
    tokenMs: 20,
    providers: ({ openai, cohere }) => [
      provider('first', 'openai', openai, { models: ids }),
      provider('second', 'openai', openai, { models: ids, priority: 2 }),
      provider('cohere', 'cohere', cohere, { priority: 3 }),
    ],
    models: [
      ...ids.flatMap((id) => ['first', 'second'].map((name) => facts(name, id, { supportsChat: null, price: priced }))),
      facts('cohere', 'embed-v4.0', { supportsChat: false, capabilities: [] }),
    ],
  })
})
afterEach(() => harness.close())

const openai = () => harness.sims.openai
const embed = (input: unknown = 'red cat', model = 'text-embedding-3-small', signal?: AbortSignal) =>
  fetch(`${harness.url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1' },
    body: JSON.stringify({ model, input }),
    ...(signal && { signal }),
  })
const speak = (model = 'tts-1', signal?: AbortSignal) =>
  fetch(`${harness.url}/v1/audio/speech`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, voice: 'a', input: 'one two three four five six seven eight nine ten' }),
    ...(signal && { signal }),
  })
const transcribe = (model = 'whisper-1', signal?: AbortSignal, size = 40_000) => {
  const form = new FormData()
  form.set('file', new File([new Uint8Array(size)], 'a.wav', { type: 'audio/wav' }))
  form.set('model', model)
  return fetch(`${harness.url}/v1/audio/transcriptions`, { method: 'POST', body: form, ...(signal && { signal }) })
}
const settled = async () => {
  await settledAll(harness)
  const outcome = harness.book.settled.at(-1)
  if (outcome === undefined) throw new Error('nothing was settled')
  return outcome
}

describe.each([
  ['embeddings', '/v1/embeddings', () => embed()],
  ['speech', '/v1/audio/speech', () => speak()],
  ['transcriptions', '/v1/audio/transcriptions', () => transcribe()],
] as const)('%s', (_, path, ask) => {
  test.each(['overloaded', 'reset', 'error-in-200', 'html', 'rate-limited'] as const)(
    'an upstream with “%s” is followed by the next, and one answer is paid',
    async (fault) => {
      openai().fault({ match: { path }, do: fault })
      const response = await ask()
      expect(response.status).toBe(200)
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(10)
      expect(response.headers.get('x-proxyapi-provider')).toBe('second')
      expect(response.headers.get('x-proxyapi-attempts')).toBe('2')
      const { amount, attempts } = await settled()
      expect(amount).toBeGreaterThan(0)
      expect(attempts.map(({ provider: name, delivered }) => [name, delivered])).toEqual([
        ['first', false],
        ['second', true],
      ])
      expect(amount).toBe(attempts[1]?.cost)
    },
  )

  test('what the caller did wrong is told, and not tried again', async () => {
    openai().fault({ match: { path }, do: 'content-policy' })
    const response = await ask()
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'content_policy_violation' } })
    expect(openai().requests()).toHaveLength(1)
    expect((await settled()).amount).toBe(0)
  })
})

describe('the caller leaves', () => {
  test.each([
    ['embeddings', (signal: AbortSignal) => embed('x', 'sim/hang', signal)],
    ['speech', (signal: AbortSignal) => speak('sim/hang', signal)],
    ['transcriptions', (signal: AbortSignal) => transcribe('sim/hang', signal)],
  ])('%s before there is an answer: nothing is paid, the upstream is closed', async (_, ask) => {
    const leaving = new AbortController()
    const failed = expect(ask(leaving.signal)).rejects.toThrow()
    await openai().until((requests) => requests.length === 1)
    const left = performance.now()
    leaving.abort()
    await openai().until((requests) => requests.every(({ end }) => end !== 'open'))
    expect(performance.now() - left).toBeLessThan(100)
    expect(openai().requests().at(-1)?.end).toBe('aborted')
    await failed
    expect((await settled()).amount).toBe(0)
  })

  test('speech in the middle: the text is paid, as the upstream bills it', async () => {
    const leaving = new AbortController()
    const response = await speak('tts-1', leaving.signal)
    const reader = response.body?.getReader()
    await reader?.read()
    const left = performance.now()
    leaving.abort()
    await openai().until((requests) => requests.every(({ end }) => end !== 'open'))
    expect(performance.now() - left).toBeLessThan(100)
    const [bill] = openai().bill()
    expect((await settled()).amount).toBe((bill?.characters ?? 0) * 15)
  })
})

describe('speech', () => {
  test('comes from its first byte on', async () => {
    const response = await speak()
    const reader = response.body?.getReader()
    await reader?.read()
    expect(openai().requests()[0]?.end).toBe('open')
    await reader?.cancel()
  })

  test('that is cut is a connection that is cut, and never an end', async () => {
    const response = await speak('first/sim/cut')
    expect(response.status).toBe(200)
    await expect(response.arrayBuffer()).rejects.toThrow()
    const { amount, attempts } = await settled()
    expect(attempts).toHaveLength(1)
    expect(amount).toBe((openai().bill()[0]?.characters ?? 0) * 15)
  })
})

describe('embeddings in pieces', () => {
  const input = Array.from({ length: 400 }, (_, n) => `text ${n}`)
  const path = '/v2/embed'

  test('one failure fails the whole: nothing is paid, what was answered is the operator’s', async () => {
    harness.sims.cohere.fault({ match: { path, nth: 3 }, do: 'error-500', times: null })
    const response = await embed(input, 'embed-v4.0')
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_error' } })
    const { amount, attempts } = await settled()
    expect(amount).toBe(0)
    expect(attempts.every(({ delivered }) => !delivered)).toBe(true)
    expect(attempts.some(({ cost }) => cost > 0)).toBe(true)
    expect(harness.sims.cohere.requests().length).toBeLessThan(5)
  })
})

test('a key for repetitions comes with what it was first used for; free calls have none', async () => {
  await embed('a')
  await embed('b')
  const [first, second] = harness.book.admitted.slice(-2)
  expect(first).toMatchObject({ idempotencyKey: 'key-1', operation: 'createEmbedding' })
  expect(first?.fingerprint).not.toBe(second?.fingerprint)
})

describe('recordings', () => {
  test('eight are taken in at a time; a ninth may come when one has ended', async () => {
    const leaving = new AbortController()
    const open = Array.from({ length: 8 }, () => transcribe('sim/hang', leaving.signal).catch(() => undefined))
    await openai().until((requests) => requests.length === 8)
    const ninth = await transcribe()
    expect(ninth.status).toBe(503)
    expect(ninth.headers.get('retry-after')).toBe('1')
    expect(await ninth.json()).toMatchObject({ error: { code: 'overloaded' } })
    leaving.abort()
    await Promise.all(open)
    await settledAll(harness)
    expect((await transcribe()).status).toBe(200)
  })

  test('are no larger than 25 MB', async () => {
    expect((await transcribe('whisper-1', undefined, 25 * 2 ** 20)).status).toBe(413)
    expect((await transcribe('whisper-1', undefined, 24 * 2 ** 20)).status).toBe(200)
  })
})
