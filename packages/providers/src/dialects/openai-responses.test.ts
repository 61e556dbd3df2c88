import { describe, expect, test } from 'vitest'
import { dialectConformance } from '../../test/conformance.ts'
import { event, openaiResponsesCases, response, streamOf } from '../../test/openai-responses-cases.ts'
import type { AnswerEvent } from '../answer.ts'
import type { SseEvent } from '../dialect.ts'
import { foldAnswer } from '../fold.ts'
import { openaiResponses } from './openai-responses.ts'

const quota = { type: 'insufficient_quota', code: 'insufficient_quota', message: 'You exceeded it.', param: null }

dialectConformance(openaiResponses, {
  cases: openaiResponsesCases,
  errorsInside: [
    {
      name: 'nested, as it is on the wire',
      whole: { error: quota },
      event: event('error', { sequence_number: 2, error: quota }),
      error: { code: 'UPSTREAM_AUTH_FAILED', fault: 'money' },
    },
    {
      name: 'flat, as it is documented',
      whole: { type: 'error', code: 'rate_limit_exceeded', message: 'Slow down.', param: null },
      event: event('error', { code: 'rate_limit_exceeded', message: 'Slow down.', param: null }),
      error: {
        code: 'RATE_LIMITED',
        fault: 'rate',
        upstream: { code: 'rate_limit_exceeded', type: null, param: null },
      },
    },
    {
      name: 'a response that failed',
      whole: response('failed', [], { error: { code: 'server_error', message: 'The model broke.' } }),
      event: event('response.failed', {
        response: response('failed', [], { error: { code: 'server_error', message: 'The model broke.' } }),
      }),
      error: { code: 'UPSTREAM_ERROR', fault: 'transient', message: 'The model broke.' },
    },
    {
      name: 'a failure beside the response, named by the frame only',
      whole: { error: 'the model broke' },
      event: { event: 'response.failed', data: '{"error":{"message":"the model broke"},"response":null}' },
      error: { code: 'UPSTREAM_ERROR', fault: 'transient', message: 'the model broke' },
    },
    {
      name: 'one that was cancelled',
      whole: response('cancelled'),
      event: event('response.completed', { response: response('cancelled') }),
      error: { fault: 'transient', message: 'the response cancelled' },
    },
  ],
})

function decoded(stream: readonly SseEvent[]): AnswerEvent[] {
  const decoder = openaiResponses.stream({})
  return [...stream.flatMap((one) => decoder.push(one)), ...decoder.end()]
}

describe('what servers of this family do', () => {
  test('a call without a name cannot be run', () => {
    const item = { type: 'function_call', call_id: 'c', name: '', arguments: '{}' }
    expect(openaiResponses.reply(response('completed', [item]), {}).at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'UPSTREAM_PROTOCOL_ERROR' },
    })
  })

  test('an end marker of another family ends nothing', () => {
    expect(decoded([{ data: '[DONE]' }])).toMatchObject([{ type: 'error', error: { code: 'UPSTREAM_TRUNCATED' } }])
    const stream = streamOf([], 'response.completed', response('completed'))
    expect(decoded([...stream, { data: '[DONE]' }]).at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })

  test.each(['queued', 'in_progress'])('what is still %s is an answer, and not complete', (status) => {
    const events = openaiResponses.reply(response(status), {})
    expect(events.at(-1)).toEqual({ type: 'finish', choice: 0, reason: 'unknown', native: status })
  })

  test('a thought that is told twice is heard once', () => {
    const item = {
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'short' }],
      content: [{ type: 'reasoning_text', text: 'long' }],
    }
    const [choice] = foldAnswer(openaiResponses.reply(response('completed', [item]), {})).choices
    expect(choice?.parts).toEqual([{ type: 'reasoning', text: 'short' }])
  })

  test('items that nobody announced are bounded', () => {
    const events = decoded(
      Array.from({ length: 5_000 }, (_, index) =>
        event('response.output_text.delta', { output_index: index, delta: 'x' }),
      ).concat(streamOf([], 'response.completed', response('completed')).slice(-1)),
    )
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'UPSTREAM_PROTOCOL_ERROR' } })
  })
})
