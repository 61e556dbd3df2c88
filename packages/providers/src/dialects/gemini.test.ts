import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dialectConformance } from '../../test/conformance.ts'
import { decodeStream, folded, streamBytes } from '../../test/decode.ts'
import { candidate, event, geminiCases, geminiOwnCases, piece, whole } from '../../test/gemini-cases.ts'
import { expectWellFormed } from '../../test/well-formed.ts'
import type { SseEvent } from '../dialect.ts'
import { foldAnswer } from '../fold.ts'
import { gemini } from './gemini.ts'

const error = (code: number, status: string, message: string, details?: object[]) => ({
  error: { code, status, message, ...(details && { details }) },
})
const overloaded = error(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.')
const tooLong = error(
  400,
  'INVALID_ARGUMENT',
  'The input token count (9) exceeds the maximum number of tokens allowed (8).',
)
const quota = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId }],
})
const retry = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay })
const quotaText = 'You exceeded your current quota, please check your plan and billing details.'
const rate = error(429, 'RESOURCE_EXHAUSTED', quotaText, [quota('GenerateRequestsPerMinute-FreeTier'), retry('34.4s')])

dialectConformance(gemini, {
  cases: [...geminiCases, ...geminiOwnCases],
  errorsInside: [
    { name: 'overloaded', whole: overloaded, event: event(overloaded), error: { fault: 'transient', status: 503 } },
    {
      name: 'a rate, with the time to wait',
      whole: rate,
      event: { event: 'error', data: JSON.stringify(rate) },
      error: { code: 'RATE_LIMITED', fault: 'rate', retryAfterMs: 34_400 },
    },
    {
      name: 'a prompt too long',
      whole: tooLong,
      event: event(tooLong),
      error: { code: 'CONTEXT_LENGTH_EXCEEDED', fault: 'context-length' },
    },
  ],
})

describe('errors', () => {
  const judged = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    gemini.error(status, body, new Headers(headers))

  test.each<[string, number, unknown, object]>([
    ['a rate', 429, rate, { fault: 'rate', retryAfterMs: 34_400 }],
    ['a rate in a list of one', 429, [rate], { fault: 'rate', retryAfterMs: 34_400 }],
    [
      'a day’s quota',
      429,
      error(429, 'RESOURCE_EXHAUSTED', quotaText, [quota('GenerateRequestsPerDayPerProject'), retry('20s')]),
      { fault: 'rate', retryAfterMs: 3_600_000 },
    ],
    ['no details', 429, error(429, 'RESOURCE_EXHAUSTED', quotaText), { fault: 'rate' }],
    [
      'a 429 for money',
      429,
      error(429, 'RESOURCE_EXHAUSTED', 'Your prepayment credits are depleted.'),
      { fault: 'money', code: 'UPSTREAM_AUTH_FAILED' },
    ],
    ['a 402', 402, error(402, 'FAILED_PRECONDITION', 'Pay.'), { fault: 'money' }],
    [
      'a bad key',
      400,
      error(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
        { reason: 'API_KEY_INVALID' },
      ]),
      { fault: 'credential', code: 'UPSTREAM_AUTH_FAILED' },
    ],
    ['no right', 403, error(403, 'PERMISSION_DENIED', 'No.'), { fault: 'credential' }],
    [
      'a place without service',
      400,
      error(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
      { fault: 'credential' },
    ],
    [
      'no such model',
      404,
      error(404, 'NOT_FOUND', 'models/x is not found for API version v1beta'),
      { fault: 'not-found', code: 'MODEL_NOT_FOUND' },
    ],
    [
      'words that are not wanted',
      400,
      error(400, 'INVALID_ARGUMENT', "It contains words that violate Google's Responsible AI practices."),
      { fault: 'content-policy', code: 'CONTENT_BLOCKED' },
    ],
    ['an argument', 400, error(400, 'INVALID_ARGUMENT', 'Unknown name "x"'), { fault: 'caller' }],
    ['a call given up', 499, error(499, 'CANCELLED', 'Cancelled.'), { fault: 'transient' }],
    ['inside', 500, error(500, 'INTERNAL', 'Internal.'), { fault: 'transient' }],
    ['a deadline', 504, error(504, 'DEADLINE_EXCEEDED', 'Late.'), { fault: 'transient' }],
  ])('%s', (_, status, body, wanted) => {
    expect(judged(status, body)).toMatchObject({ status, ...wanted })
  })

  test('the header’s time to wait is believed first; nonsense in the body not at all', () => {
    expect(judged(429, rate, { 'retry-after': '7' }).retryAfterMs).toBe(7_000)
    for (const delay of ['soon', '-1s', '', '1']) {
      const body = error(429, 'RESOURCE_EXHAUSTED', quotaText, [quota('PerMinute'), retry(delay)])
      expect(judged(429, body)).not.toHaveProperty('retryAfterMs')
    }
    const long = error(429, 'RESOURCE_EXHAUSTED', quotaText, [retry('999999999s')])
    expect(judged(429, long).retryAfterMs).toBe(86_400_000)
  })
})

