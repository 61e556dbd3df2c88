/** The caller leaves: the upstream is closed within 100 ms, in every phase, streamed or not, and nothing stays open. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { Deadlines, type Watched } from '../../src/egress/deadlines.ts'
import { LaneStats } from '../../src/gateway/lane-stats.ts'
import { callerOf, callers } from './callers.ts'
import { type Upstream, upstreams } from './fault-cases.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider, speaking } from './lanes.ts'

const words = 'word '.repeat(200)
const faults = ['sim/hang', 'sim/silent', 'sim/stall']
const models: Record<Upstream, string> = {
  'openai-chat': 'gpt-4o',
  'openai-responses': 'gpt-4o-mini',
  'anthropic-messages': 'claude-sonnet-4-5-20250929',
  'cohere-v2': 'command-a-03-2025',
  gemini: 'gemini-2.5-flash',
  'perplexity-agent': 'perplexity/sonar',
}

const departures = 10_000
const atOnce = 100

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({
    tokenMs: 30,
    providers: (urls) =>
      Object.entries(upstreams).map(([upstream, brand]) =>
        speaking(
          upstream,
          provider(upstream, brand, urls[brand], {
            models: [models[upstream as Upstream], ...faults],
            timeoutMs: 600_000,
          }),
        ),
      ),
    models: Object.entries(upstreams).flatMap(([upstream, brand]) =>
      [models[upstream as Upstream], ...faults].map((id) => facts(brand, id)),
    ),
  })
})
afterEach(async () => {
  await settledAll(harness)
  for (const sim of Object.values(harness.sims)) sim.reset()
})
afterAll(() => harness.close())

interface Phase {
  title: string
  model(upstream: Upstream): string
  stream: boolean
  /** Whether something that is paid was heard by then. */
  isHeard?: true
  /** Whether the upstream had made something by then, which nobody pays. */
  isWaste?: true
}

const phases: Phase[] = [
  { title: 'waiting for headers', model: () => 'sim/hang', stream: true },
  { title: 'waiting for headers, whole', model: () => 'sim/hang', stream: false },
  { title: 'headers, and no token', model: () => 'sim/silent', stream: true },
  { title: 'headers, and no byte, whole', model: () => 'sim/silent', stream: false },
  { title: 'mid-stream', model: (upstream) => models[upstream], stream: true, isHeard: true },
  { title: 'half of a whole answer', model: () => 'sim/stall', stream: false, isWaste: true },
]

