import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requestOf, targetOf } from '../../../test/targets.ts'
import type { Target } from '../../dialect.ts'
import { anthropicMessagesInbound } from '../../inbound/anthropic-messages.ts'
import { openaiChatInbound } from '../../inbound/openai-chat.ts'
import { openaiResponsesInbound } from '../../inbound/openai-responses.ts'
import { perplexityAgent } from '../perplexity-agent.ts'

const hello = { model: 'asked', messages: [{ role: 'user', content: 'Hi' }] }
const fromChat = (body: object) => openaiChatInbound.parse({ ...hello, ...body })
const fromMessages = (body: object) => anthropicMessagesInbound.parse({ ...hello, max_tokens: 100, ...body })
const fromResponses = (body: object) => openaiResponsesInbound.parse({ model: 'asked', input: 'Hi', ...body })
const lane = (rest: Partial<Target> = {}) => targetOf('perplexity', { model: 'openai/gpt-5', ...rest })
const chat = (body: object, rest?: Partial<Target>) => requestOf(perplexityAgent, fromChat(body), lane(rest))
const messages = (body: object, rest?: Partial<Target>) => requestOf(perplexityAgent, fromMessages(body), lane(rest))
const refused = (body: object) => perplexityAgent.request(fromChat(body), lane())

const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }
const fn = (name: string, rest: object = {}) => ({ type: 'function', function: { name, parameters: schema, ...rest } })
const wire = (name: string, rest: object = {}) => ({ type: 'function', name, parameters: schema, ...rest })
const said = (role: string, content: unknown) => ({ type: 'message', role, content })

test('where it goes, and what it is at least', () => {
  expect(chat({ stream: true })).toEqual({
    method: 'POST',
    path: '/v1/agent',
    headers: { 'content-type': 'application/json', authorization: 'Bearer k-1' },
    body: { model: 'openai/gpt-5', input: [said('user', 'Hi')], stream: true },
    dropped: [],
  })
  expect(messages({}).body).toEqual({ model: 'openai/gpt-5', input: [said('user', 'Hi')], max_output_tokens: 100 })
  expect(requestOf(perplexityAgent, fromResponses({}), lane()).body).toEqual({
    model: 'openai/gpt-5',
    input: [said('user', 'Hi')],
  })
})

describe('models, presets and names that were retired', () => {
  test.each([
    ['sonar', 'fast'],
    ['sonar-pro', 'low'],
    ['sonar-reasoning', 'medium'],
    ['sonar-reasoning-pro', 'medium'],
    ['sonar-deep-research', 'high'],
  ])('%s is the preset %s, is made to search, and says that it is of the past', (model, preset) => {
    const { body, deprecatedSince } = chat({}, { model })
    expect(body).toEqual({
      preset,
      input: [said('user', 'Hi')],
      tools: [{ type: 'web_search' }],
      tool_choice: { type: 'web_search' },
    })
    expect(deprecatedSince).toBe(1_790_467_200)
  })

  test.each(['fast', 'xhigh', 'constructor'])('%s is a preset, and searches as it likes', (model) => {
    const request = chat({}, { model })
    expect(request.body).toEqual({ preset: model, input: [said('user', 'Hi')] })
    expect(request).not.toHaveProperty('deprecatedSince')
  })

  test('a model is named with its maker', () => {
    expect(chat({}, { model: 'perplexity/sonar' }).body).toEqual({
      model: 'perplexity/sonar',
      input: [said('user', 'Hi')],
    })
  })

  test('a forced search makes room for what the caller forces', () => {
    const tools = [fn('f')]
    const search = { type: 'web_search' }
    expect(chat({ tools }, { model: 'sonar' }).body).toMatchObject({ tools: [search, wire('f')], tool_choice: search })
    expect(chat({ tools, tool_choice: 'required' }, { model: 'sonar' }).body).toMatchObject({
      tools: [wire('f')],
      tool_choice: 'required',
    })
    expect(chat({ tool_choice: 'none' }, { model: 'sonar' }).body).toMatchObject({ tool_choice: search })
  })

  test('one maker’s models are never sent without a limit', () => {
    const model = 'anthropic/claude-sonnet-4-6'
    expect(chat({}, { model }).body).toMatchObject({ max_output_tokens: 8_192 })
    expect(chat({}, { model, maxOutputTokens: 4_096 }).body).toMatchObject({ max_output_tokens: 4_096 })
    expect(chat({ max_tokens: 7 }, { model }).body).toMatchObject({ max_output_tokens: 7 })
  })
})