const streamed = (events: readonly SseEvent[]) => decodeStream(gemini, {}, streamBytes(events)).events

describe('an end', () => {
  test.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['RECITATION', 'content_filter'],
    ['IMAGE_SAFETY', 'content_filter'],
    ['SPII', 'content_filter'],
    ['LANGUAGE', 'unknown'],
  ])('%s is %s', (native, reason) => {
    const events = gemini.reply(whole([{ text: 'x' }], native), {})
    expect(events.at(-1)).toEqual({ type: 'finish', choice: 0, reason, native })
  })

  test.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS'])(
    '%s is no answer, whole and streamed',
    (native) => {
      const body = whole([{ text: 'x' }], native, { finishMessage: 'call:default_api' })
      for (const events of [gemini.reply(body, {}), streamed([event(body)])]) {
        expectWellFormed(events)
        expect(events.at(-1)).toMatchObject({
          type: 'error',
          error: { code: 'UPSTREAM_ERROR', fault: 'transient', message: `finishReason ${native}: call:default_api` },
        })
        expect(foldAnswer(events).usage?.output).toBe(60)
      }
    },
  )

  test('for an unknown reason and with nothing said is no answer either', () => {
    expect(gemini.reply(whole([], 'OTHER'), {}).at(-1)).toMatchObject({ type: 'error' })
    expect(gemini.reply({ candidates: [{ finishReason: 'OTHER' }] }, {}).at(-1)).toMatchObject({ type: 'error' })
  })

  test('there is none while one of several candidates goes on', () => {
    const events = streamed([
      event({ candidates: [candidate([{ text: 'a' }], 'STOP')] }),
      event({ candidates: [candidate([{ text: 'b' }], undefined, { index: 1 })] }),
    ])
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'UPSTREAM_TRUNCATED' } })
  })

  test('of a prompt that was blocked with words says them', () => {
    const promptFeedback = { blockReason: 'OTHER', blockReasonMessage: 'Not here.' }
    const { choices } = foldAnswer(gemini.reply({ promptFeedback }, {}))
    expect(choices).toEqual([
      {
        index: 0,
        parts: [{ type: 'refusal', text: 'Not here.' }],
        finish: { reason: 'content_filter', native: 'OTHER' },
      },
    ])
  })

  test('ratings alone block nothing', () => {
    const feedback = event({ promptFeedback: { safetyRatings: [] } })
    expect(folded(streamed([feedback, piece([{ text: 'x' }], 'STOP')]))).toMatchObject({
      choices: [{ finish: { reason: 'stop' } }],
    })
  })
})

test('usage that comes in every piece is counted once, and not at all where none is told', () => {
  const events = streamed([piece([{ text: 'a' }]), piece([{ text: 'b' }]), piece([{ text: 'c' }], 'STOP')])
  expect(events.filter(({ type }) => type === 'usage')).toHaveLength(2)
  expect(foldAnswer(events).usage).toMatchObject({ input: 31, output: 60, reasoning: 45, cached: 20 })
  const silent = event({
    candidates: [candidate([{ text: 'a' }], 'STOP')],
    usageMetadata: { trafficType: 'ON_DEMAND' },
  })
  expect(foldAnswer(streamed([silent])).usage).toBeUndefined()
})

