import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requestOf, targetOf } from '../../../test/targets.ts'
import type { Target } from '../../dialect.ts'
import { anthropicMessagesInbound } from '../../inbound/anthropic-messages.ts'
import { openaiChatInbound } from '../../inbound/openai-chat.ts'
import { cohereV2 } from '../cohere-v2.ts'

const hello = { model: 'asked', messages: [{ role: 'user', content: 'Hi' }] }
const fromChat = (body: object) => openaiChatInbound.parse({ ...hello, ...body })
const fromMessages = (body: object) => anthropicMessagesInbound.parse({ ...hello, max_tokens: 100, ...body })
const lane = (rest: Partial<Target> = {}) => targetOf('cohere', rest)
const chat = (body: object, rest?: Partial<Target>) => requestOf(cohereV2, fromChat(body), lane(rest))
const messages = (body: object, rest?: Partial<Target>) => requestOf(cohereV2, fromMessages(body), lane(rest))
const refused = (body: object) => cohereV2.request(fromChat(body), lane())
const refusedMessages = (body: object) => cohereV2.request(fromMessages(body), lane())

const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }
const fn = (name: string, rest: object = {}) => ({ type: 'function', function: { name, parameters: schema, ...rest } })
const wire = (name: string) => ({ type: 'function', function: { name, parameters: schema } })
const called = (id: string, name: string, args: string) => ({
  id,
  type: 'function',
  function: { name, arguments: args },
})

test('where it goes, and what it is at least', () => {
  expect(chat({ stream: true })).toEqual({
    method: 'POST',
    path: '/v2/chat',
    headers: { 'content-type': 'application/json', authorization: 'Bearer k-1' },
    body: { model: 'up-model', messages: [{ role: 'user', content: 'Hi' }], stream: true },
    dropped: [],
  })
  expect(messages({}).body).toEqual({
    model: 'up-model',
    messages: [{ role: 'user', content: 'Hi' }],
    max_tokens: 100,
  })
})

