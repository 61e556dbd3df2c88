import { ApiError } from '@proxyapi/contract/errors'
import { describe, expect, test } from 'vitest'
import { noExtra } from '../../call.ts'
import { openaiChatInbound } from '../openai-chat.ts'

const parse = (body: object) =>
  openaiChatInbound.parse({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...body })
const call = (id: string, args: unknown = '{}') => ({ id, type: 'function', function: { name: 'f', arguments: args } })
const refusal = (messages: object[]): ApiError => {
  try {
    parse({ messages })
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  return expect.fail('was accepted')
}

test('a plain call costs no extras', () => {
  const parsed = parse({})
  expect(parsed).toMatchObject({
    operation: 'chat',
    from: 'openai-chat',
    model: 'm',
    stream: false,
    includeUsage: false,
    nativeOnly: [],
  })
  expect(parsed.extra).toBe(noExtra)
  expect(parsed.turns).toEqual([
    { role: 'user', parts: [{ type: 'text', text: 'Hi', extra: noExtra }], extra: noExtra },
  ])
  expect(parsed.turns[0]?.extra).toBe(noExtra)
})

test('usage is included only in a stream that asks for it', () => {
  const stream_options = { include_usage: true }
  expect(parse({ stream: true, stream_options }).includeUsage).toBe(true)
  expect(parse({ stream: true }).includeUsage).toBe(false)
  expect(parse({ stream_options }).includeUsage).toBe(false)
})

test('consecutive tool results are one turn; systems between turns stay where they are', () => {
  const { system, turns } = parse({
    messages: [
      { role: 'system', content: 'A' },
      { role: 'developer', content: 'B' },
      { role: 'assistant', tool_calls: [call('a'), call('b')] },
      { role: 'tool', tool_call_id: 'b', content: 'two' },
      { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'one' }] },
      { role: 'system', content: 'C' },
    ],
  })
  expect(system.map((part) => [part.text, part.extra])).toEqual([
    ['A', {}],
    ['B', { role: 'developer' }],
  ])
  expect(turns.map((turn) => turn.role)).toEqual(['assistant', 'user', 'system'])
  expect(turns[1]?.parts).toMatchObject([
    { type: 'tool-result', id: 'b' },
    { id: 'a', content: [{ text: 'one' }] },
  ])
})

test.each([
  ['', '{}'],
  ['null', '{}'],
  [undefined, '{}'],
  [null, '{}'],
  [' ', '{}'],
  ['{"a": 1}', '{"a": 1}'],
])('arguments %j are %s', (args, wanted) => {
  const { turns } = parse({ messages: [{ role: 'assistant', tool_calls: [call('a', args)] }] })
  expect(turns[0]?.parts).toMatchObject([{ type: 'tool-call', arguments: wanted }])
})

describe('refused with the place', () => {
  test.each(['{', '[1]', '"text"', '1', 42, [1]])('arguments %j', (args) => {
    const error = refusal([
      { role: 'user', content: 'x' },
      { role: 'assistant', tool_calls: [call('a'), call('b', args)] },
    ])
    expect(error.code).toBe('INVALID_REQUEST')
    expect(error.options.param).toBe('messages[1].tool_calls[1].function.arguments')
    expect(error.options.details).toEqual([
      { path: '/messages/1/tool_calls/1/function/arguments', message: expect.any(String) },
    ])
  })
  test('a result that nothing called', () => {
    const error = refusal([
      { role: 'assistant', tool_calls: [call('a')] },
      { role: 'tool', tool_call_id: 'b', content: 'x' },
    ])
    expect(error.options.param).toBe('messages[1].tool_call_id')
    expect(
      refusal([
        { role: 'tool', tool_call_id: 'a', content: 'x' },
        { role: 'assistant', tool_calls: [call('a')] },
      ]).status,
    ).toBe(400)
  })
  test('a role that nobody has', () => {
    expect(refusal([{ role: 'robot', content: 'x' }]).options.param).toBe('messages[0].role')
  })
})

test.each([
  [{ reasoning_effort: 'low' }, { effort: 'low' }],
  [{ reasoning: { effort: 'high' } }, { effort: 'high' }],
  [{ reasoning: { max_tokens: 2_000 } }, { budget: 2_000 }],
  [{ reasoning: { enabled: false } }, { effort: 'none' }],
  [{}, undefined],
])('%j asks for %j', (body, wanted) => {
  expect(parse(body).reasoning).toEqual(wanted)
})

test('max_completion_tokens wins over max_tokens', () => {
  expect(parse({ max_tokens: 5, max_completion_tokens: 7 }).output.maxTokens).toBe(7)
})

test('reasoning comes back by its maker, signatures of calls too', () => {
  const messages = [
    {
      role: 'assistant',
      content: 'x',
      reasoning_content: 'Hm',
      reasoning_details: [{ type: 'reasoning.text', text: 'Hm', signature: 's', format: 'anthropic', index: 0 }],
      tool_calls: [{ ...call('a'), extra_content: { google: { thought_signature: 'g' } } }],
    },
    { role: 'assistant', content: 'y', reasoning: 'plain' },
  ]
  const { turns } = parse({ messages })
  expect(turns[0]?.parts).toMatchObject([
    { type: 'reasoning', text: 'Hm', signature: 's', brand: 'anthropic' },
    { type: 'text' },
    { type: 'tool-call', signature: 'g' },
  ])
  expect(turns[1]?.parts).toEqual([
    { type: 'reasoning', text: 'plain', extra: noExtra },
    { type: 'text', text: 'y', extra: noExtra },
  ])
})
