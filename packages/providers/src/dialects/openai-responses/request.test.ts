import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requestOf, targetOf } from '../../../test/targets.ts'
import type { Call } from '../../call.ts'
import { anthropicMessagesInbound } from '../../inbound/anthropic-messages.ts'
import { openaiChatInbound } from '../../inbound/openai-chat.ts'
import { openaiResponsesInbound } from '../../inbound/openai-responses.ts'
import { sealed } from '../../sealed-reasoning.ts'
import { openaiResponses } from '../openai-responses.ts'

const parse = (body: object) => openaiResponsesInbound.parse({ model: 'asked', input: 'Hi', ...body })
const fromChat = (body: object) =>
  openaiChatInbound.parse({ model: 'asked', messages: [{ role: 'user', content: 'Hi' }], ...body })
const fromMessages = (body: object) =>
  anthropicMessagesInbound.parse({
    model: 'asked',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hi' }],
    ...body,
  })
const openai = targetOf('openai')
const sent = (call: Call, target = openai) => requestOf(openaiResponses, call, target)

const message = (role: string, content: unknown, rest: object = {}) => ({ type: 'message', role, content, ...rest })
const functionCall = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a":1}' }
const output = { type: 'function_call_output', call_id: 'c1', output: 'ok' }

describe('the same dialect', () => {
  const body = {
    zeta: { deep: [1] },
    model: 'asked',
    input: [message('user', 'Hi', { odd: 1 }), { type: 'mcp_approval_response', approve: true }],
    store: true,
    tools: [{ type: 'web_search' }],
  }

  test('gets the caller’s body with the model replaced, unknown fields and order of keys included', () => {
    const request = sent(openaiResponsesInbound.parse(body))
    expect(JSON.stringify(request.body)).toBe(JSON.stringify({ ...body, model: 'up-model' }))
    expect(request).toMatchObject({ method: 'POST', path: '/responses', dropped: [] })
    expect(request.headers.authorization).toBe('Bearer k-1')
  })

  test('never sees the extension object, nor members that we added to its items', () => {
    const signed = { ...functionCall, extra_content: { google: { thought_signature: 'g' } } }
    const { body: made } = sent(parse({ input: [signed, output], proxyapi: { trace: true } }))
    expect(made).toEqual({ model: 'up-model', input: [functionCall, output] })
  })

  test('gets thoughts as their maker sealed them, and none of another brand', () => {
    const thought = (proof?: string) => ({
      type: 'reasoning',
      summary: [],
      ...(proof !== undefined && { encrypted_content: proof }),
    })
    const own = sealed({ brand: 'openai', encrypted: 'gAAA' })
    const others = [sealed({ brand: 'anthropic', signature: 's' }), sealed({ brand: 'deepseek' }), 'pa1.nonsense']
    const input = [thought(own), ...others.map(thought), thought('gBBB'), thought()]
    const request = sent(parse({ input }))
    expect(request.body.input).toEqual([thought('gAAA'), thought('gBBB'), thought()])
    expect(request.dropped).toEqual(['input[].reasoning'])
  })

  test('built anew from the superset it says the same', () => {
    const bodies: object[] = [
      {},
      { instructions: 'Be brief.', input: [message('developer', 'Rules'), message('user', 'Hi')] },
      {
        input: [
          message('user', [
            { type: 'input_text', text: 'Look', cache: 1 },
            { type: 'input_image', image_url: 'https://a.example/i.png', detail: 'low' },
            { type: 'input_image', file_id: 'file-1' },
            { type: 'input_image', image_url: 'data:image/webp;base64,QUJD' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,QUJD' },
            { type: 'input_file', file_url: 'https://a.example/a.pdf' },
            { type: 'input_file', file_id: 'file-2' },
            { type: 'input_audio', input_audio: { data: 'QUJD', format: 'wav' } },
          ]),
          { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }], encrypted_content: 'gAAA' },
          { type: 'reasoning', summary: [], encrypted_content: 'gBBB' },
          message('assistant', 'One moment.', { phase: 'commentary' }),
          functionCall,
          { ...functionCall, call_id: 'c2', namespace: 'n' },
          output,
          { ...output, call_id: 'c2', output: [{ type: 'input_image', image_url: 'https://a.example/i.png' }] },
          message('assistant', 'Done.', { phase: 'final' }),
          message('assistant', [{ type: 'refusal', refusal: 'No.' }]),
          message('system', 'In between'),
          { type: 'custom_tool_call', call_id: 'c3', name: 'sql', input: 'x' },
          { type: 'custom_tool_call_output', call_id: 'c3', output: 'y' },
          message('user', [
            { type: 'input_text', text: 'x' },
            { type: 'input_new', thing: 1 },
          ]),
        ],
      },
      {
        tools: [
          { type: 'function', name: 'f', description: 'F', parameters: { type: 'object' }, strict: true, odd: 1 },
          { type: 'web_search' },
        ],
        tool_choice: { type: 'function', name: 'f' },
        parallel_tool_calls: false,
      },
      { tools: [{ type: 'web_search' }], tool_choice: { type: 'web_search' } },
      {
        text: {
          format: { type: 'json_schema', name: 'x', schema: {}, strict: true, description: 'D' },
          verbosity: 'low',
        },
        reasoning: { effort: 'minimal', summary: 'auto' },
        max_output_tokens: 5,
        temperature: 0.5,
        top_p: 0.4,
        top_logprobs: 3,
      },
      { text: { format: { type: 'json_object' } }, include: ['reasoning.encrypted_content'], truncation: 'auto' },
      {
        store: false,
        background: true,
        previous_response_id: 'r',
        metadata: { a: 'b' },
        user: 'u',
        stream: true,
        stream_options: { include_obfuscation: false },
        unknown: [1],
      },
    ]
    for (const body of bodies) {
      const call = { ...parse(body), raw: null }
      const plain = Array.isArray(Object(body).input) ? {} : { input: [message('user', 'Hi')] }
      expect(sent(call).body, JSON.stringify(body)).toEqual({ ...body, ...plain, model: 'up-model' })
    }
  })
})

