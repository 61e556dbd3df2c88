import { describe, expect, test } from 'vitest'
import { requestOf, targetOf } from '../../../test/targets.ts'
import type { Target } from '../../dialect.ts'
import { anthropicMessagesInbound } from '../../inbound/anthropic-messages.ts'
import { openaiChatInbound } from '../../inbound/openai-chat.ts'
import { anthropicMessages } from '../anthropic-messages.ts'

const hello = { model: 'asked', messages: [{ role: 'user', content: 'Hi' }] }
const fromChat = (body: object) => openaiChatInbound.parse({ ...hello, ...body })
const fromMessages = (body: object) => anthropicMessagesInbound.parse({ ...hello, max_tokens: 100, ...body })
const anthropic = targetOf('anthropic')
const ephemeral = { type: 'ephemeral' }

describe('the same dialect', () => {
  test('gets the caller’s body with the model replaced, unknown fields and order of keys included', () => {
    const body = {
      max_tokens: 9,
      zeta: [1],
      model: 'asked',
      messages: [{ role: 'assistant', content: 'I ' }],
      proxyapi: {},
      temperature: 2,
    }
    const { body: sent, dropped } = requestOf(anthropicMessages, anthropicMessagesInbound.parse(body), anthropic)
    const { proxyapi: _, ...rest } = body
    expect(JSON.stringify(sent)).toBe(JSON.stringify({ ...rest, model: 'up-model' }))
    expect(dropped).toEqual([])
  })
  test('gets thoughts as their maker signed them, and none of another brand', () => {
    const thinking = (signature: string) => ({ type: 'thinking', thinking: 'Hm', signature })
    const redacted = (data: string) => ({ type: 'redacted_thinking', data })
    const said = { type: 'text', text: 'Hi' }
    const content = (...blocks: object[]) => [
      { role: 'user', content: 'Q' },
      { role: 'assistant', content: blocks },
    ]
    const others = [thinking('pa0.google.g'), redacted('pa0.openai.enc')]
    const own = [thinking('own'), redacted('enc'), thinking('pa0.unmarked')]
    const messages = content(...others, ...own, thinking('pa0.anthropic.a.b'), redacted('pa0.anthropic.c'), said)
    const { body, dropped } = requestOf(anthropicMessages, fromMessages({ messages }), anthropic)
    expect(body.messages).toEqual(content(...own, thinking('a.b'), redacted('c'), said))
    expect(dropped).toEqual(['messages[].reasoning'])
  })
  test('gets no message that held nothing but the thoughts of others', () => {
    const other = { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm', signature: 'pa0.grok.g' }] }
    const user = { role: 'user', content: 'Q' }
    const { body } = requestOf(anthropicMessages, fromMessages({ messages: [user, other, user] }), anthropic)
    expect(body.messages).toEqual([user, user])
  })
  test('gets calls without what we added, and does not think on from thoughts that another made', () => {
    const use = { type: 'tool_use', id: 'c', name: 'f', input: {} }
    const signed = { ...use, extra_content: { google: { thought_signature: 's' } } }
    const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: '1' }] }
    const asked = { role: 'user', content: 'Q' }
    const thinking = { type: 'enabled', budget_tokens: 2_000 }
    const turns = (...content: object[]) => [asked, { role: 'assistant', content }, result]
    const sent = (...content: object[]) =>
      requestOf(anthropicMessages, fromMessages({ messages: turns(...content), thinking }), anthropic)
    const thought = (signature: string) => ({ type: 'thinking', thinking: 'Hm', signature })
    const foreign = sent(thought('pa0.google.g'), signed)
    expect(foreign.body).toMatchObject({ messages: turns(use) })
    expect(foreign.body).not.toHaveProperty('thinking')
    expect(foreign.dropped.sort()).toEqual(['messages[].reasoning', 'thinking'])
    const own = sent(thought('own'), signed)
    expect(own.body).toMatchObject({ messages: turns(thought('own'), use), thinking })
    expect(own.dropped).toEqual([])
  })
  test('passes the caller’s version and betas', () => {
    const call = { ...fromMessages({}), headers: { 'anthropic-beta': 'a-1,b-2', 'anthropic-version': '2027-01-01' } }
    expect(requestOf(anthropicMessages, call, anthropic).headers).toEqual({
      'content-type': 'application/json',
      'x-api-key': 'k-1',
      'anthropic-version': '2027-01-01',
      'anthropic-beta': 'a-1,b-2',
    })
    const other = { ...fromChat({}), headers: { 'anthropic-beta': 'a-1' } }
    expect(requestOf(anthropicMessages, other, anthropic).headers).not.toHaveProperty('anthropic-beta')
  })
})