test('ids of calls differ from answer to answer, and are plain where an answer has no id', () => {
  const idOf = (responseId?: string) => {
    const body = { candidates: [candidate([{ functionCall: { name: 'f' } }], 'STOP')], responseId }
    const [part] = foldAnswer(gemini.reply(body, {})).choices[0]?.parts ?? []
    return part?.type === 'tool-call' ? part.id : undefined
  }
  expect([idOf('a'), idOf('b'), idOf()]).toEqual(['call_0_a', 'call_0_b', 'call_0'])
  expect(idOf('x'.repeat(400))?.length).toBeLessThanOrEqual(40)
})

test('pieces of arguments that lead nowhere change nothing', () => {
  const partialArgs = [
    { jsonPath: '$.a', stringValue: 'kept' },
    { jsonPath: '$', stringValue: 'x' },
    { jsonPath: 'a', stringValue: 'x' },
    { jsonPath: '$.b[99999999]', stringValue: 'x' },
    { jsonPath: '$.__proto__.polluted', stringValue: 'x' },
    { jsonPath: `$${'.a'.repeat(100)}`, stringValue: 'x' },
    { jsonPath: '$.c' },
    { jsonPath: '$.d.e', numberValue: 1 },
    { jsonPath: '$.d[0]', numberValue: 2 },
    7,
  ]
  const body = { candidates: [candidate([{ functionCall: { name: 'f', partialArgs } }], 'STOP')] }
  const [part] = foldAnswer(gemini.reply(body, {})).choices[0]?.parts ?? []
  expect(part).toMatchObject({ arguments: '{"a":"kept","d":[2]}' })
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('whatever comes, nothing is thrown, and an answer has one end', () => {
  const word = fc.constantFrom('STOP', 'OTHER', 'f', '', '$.a', '$.a[1].b', 'MALFORMED_FUNCTION_CALL')
  const odd = fc.oneof(word, fc.constantFrom(null, true, -1, 1e99), fc.array(word, { maxLength: 2 }))
  const maybe = <T>(one: fc.Arbitrary<T>) => fc.oneof({ weight: 5, arbitrary: one }, { weight: 1, arbitrary: odd })
  const some = (members: Record<string, fc.Arbitrary<unknown>>) => maybe(fc.record(members, { requiredKeys: [] }))
  const few = (one: fc.Arbitrary<unknown>) => maybe(fc.array(one, { maxLength: 3 }))
  const piece = some({ jsonPath: word, stringValue: word, numberValue: odd, nullValue: odd, willContinue: odd })
  const functionCall = some({ id: word, name: word, args: odd, partialArgs: few(piece), willContinue: fc.boolean() })
  const part = some({
    text: word,
    thought: fc.boolean(),
    thoughtSignature: word,
    functionCall,
    inlineData: some({}),
    x: odd,
  })
  const one = some({ index: fc.integer({ min: -1, max: 2 }), content: some({ parts: few(part) }), finishReason: word })
  const usage = some({ promptTokenCount: odd, thoughtsTokenCount: odd, promptTokensDetails: few(odd) })
  const body = some({
    candidates: few(one),
    promptFeedback: some({ blockReason: word }),
    usageMetadata: usage,
    error: odd,
  })
  fc.assert(
    fc.property(fc.array(body, { maxLength: 4 }), (bodies) => {
      for (const whole of bodies) expectWellFormed(gemini.reply(whole, {}))
      const decoder = gemini.stream({})
      const events = bodies.flatMap((each) => decoder.push({ data: JSON.stringify(each) ?? '' }))
      expectWellFormed([...events, ...decoder.end()])
    }),
    { numRuns: 1_000 },
  )
})