describe('another dialect', () => {
  test('system turns are instructions, in order; turns are items, in order', () => {
    const call = fromChat({
      messages: [
        { role: 'system', content: 'One' },
        { role: 'developer', content: 'Two' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
          ],
        },
        {
          role: 'assistant',
          content: 'Looking.',
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
            { id: 'c2', type: 'function', function: { name: 'g', arguments: '' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c2', content: '' },
        { role: 'tool', tool_call_id: 'c1', content: 'ok' },
        { role: 'system', content: 'Between' },
        { role: 'user', content: 'So?' },
      ],
    })
    expect(sent(call).body).toEqual({
      model: 'up-model',
      instructions: 'One\n\nTwo',
      input: [
        message('user', [
          { type: 'input_text', text: 'See' },
          { type: 'input_image', image_url: 'data:image/png;base64,QUJD' },
        ]),
        message('assistant', 'Looking.'),
        functionCall,
        { ...functionCall, call_id: 'c2', name: 'g', arguments: '{}' },
        { ...output, call_id: 'c2', output: '' },
        output,
        message('system', 'Between'),
        message('user', 'So?'),
      ],
      store: false,
    })
  })

  test('tools, choices, schema, effort and limits are spelled as here; nothing is stored', () => {
    const call = fromChat({
      tools: [
        { type: 'function', function: { name: 'f', description: 'F', parameters: { type: 'object' } } },
        { type: 'function', function: { name: 'g', strict: true } },
      ],
      tool_choice: { type: 'function', function: { name: 'f' } },
      parallel_tool_calls: false,
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' }, strict: true } },
      reasoning_effort: 'low',
      max_tokens: 500,
      temperature: 0.1,
      top_p: 0.9,
      user: 'u-1',
      stream: true,
    })
    expect(sent(call).body).toEqual({
      model: 'up-model',
      input: [message('user', 'Hi')],
      tools: [
        { type: 'function', name: 'f', description: 'F', parameters: { type: 'object' }, strict: false },
        { type: 'function', name: 'g', parameters: null, strict: true },
      ],
      tool_choice: { type: 'function', name: 'f' },
      parallel_tool_calls: false,
      max_output_tokens: 500,
      text: { format: { type: 'json_schema', name: 'x', schema: { type: 'object' }, strict: true } },
      temperature: 0.1,
      top_p: 0.9,
      reasoning: { effort: 'low' },
      store: false,
      include: ['reasoning.encrypted_content'],
      safety_identifier: 'u-1',
      stream: true,
    })
  })

  test.each<[string, object, object]>([
    ['required', { tool_choice: 'required' }, { tool_choice: 'required' }],
    ['none', { tool_choice: 'none' }, { tool_choice: 'none' }],
    ['auto', { tool_choice: 'auto', parallel_tool_calls: true }, { tool_choice: 'auto', parallel_tool_calls: true }],
  ])('tool choice %s', (_, asked, wanted) => {
    const tools = [{ type: 'function', function: { name: 'f' } }]
    expect(sent(fromChat({ tools, ...asked })).body).toMatchObject(wanted)
  })

  test('log probabilities are asked for in their own way', () => {
    expect(sent(fromChat({ logprobs: true, top_logprobs: 2 })).body).toMatchObject({
      top_logprobs: 2,
      include: ['message.output_text.logprobs'],
    })
  })

  test('thoughts are asked for sealed only where the model thinks', () => {
    expect(sent(fromChat({})).body).not.toHaveProperty('include')
    const thinking = targetOf('openai', { reasons: true })
    expect(sent(fromChat({}), thinking).body.include).toEqual(['reasoning.encrypted_content'])
    const plain = sent(fromChat({ reasoning_effort: 'high' }), targetOf('openai', { reasons: false }))
    expect(plain.body).not.toHaveProperty('include')
    expect(plain.dropped).toEqual(['reasoning'])
  })

  test('thoughts go back to the brand that made them, whole; others are named', () => {
    const mine = [
      { type: 'reasoning.text', text: 'Hm', signature: 'gAAA', format: 'openai' },
      { type: 'reasoning.encrypted', data: 'gBBB', format: 'openai' },
    ]
    const messages = (details: object[]) => ({
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Yes', reasoning_details: details },
        { role: 'user', content: 'And?' },
      ],
    })
    const request = sent(fromChat(messages(mine)))
    expect(request.dropped).toEqual([])
    expect(request.body.input).toMatchObject([
      {},
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }], encrypted_content: 'gAAA' },
      { type: 'reasoning', summary: [], encrypted_content: 'gBBB' },
      { content: 'Yes' },
      {},
    ])
    const foreign = sent(fromChat(messages([{ type: 'reasoning.text', text: 'Hm', signature: 's', format: 'other' }])))
    expect(foreign.dropped).toEqual(['messages[].reasoning'])
    expect(foreign.body.input).toHaveLength(3)
  })

  test('what has no place here is left out and named', () => {
    const call = fromChat({
      seed: 1,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      logit_bias: { 1: 2 },
      top_k: 4,
      metadata: { team: 'x' },
      odd: true,
      max_tokens: 4,
    })
    expect([...sent(call).dropped].sort()).toEqual([
      'frequency_penalty',
      'logit_bias',
      'max_tokens=16',
      'metadata',
      'odd',
      'presence_penalty',
      'seed',
      'top_k',
    ])
    expect(sent(fromChat({ max_tokens: 900 }), targetOf('openai', { maxOutputTokens: 500 }))).toMatchObject({
      body: { max_output_tokens: 500 },
      dropped: ['max_tokens=500'],
    })
  })

  test.each<[string, Call]>([
    ['stop', fromChat({ stop: ['x'] })],
    ['n', fromChat({ n: 2 })],
    ['audio', fromChat({ audio: { voice: 'a' } })],
    ['tools', fromMessages({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] })],
    [
      'messages',
      fromChat({
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'b' },
        ],
      }),
    ],
    ['messages.content', fromChat({ messages: [{ role: 'user', content: [{ type: 'video_url' }] }] })],
    [
      'messages.image.file_id',
      fromMessages({
        messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'file', file_id: 'f' } }] }],
      }),
    ],
  ])('%s makes the lane no candidate', (unsupported, call) => {
    expect(openaiResponses.request(call, openai)).toEqual({ unsupported })
  })

  test('a result with pictures stays one, a failed one is named, a text file is read out', () => {
    const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } }
    const call = fromMessages({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'document', title: 'a.txt', source: { type: 'text', media_type: 'text/plain', data: 'Txt' } },
          ],
        },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'f', input: {} }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', is_error: true, content: [{ type: 'text', text: 'x' }, picture] },
          ],
        },
      ],
    })
    const { body, dropped } = sent(call)
    expect(body.input).toEqual([
      message('user', 'a.txt\n\nTxt'),
      { ...functionCall, arguments: '{}' },
      {
        ...output,
        output: [
          { type: 'input_text', text: 'x' },
          { type: 'input_image', image_url: 'data:image/png;base64,QUJD' },
        ],
      },
    ])
    expect(dropped).toEqual(['messages[].content[].is_error'])
  })
})

