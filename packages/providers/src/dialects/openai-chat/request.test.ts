import { describe, expect, test } from 'vitest'
import { requestOf, targetOf } from '../../../test/targets.ts'
import { anthropicMessagesInbound } from '../../inbound/anthropic-messages.ts'
import { openaiChatInbound } from '../../inbound/openai-chat.ts'
import { openaiChat } from '../openai-chat.ts'

const hello = { model: 'asked', messages: [{ role: 'user', content: 'Hi' }] }
const fromChat = (body: object) => openaiChatInbound.parse({ ...hello, ...body })
const fromMessages = (body: object) => anthropicMessagesInbound.parse({ ...hello, max_tokens: 100, ...body })
const openai = targetOf('openai')

describe('the same dialect', () => {
  test('gets the caller’s body with the model replaced, unknown fields and order of keys included', () => {
    const body = {
      zeta: { deep: [1] },
      model: 'asked',
      messages: [{ role: 'user', content: 'Hi', odd: 1 }],
      verbosity: 'low',
    }
    const { body: sent, dropped } = requestOf(openaiChat, openaiChatInbound.parse(body), openai)
    expect(JSON.stringify(sent)).toBe(JSON.stringify({ ...body, model: 'up-model' }))
    expect(dropped).toEqual([])
  })
  test('streams with usage, whatever the caller asked, and keeps its other stream options', () => {
    const call = fromChat({ stream: true, stream_options: { include_obfuscation: false } })
    expect(call.includeUsage).toBe(false)
    expect(requestOf(openaiChat, call, openai).body).toMatchObject({
      stream: true,
      stream_options: { include_obfuscation: false, include_usage: true },
    })
  })
  test('never sees the extension object, nor stream options without a stream', () => {
    const { body } = requestOf(
      openaiChat,
      fromChat({ proxyapi: { trace: true }, stream_options: { include_usage: true } }),
      openai,
    )
    expect(Object.keys(body)).toEqual(['model', 'messages'])
  })
  test('is spelled as the brand demands', () => {
    expect(requestOf(openaiChat, fromChat({ max_tokens: 5 }), openai).body).toMatchObject({ max_completion_tokens: 5 })
    expect(requestOf(openaiChat, fromChat({ max_tokens: 5 }), openai).body).not.toHaveProperty('max_tokens')
    expect(requestOf(openaiChat, fromChat({ max_tokens: 5 }), targetOf('deepseek')).body).toMatchObject({
      max_tokens: 5,
    })
    const streamed = requestOf(openaiChat, fromChat({ stream: true }), targetOf('mistral')).body
    expect(streamed).not.toHaveProperty('stream_options')
  })
  test('has ids of tool calls renamed where the brand demands a length, the same in call and result', () => {
    const call = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } })
    const messages = [
      { role: 'assistant', content: null, tool_calls: [call('toolu_123'), call('abcDEF789')] },
      { role: 'tool', tool_call_id: 'abcDEF789', content: 'b' },
      { role: 'tool', tool_call_id: 'toolu_123', content: 'a' },
    ]
    for (const raw of [true, false]) {
      const parsed = fromChat({ messages })
      const { body } = requestOf(openaiChat, raw ? parsed : { ...parsed, raw: null }, targetOf('mistral'))
      expect(body.messages).toMatchObject([
        { tool_calls: [{ id: 'c00000000' }, { id: 'abcDEF789' }] },
        { tool_call_id: 'abcDEF789' },
        { tool_call_id: 'c00000000' },
      ])
    }
  })
})

test.each(['mistral', 'deepseek', 'together', 'huggingface', 'ollama', 'blackbox'])(
  '%s gets the limit of an answer under the name that it knows',
  (brand) => {
    const { body } = requestOf(openaiChat, fromChat({ max_completion_tokens: 5 }), targetOf(brand))
    expect(body).toMatchObject({ max_tokens: 5 })
    expect(body).not.toHaveProperty('max_completion_tokens')
  },
)

