/** The response cache from socket to socket. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testCache } from './cache.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { provider } from './lanes.ts'
import { completion, scripted } from './scripted.ts'

const gpt = 'gpt-4o-mini'
const claude = 'claude-sonnet-4-5-20250929'
const paths = { 'openai-chat': '/v1/chat/completions', 'anthropic-messages': '/v1/messages' }
type Dialect = keyof typeof paths

let harness: Harness
const owner = { userId: 'usr_1', keyId: 'key_1', modelsAllow: null }

beforeAll(async () => {
  harness = await startHarness({
    providers: ({ openai, anthropic }) => [
      provider('openai', 'openai', openai, { models: [gpt] }),
      provider('anthropic', 'anthropic', anthropic, { models: [claude], priority: 2 }),
    ],
    responses: testCache(),
  })
})
beforeEach(async () => {
  await settledAll(harness)
  Object.assign(harness.principal, owner)
  harness.sims.openai.reset()
  harness.sims.anthropic.reset()
})
afterAll(() => harness.close())

const turn = () => new Promise((resolve) => setImmediate(resolve))
let asked = 0
const fresh = (said = 'one two three') => [{ role: 'user', content: `echo: ${said} ${asked++}` }]
const upstreamCalls = () => harness.sims.openai.requests().length + harness.sims.anthropic.requests().length

async function ask(dialect: Dialect, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${harness.url}${paths[dialect]}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', ...headers },
    body: JSON.stringify({ max_tokens: 100, model: gpt, ...body }),
  })
  const text = await response.text()
  await settledAll(harness)
  // What is stored is stored in the next turn of the loop.
  await turn()
  return { status: response.status, cache: response.headers.get('x-proxyapi-cache'), text, headers: response.headers }
}

/** What a client reads of an answer, whole or streamed, and the answer's own id. */
function read(dialect: Dialect, text: string) {
  if (text.startsWith('{')) {
    const body = JSON.parse(text)
    const said = dialect === 'openai-chat' ? body.choices[0].message.content : body.content[0].text
    const end = dialect === 'openai-chat' ? body.choices[0].finish_reason : body.stop_reason
    return { said, end, id: body.id, model: body.model }
  }
  const events = text.split('\n').flatMap((line) => (line.startsWith('data: {') ? [JSON.parse(line.slice(6))] : []))
  if (dialect === 'openai-chat') {
    const said = events.map((event) => event.choices?.[0]?.delta?.content ?? '').join('')
    const end = events.flatMap((event) => event.choices?.[0]?.finish_reason ?? []).at(-1)
    expect(text).toMatch(/data: \[DONE\]\n\n$/)
    return { said, end, id: events[0].id, model: events[0].model }
  }
  const said = events.map((event) => event.delta?.text ?? '').join('')
  const end = events.flatMap((event) => event.delta?.stop_reason ?? []).at(-1)
  expect(events.at(-1).type).toBe('message_stop')
  return { said, end, id: events[0].message.id, model: events[0].message.model }
}

const forms: [Dialect, boolean][] = [
  ['openai-chat', false],
  ['openai-chat', true],
  ['anthropic-messages', false],
  ['anthropic-messages', true],
]
const ends = { 'openai-chat': 'stop', 'anthropic-messages': 'end_turn' }

describe.each([gpt, claude])('an answer of %s', (model) => {
  describe.each(forms)('asked for in %s (stream: %s)', (dialect, stream) => {
    test.each(forms)('is told again in %s (stream: %s), without the upstream', async (other, again) => {
      const body = { model, messages: fresh() }
      const first = await ask(dialect, { ...body, stream })
      expect(first).toMatchObject({ status: 200, cache: 'miss' })
      expect(upstreamCalls()).toBe(1)
      const second = await ask(other, { ...body, stream: again })
      expect(second).toMatchObject({ status: 200, cache: 'hit' })
      expect(upstreamCalls()).toBe(1)
      const [one, two] = [read(dialect, first.text), read(other, second.text)]
      expect(two.said).toBe(one.said)
      expect(two.said).toMatch(/^one two three \d+$/)
      expect(two.end).toBe(ends[other])
      expect(two.id).not.toBe(one.id)
      expect(second.headers.get('x-proxyapi-model')).toBe(model)
      expect(second.headers.get('x-proxyapi-attempts')).toBe('0')
      if (!again) expect(second.headers.get('x-proxyapi-cost')).toBe('0')
    })
  })
})

