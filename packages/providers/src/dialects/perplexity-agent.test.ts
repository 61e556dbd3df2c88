import { describe, expect, test } from 'vitest'
import { dialectConformance } from '../../test/conformance.ts'
import { event } from '../../test/openai-responses-cases.ts'
import {
  completed,
  message,
  perplexityAgentCases,
  response,
  result,
  streamOf,
  usage,
} from '../../test/perplexity-agent-cases.ts'
import type { AnswerEvent } from '../answer.ts'
import type { SseEvent } from '../dialect.ts'
import { foldAnswer } from '../fold.ts'
import { perplexityAgent } from './perplexity-agent.ts'

const broke = { code: 'internal_error', type: 'server_error', message: 'The run broke.' }

dialectConformance(perplexityAgent, {
  cases: perplexityAgentCases,
  errorsInside: [
    {
      name: 'a run that failed',
      whole: response('failed', [], { error: broke }),
      event: event('response.failed', { error: broke }),
      error: { code: 'UPSTREAM_ERROR', fault: 'transient', message: 'The run broke.' },
    },
    {
      name: 'a run that failed without an output, for its money',
      whole: response('failed', null, { error: { code: 402, type: 'payment_required', message: 'Top up.' } }),
      event: event('response.failed', { error: { code: 402, type: 'payment_required', message: 'Top up.' } }),
      error: { code: 'UPSTREAM_AUTH_FAILED', fault: 'money' },
    },
    {
      name: 'an error in place of a response, its code a number',
      whole: { error: { code: 429, type: 'rate_limit_error', message: 'Slow down.' } },
      event: event('error', { error: { code: 429, type: 'rate_limit_error', message: 'Slow down.' } }),
      error: { code: 'RATE_LIMITED', fault: 'rate', status: 429 },
    },
    {
      name: 'an error beside a status that says nothing of it',
      whole: response('completed', [], { error: broke }),
      event: completed(response('completed', [], { error: broke })),
      error: { code: 'UPSTREAM_ERROR', message: 'The run broke.' },
    },
    {
      name: 'one that was cancelled',
      whole: response('cancelled'),
      event: completed(response('cancelled')),
      error: { fault: 'transient', message: 'the response cancelled' },
    },
  ],
})

function decoded(stream: readonly SseEvent[]): AnswerEvent[] {
  const decoder = perplexityAgent.stream({})
  return [...stream.flatMap((one) => decoder.push(one)), ...decoder.end()]
}

describe('what only a stream tells', () => {
  test('the steps of the run are its thoughts, heard before the text', () => {
    const said = [message(0, 'So it is.')]
    const stream = streamOf(
      [
        event('response.reasoning.started', { thought: 'I look for it. ' }),
        event('response.reasoning.search_queries', { queries: ['it'], thought: 'On the web.' }),
        event('response.reasoning.search_results', { results: [result(1)], thought: null }),
        event('response.reasoning.stopped', {}),
      ],
      completed(response('completed', said, { usage })),
    )
    expect(foldAnswer(decoded(stream)).choices[0]?.parts).toEqual([
      { type: 'reasoning', text: 'I look for it. On the web.' },
      { type: 'text', text: 'So it is.', citations: [] },
    ])
  })

  test('a response that is null at the end is over, and says what was said', () => {
    const delta = event('response.output_text.delta', { output_index: 0, content_index: 0, delta: 'all' })
    const events = decoded(streamOf([delta], event('response.completed', { response: null })))
    expect(foldAnswer(events).choices).toMatchObject([{ parts: [{ text: 'all' }], finish: { reason: 'stop' } }])
  })
})

describe('sources', () => {
  const citationsOf = (output: Record<string, unknown>[]) =>
    foldAnswer(perplexityAgent.reply(response('completed', output), {})).choices[0]?.parts.flatMap((part) =>
      part.type === 'text' ? part.citations.map(({ url }) => url) : [],
    )
  const search = (...ns: number[]) => ({ type: 'search_results', results: ns.map(result) })

  test('belong to the message behind them, and are told once in an answer', () => {
    expect(citationsOf([search(1), message(1, 'A'), search(1, 2), message(3, 'B')])).toEqual([
      'https://s1.example/',
      'https://s2.example/',
    ])
  })

  test('are none where nothing is said, or where there is nothing to link to', () => {
    expect(citationsOf([search(1)])).toEqual([])
    expect(citationsOf([{ type: 'search_results', results: [{ title: 'x' }, null, 'y'] }, message(1, 'A')])).toEqual([])
    expect(citationsOf([{ type: 'search_results', results: null }, message(1, 'A')])).toEqual([])
  })

  test('are bounded', () => {
    const many = search(...Array.from({ length: 5_000 }, (_, n) => n))
    expect(citationsOf([many, message(1, 'A')])).toHaveLength(1_024)
  })
})

test.each([
  [401, { error: { code: 401, type: 'authentication_error', message: 'Invalid API key.' } }, 'credential'],
  [402, { error: { code: 402, type: 'payment_required', message: 'No credit.' } }, 'money'],
  [404, { error: { code: 404, type: 'not_found', message: 'Model not found.' } }, 'not-found'],
  [422, { error: { code: 422, type: 'invalid_request', message: 'tools[0].type' } }, 'caller'],
  [429, { error: { code: 429, type: 'rate_limit_error', message: 'Slow down.' } }, 'rate'],
  [500, { error: { code: 500, type: 'internal', message: 'Broken.' } }, 'transient'],
  [503, '', 'transient'],
])('%i is a fault of its own', (status, body, fault) => {
  expect(perplexityAgent.error(status, body, new Headers())).toMatchObject({ fault, status })
})
