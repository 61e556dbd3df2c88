import { expect, test } from 'vitest'
import { dialectConformance } from '../../test/conformance.ts'
import { done, event } from '../../test/openai-chat-cases.ts'
import { requestOf, targetOf } from '../../test/targets.ts'
import type { Call } from '../call.ts'
import { openaiChatInbound } from '../inbound/openai-chat.ts'
import { openaiCompletionsInbound } from '../inbound/openai-completions.ts'
import { noUsage } from '../usage.ts'
import { openaiCompletions } from './openai-completions.ts'

const head = { id: 'cmpl-1', object: 'text_completion', created: 7, model: 'm' }
const usage = { prompt_tokens: 4, completion_tokens: 6, total_tokens: 10 }
const choice = (text: string, rest: object = {}) => ({ text, index: 0, logprobs: null, finish_reason: null, ...rest })
const piece = (text: string, rest: object = {}) => event({ ...head, choices: [choice(text, rest)] })
const probabilities = (...tokens: string[]) => ({ tokens, token_logprobs: tokens.map(() => -1) })

dialectConformance(openaiCompletions, {
  cases: [
    {
      name: 'text of many bytes a character',
      whole: { ...head, choices: [choice('Žluť 🦊\n', { finish_reason: 'length' })], usage },
      stream: [
        piece('Žlu'),
        piece('ť 🦊\n'),
        piece('', { finish_reason: 'length' }),
        event({ ...head, choices: [], usage }),
        done,
      ],
      answer: {
        choices: [
          {
            index: 0,
            parts: [{ type: 'text', text: 'Žluť 🦊\n', citations: [] }],
            finish: { reason: 'length', native: 'length' },
          },
        ],
        usage: { ...noUsage, input: 4, output: 6 },
      },
    },
    {
      name: 'two choices with probabilities',
      whole: {
        ...head,
        choices: [
          choice('ab', { logprobs: probabilities('a', 'b'), finish_reason: 'stop' }),
          choice('c', { index: 1, logprobs: probabilities('c'), finish_reason: 'stop' }),
        ],
        usage,
      },
      stream: [
        piece('a', { logprobs: probabilities('a') }),
        piece('c', { index: 1, logprobs: probabilities('c'), finish_reason: 'stop' }),
        piece('b', { logprobs: probabilities('b'), finish_reason: 'stop' }),
        event({ ...head, choices: [], usage }),
        done,
      ],
      answer: {
        choices: [
          {
            index: 0,
            parts: [
              { type: 'text', text: 'ab', citations: [] },
              { type: 'raw', dialect: 'openai-completions', value: { logprobs: probabilities('a', 'b') } },
            ],
            finish: { reason: 'stop', native: 'stop' },
          },
          {
            index: 1,
            parts: [
              { type: 'text', text: 'c', citations: [] },
              { type: 'raw', dialect: 'openai-completions', value: { logprobs: probabilities('c') } },
            ],
            finish: { reason: 'stop', native: 'stop' },
          },
        ],
        usage: { ...noUsage, input: 4, output: 6 },
      },
    },
  ],
  errorsInside: [
    {
      name: 'an overload',
      whole: { error: { message: 'busy', code: 'server_is_overloaded' } },
      event: event({ error: { message: 'busy', code: 'server_is_overloaded' } }),
      error: { code: 'UPSTREAM_ERROR', fault: 'transient' },
    },
  ],
})

const body = { model: 'asked', prompt: 'Once', suffix: 'end', n: 2, strange: [1], proxyapi: { trace: true } }
const requested = (call: Call) => requestOf(openaiCompletions, call, targetOf('openai'))

test('the caller’s own body, with another model and nothing of ours', () => {
  const { path, body: sent } = requested(openaiCompletionsInbound.parse(body))
  expect(path).toBe('/completions')
  expect(sent).toEqual({ model: 'up-model', prompt: 'Once', suffix: 'end', n: 2, strange: [1] })
})

test('a stream is asked for its usage', () => {
  const { body: sent } = requested(openaiCompletionsInbound.parse({ ...body, stream: true }))
  expect(sent).toMatchObject({ stream: true, stream_options: { include_usage: true } })
})

test('a call that the gateway changed has the texts of its turns', () => {
  const call = openaiCompletionsInbound.parse({ ...body, prompt: ['a', 'b'] })
  const changed = call.turns.map((turn) => ({
    ...turn,
    parts: [{ type: 'text' as const, text: '[redacted]', extra: {} }],
  }))
  expect(requested({ ...call, raw: null, turns: changed }).body).toEqual({
    model: 'up-model',
    prompt: ['[redacted]', '[redacted]'],
    suffix: 'end',
    n: 2,
    strange: [1],
  })
})

test('a conversation is no text to complete', () => {
  const chat = openaiChatInbound.parse({ model: 'm', messages: [{ role: 'user', content: 'hi' }] })
  expect(openaiCompletions.request(chat, targetOf('openai'))).toEqual({ unsupported: 'messages' })
})
