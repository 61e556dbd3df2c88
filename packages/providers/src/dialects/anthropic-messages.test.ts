import { expect, test } from 'vitest'
import {
  anthropicCases,
  begin,
  block,
  close,
  delta,
  end,
  event,
  message,
  open,
  stopped,
} from '../../test/anthropic-messages-cases.ts'
import { dialectConformance } from '../../test/conformance.ts'
import { decodeStream, folded, streamBytes } from '../../test/decode.ts'
import type { SseEvent } from '../dialect.ts'
import { foldAnswer } from '../fold.ts'
import { noUsage } from '../usage.ts'
import { anthropicMessages } from './anthropic-messages.ts'

const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' }
dialectConformance(anthropicMessages, {
  cases: anthropicCases,
  errorsInside: [
    {
      name: 'overloaded',
      whole: overloaded,
      event: event(overloaded),
      error: { code: 'UPSTREAM_ERROR', fault: 'transient', message: 'Overloaded' },
    },
    {
      name: 'no credit',
      whole: { type: 'error', error: { type: 'billing_error', message: 'pay' } },
      event: { event: 'error', data: '{"error":{"type":"billing_error","message":"pay"}}' },
      error: { code: 'UPSTREAM_AUTH_FAILED', fault: 'money' },
    },
    {
      name: 'a prompt too long',
      whole: {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 9 tokens > 8 maximum' },
      },
      event: event({
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 9 > 8' },
      }),
      error: { code: 'CONTEXT_LENGTH_EXCEEDED', fault: 'context-length' },
    },
  ],
})

const decoded = (stream: readonly SseEvent[]) => decodeStream(anthropicMessages, {}, streamBytes(stream)).events
const hello = [
  open(0, { type: 'text', text: '' }),
  delta(0, 'text', { text: 'Hello' }),
  close(0),
  stopped('end_turn'),
  end,
]

test('message_start twice at the beginning is one', () => {
  const events = decoded([begin(), begin(), ...hello])
  expect(events.filter((one) => one.type === 'start')).toHaveLength(1)
  expect(folded(events)).toEqual(folded(decoded([begin(), ...hello])))
})

test('a message_start in the middle voids the half that was said', () => {
  const half = [begin('msg_0'), open(0, block('x', 'f')), delta(0, 'input_json', { partial_json: '{"a' })]
  const events = decoded([...half, begin(), ...hello])
  expect(events.filter((one) => one.type === 'start')).toHaveLength(2)
  expect(folded(events)).toEqual(folded(decoded([begin(), ...hello])))
})

test('a start that holds the whole answer is one', () => {
  const whole = message([{ type: 'text', text: 'Hello' }, block('a', 'f', { x: 1 })], 'tool_use')
  const events = decoded([event({ type: 'message_start', message: whole }), end])
  expect(folded(events)).toEqual(folded(anthropicMessages.reply(whole, {})))
  expect(events.at(-1)).toMatchObject({ type: 'finish', native: 'tool_use' })
})

test('input that comes with the start and is streamed again counts once', () => {
  const twice = [
    begin(),
    open(0, block('a', 'f', { x: 1 })),
    delta(0, 'input_json', { partial_json: '{"x":1}' }),
    close(0),
  ]
  expect(folded(decoded([...twice, stopped('tool_use'), end]))).toMatchObject({
    choices: [{ parts: [{ arguments: { x: 1 } }] }],
  })
})

test('more calls than anybody can run are no answer, more open blocks than anybody needs are closed', () => {
  const calls = Array.from({ length: 1_025 }, (_, i) => open(i, block(`t${i}`, 'f')))
  expect(decoded([begin(), ...calls, stopped('tool_use'), end]).at(-1)).toMatchObject({
    error: { code: 'UPSTREAM_PROTOCOL_ERROR' },
  })
  const texts = Array.from({ length: 3_000 }, (_, i) => open(i, { type: 'text', text: 'x' }))
  expect(folded(decoded([begin(), ...texts, stopped('end_turn'), end]))).toMatchObject({
    choices: [{ parts: [{ text: 'x'.repeat(3_000) }] }],
  })
})

test('what every iteration used is billed', () => {
  const iterations = [
    {
      type: 'message',
      input_tokens: 408,
      output_tokens: 0,
      cache_read_input_tokens: 2,
      cache_creation_input_tokens: 0,
    },
    { type: 'fallback_message', input_tokens: 412, output_tokens: 264, cache_read_input_tokens: 0 },
  ]
  const answer = anthropicMessages.reply(
    message([], 'end_turn', { usage: { input_tokens: 412, output_tokens: 264, iterations } }),
    {},
  )
  expect(foldAnswer(answer).usage).toEqual({ ...noUsage, input: 822, cached: 2, output: 264 })
})

test('a later report may raise the input', () => {
  const late = event({
    type: 'message_delta',
    delta: { stop_reason: 'end_turn' },
    usage: { input_tokens: 61, output_tokens: 2 },
  })
  const early = event({ type: 'message_start', message: { usage: { input_tokens: 43, output_tokens: 1 } } } as {
    type: string
  })
  expect(foldAnswer(decoded([early, ...hello.slice(0, 3), late, end])).usage).toEqual({
    ...noUsage,
    input: 61,
    output: 2,
  })
})

test('finishSeen tells when only usage and the end marker are left', () => {
  const decoder = anthropicMessages.stream({})
  const seen = [begin(), ...hello].map((one) => {
    decoder.push(one)
    return decoder.finishSeen()
  })
  expect(seen).toEqual([false, false, false, false, true, true])
})