test('a changed call of the same dialect is built from the superset and loses nothing', () => {
  const body = {
    model: 'asked',
    max_tokens: 4_000,
    system: [{ type: 'text', text: 'S', cache_control: ephemeral }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See', cache_control: ephemeral },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          { type: 'image', source: { type: 'url', url: 'https://i.example' } },
          { type: 'image', source: { type: 'file', file_id: 'f1' } },
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' },
            title: 'T',
            citations: { enabled: true },
          },
          { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'žluť' } },
          { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'x' }] } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 'sig' },
          { type: 'redacted_thinking', data: 'AAAA' },
          { type: 'text', text: 'So', citations: [{ type: 'char_location' }] },
          { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} },
          { type: 'web_search_tool_result', tool_use_id: 's1', content: [] },
          { type: 'tool_use', id: 't1', name: 'f', input: { a: [1] }, caller: { type: 'direct' } },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 't1',
            content: [{ type: 'text', text: 'one' }],
            is_error: false,
            cache_control: ephemeral,
          },
          { type: 'text', text: 'Go on' },
        ],
      },
    ],
    tools: [
      {
        name: 'f',
        description: 'F',
        input_schema: { type: 'object', properties: {} },
        strict: true,
        cache_control: ephemeral,
      },
      { type: 'web_search_20250305', name: 'web_search', max_uses: 1 },
    ],
    tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true },
    thinking: { type: 'adaptive', display: 'omitted' },
    output_config: { effort: 'high', format: { type: 'json_schema', schema: { type: 'object' } } },
    stop_sequences: ['X'],
    temperature: 0.5,
    top_p: 0.9,
    top_k: 3,
    metadata: { user_id: 'u', odd: 1 },
    service_tier: 'auto',
    container: 'c1',
    stream: true,
  }
  const call = anthropicMessagesInbound.parse(structuredClone(body))
  const { body: sent, dropped } = requestOf(anthropicMessages, { ...call, raw: null }, anthropic)
  expect(sent).toEqual({ ...body, model: 'up-model' })
  expect(dropped).toEqual([])
})

