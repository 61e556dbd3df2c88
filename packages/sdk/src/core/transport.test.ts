/** Attempts, waits and ends of calls over a wire that a test scripts, in time that it moves. */
import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { internals } from '../client.ts'
import { type ClientOptions, ProxyAPI } from '../index.ts'

type Step =
  | { readonly what: 'status'; readonly status: number; readonly afterMs: number; readonly retryAfter?: string }
  | { readonly what: 'reset' | 'refused'; readonly afterMs: number }
  | { readonly what: 'hang' | 'deaf' | 'slow-body' }

const json = { 'content-type': 'application/json' }

/** What comes back, attempt by attempt; the last step is repeated. */
function wire(steps: readonly Step[]) {
  const startedAt: number[] = []
  const answer = async (signal: AbortSignal): Promise<Response> => {
    const step = steps[Math.min(startedAt.push(Date.now()), steps.length) - 1]
    if (step === undefined || step.what === 'deaf') return new Promise(() => {})
    if (step.what === 'hang') return never(signal)
    if (step.what === 'slow-body') return new Response(endless(signal), { headers: json })
    if (!('afterMs' in step)) throw new Error(step.what)
    await Promise.race([after(step.afterMs), never(signal)])
    if (step.what === 'reset') throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })
    if (step.what === 'refused') throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })
    if (!('status' in step)) throw new Error(step.what)
    const headers = { ...json, ...(step.retryAfter !== undefined && { 'retry-after': step.retryAfter }) }
    return new Response(step.status === 200 ? '{"status":"alive"}' : '{}', { status: step.status, headers })
  }
  return { startedAt, fetch: (_: string, { signal }: RequestInit) => answer(signal as AbortSignal) }
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const never = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
const endless = (signal: AbortSignal) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason), { once: true }),
  })

const client = (fetch: ClientOptions['fetch'], more: ClientOptions = {}) =>
  new ProxyAPI({ baseURL: 'https://api.test', apiKey: 'k', logLevel: 'off', fetch, ...more })

/** How a call ended, and when. */
function ended(call: PromiseLike<unknown>) {
  const end: { at: number | null; error: unknown } = { at: null, error: null }
  call.then(
    () => {
      end.at = Date.now()
    },
    (error: unknown) => {
      end.at = Date.now()
      end.error = error
    },
  )
  return end
}

describe('a deadline', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }))
  afterEach(() => void vi.useRealTimers())

  const step = fc.oneof(
    fc.record({
      what: fc.constant('status' as const),
      status: fc.constantFrom(200, 404, 429, 500, 503),
      afterMs: fc.nat(3_000),
      retryAfter: fc.constantFrom('0', '1', '5', '70', 'soon'),
    }),
    fc.record({ what: fc.constantFrom('reset' as const, 'refused' as const), afterMs: fc.nat(3_000) }),
    fc.record({ what: fc.constantFrom('hang' as const, 'deaf' as const, 'slow-body' as const) }),
  )

  test('is kept to 50 ms, whatever comes back and when; nothing is sent after it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 8_000 }),
        async (steps, deadline) => {
          vi.setSystemTime(0)
          const { fetch, startedAt } = wire(steps)
          const end = ended(client(fetch, { maxRetries: 9 }).system.live({ deadline }))
          await vi.advanceTimersByTimeAsync(deadline + 50)
          expect(end.at).not.toBeNull()
          expect(end.at).toBeLessThanOrEqual(deadline + 50)
          await vi.advanceTimersByTimeAsync(100_000)
          for (const at of startedAt) expect(at).toBeLessThan(deadline)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('ends what hangs exactly then, and says that it was the deadline', async () => {
    for (const what of ['hang', 'deaf', 'slow-body'] as const) {
      const since = Date.now()
      const end = ended(client(wire([{ what }]).fetch).system.live({ deadline: 1_000 }))
      await vi.advanceTimersByTimeAsync(1_000)
      expect(end.at).toBe(since + 1_000)
      expect(end.error).toMatchObject({ name: 'APITimeoutError', phase: 'deadline' })
    }
  })

  test('holds for a credential that does not come, and for a middleware that waits', async () => {
    const { fetch, startedAt } = wire([{ what: 'status', status: 200, afterMs: 0 }])
    const ends = [
      ended(client(fetch, { apiKey: () => new Promise<string>(() => {}) }).system.live({ deadline: 1_000 })),
      ended(client(fetch, { middleware: [() => new Promise(() => {})] }).system.live({ deadline: 1_000 })),
    ]
    await vi.advanceTimersByTimeAsync(1_000)
    expect(ends.map(({ at }) => at)).toEqual([1_000, 1_000])
    expect(startedAt).toEqual([])
  })
})

