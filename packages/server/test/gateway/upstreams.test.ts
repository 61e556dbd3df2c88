/** Failures by name on upstreams that are translated: the caller hears what he would hear of his own dialect. */
import { faultModels, type ModelFault } from '@proxyapi/simulators'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider } from './lanes.ts'

const said = 'one two three four five six seven eight nine ten'
const quick = { timeoutMs: 300, idleTimeoutMs: 200, connectTimeoutMs: 300 }
const upstreams = ['anthropic', 'cohere', 'google'] as const

/** Before the answer begins: status and code. */
const refused: [ModelFault, number, string][] = [
  ['overloaded', 502, 'upstream_error'],
  ['error-500', 502, 'upstream_error'],
  ['rate-limited', 429, 'rate_limit_exceeded'],
  ['rate-limited-bare', 429, 'rate_limit_exceeded'],
  ['no-quota', 502, 'upstream_auth_failed'],
  ['bad-key', 502, 'upstream_auth_failed'],
  ['not-found', 404, 'model_not_found'],
  ['content-policy', 400, 'content_policy_violation'],
  ['context-length', 400, 'context_length_exceeded'],
  ['reset', 502, 'upstream_error'],
  ['hang', 504, 'upstream_timeout'],
  ['silent', 504, 'upstream_timeout'],
  ['comments', 504, 'upstream_timeout'],
  ['role-then-silent', 504, 'upstream_timeout'],
  ['error-in-200', 502, 'upstream_error'],
  ['html', 502, 'upstream_protocol_error'],
  ['empty', 502, 'upstream_protocol_error'],
]
/** After the first token: the code in the stream. */
const broken: [ModelFault, string][] = [
  ['stall', 'upstream_timeout'],
  ['cut', 'upstream_truncated'],
  ['truncated', 'upstream_truncated'],
  ['reset-mid', 'upstream_truncated'],
  ['garbage', 'upstream_protocol_error'],
  ['error-mid-stream', 'upstream_error'],
]

let harness: Harness
/** A provider of its own for each fault, so that no breaker remembers another one. */
const nameOf = (brand: string, model: string) => `${brand}-${model.replace('sim/', '')}`
beforeAll(async () => {
  harness = await startHarness({
    providers: (urls) =>
      upstreams.flatMap((brand) =>
        faultModels.map((model) => provider(nameOf(brand, model), brand, urls[brand], { ...quick, models: [model] })),
      ),
    models: upstreams.flatMap((brand) => faultModels.map((model) => facts(brand, model))),
  })
})
afterEach(async () => {
  await settledAll(harness)
  harness.book.settled.length = 0
  for (const sim of Object.values(harness.sims)) sim.reset()
})
afterAll(() => harness.close())

async function ask(brand: string, fault: ModelFault, path = '/v1/chat/completions', stream = true) {
  const messages = [{ role: 'user', content: `echo: ${said}` }]
  const model = `${nameOf(brand, fault)}/sim/${fault}`
  const response = await fetch(`${harness.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages, stream, max_tokens: 100, proxyapi: { timeout_ms: 1000 } }),
  })
  const text = await response.text()
  await settledAll(harness)
  return { status: response.status, text }
}

const events = (sse: string) => [...sse.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => JSON.parse(`${data}`))
const contentOf = (sse: string) =>
  events(sse)
    .map((event) => event.choices?.[0]?.delta?.content ?? '')
    .join('')

describe.each(upstreams)('an upstream of %s', (brand) => {
  test.each(refused)('%s is %i %s, costs nothing and tells no secret', async (fault, status, code) => {
    const heard = await ask(brand, fault)
    expect([heard.status, JSON.parse(heard.text).error.code]).toEqual([status, code])
    expect(harness.book.settled).toMatchObject([{ amount: 0 }])
    expect(heard.text).not.toMatch(/sim-|127\.0\.0\.1|http/)
  })

  test.each(broken)('%s is told in the stream as %s, and no end is forged', async (fault, code) => {
    const { status, text } = await ask(brand, fault)
    expect([status, events(text).at(-1).error.code]).toEqual([200, code])
    expect(contentOf(text).length).toBeGreaterThan(0)
    expect(said.startsWith(contentOf(text))).toBe(true)
    expect(text).not.toContain('[DONE]')
    expect(harness.book.settled[0]?.record.outputTokens).toBeGreaterThan(0)
    const message = (await ask(brand, fault, '/v1/messages')).text
    expect(message).toContain('event: error')
    expect(message).not.toContain('message_stop')
  })

  test.each(broken.filter(([fault]) => fault !== 'stall'))('%s of a whole answer is an error', async (fault) => {
    expect((await ask(brand, fault, '/v1/chat/completions', false)).status).toBe(502)
  })

  test('without an end marker the answer is complete; without usage it is estimated', async () => {
    const { text } = await ask(brand, 'no-end-marker')
    expect(contentOf(text)).toBe(said)
    expect(text).toMatch(/data: \[DONE\]\n\n$/)
    await ask(brand, 'no-usage')
    expect(harness.book.settled.map(({ record }) => record.estimated)).toEqual([false, true])
  })
})
