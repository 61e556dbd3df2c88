import { describe, expect, test } from 'vitest'
import { cohereCases, counted, done, end, event, reply, start, stop, text, usage } from '../../test/cohere-v2-cases.ts'
import { dialectConformance } from '../../test/conformance.ts'
import type { AnswerEvent } from '../answer.ts'
import { foldAnswer } from '../fold.ts'
import { noUsage } from '../usage.ts'
import { cohereV2 } from './cohere-v2.ts'

const failed = (reason: string, error?: string) => ({ finish_reason: reason, ...(error && { error }), usage })

dialectConformance(cohereV2, {
  cases: cohereCases,
  errorsInside: [
    {
      name: 'a message that is a text',
      whole: { id: 'x', message: 'the service is temporarily unavailable' },
      event: { data: '{"id":"x","message":"the service is temporarily unavailable"}' },
      error: { code: 'UPSTREAM_ERROR', fault: 'transient', message: 'the service is temporarily unavailable' },
    },
    {
      name: 'an answer that was given up',
      whole: reply({ content: [{ type: 'text', text: 'half' }] }, 'ERROR'),
      event: end('ERROR'),
      error: { code: 'UPSTREAM_ERROR', fault: 'transient', message: 'finish_reason ERROR' },
    },
    {
      name: 'words beside the reason',
      whole: { ...reply({ content: [] }, 'ERROR'), error: 'too many tokens: size limit exceeded' },
      event: event('message-end', { delta: failed('ERROR', 'too many tokens: size limit exceeded') }),
      error: { code: 'CONTEXT_LENGTH_EXCEEDED', fault: 'context-length' },
    },
    {
      name: 'a time-out',
      whole: reply({ content: [{ type: 'text', text: 'half' }] }, 'TIMEOUT'),
      event: end('TIMEOUT'),
      error: { code: 'UPSTREAM_TIMEOUT', fault: 'timeout' },
    },
    {
      name: 'an event of that name',
      whole: { message: 'invalid api token' },
      event: { event: 'error', data: '{"message":"internal"}' },
      error: { code: 'UPSTREAM_ERROR' },
    },
  ],
})

describe('usage', () => {
  const usageOf = (value: unknown) =>
    foldAnswer(cohereV2.reply(reply({ content: [] }, 'COMPLETE', { usage: value }), {})).usage

  test.each([
    ['what is billed counts, and what is cached of it', usage, counted],
    [
      'what is cached may all be frame',
      {
        billed_units: { input_tokens: 12, output_tokens: 7 },
        tokens: { input_tokens: 507, output_tokens: 10 },
        cached_tokens: 448,
      },
      { input: 12, output: 7 },
    ],
    [
      'without billed units, all tokens',
      { tokens: { input_tokens: 30, output_tokens: 4 }, cached_tokens: 16 },
      { input: 30, cached: 16, output: 4 },
    ],
    [
      'more cached than there is',
      { billed_units: { input_tokens: 8, output_tokens: 1 }, cached_tokens: 900 },
      { input: 8, cached: 8, output: 1 },
    ],
    [
      'searches beside tokens',
      { billed_units: { input_tokens: 5, output_tokens: 1, search_units: 2, classifications: 3 } },
      { input: 5, output: 1, searchUnits: 2 },
    ],
    ['nonsense', { billed_units: { input_tokens: -1, output_tokens: 'x' }, cached_tokens: Number.NaN }, {}],
  ])('%s', (_, value, wanted) => {
    expect(usageOf(value)).toEqual({ ...noUsage, ...wanted })
  })

  test('an answer that was given up has still been paid for', () => {
    const events = cohereV2.reply(reply({ content: [] }, 'ERROR'), {})
    expect(events.map(({ type }) => type)).toEqual(['start', 'usage', 'error'])
  })
})

describe('errors', () => {
  const headers = new Headers({ 'retry-after': '3' })
  test.each([
    [400, 'invalid request: messages must be a non-empty array', 'caller', 'UPSTREAM_REJECTED'],
    [400, 'too many tokens: size limit exceeded by 11326 tokens', 'context-length', 'CONTEXT_LENGTH_EXCEEDED'],
    [401, 'invalid api token', 'credential', 'UPSTREAM_AUTH_FAILED'],
    [402, 'please add or update your payment method', 'money', 'UPSTREAM_AUTH_FAILED'],
    [403, 'forbidden', 'credential', 'UPSTREAM_AUTH_FAILED'],
    [404, "model 'nonexistent' not found, make sure the correct model ID was used", 'not-found', 'MODEL_NOT_FOUND'],
    [422, "unknown field: parameter 'strict' is not a valid field.", 'caller', 'UPSTREAM_REJECTED'],
    [429, 'You are using a Trial key, which is limited to 20 API calls / minute.', 'rate', 'RATE_LIMITED'],
    [429, 'You are using a Trial key, which is limited to 1000 API calls / month.', 'money', 'UPSTREAM_AUTH_FAILED'],
    [498, 'blocked', 'content-policy', 'CONTENT_BLOCKED'],
    [499, 'context canceled', 'transient', 'UPSTREAM_ERROR'],
    [500, 'internal server error', 'transient', 'UPSTREAM_ERROR'],
    [503, 'unavailable', 'transient', 'UPSTREAM_ERROR'],
    [504, 'timed out', 'transient', 'UPSTREAM_ERROR'],
  ])('%i %s', (status, message, fault, code) => {
    const error = cohereV2.error(status, { id: 'x', message }, headers)
    expect(error).toMatchObject({ fault, code, status, message, retryAfterMs: 3000 })
  })

  test.each([
    ['<html>', 502],
    ['', 500],
    [null, 503],
  ])('%j is one, too', (body, status) => {
    expect(cohereV2.error(status, body, new Headers())).toMatchObject({ fault: 'transient', status })
  })
})

test('the answer waits for the marker, or for the end of the bytes, so that an error between is heard', () => {
  const decoder = cohereV2.stream({})
  const events: AnswerEvent[] = []
  for (const one of [
    start,
    event('content-delta', { delta: { message: { content: { text: 'a' } } } }),
    end('COMPLETE'),
  ])
    events.push(...decoder.push(one))
  expect(decoder.finishSeen()).toBe(true)
  expect(events.map(({ type }) => type)).toEqual(['start', 'text', 'usage'])
  expect(decoder.push(done)).toEqual([{ type: 'finish', choice: 0, ...stop }])
})

test('content that is one text, arguments that are an object', () => {
  const events = cohereV2.reply(
    reply({ content: 'So.', tool_calls: [{ id: 'a', function: { name: 'f', arguments: { b: 1 } } }] }, 'TOOL_CALL'),
    {},
  )
  expect(foldAnswer(events).choices[0]?.parts).toEqual([
    text('So.'),
    { type: 'tool-call', id: 'a', name: 'f', arguments: '{"b":1}' },
  ])
})

test('a call without a name is a protocol error', () => {
  const broken = reply({ tool_calls: [{ id: 'a', function: { arguments: '{}' } }] }, 'TOOL_CALL')
  expect(cohereV2.reply(broken, {}).at(-1)).toMatchObject({ type: 'error', error: { code: 'UPSTREAM_PROTOCOL_ERROR' } })
})
