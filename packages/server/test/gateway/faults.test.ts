import { once } from 'node:events'
import { createServer } from 'node:net'
import type { ModelFault } from '@proxyapi/simulators'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider } from './lanes.ts'

const well = 'gpt-4o-mini'
const said = 'one two three four five six seven eight nine ten'
const messages = [{ role: 'user' as const, content: `echo: ${said}` }]
const quick = { timeoutMs: 300, idleTimeoutMs: 200, connectTimeoutMs: 300 }

/** Faults that strike before the first token, so that another lane can answer. */
const early: ModelFault[] = [
  'overloaded',
  'error-500',
  'rate-limited',
  'rate-limited-bare',
  'no-quota',
  'bad-key',
  'not-found',
  'reset',
  'hang',
  'silent',
  'comments',
  'role-then-silent',
  'error-in-200',
  'html',
  'empty',
]
/** Faults that strike in mid-stream; of a whole answer nothing was delivered by then. */
const late: ModelFault[] = ['stall', 'cut', 'truncated', 'reset-mid', 'garbage', 'error-mid-stream']
/** Faults that no other lane would spare the caller. */
const final: ModelFault[] = ['content-policy', 'context-length']

const lanes = {
  stream: early,
  whole: [...early, ...late],
  lonely: [...early, ...late, ...final, 'no-end-marker', 'no-usage'],
}
const laneOf = (kind: keyof typeof lanes, fault: ModelFault) => `${kind}-${fault}/sim/${fault}`

let harness: Harness

/** A provider of its own for each test, so that no breaker remembers another one. */
beforeAll(async () => {
  const dead = await closedPort()
  harness = await startHarness({
    providers: ({ openai }) => [
      provider('well', 'openai', openai, { ...quick, models: [well] }),
      provider('cut', 'openai', openai, { ...quick, models: ['gpt-4o'] }),
      provider('dead', 'openai', dead, { ...quick, models: [well] }),
      provider('dead2', 'openai', dead, { ...quick, models: [well] }),
      ...Object.entries(lanes).flatMap(([kind, faults]) =>
        faults.map((fault) => provider(`${kind}-${fault}`, 'openai', openai, { ...quick, models: [`sim/${fault}`] })),
      ),
    ],
    models: [
      facts('openai', well),
      facts('openai', 'gpt-4o'),
      ...lanes.lonely.map((fault) => facts('openai', `sim/${fault}`)),
    ],
  })
})
afterEach(async () => {
  await settledAll(harness)
  harness.sims.openai.reset()
  harness.book.settled.length = 0
})
afterAll(() => harness.close())

async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

