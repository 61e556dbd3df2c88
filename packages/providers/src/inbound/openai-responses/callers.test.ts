/** What callers of Responses ask, as upstreams of the other dialects get it. */
import { describe, expect, test } from 'vitest'
import { requestOf, targetOf } from '../../../test/targets.ts'
import { anthropicMessages } from '../../dialects/anthropic-messages.ts'
import { openaiChat } from '../../dialects/openai-chat.ts'
import { dialects } from '../../dialects.ts'
import { sealed } from '../../sealed-reasoning.ts'
import { openaiResponsesInbound } from '../openai-responses.ts'

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const asked = {
  model: 'asked',
  instructions: 'Be brief.',
  input: [
    { role: 'developer', content: 'Rules.' },
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'Look:' },
        { type: 'input_image', image_url: 'data:image/png;base64,QUJD', detail: 'high' },
      ],
    },
    {
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'Hm' }],
      encrypted_content: sealed({ brand: 'anthropic', signature: 'sig' }),
    },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Both.', annotations: [] }] },
    {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'c1',
      name: 'weather',
      arguments: '{"city":"Paris"}',
      status: 'completed',
    },
    {
      type: 'function_call',
      id: 'fc_2',
      call_id: 'c2',
      name: 'weather',
      arguments: '{"city":"Oslo"}',
      status: 'completed',
    },
    { type: 'function_call_output', call_id: 'c2', output: 'Rain' },
    { type: 'function_call_output', call_id: 'c1', output: [{ type: 'input_text', text: 'Sun' }] },
    { role: 'system', content: 'In Celsius.' },
    { role: 'user', content: 'So?' },
  ],
  tools: [{ type: 'function', name: 'weather', description: 'W', parameters: schema, strict: true }],
  tool_choice: 'required',
  parallel_tool_calls: false,
  max_output_tokens: 5_000,
  temperature: 0.5,
  text: { format: { type: 'json_schema', name: 'x', schema, strict: true }, verbosity: 'low' },
  metadata: { team: 'a' },
  safety_identifier: 'u-1',
  store: false,
  odd: 1,
}
const parse = (rest: object = {}) => openaiResponsesInbound.parse({ ...asked, ...rest })
const paris = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }
const oslo = { id: 'c2', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }

test('Chat Completions: one message a turn, calls beside the text, results in the order they came', () => {
  const { body, dropped } = requestOf(openaiChat, parse(), targetOf('openai'))
  expect(body).toEqual({
    model: 'up-model',
    messages: [
      { role: 'system', content: 'Be brief.\n\nRules.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look:' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD', detail: 'high' } },
        ],
      },
      { role: 'assistant', content: 'Both.', tool_calls: [paris, oslo] },
      { role: 'tool', tool_call_id: 'c2', content: 'Rain' },
      { role: 'tool', tool_call_id: 'c1', content: 'Sun' },
      { role: 'system', content: 'In Celsius.' },
      { role: 'user', content: 'So?' },
    ],
    tools: [{ type: 'function', function: { name: 'weather', description: 'W', parameters: schema, strict: true } }],
    tool_choice: 'required',
    parallel_tool_calls: false,
    max_completion_tokens: 5_000,
    response_format: { type: 'json_schema', json_schema: { name: 'x', schema, strict: true } },
    temperature: 0.5,
    user: 'u-1',
  })
  expect([...dropped].sort()).toEqual(['messages[].reasoning', 'metadata', 'odd', 'text'])
})

test('Messages: one system slot, results in one turn, the thought signed for its maker', () => {
  const call = parse({ tool_choice: 'auto', reasoning: { effort: 'low' } })
  const { body, dropped } = requestOf(anthropicMessages, call, targetOf('anthropic'))
  expect(body).toEqual({
    model: 'up-model',
    max_tokens: 5_000,
    system: [
      { type: 'text', text: 'Be brief.' },
      { type: 'text', text: 'Rules.' },
      { type: 'text', text: 'In Celsius.' },
    ],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look:' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 'sig' },
          { type: 'text', text: 'Both.' },
          { type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Paris' } },
          { type: 'tool_use', id: 'c2', name: 'weather', input: { city: 'Oslo' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c2', content: [{ type: 'text', text: 'Rain' }] },
          { type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'Sun' }] },
          { type: 'text', text: 'So?' },
        ],
      },
    ],
    tools: [{ name: 'weather', description: 'W', input_schema: schema }],
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    thinking: { type: 'enabled', budget_tokens: 2_500 },
    output_config: { format: { type: 'json_schema', schema } },
    metadata: { user_id: 'u-1' },
  })
  expect([...dropped].sort()).toEqual([
    'messages[].content[].detail',
    'metadata',
    'odd',
    'temperature',
    'text',
    'tools[].strict',
  ])
})

describe.each([...dialects.values()].filter(({ id }) => ['cohere-v2', 'gemini', 'perplexity-agent'].includes(id)))(
  '$id',
  (dialect) => {
    const brand = { 'cohere-v2': 'cohere', gemini: 'google', 'perplexity-agent': 'perplexity' }[dialect.id] ?? ''

    test('gets every word and every call of a conversation', () => {
      const { input, instructions, tools } = asked
      const texts = input.map((item) =>
        'content' in item && Array.isArray(item.content) ? { ...item, content: 'Look:' } : item,
      )
      const call = openaiResponsesInbound.parse({ model: 'asked', instructions, input: texts, tools })
      const sent = JSON.stringify(requestOf(dialect, call, targetOf(brand)).body)
      for (const word of ['Be brief.', 'Rules.', 'Look:', 'Paris', 'Oslo', 'Rain', 'Sun', 'In Celsius.', 'So?']) {
        expect(sent).toContain(word)
      }
    })

    test.each([
      ['previous_response_id', { previous_response_id: 'r' }],
      ['store', { store: true }],
      ['background', { background: true }],
    ])('%s makes it no candidate', (unsupported, rest) => {
      expect(dialect.request(parse(rest), targetOf(brand))).toEqual({ unsupported })
    })
  },
)