test.each<[string | undefined, string]>([
  [undefined, '/openai/v1/responses'],
  ['2025-04-01-preview', '/openai/responses?api-version=2025-04-01-preview'],
])('the surface of version %s has its own path', (apiVersion, path) => {
  const target = targetOf('azure_openai', apiVersion === undefined ? {} : { apiVersion })
  expect(sent(parse({}), target).path).toBe(path)
})

test('any conversation of any caller keeps its texts, its calls and their order', () => {
  const said = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '')
  const turn = fc.record({ ask: said, answer: said, calls: fc.integer({ min: 0, max: 3 }) })
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 5 }), (turns) => {
      const messages = turns.flatMap(({ ask, answer, calls }, at) => {
        const ids = Array.from({ length: calls }, (_, index) => `c${at}_${index}`)
        const tool_calls = ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } }))
        return [
          { role: 'user', content: ask },
          { role: 'assistant', content: answer, ...(calls > 0 && { tool_calls }) },
          ...ids.map((id) => ({ role: 'tool', tool_call_id: id, content: `r ${id}` })),
        ]
      })
      const input = sent(fromChat({ messages: [...messages, { role: 'user', content: 'end' }] })).body.input
      const wanted = turns.flatMap(({ ask, answer, calls }, at) => {
        const ids = Array.from({ length: calls }, (_, index) => `c${at}_${index}`)
        return [ask, answer, ...ids, ...ids.map((id) => `r ${id}`)]
      })
      const spoken = (input as Record<string, unknown>[]).map((item) => item.content ?? item.output ?? item.call_id)
      expect(spoken).toEqual([...wanted, 'end'])
    }),
  )
})