async function ask(body: object, path = '/v1/chat/completions') {
  const response = await fetch(`${harness.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages, max_tokens: 100, ...body }),
  })
  const { status, headers } = response
  const text = await response.text()
  await settledAll(harness)
  const told = { answered: headers.get('x-proxyapi-provider'), attempts: headers.get('x-proxyapi-attempts') }
  return { status, text, ...told, retry: headers.get('x-should-retry'), retryAfter: headers.get('retry-after') }
}

const events = (sse: string) =>
  sse
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)))
const contentOf = (sse: string) =>
  events(sse)
    .map((event) => event.choices?.[0]?.delta?.content ?? '')
    .join('')

const fallbacks = { proxyapi: { fallbacks: [`well/${well}`] } }

describe.each(['stream', 'whole'] as const)('before the answer begins (%s)', (kind) => {
  test.each(lanes[kind])('%s: the next lane answers, and one answer is paid', async (fault) => {
    const heard = await ask({ model: laneOf(kind, fault), stream: kind === 'stream', ...fallbacks })
    expect(heard).toMatchObject({ status: 200, answered: 'well', attempts: '2' })
    if (kind === 'stream') {
      expect(contentOf(heard.text)).toBe(said)
      expect(heard.text).toMatch(/data: \[DONE\]\n\n$/)
    } else expect(JSON.parse(heard.text).choices[0].message.content).toBe(said)
    expect(harness.book.settled).toHaveLength(1)
    const [outcome] = harness.book.settled
    expect(outcome?.attempts.map(({ delivered }) => delivered)).toEqual([false, true])
    expect(outcome?.amount).toBe(outcome?.attempts[1]?.cost)
    expect(outcome?.amount).toBeGreaterThan(0)
  })
})

test('a closed port: the next lane answers at once', async () => {
  const heard = await ask({ model: `dead/${well}`, stream: true, ...fallbacks })
  expect(heard).toMatchObject({ status: 200, answered: 'well', attempts: '2' })
})

describe('after the first token', () => {
  test.each(late)('%s: the error is told in the stream, no end is forged, nothing is tried again', async (fault) => {
    const heard = await ask({ model: laneOf('lonely', fault), stream: true, ...fallbacks })
    expect(heard).toMatchObject({ status: 200, attempts: '1' })
    expect(contentOf(heard.text).length).toBeGreaterThan(0)
    expect(said.startsWith(contentOf(heard.text))).toBe(true)
    expect(heard.text).not.toContain('[DONE]')
    const last = events(heard.text).at(-1)
    const codes = {
      stall: 'upstream_timeout',
      garbage: 'upstream_protocol_error',
      'error-mid-stream': 'upstream_error',
    }
    expect(last.error.code).toBe(codes[fault as keyof typeof codes] ?? 'upstream_truncated')
    expect(harness.sims.openai.requests()).toHaveLength(1)
    const [outcome] = harness.book.settled
    expect(outcome?.record).toMatchObject({ estimated: true })
    expect(outcome?.record.outputTokens).toBeGreaterThan(0)
    expect(outcome?.attempts).toMatchObject([{ delivered: true }])
    expect(outcome?.amount).toBe(outcome?.attempts[0]?.cost)
  })

  test.each(late)('%s, translated to Anthropic’s shape: an error event and no message_stop', async (fault) => {
    const heard = await ask({ model: laneOf('lonely', fault), stream: true }, '/v1/messages')
    expect(heard.text).toContain('event: error')
    expect(heard.text).not.toContain('message_stop')
  })
})

test.each(['/v1/chat/completions', '/v1/messages'])(
  'cut at 40 places, %s: 40 errors and no forged end',
  async (path) => {
    const marker = path === '/v1/messages' ? 'message_stop' : '[DONE]'
    for (let place = 1; place <= 40; place++) {
      harness.sims.openai.fault({ do: place % 2 ? 'truncated' : 'reset-mid', afterBytes: place * 90 })
      const heard = await ask({ model: 'cut/gpt-4o', stream: true }, path)
      expect(heard.text).not.toContain(marker)
      expect(heard.text).toContain('error')
      expect([200, 502]).toContain(heard.status)
    }
    expect(harness.book.settled).toHaveLength(40)
  },
)

describe('where nobody else is left', () => {
  const expected: Partial<Record<ModelFault, [number, string]>> = {
    overloaded: [502, 'upstream_error'],
    'error-500': [502, 'upstream_error'],
    'rate-limited': [429, 'rate_limit_exceeded'],
    'rate-limited-bare': [429, 'rate_limit_exceeded'],
    'no-quota': [502, 'upstream_auth_failed'],
    'bad-key': [502, 'upstream_auth_failed'],
    'not-found': [404, 'model_not_found'],
    reset: [502, 'upstream_error'],
    hang: [504, 'upstream_timeout'],
    silent: [504, 'upstream_timeout'],
    comments: [504, 'upstream_timeout'],
    'role-then-silent': [504, 'upstream_timeout'],
    'error-in-200': [502, 'upstream_error'],
    html: [502, 'upstream_protocol_error'],
    empty: [502, 'upstream_protocol_error'],
    'content-policy': [400, 'content_policy_violation'],
    'context-length': [400, 'context_length_exceeded'],
  }
  test.each(Object.entries(expected))('%s is %o', async (fault, [status, code]) => {
    const heard = await ask({
      model: laneOf('lonely', fault as ModelFault),
      stream: true,
      proxyapi: { timeout_ms: 1000 },
    })
    expect(heard.status).toBe(status)
    expect(JSON.parse(heard.text).error.code).toBe(code)
    if (status === 429) expect(Number(heard.retryAfter)).toBeGreaterThan(0)
    expect(harness.book.settled).toMatchObject([{ amount: 0 }])
    expect(heard.text).not.toMatch(/sim-|127\.0\.0\.1|http/)
  })
})

test('a fault that the prompt itself is to blame for is not tried elsewhere', async () => {
  const heard = await ask({ model: laneOf('lonely', 'content-policy'), ...fallbacks })
  expect(heard.status).toBe(400)
  expect(harness.sims.openai.requests()).toHaveLength(1)
})

test('a finish without an end marker is a complete answer, and gets the marker', async () => {
  const heard = await ask({ model: laneOf('lonely', 'no-end-marker'), stream: true })
  expect(contentOf(heard.text)).toBe(said)
  expect(heard.text).toMatch(/data: \[DONE\]\n\n$/)
  expect(harness.book.settled[0]?.record.estimated).toBe(false)
})

test('an answer whose usage is not told is estimated, never free', async () => {
  const heard = await ask({ model: laneOf('lonely', 'no-usage') })
  expect(heard.status).toBe(200)
  const [outcome] = harness.book.settled
  expect(outcome?.record.estimated).toBe(true)
  expect(outcome?.amount).toBeGreaterThan(0)
})

test('all providers down: 503 with Retry-After, and nothing is held', async () => {
  const heard = await ask({ model: `dead/${well}`, proxyapi: { fallbacks: [`dead2/${well}`] } })
  expect(heard).toMatchObject({ status: 503, retry: 'true', retryAfter: '1' })
  expect(JSON.parse(heard.text).error.code).toBe('upstream_unavailable')
  expect(harness.book.settled).toMatchObject([{ amount: 0 }])
  expect(harness.book.settled[0]?.attempts).toHaveLength(2)
})