describe.each(Object.keys(upstreams) as Upstream[])('an upstream of %s', (upstream) => {
  describe.each(phases)('$title', ({ model, stream, isHeard, isWaste }) => {
    // A busy machine may be late; a call that is not closed at once is late every time.
    test.each(callers)(
      'ST02 of $id: the upstream is closed, and only what was heard is paid',
      { retry: 3 },
      async ({ path, body }) => {
        const sim = harness.sims[upstreams[upstream]]
        const leaving = new AbortController()
        const asked = fetch(`${harness.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...body(`echo: ${words}`), model: `${upstream}/${model(upstream)}`, stream }),
          signal: leaving.signal,
        })
        const left = expect(asked.then((response) => response.text())).rejects.toThrow()
        // The bytes of a half must have come as far as us, which only time in our own loop can show.
        await sim.until(
          ([seen]) => seen !== undefined && (!isHeard || seen.bytes > 2_000) && (!isWaste || seen.bytes > 0),
        )
        if (isWaste || isHeard) await heard()
        const since = performance.now()
        leaving.abort()
        await sim.until((requests) => requests.every(({ end }) => end !== 'open'))
        expect(performance.now() - since).toBeLessThan(100)
        await left
        await settledAll(harness)
        expect(sim.requests().map(({ end }) => end)).toEqual(['aborted'])
        const outcome = harness.book.settled.at(-1)
        expect((outcome?.amount ?? 0) > 0).toBe(isHeard === true)
        expect(outcome?.attempts).toMatchObject([{ delivered: isHeard === true }])
        expect((outcome?.attempts[0]?.cost ?? 0) > 0).toBe(isHeard === true || isWaste === true)
      },
    )
  })
})

/** Some turns of the event loop, in which what was written on loopback is read. */
async function heard(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
}

test('each is 499 in the log, with the one attempt that it made', async () => {
  await harness.gateway.jobs()[0]?.run(new AbortController().signal)
  const rows = await harness.store.db.selectFrom('inference_requests').select(['status', 'code']).execute()
  expect(rows.length).toBeGreaterThanOrEqual(phases.length * callers.length * Object.keys(upstreams).length)
  expect(rows.every(({ status, code }) => status === 499 && code === 'CLIENT_DISCONNECTED')).toBe(true)
  const attempts = await harness.store.db.selectFrom('inference_attempts').select(['outcome']).execute()
  expect(attempts.map(({ outcome }) => outcome)).toEqual(rows.map(() => 'aborted'))
})

test('ST02 10,000 callers who leave, in every phase, leave no hold, slot, watched limit or socket', async () => {
  const { begin, end } = LaneStats.prototype
  const { add, delete: remove } = Deadlines.prototype
  const watched = new Set<unknown>()
  let slots = 0
  // The real ones, with what they are told written down.
  vi.spyOn(Deadlines.prototype, 'add').mockImplementation(function (this: Deadlines<Watched>, one: Watched) {
    watched.add(one)
    add.call(this, one)
  })
  vi.spyOn(Deadlines.prototype, 'delete').mockImplementation(function (this: Deadlines<Watched>, one: Watched) {
    watched.delete(one)
    remove.call(this, one)
  })
  vi.spyOn(LaneStats.prototype, 'begin').mockImplementation(function (this: LaneStats, ...told) {
    slots++
    begin.apply(this, told)
  })
  vi.spyOn(LaneStats.prototype, 'end').mockImplementation(function (this: LaneStats, ...told) {
    slots--
    end.apply(this, told)
  })
  const before = harness.book.settled.length
  for (let done = 0; done < departures; done += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, (_, n) => leave(done + n)))
  }
  await settledAll(harness)
  vi.restoreAllMocks()
  expect(harness.book.settled.length - before).toBe(departures)
  expect([slots, watched.size]).toEqual([0, 0])
  await expect.poll(() => harness.egress.counts().provider.open - harness.egress.counts().provider.idle).toBe(0)
}, 180_000)

/** Asks without a socket of its own, and leaves at once, a little later, or when the answer has begun. */
async function leave(n: number): Promise<void> {
  const leaving = new AbortController()
  const upstream = (['openai-chat', 'anthropic-messages', 'gemini'] as const)[n % 3]!
  const stream = n % 2 === 0
  const body = { ...callerOf('openai-chat').body('echo: a b c'), model: `${upstream}/sim/stall`, stream }
  const asked = harness.gateway.chat(harness.principal, `req_${n}`, 'openai-chat', body, {
    idempotencyKey: null,
    signal: leaving.signal,
  })
  const isOver = asked.then(
    async ({ content }) => {
      const outlet = { signal: leaving.signal, write: () => undefined }
      const over = (content as (to: typeof outlet) => Promise<void>)(outlet)
      leaving.abort()
      await over
    },
    () => undefined,
  )
  if (n % 5 === 0) leaving.abort()
  else if (!stream || n % 5 < 3) setImmediate(() => leaving.abort())
  await isOver
}

test('MO04 64 callers with a balance for 10: 10 are served', async () => {
  const few = await startHarness({
    tokenMs: 30,
    balance: 0,
    providers: ({ openai }) => [provider('openai', 'openai', openai, { models: ['gpt-4o'] })],
  })
  const { path, body } = callerOf('openai-chat')
  const ask = (caller: number) =>
    fetch(`${few.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...body(`echo: ${'word '.repeat(40)}`),
        model: 'gpt-4o',
        stream: true,
        user: `${caller}`,
      }),
    })
  expect((await ask(0)).status).toBe(402)
  few.book.fund(10 * few.book.refused.at(-1)!.amount)
  const replies = await Promise.all(Array.from({ length: 64 }, (_, n) => ask(n)))
  const texts = await Promise.all(replies.map((reply) => reply.text()))
  expect(replies.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(10)
  expect(replies.filter(({ status }) => status === 402)).toHaveLength(54)
  expect(texts.filter((text) => text.includes('[DONE]'))).toHaveLength(10)
  await settledAll(few)
  expect(few.sims.openai.requests()).toHaveLength(10)
  await few.close()
})
