/** Long prompts from socket to socket. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readTemplate } from '../../src/gateway/template/template.ts'
import { testCache } from './cache.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider } from './lanes.ts'

const plain = {
  filters: { json_encode: false, base64_encode: false, hash: false },
  functions: { now: false, uuid: false, random: false },
}
const small = 'gpt-4o-mini'
const unknown = 'gpt-4o'
const claude = 'claude-sonnet-4-5-20250929'
const paths = { 'openai-chat': '/v1/chat/completions', 'anthropic-messages': '/v1/messages' }
type Dialect = keyof typeof paths

let harness: Harness
const started = (condense: object, more: object = {}) =>
  startHarness({
    providers: ({ openai, anthropic }) => [
      provider('openai', 'openai', openai, { models: [small, unknown] }),
      provider('anthropic', 'anthropic', anthropic, { models: [claude], priority: 2 }),
    ],
    models: [
      facts('openai', small, { contextLength: 2_000 }),
      facts('openai', unknown, { contextLength: null, price: { ...dear } }),
      facts('anthropic', claude, { contextLength: 200_000 }),
    ],
    summaries: testCache({}, [], { name: 'summary' }),
    condense: { qualityThreshold: 0, model: `anthropic/${claude}`, ...condense },
    ...more,
  })
const dear = { input: 9_000_000, output: 9_000_000, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }

beforeAll(async () => {
  harness = await started({})
})
afterEach(async () => {
  await settledAll(harness)
  harness.book.settled.length = 0
  harness.sims.openai.reset()
  harness.sims.anthropic.reset()
})
afterAll(() => harness.close())

/** Some 4,000 tokens of earlier turns, another conversation each time. */
let conversations = 0
const history = (turns = 6) => {
  const n = conversations++
  return Array.from({ length: turns }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `turn ${index} of ${n}: ${'some long words '.repeat(200)}`,
  }))
}
const last = { role: 'user', content: 'echo: and now' }

async function ask(at: Harness, dialect: Dialect, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${at.url}${paths[dialect]}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', ...headers },
    body: JSON.stringify({ max_tokens: 100, model: small, ...body }),
  })
  const text = await response.text()
  await settledAll(at)
  return { status: response.status, text, condensed: response.headers.get('x-proxyapi-condensed') }
}

/** What the upstream was asked last. */
const seen = (at: Harness) => {
  const bodies = at.sims.openai.requests().map(({ body }) => body as { messages: { role: string; content: string }[] })
  return bodies.at(-1)?.messages ?? []
}
const forms: [Dialect, boolean][] = [
  ['openai-chat', false],
  ['openai-chat', true],
  ['anthropic-messages', false],
  ['anthropic-messages', true],
]

describe.each(forms)('asked in %s (stream: %s)', (dialect, stream) => {
  test('a prompt that is estimated not to fit is answered with a summary of its old turns', async () => {
    const reply = await ask(harness, dialect, { messages: [...history(), last], stream })
    expect(reply.status).toBe(200)
    expect(reply.text).toContain('and')
    const [, from, to] = /^(\d+)->(\d+)$/.exec(reply.condensed ?? '') ?? []
    expect(Number(from)).toBeGreaterThan(2_000)
    expect(Number(to)).toBeLessThan(1_900)
    expect(harness.sims.openai.requests()).toHaveLength(1)
    const messages = seen(harness)
    expect(JSON.stringify(messages[0])).toContain('[Summary of ')
    expect(JSON.stringify(messages.at(-1))).toContain('and now')
  })

  test('where the upstream says that it does not fit, it is asked once more', async () => {
    harness.sims.openai.fault({ match: { model: unknown }, do: 'context-length' })
    const reply = await ask(harness, dialect, { model: unknown, messages: [...history(), last], stream })
    expect(reply.status).toBe(200)
    expect(reply.condensed).toMatch(/^\d+->\d+$/)
    expect(harness.sims.openai.requests()).toHaveLength(2)
    expect(JSON.stringify(seen(harness)[0])).toContain('[Summary of ')
  })
})

test('the summary is a call of the same user, held and paid for itself', async () => {
  await ask(harness, 'openai-chat', { messages: [...history(), last] })
  expect(harness.book.settled).toHaveLength(2)
  const [summary, answer] = harness.book.settled
  expect(summary?.record).toMatchObject({ userId: 'usr_1', keyId: 'key_1', provider: 'anthropic', model: claude })
  expect(summary?.amount).toBeGreaterThan(0)
  expect(answer?.record).toMatchObject({ userId: 'usr_1', provider: 'openai', model: small })
})

describe('an idempotency key', () => {
  const keyed = async (body: object) => {
    harness.book.admitted.length = 0
    await ask(harness, 'openai-chat', { ...body, messages: [...history(), last] }, { 'idempotency-key': 'k' })
    return harness.book.admitted.map(({ idempotencyKey }) => idempotencyKey ?? null)
  }

  test('admits the call itself, once, and no summary', async () => {
    expect(await keyed({ model: small })).toEqual([null, 'k'])
  })

  test('is not used again where the upstream has seen the call', async () => {
    harness.sims.openai.fault({ match: { model: unknown }, do: 'context-length' })
    expect(await keyed({ model: unknown })).toEqual(['k', null, null])
  })
})