describe('a stream', () => {
  const chunk = (text: string) =>
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}\n\n`
  const bytes = Buffer.from(`${chunk('Hé')}${chunk('llo')}data: [DONE]\n\n`)

  test('that breaks at any byte, in any way, is asked for once, and what was delivered is in the error', async () => {
    let wasDelivered = 0
    for (let at = 0; at <= bytes.length; at += 3) {
      for (const isReset of [true, false]) {
        let asked = 0
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(bytes.subarray(0, at))
          },
          pull(controller) {
            if (isReset) controller.error(new TypeError('terminated', { cause: { code: 'ECONNRESET' } }))
            else controller.close()
          },
        })
        const fetch = async () => {
          asked++
          return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
        }
        const call = { model: 'm', messages: [{ role: 'user' as const, content: 'hi' }], stream: true as const }
        const stream = await client(fetch, { maxRetries: 5 }).chat.completions.create(call)
        const heard: unknown[] = []
        const failure = await (async () => {
          for await (const event of stream) heard.push(event)
        })().catch((error: unknown) => error)
        expect(asked).toBe(1)
        expect(failure === undefined).toBe(at >= bytes.length - 1)
        if (heard.length > 0) wasDelivered++
      }
    }
    expect(wasDelivered).toBeGreaterThan(10)
  })
})

describe('a log at its most talkative', () => {
  const secrets = {
    apiKey: 'canaryKey7Zr2Vw9',
    header: 'canaryHeader3Lp6',
    cookie: 'canaryCookie9Wd4',
    body: 'canaryBody5Ys8Rt',
    query: 'canaryQuery1Qa9T',
    idempotencyKey: 'canaryIdem4Fg2Jk',
    answer: 'canaryAnswer8Hn3',
  }
  const lines: string[] = []
  const keep = (...said: unknown[]) => void lines.push(said.map((one) => inspect(one, { depth: 9 })).join(' '))
  const logger = { error: keep, warn: keep, info: keep, debug: keep }
  const failing = (status: number | null) => async () => {
    if (status === null) throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })
    const code = status === 401 ? 'INVALID_API_KEY' : 'OVERLOADED'
    return new Response(JSON.stringify({ error: secrets.answer, code, request_id: 'r' }), {
      status,
      headers: { ...json, 'set-cookie': secrets.answer },
    })
  }

  test.each([null, 401, 429, 500, 503])('holds no secret, of what was sent or came back (%s)', async (status) => {
    lines.length = 0
    const one = new ProxyAPI({
      baseURL: 'http://api.test',
      apiKey: secrets.apiKey,
      headers: { 'x-own': secrets.header, cookie: secrets.cookie },
      logger,
      logLevel: 'debug',
      fetch: failing(status),
      onAttempt() {
        throw new Error('what a caller throws is his own')
      },
      [internals]: { timing: { now: Date.now, random: () => 0, wait: async () => undefined } },
    } as ClientOptions)
    const { idempotencyKey } = secrets
    const hooks = one.webhooks.create(
      { url: 'https://x.example', events: ['*'], description: secrets.body },
      { idempotencyKey },
    )
    await expect(hooks).rejects.toThrow()
    await expect(one.models.search({ q: secrets.query })).rejects.toThrow()
    expect(lines.some((line) => line.includes('plain http'))).toBe(true)
    expect(lines.some((line) => line.includes('again in'))).toBe(status !== 401)
    for (const [name, secret] of Object.entries(secrets)) expect(lines.join('\n'), name).not.toContain(secret)
  })

  test('is not told by a client that is printed', () => {
    const printed = inspect(client(failing(500), { apiKey: secrets.apiKey }), { depth: 9, showHidden: true })
    expect(printed).not.toContain(secrets.apiKey)
    expect(JSON.stringify(client(failing(500), { apiKey: secrets.apiKey }))).not.toContain(secrets.apiKey)
  })
})