describe('messages', () => {
  test('several system turns stay where they were written', () => {
    const { body } = chat({
      messages: [
        { role: 'system', content: 'S1' },
        { role: 'developer', content: 'S2' },
        { role: 'user', content: 'U' },
        { role: 'system', content: 'S3' },
        { role: 'user', content: 'V' },
      ],
    })
    expect(body.messages).toEqual([
      { role: 'system', content: 'S1\n\nS2' },
      { role: 'user', content: 'U' },
      { role: 'system', content: 'S3' },
      { role: 'user', content: 'V' },
    ])
    const system = [
      { type: 'text', text: 'A' },
      { type: 'text', text: 'B', cache_control: { type: 'ephemeral' } },
    ]
    const { body: other, dropped } = messages({ system })
    expect(other.messages).toEqual([
      { role: 'system', content: 'A\n\nB' },
      { role: 'user', content: 'Hi' },
    ])
    expect(dropped).toEqual(['system[].cache_control'])
  })

  test('of system turns alone, the last one speaks', () => {
    expect(chat({ messages: [{ role: 'system', content: 'Write.' }] }).body.messages).toEqual([
      { role: 'user', content: 'Write.' },
    ])
  })

  test('parallel calls with what was said before them, and their results, by id', () => {
    const { body, dropped } = chat({
      messages: [
        { role: 'user', content: 'Q' },
        {
          role: 'assistant',
          content: 'I will ask.',
          tool_calls: [called('c1', 'f', '{"a": 1}'), called('c2', 'g', '')],
        },
        { role: 'tool', tool_call_id: 'c2', content: 'two' },
        { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'one' }] },
        { role: 'user', content: 'and?' },
      ],
      tools: [fn('f'), fn('g')],
    })
    expect(body.messages).toEqual([
      { role: 'user', content: 'Q' },
      {
        role: 'assistant',
        tool_plan: 'I will ask.',
        tool_calls: [called('c1', 'f', '{"a": 1}'), called('c2', 'g', '{}')],
      },
      { role: 'tool', tool_call_id: 'c2', content: 'two' },
      { role: 'tool', tool_call_id: 'c1', content: 'one' },
      { role: 'user', content: 'and?' },
    ])
    expect(body.tools).toEqual([wire('f'), wire('g')])
    expect(dropped).toEqual([])
  })

  test('results from messages: merged, failed ones, and what they show', () => {
    const { body, dropped } = messages({
      messages: [
        { role: 'user', content: 'Q' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'f', input: { a: 1 } }] },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 't1',
              is_error: true,
              content: [
                { type: 'text', text: 'x' },
                { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
              ],
            },
            { type: 'text', text: 'Go on' },
          ],
        },
      ],
      tools: [{ name: 'f', input_schema: schema }],
    })
    expect(body.messages).toEqual([
      { role: 'user', content: 'Q' },
      { role: 'assistant', tool_calls: [called('t1', 'f', '{"a":1}')] },
      { role: 'tool', tool_call_id: 't1', content: 'x' },
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'text', text: 'Go on' },
        ],
      },
    ])
    expect(dropped).toEqual(['messages[].content[].is_error'])
  })

  test('images by address, as data, and with a detail', () => {
    const image = (url: string, rest = {}) => ({ type: 'image_url', image_url: { url, ...rest } })
    const content = [
      { type: 'text', text: 'See' },
      image('https://i.example/a.png', { detail: 'low' }),
      image('data:image/gif;base64,R0=='),
    ]
    expect(chat({ messages: [{ role: 'user', content }] }).body.messages).toEqual([{ role: 'user', content }])
    const source = { type: 'url', url: 'https://i.example' }
    expect(messages({ messages: [{ role: 'user', content: [{ type: 'image', source }] }] }).body.messages).toEqual([
      { role: 'user', content: [image('https://i.example')] },
    ])
  })

  test('files of text are documents; where the answer is JSON they stand in the text', () => {
    const file = (text: string, title?: string) => ({
      type: 'document',
      source: { type: 'text', media_type: 'text/plain', data: text },
      ...(title && { title }),
    })
    const asked = [{ role: 'user', content: [file('žluť', 'T'), file('plain'), { type: 'text', text: 'Sum up' }] }]
    const { body } = messages({ messages: asked })
    expect(body.documents).toEqual([{ data: { text: 'žluť', title: 'T' } }, { data: { text: 'plain' } }])
    expect(body.messages).toEqual([{ role: 'user', content: 'Sum up' }])
    const shaped = messages({ messages: asked, output_config: { format: { type: 'json_schema', schema } } }).body
    expect(shaped.documents).toBeUndefined()
    expect(shaped.messages).toEqual([
      {
        role: 'user',
        content: ['T\n\nžluť', 'plain', 'Sum up'].map((text) => ({ type: 'text', text })),
      },
    ])
  })

  test('thoughts go back to their maker only', () => {
    const turns = (format?: string) => [
      { role: 'user', content: 'Q' },
      {
        role: 'assistant',
        content: null,
        ...(format === undefined
          ? { reasoning_content: 'Hm.' }
          : { reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', format }] }),
        tool_calls: [called('c', 'f', '{}')],
      },
      { role: 'tool', tool_call_id: 'c', content: 'r' },
    ]
    const own = chat({ messages: turns('cohere'), tools: [fn('f')] })
    expect(own.body.messages).toContainEqual({
      role: 'assistant',
      content: [{ type: 'thinking', thinking: 'Hm.' }],
      tool_calls: [called('c', 'f', '{}')],
    })
    expect(own.dropped).toEqual([])
    for (const format of ['anthropic', undefined]) {
      const { body, dropped } = chat({ messages: turns(format), tools: [fn('f')] })
      expect(JSON.stringify(body)).not.toContain('Hm.')
      expect(dropped).toEqual(['messages[].reasoning'])
    }
    const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'sig' }
    const said = [{ role: 'user', content: 'Q' }, { role: 'assistant', content: [thinking] }, ...hello.messages]
    const foreign = messages({ messages: said })
    expect(foreign.body.messages).toEqual([
      { role: 'user', content: 'Q' },
      { role: 'user', content: 'Hi' },
    ])
    expect(foreign.dropped).toEqual(['messages[].reasoning'])
  })

  test.each([
    ['sound', { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }, 'messages.input_audio'],
    ['a kept file', { type: 'file', file: { file_id: 'f' } }, 'messages.file'],
    [
      'a PDF',
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA' } },
      'messages.file',
    ],
    ['an unknown part', { type: 'hologram' }, 'messages.content'],
  ])('%s makes the lane no candidate', (_, part, unsupported) => {
    expect(refused({ messages: [{ role: 'user', content: [part] }] })).toEqual({ unsupported })
  })

  test('an answer that should be continued makes the lane no candidate', () => {
    expect(refused({ messages: [...hello.messages, { role: 'assistant', content: 'I ' }] })).toEqual({
      unsupported: 'messages',
    })
  })
})