describe('what a brand would ignore without a word', () => {
  const tools = [{ type: 'function', function: { name: 'f' } }]
  test.each([
    ['n', { n: 2 }],
    ['logprobs', { logprobs: true, top_logprobs: 2 }],
    ['tool_choice', { tools, tool_choice: 'required' }],
    ['tool_choice', { tools, tool_choice: 'none' }],
    ['tool_choice', { tools, tool_choice: { type: 'function', function: { name: 'f' } } }],
  ])('a call that means %s cannot go there', (name, body) => {
    const call = fromChat(body)
    for (const asked of [call, { ...call, raw: null }])
      expect(openaiChat.request(asked, targetOf('ollama'))).toEqual({ unsupported: name })
    expect(openaiChat.request(call, targetOf('vllm'))).not.toHaveProperty('unsupported')
  })
  test('what says nothing else than the default goes', () => {
    const call = fromChat({ n: 1, logprobs: false, tools, tool_choice: 'auto' })
    expect(openaiChat.request(call, targetOf('ollama'))).not.toHaveProperty('unsupported')
  })
})

describe('a changed call of the same dialect', () => {
  test('is built from the superset and loses nothing', () => {
    const body = {
      model: 'asked',
      messages: [
        { role: 'developer', content: 'Be brief.', name: 'ops' },
        { role: 'system', content: 'Be kind.' },
        {
          role: 'user',
          name: 'ann',
          content: [
            { type: 'text', text: 'See', cache_control: { type: 'ephemeral' } },
            { type: 'image_url', image_url: { url: 'https://i.example/a.png', detail: 'low' } },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
            { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
            { type: 'file', file: { file_id: 'file-1' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
            { type: 'video_url', video_url: { url: 'https://v.example' } },
          ],
        },
        {
          role: 'assistant',
          content: 'Calling.',
          reasoning_details: [
            { type: 'reasoning.text', text: 'Hm.', signature: 's', format: 'anthropic', index: 0 },
            { type: 'reasoning.encrypted', data: 'AAAA', format: 'openai', index: 1 },
          ],
          tool_calls: [
            {
              id: 'c1',
              type: 'function',
              function: { name: 'f', arguments: '{"a": 1}' },
              extra_content: { google: { thought_signature: 'g' } },
            },
            { id: 'c2', type: 'custom', custom: { name: 'sh', input: 'ls' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'one' },
        { role: 'tool', tool_call_id: 'c2', content: [{ type: 'text', text: 'two', odd: true }], extra: 1 },
        { role: 'system', content: 'Now be exact.' },
        { role: 'assistant', content: null, refusal: 'No.' },
        { role: 'user', content: 'Go on' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'f', description: 'F', parameters: { type: 'object' }, strict: true },
          odd: 2,
        },
        { type: 'custom', custom: { name: 'sh' } },
      ],
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } },
      parallel_tool_calls: false,
      max_completion_tokens: 7,
      stop: ['a', 'b'],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'n', description: 'd', schema: { type: 'object' }, strict: true },
      },
      n: 2,
      temperature: 1.5,
      top_p: 0.9,
      top_k: 3,
      seed: 4,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      logit_bias: { 50256: -100 },
      logprobs: true,
      top_logprobs: 2,
      reasoning_effort: 'xhigh',
      user: 'u-1',
      safety_identifier: 's-1',
      metadata: { tier: 'free' },
      stream: true,
      stream_options: { include_usage: true, include_obfuscation: false },
      verbosity: 'low',
      service_tier: 'flex',
    }
    const call = openaiChatInbound.parse(structuredClone(body))
    const { body: sent, dropped } = requestOf(openaiChat, { ...call, raw: null }, openai)
    expect(sent).toEqual({ ...body, model: 'up-model' })
    expect(dropped).toEqual([])
  })
})

describe('a call from another dialect', () => {
  const sent = (body: object, target = openai) => requestOf(openaiChat, fromMessages(body), target)

  test('becomes a chat: one system message, results as tool messages, tools and choice translated', () => {
    const call = fromMessages({
      system: [
        { type: 'text', text: 'A', cache_control: { type: 'ephemeral' } },
        { type: 'text', text: 'B' },
      ],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look: ' },
            { type: 'image', source: { type: 'base64', media_type: 'image/gif', data: 'R0lG' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm', signature: 'sig' },
            { type: 'text', text: 'I ' },
            { type: 'text', text: 'call.' },
            { type: 'tool_use', id: 't1', name: 'f', input: { a: 1 } },
            { type: 'tool_use', id: 't2', name: 'g', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: 'one', is_error: true },
            {
              type: 'tool_result',
              tool_use_id: 't2',
              content: [
                { type: 'text', text: 'two' },
                { type: 'image', source: { type: 'url', url: 'https://i.example/b' } },
              ],
            },
            { type: 'text', text: 'Go on' },
          ],
        },
      ],
      tools: [{ name: 'f', description: 'F', input_schema: { type: 'object', properties: {} } }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      stop_sequences: ['X'],
      top_k: 5,
      metadata: { user_id: 'u-1' },
      thinking: { type: 'enabled', budget_tokens: 11_000 },
      stream: true,
    })
    const { body, dropped, path, headers } = requestOf(openaiChat, call, openai)
    expect(body).toEqual({
      model: 'up-model',
      messages: [
        { role: 'system', content: 'A\n\nB' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look: ' },
            { type: 'image_url', image_url: { url: 'data:image/gif;base64,R0lG' } },
          ],
        },
        {
          role: 'assistant',
          content: 'I call.',
          tool_calls: [
            { id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
            { id: 't2', type: 'function', function: { name: 'g', arguments: '{}' } },
          ],
        },
        { role: 'tool', tool_call_id: 't1', content: 'one' },
        { role: 'tool', tool_call_id: 't2', content: 'two' },
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'https://i.example/b' } },
            { type: 'text', text: 'Go on' },
          ],
        },
      ],
      tools: [
        { type: 'function', function: { name: 'f', description: 'F', parameters: { type: 'object', properties: {} } } },
      ],
      tool_choice: 'required',
      parallel_tool_calls: false,
      max_completion_tokens: 100,
      stop: ['X'],
      reasoning_effort: 'medium',
      user: 'u-1',
      stream: true,
      stream_options: { include_usage: true },
    })
    expect(dropped.sort()).toEqual([
      'messages[].content[].is_error',
      'messages[].reasoning',
      'system[].cache_control',
      'top_k',
    ])
    expect(path).toBe('/chat/completions')
    expect(headers).toEqual({ 'content-type': 'application/json', authorization: 'Bearer k-1' })
  })
  test('names unknown fields that it leaves out, safely for a header', () => {
    expect(sent({ service_tier: 'auto', 'a\r\nb: c': 1 }).dropped).toEqual(['service_tier', 'a__b__c'])
  })
  test.each([
    ['server tools', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 'tools'],
    ['mcp servers', { mcp_servers: [{}] }, 'mcp_servers'],
    ['too many stops', { stop_sequences: ['a', 'b', 'c', 'd', 'e'] }, 'stop'],
    ['a prefill', { messages: [...hello.messages, { role: 'assistant', content: 'I' }] }, 'messages'],
    ['an unknown block', { messages: [{ role: 'user', content: [{ type: 'search_result' }] }] }, 'messages.content'],
    [
      'a file of another upstream',
      { messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'file', file_id: 'f' } }] }] },
      'messages.file.file_id',
    ],
    [
      'a file by URL',
      { messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'url', url: 'u' } }] }] },
      'messages.file.url',
    ],
  ])('%s: no candidate', (_, body, unsupported) => {
    expect(openaiChat.request(fromMessages(body), openai)).toEqual({ unsupported })
  })
  test('clamps and respells limits, drops reasoning for a model without it', () => {
    const { body, dropped } = sent(
      { max_tokens: 9_000, thinking: { type: 'enabled', budget_tokens: 2_000 } },
      targetOf('groq', { maxOutputTokens: 4_096, reasons: false }),
    )
    expect(body).toMatchObject({ max_completion_tokens: 4_096 })
    expect(body).not.toHaveProperty('reasoning_effort')
    expect(dropped).toEqual(['max_tokens=4096', 'reasoning'])
  })
  test('writes effort in the words of the brand', () => {
    const effort = (brand: string, budget_tokens: number) =>
      sent({ thinking: { type: 'enabled', budget_tokens } }, targetOf(brand)).body.reasoning_effort
    expect(effort('openai', 1_024)).toBe('minimal')
    expect(effort('openai', 32_000)).toBe('xhigh')
    expect(effort('grok', 12_000)).toBe('low')
    expect(effort('deepseek', 32_000)).toBe('high')
  })
  test('gives signed reasoning back to its maker only', () => {
    const messages = [
      ...hello.messages,
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 'pa0.openrouter.sig' },
          { type: 'text', text: 'A' },
        ],
      },
      ...hello.messages,
    ]
    expect(sent({ messages }, targetOf('openrouter')).body.messages).toMatchObject([
      {},
      { reasoning_details: [{ type: 'reasoning.text', text: 'Hm', signature: 'sig', format: 'openrouter', index: 0 }] },
      {},
    ])
    const elsewhere = sent({ messages })
    expect(elsewhere.dropped).toEqual(['messages[].reasoning'])
    expect(JSON.stringify(elsewhere.body)).not.toContain('sig')
  })
  test('text documents become text', () => {
    const content = [{ type: 'document', title: 'N', source: { type: 'text', media_type: 'text/plain', data: 'žluť' } }]
    expect(sent({ messages: [{ role: 'user', content }] }).body.messages).toEqual([
      { role: 'user', content: 'N\n\nžluť' },
    ])
  })
})

