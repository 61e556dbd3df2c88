import { describe, expect, test } from 'vitest'
import { dialectConformance } from '../../test/conformance.ts'
import { folded } from '../../test/decode.ts'
import {
  chunk,
  counted,
  done,
  event,
  finish,
  head,
  openaiChatCases,
  reply,
  role,
  stop,
  text,
  tool,
  usage,
} from '../../test/openai-chat-cases.ts'
import { brands } from '../brands.ts'
import type { Quirks } from '../dialect.ts'
import { foldAnswer } from '../fold.ts'
import { noUsage } from '../usage.ts'
import { openaiChat } from './openai-chat.ts'

dialectConformance(openaiChat, {
  cases: openaiChatCases,
  errorsInside: [
    {
      name: 'a rate limit with its status in the body',
      whole: { error: { code: 429, message: 'Provider returned error' } },
      event: event({
        ...head,
        choices: [{ index: 0, delta: {}, finish_reason: 'error' }],
        error: { code: 429, message: 'slow' },
      }),
      error: { code: 'RATE_LIMITED', fault: 'rate', status: 429 },
    },
    {
      name: 'a text',
      whole: { code: 'The service is currently unavailable', error: 'model crashed' },
      event: event({ error: 'model crashed' }),
      error: { code: 'UPSTREAM_ERROR', fault: 'transient', message: 'model crashed' },
    },
    {
      name: 'the flat shape',
      whole: { object: 'error', message: 'no such model', type: 'NotFoundError', param: null, code: 404 },
      event: event({ object: 'error', message: 'no such model', code: 404 }),
      error: { code: 'MODEL_NOT_FOUND', fault: 'not-found' },
    },
    {
      name: 'inside a choice',
      whole: {
        ...head,
        choices: [{ index: 0, error: { code: 502, message: 'gone' }, finish_reason: 'error', message: {} }],
      },
      event: event({ ...head, choices: [{ index: 0, delta: { content: '' }, error: { code: 502, message: 'gone' } }] }),
      error: { code: 'UPSTREAM_ERROR', fault: 'transient', status: 502 },
    },
    {
      name: 'an event of that name',
      whole: { error: { message: 'used all available credits' } },
      event: { event: 'error', data: '{"message":"used all available credits"}' },
      error: { code: 'UPSTREAM_AUTH_FAILED', fault: 'money' },
    },
  ],
})

describe('usage in the arithmetic of each brand', () => {
  const quirksOf = (brand: string): Quirks => brands.get(brand)?.quirks ?? {}
  const usageOfReply = (body: object, brand: string) =>
    foldAnswer(openaiChat.reply(reply({ content: 'x' }, 'stop', { usage: body }), quirksOf(brand))).usage

  test.each([
    ['openai', usage, counted],
    [
      'deepseek',
      { prompt_tokens: 495, completion_tokens: 144, prompt_cache_hit_tokens: 320 },
      { input: 495, cached: 320, output: 144 },
    ],
    [
      'grok',
      {
        prompt_tokens: 12,
        completion_tokens: 1,
        total_tokens: 303,
        completion_tokens_details: { reasoning_tokens: 290 },
        cost_in_usd_ticks: 1_330_500,
      },
      { input: 12, output: 291, reasoning: 290, reportedCost: 0.00013305 },
    ],
    [
      'grok',
      {
        prompt_tokens: 12,
        completion_tokens: 291,
        total_tokens: 303,
        completion_tokens_details: { reasoning_tokens: 290 },
      },
      { input: 12, output: 291, reasoning: 290 },
    ],
    [
      'openrouter',
      { prompt_tokens: 4, completion_tokens: 10, completion_tokens_details: { reasoning_tokens: 11 }, cost: 0.5 },
      { input: 4, output: 10, reasoning: 10, reportedCost: 0.5 },
    ],
    ['openai', { prompt_tokens: Number.NaN, completion_tokens: -3, cost: 7 }, { input: 0, output: 0 }],
    [
      'openai',
      { prompt_tokens: '8', completion_tokens: 1e300, prompt_tokens_details: { cached_tokens: 9 } },
      { input: 8, cached: 8, output: 1e9 },
    ],
  ])('%s', (brand, body, wanted) => {
    expect(usageOfReply(body, brand)).toEqual({ ...noUsage, ...wanted })
  })

  test('under a member of its own, and again beside it, it counts once', () => {
    const events = [
      role,
      chunk({ content: 'x' }),
      event({ ...head, choices: [], x_groq: { usage } }),
      event({ ...head, choices: [], usage }),
      finish('stop'),
      done,
    ]
    const decoder = openaiChat.stream(quirksOf('groq'))
    const answer = [...events.flatMap((one) => decoder.push(one)), ...decoder.end()]
    expect(answer.filter((one) => one.type === 'usage')).toHaveLength(1)
    expect(foldAnswer(answer).usage).toEqual(counted)
  })
})

test('a text that stands for null is null, but in a text', () => {
  const quirks = brands.get('blackbox')?.quirks ?? {}
  const said = openaiChat.reply(
    reply({ content: 'None', refusal: 'None', reasoning_content: 'None', tool_calls: 'None' }, 'stop'),
    quirks,
  )
  expect(folded(said)).toMatchObject({ choices: [{ parts: [text('None')], finish: stop }] })
  const called = openaiChat.reply(
    reply({ content: 'None', tool_calls: [tool(0, 'a', 'f', '{}')] }, 'tool_calls'),
    quirks,
  )
  expect(folded(called)).toMatchObject({ choices: [{ parts: [{ type: 'tool-call', id: 'a' }] }] })
  const unharmed = openaiChat.reply({ ...reply({ content: 'x' }, 'stop', { usage: 'None' }), error: 'None' }, quirks)
  expect(folded(unharmed)).toMatchObject({ choices: [{ parts: [text('x')], finish: stop }] })
  expect(openaiChat.reply({ error: 'None' }, {}).at(-1)).toMatchObject({ type: 'error' })
  const open = openaiChat.reply(reply({ content: 'x' }, 'None'), quirks)
  expect(open.at(-1)).toMatchObject({ type: 'error', error: { code: 'UPSTREAM_PROTOCOL_ERROR' } })
})

test('calls of a whole answer are apart, however alike they look', () => {
  const twice = tool(0, 'a', 'f', '{}')
  expect(folded(openaiChat.reply(reply({ tool_calls: [twice, twice] }, 'tool_calls'), {}))).toMatchObject({
    choices: [{ parts: [{ id: 'a' }, { id: 'a_2' }] }],
  })
})

test('a tool call without a name is a protocol error', () => {
  const answer = openaiChat.reply(reply({ tool_calls: [tool(0, 'a', undefined, '{}')] }, 'tool_calls'), {})
  expect(answer.at(-1)).toMatchObject({ type: 'error', error: { code: 'UPSTREAM_PROTOCOL_ERROR' } })
})

test('of several choices all have to finish', () => {
  const other = event({ ...head, choices: [{ index: 1, delta: { content: 'b' } }] })
  const decoder = openaiChat.stream({})
  const events = [chunk({ content: 'a' }), other, finish('stop'), done].flatMap((one) => decoder.push(one))
  expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'UPSTREAM_TRUNCATED' } })
  expect(events.some((one) => one.type === 'finish')).toBe(false)
})
