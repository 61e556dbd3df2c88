/** The caller leaves: the upstream is closed within 100 ms, in every phase, streamed or not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider } from './lanes.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness({
    tokenMs: 30,
    providers: ({ openai, anthropic }) => [
      provider('openai', 'openai', openai, { models: ['gpt-4o', 'sim/hang', 'sim/silent'] }),
      provider('anthropic', 'anthropic', anthropic, { models: ['claude-sonnet-4-5-20250929'], priority: 2 }),
    ],
    models: [
      facts('openai', 'gpt-4o'),
      facts('openai', 'sim/hang'),
      facts('openai', 'sim/silent'),
      facts('anthropic', 'claude-sonnet-4-5-20250929'),
    ],
  })
})
afterAll(() => harness.close())

const messages = [{ role: 'user' as const, content: `echo: ${'word '.repeat(200)}` }]

async function closedWithin(sim: 'openai' | 'anthropic', leave: () => void): Promise<number> {
  const left = performance.now()
  leave()
  await harness.sims[sim].until((requests) => requests.length > 0 && requests.every(({ end }) => end !== 'open'))
  const took = performance.now() - left
  expect(harness.sims[sim].requests().at(-1)?.end).toBe('aborted')
  harness.sims[sim].reset()
  return took
}

describe.each([
  ['before the upstream answers', 'openai/sim/hang', true],
  ['before the upstream answers, whole', 'openai/sim/hang', false],
  ['after its headers', 'openai/sim/silent', true],
])('%s', (_, model, stream) => {
  test('nothing is paid, the upstream is closed', async () => {
    const leaving = new AbortController()
    const asked = harness.openai.chat.completions.create({ model, messages, stream }, { signal: leaving.signal })
    const failed = expect(asked).rejects.toThrow()
    await harness.sims.openai.until((requests) => requests.length === 1)
    expect(await closedWithin('openai', () => leaving.abort())).toBeLessThan(100)
    await failed
    await settledAll(harness)
    expect(harness.book.settled.at(-1)?.amount).toBe(0)
  })
})

describe.each([
  ['openai', 'openai/gpt-4o'],
  ['anthropic', 'anthropic/claude-sonnet-4-5-20250929'],
] as const)('in mid-stream of %s', (sim, model) => {
  test('what was made is paid, the upstream is closed', async () => {
    const stream = await harness.openai.chat.completions.create({ model, messages, stream: true })
    let seen = 0
    let took = 0
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content && ++seen === 5) {
        took = await closedWithin(sim, () => stream.controller.abort())
        break
      }
    }
    expect(took).toBeLessThan(100)
    await settledAll(harness)
    const outcome = harness.book.settled.at(-1)
    expect(outcome?.record).toMatchObject({ estimated: true, provider: sim })
    expect(outcome?.record.outputTokens).toBeGreaterThanOrEqual(4)
    expect(outcome?.record.outputTokens).toBeLessThan(30)
    expect(outcome?.amount).toBeGreaterThan(0)
  })
})

test('the log has 499, and no call stays open', async () => {
  await settledAll(harness)
  await harness.gateway.jobs()[0]?.run(new AbortController().signal)
  const rows = await harness.store.db.selectFrom('inference_requests').select(['status', 'code', 'provider']).execute()
  expect(rows).toHaveLength(5)
  expect(rows.every(({ status, code }) => status === 499 && code === 'CLIENT_DISCONNECTED')).toBe(true)
  const attempts = await harness.store.db.selectFrom('inference_attempts').select(['outcome', 'n']).execute()
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted', 'aborted', 'aborted', 'aborted'])
})