describe('a call from another dialect', () => {
  const sent = (body: object, rest: Partial<Target> = {}) =>
    requestOf(anthropicMessages, fromChat(body), targetOf('anthropic', rest))

  test('becomes messages: systems are blocks in order, results one user turn, marks for the cache stay', () => {
    const { body, dropped, path } = sent({
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'A', cache_control: ephemeral }] },
        { role: 'developer', content: 'B' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi', cache_control: ephemeral },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c.1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
            { id: 'c2', type: 'function', function: { name: 'f', arguments: '' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c2', content: 'two' },
        { role: 'tool', tool_call_id: 'c.1', content: '' },
        { role: 'user', content: 'And?' },
        { role: 'system', content: 'C' },
      ],
      tools: [{ type: 'function', function: { name: 'f', parameters: { properties: {} }, strict: true } }],
      tool_choice: { type: 'function', function: { name: 'f' } },
      parallel_tool_calls: false,
      stop: 'X',
      temperature: 1.5,
      user: 'u-1',
      seed: 1,
      logit_bias: {},
      verbosity: 'low',
      stream: true,
    })
    expect(body).toEqual({
      model: 'up-model',
      max_tokens: 8_192,
      system: [
        { type: 'text', text: 'A', cache_control: ephemeral },
        { type: 'text', text: 'B' },
        { type: 'text', text: 'C' },
      ],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi', cache_control: ephemeral },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'c_2e1', name: 'f', input: { a: 1 } },
            { type: 'tool_use', id: 'c2', name: 'f', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c2', content: [{ type: 'text', text: 'two' }] },
            { type: 'tool_result', tool_use_id: 'c_2e1' },
            { type: 'text', text: 'And?' },
          ],
        },
      ],
      tools: [{ name: 'f', input_schema: { type: 'object', properties: {} } }],
      tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true },
      stop_sequences: ['X'],
      temperature: 1,
      metadata: { user_id: 'u-1' },
      stream: true,
    })
    expect(dropped.sort()).toEqual(
      ['logit_bias', 'messages[].content[].detail', 'seed', 'temperature=1', 'tools[].strict', 'verbosity'].sort(),
    )
    expect(path).toBe('/messages')
  })

  test.each([
    ['n', { n: 2 }, 'n'],
    ['log probabilities', { logprobs: true }, 'logprobs'],
    ['audio out', { modalities: ['text', 'audio'], audio: { voice: 'v', format: 'wav' } }, 'audio'],
    [
      'audio in',
      { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'A', format: 'wav' } }] }] },
      'messages.input_audio',
    ],
    ['custom tools', { tools: [{ type: 'custom', custom: { name: 'x' } }] }, 'tools'],
    ['old functions', { functions: [{ name: 'f' }] }, 'functions'],
    ['allowed tools', { tool_choice: { type: 'allowed_tools' } }, 'tool_choice'],
    ['an unknown part', { messages: [{ role: 'user', content: [{ type: 'video_url' }] }] }, 'messages.content'],
    [
      'a file of another upstream',
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] },
      'messages.file.file_id',
    ],
    ['a trailing assistant turn', { messages: [...hello.messages, { role: 'assistant', content: 'I' }] }, 'messages'],
  ])('%s: no candidate', (_, body, unsupported) => {
    expect(anthropicMessages.request(fromChat(body), anthropic)).toEqual({ unsupported })
  })

  test('a model that still continues a trailing turn gets it, without the space at its end', () => {
    const messages = [...hello.messages, { role: 'assistant', content: 'Once upon ' }]
    const { body } = sent({ messages }, { model: 'claude-haiku-4-5-20251001' })
    expect(body.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: [{ type: 'text', text: 'Once upon' }] },
    ])
  })

  test('a trailing turn of white space is none', () => {
    const messages = [...hello.messages, { role: 'assistant', content: ' \n' }]
    expect(sent({ messages }, { model: 'claude-haiku-4-5' }).body.messages).toMatchObject([{ role: 'user' }])
  })

  test('max_tokens is required: the caller’s, below the catalog’s limit, else 8,192 or that limit', () => {
    const tokens = (body: object, maxOutputTokens?: number) => {
      const { body: built, dropped } = sent(body, maxOutputTokens === undefined ? {} : { maxOutputTokens })
      return [built.max_tokens, dropped]
    }
    expect(tokens({})).toEqual([8_192, []])
    expect(tokens({}, 4_096)).toEqual([4_096, []])
    expect(tokens({}, 64_000)).toEqual([8_192, []])
    expect(tokens({ max_tokens: 9_999 }, 64_000)).toEqual([9_999, []])
    expect(tokens({ max_completion_tokens: 9_999 }, 4_096)).toEqual([4_096, ['max_tokens=4096']])
  })

  describe('reasoning', () => {
    const thinking = (body: object, rest: Partial<Target> = {}) => {
      const { body: built, dropped } = sent(body, rest)
      return {
        budget: (built.thinking as { budget_tokens: number } | undefined)?.budget_tokens,
        max: built.max_tokens,
        dropped,
      }
    }
    test.each([
      ['minimal', 1_024],
      ['low', 4_096],
      ['medium', 12_288],
      ['high', 24_576],
      ['max', 32_768],
    ])('effort %s is a budget beside the answer’s tokens', (reasoning_effort, budget) => {
      expect(thinking({ reasoning_effort })).toEqual({ budget, max: 8_192 + budget, dropped: [] })
    })
    test('none is none', () => {
      expect(thinking({ reasoning_effort: 'none' })).toEqual({ budget: undefined, max: 8_192, dropped: [] })
    })
    test('a budget stays below the limit that the caller or the catalog sets', () => {
      expect(thinking({ reasoning: { max_tokens: 9_000 }, max_tokens: 4_000 })).toEqual({
        budget: 2_000,
        max: 4_000,
        dropped: [],
      })
      expect(thinking({ reasoning_effort: 'high' }, { maxOutputTokens: 8_000 })).toEqual({
        budget: 4_000,
        max: 8_000,
        dropped: [],
      })
      expect(thinking({ reasoning_effort: 'high', max_tokens: 1_024 })).toEqual({
        budget: undefined,
        max: 1_024,
        dropped: ['reasoning'],
      })
    })
    test('a thinking model takes no sampling of the caller’s', () => {
      const { dropped } = thinking({ reasoning_effort: 'low', temperature: 0.2, top_p: 0.5, top_k: 4 })
      expect(dropped.sort()).toEqual(['temperature', 'top_k', 'top_p'])
    })
    test.each([
      ['a model without it', {}, { reasons: false }],
      ['a forced tool', { tools: [{ type: 'function', function: { name: 'f' } }], tool_choice: 'required' }, {}],
      [
        'results of calls that were not thought of here',
        {
          messages: [
            ...hello.messages,
            {
              role: 'assistant',
              tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
            },
            { role: 'tool', tool_call_id: 'a', content: 'x' },
          ],
        },
        {},
      ],
    ])('is left out for %s', (_, body, rest) => {
      expect(thinking({ reasoning_effort: 'low', ...body }, rest)).toMatchObject({
        budget: undefined,
        dropped: ['reasoning'],
      })
    })
    test('signed thoughts go back in order, and thinking goes on; another brand’s are dropped', () => {
      const answer = (format: string) => ({
        role: 'assistant',
        content: null,
        reasoning_details: [
          { type: 'reasoning.text', text: 'Hm', signature: 'sig', format, index: 0 },
          { type: 'reasoning.encrypted', data: 'AAAA', format, index: 1 },
        ],
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
      })
      const messages = (format: string) => [
        ...hello.messages,
        answer(format),
        { role: 'tool', tool_call_id: 'a', content: 'x' },
      ]
      const own = sent({ messages: messages('anthropic'), reasoning_effort: 'low' })
      expect(own.body).toMatchObject({
        thinking: { budget_tokens: 4_096 },
        messages: [
          {},
          {
            content: [
              { type: 'thinking', thinking: 'Hm', signature: 'sig' },
              { type: 'redacted_thinking', data: 'AAAA' },
              { type: 'tool_use' },
            ],
          },
          {},
        ],
      })
      const foreign = sent({ messages: messages('openai'), reasoning_effort: 'low' })
      expect(foreign.dropped.sort()).toEqual(['messages[].reasoning', 'reasoning'])
      expect(foreign.body).not.toHaveProperty('thinking')
    })
  })

  test('a schema is native, an unnamed JSON object is asked for and reported', () => {
    const schema = { type: 'object', additionalProperties: false }
    const format = { type: 'json_schema', json_schema: { name: 'x', schema, strict: true } }
    expect(sent({ response_format: format }).body).toMatchObject({
      output_config: { format: { type: 'json_schema', schema } },
    })
    const loose = sent({ response_format: { type: 'json_object' } })
    expect(loose.body.system).toEqual([{ type: 'text', text: expect.stringContaining('JSON') }])
    expect(loose.dropped).toEqual(['response_format=instruction'])
  })

  test('of temperature and top_p it takes one', () => {
    const { body, dropped } = sent({ temperature: 0.3, top_p: 1 })
    expect(body).toMatchObject({ temperature: 0.3 })
    expect(dropped).toEqual(['top_p'])
    expect(sent({ top_p: 0.5 }).body).toMatchObject({ top_p: 0.5 })
  })

  test('calls in the history are declared where the caller sends no tools any more', () => {
    const messages = [
      { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }] },
      { role: 'tool', tool_call_id: 'a', content: 'x' },
    ]
    expect(sent({ messages }).body).toMatchObject({
      tools: [{ name: 'f', input_schema: { type: 'object' } }],
      tool_choice: { type: 'none' },
    })
  })

  test('a conversation of system messages only speaks to somebody', () => {
    expect(
      sent({
        messages: [
          { role: 'system', content: 'A' },
          { role: 'system', content: 'B' },
        ],
      }).body,
    ).toMatchObject({
      system: [{ text: 'A' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'B' }] }],
    })
  })

  test('empty texts, which it refuses, are left out', () => {
    const messages = [
      { role: 'user', content: '' },
      { role: 'assistant', content: '' },
      { role: 'user', content: 'Hi' },
    ]
    expect(sent({ messages }).body.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }])
  })
})