test('the summary of the same turns is made once', async () => {
  const messages = [...history(), last]
  await ask(harness, 'openai-chat', { messages })
  await ask(harness, 'openai-chat', { messages })
  expect(harness.sims.anthropic.requests()).toHaveLength(1)
})

test('a prompt that fits goes out as it was written', async () => {
  const messages = [...history(2).map((turn) => ({ ...turn, content: 'short' })), last]
  const reply = await ask(harness, 'openai-chat', { messages })
  expect(reply).toMatchObject({ status: 200, condensed: null })
  expect(seen(harness)).toEqual(messages)
  expect(harness.sims.anthropic.requests()).toHaveLength(0)
})

describe('what is refused as before', () => {
  test.each([
    ['a prompt that its caller wants unchanged', { messages: [...history(), last], proxyapi: { condense: 'off' } }],
    [
      'a last turn that alone is too long',
      { messages: [...history(2), { role: 'user', content: 'word '.repeat(9_000) }] },
    ],
    [
      'old turns that would not help',
      { messages: [{ role: 'system', content: 'word '.repeat(9_000) }, ...history(2), last] },
    ],
  ])('%s', async (_, body) => {
    const reply = await ask(harness, 'openai-chat', body)
    expect(reply.status).toBe(400)
    expect(reply.text).toContain('context_length_exceeded')
    expect(harness.sims.anthropic.requests()).toHaveLength(0)
    expect(harness.book.settled).toHaveLength(0)
  })

  test('a prompt that does not fit even when it was made shorter: asked once more, not again', async () => {
    harness.sims.openai.fault({ match: { model: unknown }, do: 'context-length', times: null })
    const reply = await ask(harness, 'openai-chat', { model: unknown, messages: [...history(), last] })
    expect(reply.status).toBe(400)
    expect(harness.sims.openai.requests()).toHaveLength(2)
  })

  test('another error of the upstream', async () => {
    harness.sims.openai.fault({ match: { model: unknown }, do: 'content-policy' })
    const reply = await ask(harness, 'openai-chat', { model: unknown, messages: [...history(), last] })
    expect(reply.status).toBe(400)
    expect(harness.sims.anthropic.requests()).toHaveLength(0)
  })
})

test('without a good summary the oldest turns are left out, and the caller is told', async () => {
  harness.sims.anthropic.fault({ do: 'error-500', times: null })
  const reply = await ask(harness, 'openai-chat', { messages: [...history(), last] })
  expect(reply.status).toBe(200)
  expect(reply.condensed).not.toBeNull()
  expect(seen(harness)[0]?.content).toContain('left out')
})

test('a template of its name says what a summarizer is to do, with the values that are written', async () => {
  const template = readTemplate('condensation', 'Shorten for {{ brand }} to {{ max_tokens }} tokens.', plain)
  if ('message' in template) throw new Error(template.message)
  const templates = { byName: new Map([['condensation', template]]), variables: { brand: 'Acme' } }
  const own = await started({}, { settings: { templates } })
  await ask(own, 'openai-chat', { messages: [...history(), last] })
  const told = own.sims.anthropic.requests().map(({ body }) => JSON.stringify((body as { system?: unknown }).system))
  expect(told.length).toBeGreaterThan(0)
  for (const text of told) expect(text).toMatch(/Shorten for Acme to \d+ tokens\./)
  await own.close()
})

test('switched off, it does nothing', async () => {
  const off = await started({ enabled: false })
  const reply = await ask(off, 'openai-chat', { messages: [...history(), last] })
  await off.close()
  expect(reply.status).toBe(400)
})

test('with a written threshold it acts ahead, and leaves a shorter history alone', async () => {
  const ahead = await started({ truncationThreshold: 5_000 })
  const fits = await ask(ahead, 'openai-chat', { model: unknown, messages: [...history(1), last] })
  expect(fits).toMatchObject({ status: 200, condensed: null })
  const long = await ask(ahead, 'openai-chat', { model: unknown, messages: [...history(), last] })
  expect(long.status).toBe(200)
  expect(long.condensed).toMatch(/->/)
  expect(ahead.sims.openai.requests()).toHaveLength(2)
  await ahead.close()
})

test('too many summaries that are no good: the operator hears of it once', async () => {
  const poor = await started({ qualityThreshold: 1 })
  for (let n = 0; n < 11; n++) {
    const facts = Array.from({ length: 60 }, (_, index) => `fact_${n}_${index}`).join(' ')
    await ask(poor, 'openai-chat', { messages: [{ role: 'user', content: facts }, ...history(5), last] })
  }
  await poor.close()
  expect(poor.told).toMatchObject([
    { name: 'condensation.degraded', userId: 'usr_operator', data: { success_rate: 0 } },
  ])
})