describe('tools', () => {
  const tools = [fn('f', { description: 'F' }), fn('g', { strict: true })]

  test.each([
    ['auto', undefined],
    ['none', 'NONE'],
    ['required', 'REQUIRED'],
  ])('choice %s', (tool_choice, sent) => {
    const { body, dropped } = chat({ tools, tool_choice })
    expect(body.tool_choice).toBe(sent)
    expect(body.tools).toEqual([
      { type: 'function', function: { name: 'f', description: 'F', parameters: schema } },
      wire('g'),
    ])
    expect(dropped).toEqual(['tools[].strict'])
  })

  test.each([
    ['all strict, each with something required', [fn('f', { strict: true }), fn('g', { strict: true })], true, []],
    ['some strict', [fn('f', { strict: true }), fn('g')], undefined, ['tools[].strict']],
    ['one that requires nothing', [fn('f', { strict: true, parameters: {} })], undefined, ['tools[].strict']],
    ['none strict, and said so', [fn('f', { strict: false }), fn('g', { strict: false })], undefined, []],
  ])('%s', (_, asked, strict, lost) => {
    const { body, dropped } = chat({ tools: asked })
    expect([body.strict_tools, dropped]).toEqual([strict, lost])
  })

  test('a named one is the only one that is sent', () => {
    const { body } = chat({ tools, tool_choice: { type: 'function', function: { name: 'g' } } })
    expect([body.tools, body.tool_choice]).toEqual([[wire('g')], 'REQUIRED'])
    const some = [
      { name: 'f', input_schema: schema },
      { name: 'g', input_schema: schema },
    ]
    expect(messages({ tools: some, tool_choice: { type: 'any' } }).body.tool_choice).toBe('REQUIRED')
    expect(messages({ tools: some, tool_choice: { type: 'tool', name: 'f' } }).body.tools).toEqual([wire('f')])
  })

  test('a tool without parameters has none; one call at a time cannot be asked', () => {
    const { body, dropped } = chat({
      tools: [{ type: 'function', function: { name: 'now' } }],
      parallel_tool_calls: false,
    })
    expect(body.tools).toEqual([
      { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } },
    ])
    expect(dropped).toEqual(['parallel_tool_calls'])
    expect(chat({ tools, parallel_tool_calls: true }).dropped).not.toContain('parallel_tool_calls')
  })

  test('tools of other vendors, and a schema beside tools, make the lane no candidate', () => {
    expect(refusedMessages({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] })).toEqual({
      unsupported: 'tools',
    })
    expect(refused({ tools, response_format: { type: 'json_object' } })).toEqual({ unsupported: 'response_format' })
    expect(refused({ tools, response_format: { type: 'text' } })).not.toHaveProperty('unsupported')
  })
})