test('a hit costs nothing, and is written down as a hit', async () => {
  const messages = fresh()
  await ask('openai-chat', { messages })
  await ask('openai-chat', { messages })
  await settledAll(harness)
  const [paid, free] = harness.book.settled.slice(-2)
  expect(paid?.record.cache).toBe('miss')
  expect(paid?.amount).toBeGreaterThan(0)
  expect(free).toMatchObject({ amount: 0, attempts: [] })
  expect(free?.record).toMatchObject({ cache: 'hit', provider: 'openai', model: gpt })
  expect(free?.record.outputTokens).toBe(paid?.record.outputTokens)
  await harness.gateway.close()
  const rows = await harness.store.db.selectFrom('inference_requests').selectAll().orderBy('at').execute()
  expect(rows.at(-1)).toMatchObject({ cache: 'hit', status: 200, cost: 0, provider: 'openai' })
  expect(rows.at(-2)).toMatchObject({ cache: 'miss' })
})

test('the tool calls of an answer are told again in the other dialect', async () => {
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
  const messages = [{ role: 'user', content: `What is the weather in Paris? ${asked++}` }]
  const tools = [{ type: 'function', function: { name: 'get_weather', parameters } }]
  const first = await ask('openai-chat', { messages, tools, stream: true })
  expect(first.cache).toBe('miss')
  const second = await ask('anthropic-messages', {
    messages,
    tools: [{ name: 'get_weather', input_schema: parameters }],
  })
  expect(second.cache).toBe('hit')
  const [call] = JSON.parse(second.text).content.filter(({ type }: { type: string }) => type === 'tool_use')
  expect(call).toMatchObject({ name: 'get_weather', input: { city: expect.any(String) } })
})

describe('keys and limits', () => {
  test('another user never gets the answer', async () => {
    const messages = fresh()
    await ask('openai-chat', { messages })
    harness.principal.userId = 'usr_2'
    expect(await ask('openai-chat', { messages })).toMatchObject({ status: 200, cache: 'miss' })
  })

  test('a key that may not use the model gets no answer of it', async () => {
    const messages = fresh()
    await ask('openai-chat', { messages })
    harness.principal.modelsAllow = [claude]
    expect(await ask('openai-chat', { messages })).toMatchObject({ status: 403 })
  })

  test('an account that could not pay for the call is refused', async () => {
    const poor = await startHarness({
      providers: ({ openai }) => [provider('openai', 'openai', openai, { models: [gpt] })],
      responses: testCache(),
      balance: 0,
    })
    const response = await fetch(`${poor.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: gpt, messages: fresh() }),
    })
    await poor.close()
    expect(response.status).toBe(402)
  })
})

describe('the caller’s wish', () => {
  test.each([
    ['proxyapi.cache off', { proxyapi: { cache: 'off' } }, {}],
    ['Cache-Control: no-store', {}, { 'cache-control': 'no-store' }],
  ])('%s neither reads nor stores', async (_, body, headers) => {
    const messages = fresh()
    expect(await ask('openai-chat', { messages, ...body }, headers)).toMatchObject({ cache: 'off' })
    expect(await ask('openai-chat', { messages })).toMatchObject({ cache: 'miss' })
    expect(await ask('openai-chat', { messages, ...body }, headers)).toMatchObject({ cache: 'off' })
    expect(upstreamCalls()).toBe(3)
  })

  test('refresh stores the answer and does not read an older one', async () => {
    const messages = fresh()
    await ask('openai-chat', { messages })
    expect(await ask('openai-chat', { messages, proxyapi: { cache: 'refresh' } })).toMatchObject({ cache: 'miss' })
    expect(upstreamCalls()).toBe(2)
    expect(await ask('openai-chat', { messages })).toMatchObject({ cache: 'hit' })
  })

  test('trace tells of no attempt', async () => {
    const messages = fresh()
    await ask('openai-chat', { messages })
    const { text } = await ask('openai-chat', { messages, proxyapi: { trace: true } })
    expect(JSON.parse(text).proxyapi).toMatchObject({ attempts: [], cost: 0 })
  })
})

describe('what is not stored', () => {
  test.each([
    ['an answer that was cut', 'truncated'],
    ['an error in the stream', 'error-mid-stream'],
    ['an error', 'error-500'],
  ] as const)('%s', async (_, fault) => {
    const messages = fresh()
    harness.sims.openai.fault({ match: { model: gpt }, do: fault })
    await ask('openai-chat', { messages, stream: true })
    expect(await ask('openai-chat', { messages, stream: true })).toMatchObject({ cache: 'miss' })
  })

  test('an answer longer than 1 MB', async () => {
    const { ask: chat, calls } = scripted({ responses: testCache({ bytesMax: 10_000_000 }) })
    const answered = async (length: number) => {
      const reply = chat()
      await turn()
      calls.at(-1)?.answer(200, completion('x'.repeat(length)))
      expect((await reply).headers).toMatchObject({ 'x-proxyapi-cache': 'miss' })
      await turn()
    }
    await answered(1_100_000)
    await answered(1_000_000)
    expect((await chat()).headers).toMatchObject({ 'x-proxyapi-cache': 'hit' })
    expect(calls).toHaveLength(2)
  })
})
