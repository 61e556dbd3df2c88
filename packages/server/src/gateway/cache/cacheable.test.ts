import { type AnswerEvent, foldAnswer, inboundDialects } from '@proxyapi/providers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compacted, isCacheable, isComplete, isStorable } from './cacheable.ts'

const messages = [{ role: 'user', content: 'hi' }]
const cacheable = (body: object, dialect = 'openai-chat') => {
  const inbound = inboundDialects.get(dialect)
  if (inbound === undefined) throw new Error(`no ${dialect}`)
  return isCacheable(inbound.parse({ model: 'm', messages, ...body }))
}
const pixel = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }
const clip = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }

describe('a call that may be answered from the cache', () => {
  const conversation = [
    ...messages,
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: 'done' },
  ]
  test.each([
    ['a text', {}],
    ['tools and their results', { messages: conversation, tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['a schema', { response_format: { type: 'json_object' } }],
    ['store: false', { store: false }],
  ])('%s', (_, body) => {
    expect(cacheable(body)).toBe(true)
  })
})

describe('a call that may not', () => {
  test.each([
    ['store', { store: true }],
    ['an image', { messages: [{ role: 'user', content: [pixel] }] }],
    ['sound', { messages: [{ role: 'user', content: [clip] }] }],
    ['a search of the upstream', { web_search_options: {} }],
    ['an answer in sound', { modalities: ['text', 'audio'], audio: { voice: 'x', format: 'wav' } }],
    ['an earlier answer', { previous_response_id: 'r' }],
  ])('%s', (_, body) => {
    expect(cacheable(body)).toBe(false)
  })

  test('a tool that the upstream runs', () => {
    const tools = [{ type: 'web_search_20250305', name: 'web_search' }]
    expect(cacheable({ max_tokens: 5, tools }, 'anthropic-messages')).toBe(false)
  })

  test.each([
    { type: 'redacted_thinking', data: 'xyz' },
    { type: 'thinking', thinking: 'so', signature: 'xyz' },
  ])('sealed reasoning, which must return to its maker: $type', (block) => {
    const content = [block]
    const turns = [...messages, { role: 'assistant', content }, { role: 'user', content: 'go on' }]
    expect(cacheable({ max_tokens: 5, messages: turns }, 'anthropic-messages')).toBe(false)
  })
})

const said: AnswerEvent = { type: 'text', choice: 0, text: 'x' }
const finish = (reason: 'stop' | 'tool_calls' | 'length' | 'content_filter' | 'error' | 'unknown', choice = 0) =>
  ({ type: 'finish', choice, reason, native: null }) as const

test.each([
  ['a complete answer', [said, finish('stop')], 1, true],
  ['calls of tools', [finish('tool_calls')], 1, true],
  ['a full length', [said, finish('length')], 1, true],
  ['two choices', [said, finish('stop', 0), finish('stop', 1)], 2, true],
  ['one of two choices', [said, finish('stop', 0)], 2, false],
  ['filtered content', [said, finish('content_filter')], 1, false],
  ['an unknown end', [said, finish('unknown')], 1, false],
  ['no end', [said], 1, false],
  ['an image', [{ type: 'media', choice: 0, mediaType: 'image/png', data: '' }, finish('stop')], 1, false],
  ['a second beginning', [{ type: 'start' }, said, { type: 'start' }, said, finish('stop')], 1, false],
  [
    'an error',
    [said, finish('stop'), { type: 'error', error: { code: 'UPSTREAM_ERROR', fault: 'transient', message: '' } }],
    1,
    false,
  ],
] as [string, AnswerEvent[], number, boolean][])('%s', (_, events, choices, may) => {
  expect(isStorable(events, choices)).toBe(may)
})

test('who sent the key gets any answer again that was whole, filtered or not', () => {
  expect(isComplete([said, finish('content_filter')], 1)).toBe(true)
  expect(isComplete([said], 1)).toBe(false)
  expect(isComplete([said, finish('stop')], 2)).toBe(false)
})

const choice = fc.integer({ min: 0, max: 1 })
const text = fc.string({ maxLength: 4 })
const event: fc.Arbitrary<AnswerEvent> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), choice, text }),
  fc.record({ type: fc.constant('refusal' as const), choice, text }),
  fc.record({ type: fc.constant('reasoning' as const), choice, text }),
  fc.record({ type: fc.constant('reasoning' as const), choice, text, signature: text }),
  fc.record({ type: fc.constant('reasoning' as const), choice, text, encrypted: text }),
  fc.record({ type: fc.constant('tool-call' as const), choice, index: choice, arguments: text }),
  fc.record({ type: fc.constant('tool-call' as const), choice, index: choice, arguments: text, signature: text }),
  fc.record({ type: fc.constant('tool-call' as const), choice, index: choice, id: text, name: text, arguments: text }),
  fc.record({
    type: fc.constant('citation' as const),
    choice,
    citation: fc.constant({ native: { dialect: 'd', value: 1 } }),
  }),
)

test('an answer in fewer events is the same answer', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const short = compacted(events)
      expect(foldAnswer(short)).toEqual(foldAnswer(events))
      expect(short.length).toBeLessThanOrEqual(events.length)
      expect(compacted(short)).toEqual(short)
    }),
  )
})

test('a thousand tokens of text become one event', () => {
  const events = Array.from({ length: 1_000 }, () => said)
  expect(compacted([...events, finish('stop')])).toHaveLength(2)
})