describe('what was said', () => {
  test('system texts are the instructions, and stay where they were written later', () => {
    const { body, dropped } = chat({
      messages: [
        { role: 'system', content: 'S1' },
        { role: 'developer', content: 'S2' },
        { role: 'user', content: 'U' },
        { role: 'system', content: 'S3' },
        { role: 'user', content: 'V' },
      ],
    })
    expect(body).toEqual({
      model: 'openai/gpt-5',
      instructions: 'S1\n\nS2',
      input: [said('user', 'U'), said('system', 'S3'), said('user', 'V')],
    })
    expect(dropped).toEqual([])
  })

  test('a preset keeps instructions of its own beside the caller’s', () => {
    const asked = [{ role: 'system', content: 'S1' }, ...hello.messages]
    expect(chat({ messages: asked }, { model: 'fast' }).body).toEqual({
      preset: 'fast',
      input: [said('system', 'S1'), said('user', 'Hi')],
    })
  })

  test('a system alone asks', () => {
    expect(chat({ messages: [{ role: 'system', content: 'S1' }] }).body.input).toEqual([said('user', 'S1')])
  })

  test('calls, their results with the name of the tool, signatures, and images that a tool shows', () => {
    const asked = [
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          { type: 'text', text: 'Looking.' },
          { type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Oslo' } },
          { type: 'tool_use', id: 'c2', name: 'now', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c1', is_error: true, content: 'Rain.' },
          {
            type: 'tool_result',
            tool_use_id: 'c2',
            content: [
              { type: 'text', text: '12' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
            ],
          },
          { type: 'text', text: 'In Celsius.' },
        ],
      },
    ]
    const { body, dropped } = messages({ messages: asked })
    expect(body.input).toEqual([
      said('user', 'Weather?'),
      said('assistant', 'Looking.'),
      { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city":"Oslo"}' },
      { type: 'function_call', call_id: 'c2', name: 'now', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', name: 'weather', output: 'Rain.' },
      { type: 'function_call_output', call_id: 'c2', name: 'now', output: '12' },
      said('user', [
        { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
        { type: 'input_text', text: 'In Celsius.' },
      ]),
    ])
    expect(dropped).toEqual(['messages[].reasoning', 'messages[].content[].is_error'])
    const signed = {
      id: 'c',
      type: 'function',
      function: { name: 'f', arguments: '{}' },
      extra_content: { google: { thought_signature: 'sig' } },
    }
    const turn = [...hello.messages, { role: 'assistant', tool_calls: [signed] }]
    const answered = [...turn, { role: 'tool', tool_call_id: 'c', content: 'ok' }]
    expect(chat({ messages: answered }).body.input).toContainEqual(
      expect.objectContaining({ type: 'function_call', thought_signature: 'sig' }),
    )
  })

  test('images by address, texts of files', () => {
    const file = { filename: 'a.txt', file_data: `data:text/plain;base64,${Buffer.from('inside').toString('base64')}` }
    const content = [
      { type: 'image_url', image_url: { url: 'https://i.example/a.png', detail: 'low' } },
      { type: 'file', file },
    ]
    const { body, dropped } = chat({ messages: [{ role: 'user', content }] })
    expect(body.input).toEqual([
      said('user', [
        { type: 'input_image', image_url: 'https://i.example/a.png' },
        { type: 'input_text', text: 'a.txt\n\ninside' },
      ]),
    ])
    expect(dropped).toEqual(['messages[].content[].detail'])
  })
})

describe('what is asked for', () => {
  test('tools and which of them', () => {
    const tools = [fn('f', { description: 'F.', strict: true }), fn('g')]
    expect(chat({ tools }).body).toMatchObject({ tools: [wire('f', { description: 'F.', strict: true }), wire('g')] })
    expect(chat({ tools, tool_choice: 'auto' }).body).not.toHaveProperty('tool_choice')
    expect(chat({ tools, tool_choice: 'none' }).body.tool_choice).toBe('none')
    expect(messages({ tools: [{ name: 'f', input_schema: schema }], tool_choice: { type: 'any' } }).body).toMatchObject(
      {
        tools: [wire('f')],
        tool_choice: 'required',
      },
    )
    const named = { type: 'function', function: { name: 'g' } }
    expect(chat({ tools, tool_choice: named }).body.tool_choice).toEqual({ type: 'function', name: 'g' })
  })

  test('a shape, its name and its rigor', () => {
    const format = { name: 'shape', schema, strict: true, description: 'D.' }
    expect(chat({ response_format: { type: 'json_schema', json_schema: format } }).body.response_format).toEqual({
      type: 'json_schema',
      json_schema: format,
    })
    const { body, dropped } = chat({ response_format: { type: 'json_object' } })
    expect(body).toMatchObject({ instructions: expect.stringContaining('JSON object') })
    expect(dropped).toEqual(['response_format=instruction'])
  })

  test.each([
    ['none', 'minimal'],
    ['low', 'low'],
    ['xhigh', 'xhigh'],
  ])('an effort of %s is %s', (asked, effort) => {
    expect(chat({ reasoning_effort: asked }).body.reasoning).toEqual({ effort })
    expect(chat({ reasoning_effort: asked }, { reasons: false }).dropped).toEqual(['reasoning'])
  })

  test('limits are the model’s, temperatures as they are', () => {
    const { body, dropped } = chat({ max_tokens: 900, temperature: 0.5, top_p: 0.9 }, { maxOutputTokens: 100 })
    expect(body).toMatchObject({ max_output_tokens: 100, temperature: 0.5, top_p: 0.9 })
    expect(dropped).toEqual(['max_tokens=100'])
  })

  test('what the vendor has no word for is named, at every level', () => {
    const { body, dropped } = chat({
      ...{ seed: 1, top_k: 2, presence_penalty: 1, frequency_penalty: 1, logit_bias: { 5: 1 }, user: 'u', odd: 1 },
      parallel_tool_calls: false,
      metadata: { a: 'b' },
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: {} }], name: 'n' }],
    })
    expect(Object.keys(body)).toEqual(['model', 'input'])
    expect([...dropped].sort()).toEqual([
      'frequency_penalty',
      'logit_bias',
      'messages[].content[].cache_control',
      'messages[].name',
      'metadata',
      'odd',
      'parallel_tool_calls',
      'presence_penalty',
      'seed',
      'top_k',
      'user',
    ])
  })

  test.each([
    ['stop', { stop: ['x'] }],
    ['n', { n: 2 }],
    ['logprobs', { logprobs: true }],
    ['messages', { messages: [...hello.messages, { role: 'assistant', content: 'So' }] }],
    ['web_search_options', { web_search_options: {} }],
    ['tools', { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
    ['messages.file', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] }],
    [
      'messages.input_audio',
      { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } }] }] },
    ],
  ])('%s cannot be left out', (unsupported, body) => {
    expect(refused(body)).toEqual({ unsupported })
  })
})

const sent = new Set(
  'model preset input instructions tools tool_choice max_output_tokens response_format temperature top_p reasoning stream'.split(
    ' ',
  ),
)

test('no call makes a field that the vendor does not know', () => {
  const option = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
  const anyBody = fc.record({
    model: fc.constant('asked'),
    messages: fc.constant(hello.messages),
    temperature: option(fc.double({ min: 0, max: 2, noNaN: true })),
    seed: option(fc.integer()),
    reasoning_effort: option(fc.constantFrom('none', 'low', 'high')),
    response_format: option(fc.constantFrom({ type: 'json_object' }, { type: 'text' })),
    odd: option(fc.anything()),
    tools: option(fc.constant([fn('f')])),
    stream: option(fc.boolean()),
  })
  fc.assert(
    fc.property(anyBody, fc.constantFrom('sonar', 'fast', 'openai/gpt-5'), (body, model) => {
      const request = requestOf(perplexityAgent, openaiChatInbound.parse(body), lane({ model }))
      expect(Object.keys(request.body).filter((name) => !sent.has(name))).toEqual([])
    }),
  )
})