describe('output and sampling', () => {
  test('names of its own', () => {
    const { body, dropped } = chat({
      max_completion_tokens: 50,
      stop: ['a', 'b'],
      temperature: 0.5,
      top_p: 0.9,
      seed: 7,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
    })
    expect(body).toEqual({
      model: 'up-model',
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 50,
      stop_sequences: ['a', 'b'],
      temperature: 0.5,
      p: 0.9,
      seed: 7,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
    })
    expect(dropped).toEqual([])
    expect(messages({ top_k: 3, stop_sequences: ['x'] }).body).toMatchObject({ k: 3, stop_sequences: ['x'] })
  })

  test('what is out of range is clamped, and said', () => {
    const { body, dropped } = chat(
      { max_tokens: 9_000, temperature: 1.7, top_p: 1, frequency_penalty: -1, presence_penalty: 2 },
      { maxOutputTokens: 8_000 },
    )
    expect(body).toMatchObject({
      max_tokens: 8_000,
      temperature: 1,
      p: 0.99,
      frequency_penalty: 0,
      presence_penalty: 1,
    })
    expect(dropped).toEqual([
      'max_tokens=8000',
      'temperature=1',
      'top_p=0.99',
      'frequency_penalty=0',
      'presence_penalty=1',
    ])
  })

  test('a shape of JSON, with a schema or without', () => {
    const format = (response_format: object) => chat({ response_format }).body.response_format
    expect(format({ type: 'json_object' })).toEqual({ type: 'json_object' })
    expect(format({ type: 'json_schema', json_schema: { name: 'x', schema, strict: true } })).toEqual({
      type: 'json_object',
      json_schema: schema,
    })
    expect(format({ type: 'text' })).toBeUndefined()
    expect(messages({ output_config: { format: { type: 'json_schema', schema } } }).body.response_format).toEqual({
      type: 'json_object',
      json_schema: schema,
    })
  })

  test.each([
    [{ n: 2 }, 'n'],
    [{ logprobs: true }, 'logprobs'],
    [{ stop: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'stop'],
  ])('%j makes the lane no candidate', (body, unsupported) => {
    expect(refused(body)).toEqual({ unsupported })
  })

  test('five stops are not too many', () => {
    const stop_sequences = ['a', 'b', 'c', 'd', 'e']
    expect(messages({ stop_sequences }).body.stop_sequences).toEqual(stop_sequences)
  })

  test('unknown fields of every level are named, and none is sent', () => {
    const { body, dropped } = chat({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', odd: 1 }], name: 'ada' }],
      tools: [{ ...fn('f'), colour: 'red' }],
      logit_bias: { 50: -1 },
      user: 'u',
      metadata: { a: 'b' },
      service_tier: 'flex',
      documents: ['mine'],
    })
    expect(Object.keys(body)).toEqual(['model', 'messages', 'tools'])
    expect(body.messages).toEqual([{ role: 'user', content: 'Hi' }])
    expect(body.tools).toEqual([wire('f')])
    expect(new Set(dropped)).toEqual(
      new Set([
        'messages[].content[].odd',
        'messages[].name',
        'tools[].colour',
        'logit_bias',
        'user',
        'metadata',
        'service_tier',
        'documents',
      ]),
    )
  })
})

describe('thinking', () => {
  const thinker = { reasons: true }

  test.each([
    ['low', { type: 'enabled', token_budget: 4_096 }],
    ['high', { type: 'enabled', token_budget: 24_576 }],
    ['none', { type: 'disabled' }],
  ])('effort %s', (reasoning_effort, thinking) => {
    expect(chat({ reasoning_effort }, thinker).body.thinking).toEqual(thinking)
  })

  test('unasked it is not spoken of', () => {
    expect(chat({}, thinker).body).not.toHaveProperty('thinking')
  })

  test.each([{}, { reasons: false }])('a model not known to think is not asked, and the caller is told: %j', (rest) => {
    const { body, dropped } = chat({ reasoning_effort: 'high' }, rest)
    expect([body.thinking, dropped]).toEqual([undefined, ['reasoning']])
    expect(chat({ reasoning_effort: 'none' }, rest)).toMatchObject({ dropped: [] })
  })

  test('a budget of messages, kept below the limit', () => {
    const thinking = { type: 'enabled', budget_tokens: 5_000 }
    const sent = (max_tokens: number) => messages({ thinking, max_tokens }, thinker).body.thinking
    expect(sent(40_000)).toEqual({ type: 'enabled', token_budget: 5_000 })
    expect(sent(6_000)).toEqual({ type: 'enabled', token_budget: 3_000 })
  })

  test('a budget leaves something to answer with, whatever the limits', () => {
    const efforts = fc.constantFrom('minimal', 'low', 'medium', 'high', 'max')
    const limits = fc.integer({ min: 2, max: 1_000_000 })
    fc.assert(
      fc.property(efforts, limits, limits, (reasoning_effort, max_tokens, maxOutputTokens) => {
        const { body } = chat({ reasoning_effort, max_tokens }, { ...thinker, maxOutputTokens })
        const { token_budget: budget } = body.thinking as { token_budget: number }
        expect(Number.isInteger(budget) && budget > 0).toBe(true)
        expect(budget).toBeLessThan(Number(body.max_tokens))
      }),
    )
  })
})
