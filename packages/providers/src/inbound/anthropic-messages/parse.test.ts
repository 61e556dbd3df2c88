import { ApiError } from '@proxyapi/contract/errors'
import { describe, expect, test } from 'vitest'
import { noExtra } from '../../call.ts'
import { anthropicMessagesInbound } from '../anthropic-messages.ts'

const parse = (body: object) =>
  anthropicMessagesInbound.parse({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], ...body })
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
  const parsed = parse({ system: 'S' })
  expect(parsed).toMatchObject({
    operation: 'chat',
    from: 'anthropic-messages',
    model: 'm',
    output: { maxTokens: 9 },
    includeUsage: true,
  })
  expect(parsed.system).toEqual([{ type: 'text', text: 'S', extra: noExtra }])
  expect(parsed.turns).toEqual([
    { role: 'user', parts: [{ type: 'text', text: 'Hi', extra: noExtra }], extra: noExtra },
  ])
})

test('marks for the cache stay at each level', () => {
  const cache_control = { type: 'ephemeral' }
  const parsed = parse({
    system: [{ type: 'text', text: 'S', cache_control }],
    tools: [{ type: 'custom', name: 'f', input_schema: { type: 'object' }, cache_control }],
    messages: [
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {}, cache_control }] },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 'a',
            content: [{ type: 'text', text: 'x', cache_control }],
            cache_control,
          },
        ],
      },
    ],
  })
  expect(parsed).toMatchObject({
    system: [{ extra: { cache_control } }],
    tools: [{ name: 'f', parameters: { type: 'object' }, extra: { cache_control } }],
    turns: [
      { parts: [{ extra: { cache_control } }] },
      { parts: [{ content: [{ extra: { cache_control } }], extra: { cache_control } }] },
    ],
  })
})

describe('refused with the place', () => {
  test('a result that nothing called', () => {
    const error = refusal([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'x' },
          { type: 'tool_result', tool_use_id: 'a' },
        ],
      },
    ])
    expect(error.options).toMatchObject({
      param: 'messages[0].content[1].tool_use_id',
      details: [{ path: '/messages/0/content/1/tool_use_id' }],
    })
  })
  test.each(['{}', [1], 4])('input %j', (input) => {
    const error = refusal([{ role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input }] }])
    expect(error.options.param).toBe('messages[0].content[0].input')
  })
  test('a role that nobody has', () => {
    expect(refusal([{ role: 'system', content: 'x' }]).code).toBe('INVALID_REQUEST')
  })
})

test.each([
  [{ thinking: { type: 'enabled', budget_tokens: 2_000 } }, { budget: 2_000 }],
  [{ thinking: { type: 'adaptive' } }, { effort: 'high' }],
  [{ thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }, { effort: 'low' }],
  [{ output_config: { effort: 'max' } }, { effort: 'max' }],
  [{ thinking: { type: 'disabled' } }, undefined],
  [{}, undefined],
])('%j asks for %j', (body, wanted) => {
  expect(parse(body).reasoning).toEqual(wanted)
})

test.each([
  [{ type: 'auto' }, { type: 'auto' }],
  [{ type: 'any' }, { type: 'required' }],
  [{ type: 'none' }, { type: 'none' }],
  [
    { type: 'tool', name: 'f' },
    { type: 'tool', name: 'f' },
  ],
])('tool choice %j is %j', (tool_choice, wanted) => {
  expect(parse({ tool_choice }).toolChoice).toEqual(wanted)
})

test('a marked signature is another brand’s, an unmarked one of this dialect', () => {
  const thinking = (signature: string) => ({ type: 'thinking', thinking: 'Hm', signature })
  const content = [
    thinking('sig=='),
    thinking('pa0.grok.a.b'),
    thinking(''),
    thinking('pa0.broken'),
    { type: 'redacted_thinking', data: 'pa0.openai.enc' },
  ]
  const [turn] = parse({ messages: [{ role: 'assistant', content }] }).turns
  expect(turn?.parts).toEqual([
    { type: 'reasoning', text: 'Hm', signature: 'sig==', extra: noExtra },
    { type: 'reasoning', text: 'Hm', signature: 'a.b', brand: 'grok', extra: noExtra },
    { type: 'reasoning', text: 'Hm', extra: noExtra },
    { type: 'reasoning', text: 'Hm', signature: 'pa0.broken', extra: noExtra },
    { type: 'reasoning', text: '', encrypted: 'enc', brand: 'openai', extra: noExtra },
  ])
})