test('the address and the credential are the brand’s', () => {
  const at = (brand: string, rest: object = {}) => requestOf(openaiChat, fromChat({}), targetOf(brand, rest))
  expect(at('azure_openai').path).toBe('/openai/v1/chat/completions')
  expect(at('azure_openai', { apiVersion: '2024-10-21', model: 'my dep' }).path).toBe(
    '/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21',
  )
  expect(at('azure_openai').headers).toEqual({ 'content-type': 'application/json', 'api-key': 'k-1' })
  expect(at('ollama', { key: null })).toMatchObject({
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
  })
  expect(at('ollama', { key: null }).headers).not.toHaveProperty('authorization')
  expect(at('openrouter').headers).toMatchObject({ 'x-title': 'ProxyAPI', authorization: 'Bearer k-1' })
})

test('what reasoning models refuse is left out of a translated call and named, or the lane is none', () => {
  const foreign = (sampling: object, stop?: string[]) => {
    const call = fromMessages(stop === undefined ? {} : { stop_sequences: stop })
    return { ...call, sampling: { ...call.sampling, ...sampling } }
  }
  const reasoning = targetOf('grok', { reasons: true })
  const penalties = { presencePenalty: 1, frequencyPenalty: 0.5 }
  const { body, dropped } = requestOf(openaiChat, foreign(penalties), reasoning)
  expect(dropped).toEqual(['presence_penalty', 'frequency_penalty'])
  expect(body).not.toHaveProperty('presence_penalty')
  expect(openaiChat.request(foreign({}, ['END']), reasoning)).toEqual({ unsupported: 'stop' })
  expect(requestOf(openaiChat, foreign(penalties, ['END']), targetOf('grok')).body).toMatchObject({
    stop: ['END'],
    presence_penalty: 1,
  })
  const own = fromChat({ stop: ['END'], presence_penalty: 1 })
  expect(requestOf(openaiChat, own, reasoning).body, 'the same dialect goes up unchanged').toMatchObject({
    stop: ['END'],
    presence_penalty: 1,
  })
})
