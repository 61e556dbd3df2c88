import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requestOf, targetOf } from '../../../test/targets.ts'
import type { Target } from '../../dialect.ts'
import { anthropicMessagesInbound } from '../../inbound/anthropic-messages.ts'
import { openaiChatInbound } from '../../inbound/openai-chat.ts'
import { gemini } from '../gemini.ts'

const hello = { model: 'asked', messages: [{ role: 'user', content: 'Hi' }] }
const third = 'gemini-3.1-pro-preview'
const second = 'gemini-2.5-flash'
const lane = (model: string, rest: Partial<Target> = {}) => targetOf('google', { model, ...rest })
const fromChat = (body: object) => openaiChatInbound.parse({ ...hello, ...body })
const fromMessages = (body: object) => anthropicMessagesInbound.parse({ ...hello, max_tokens: 100, ...body })
const chat = (body: object, model = third, rest: Partial<Target> = {}) =>
  requestOf(gemini, fromChat(body), lane(model, rest))
const messages = (body: object, model = third) => requestOf(gemini, fromMessages(body), lane(model))
const refused = (body: object, model = third) => gemini.request(fromChat(body), lane(model))

const user = (text: string) => ({ role: 'user', parts: [{ text }] })
const tool = (name: string, parameters?: object) => ({ type: 'function', function: { name, parameters } })
const called = (id: string, name: string, args: string, signature?: string) => ({
  id,
  type: 'function',
  function: { name, arguments: args },
  ...(signature && { extra_content: { google: { thought_signature: signature } } }),
})
const functionCall = (name: string, args: object = {}, id?: string) => ({
  functionCall: { ...(id && { id }), name, args },
})
const functionResponse = (name: string, output: string, id?: string) => ({
  functionResponse: { ...(id && { id }), name, response: { output } },
})
const skip = 'skip_thought_signature_validator'

describe('where it goes', () => {
  test.each([
    [second, false, '/models/gemini-2.5-flash:generateContent'],
    [second, true, '/models/gemini-2.5-flash:streamGenerateContent?alt=sse'],
    ['sim/over loaded?', false, '/models/sim/over%20loaded%3F:generateContent'],
    ['tunedModels/mine-1', false, '/tunedModels/mine-1:generateContent'],
    ['models/x', false, '/models/x:generateContent'],
  ])('%s, streamed: %s', (model, stream, path) => {
    const request = chat({ stream }, model)
    expect(request).toMatchObject({ method: 'POST', path })
    expect(request.headers).toEqual({ 'content-type': 'application/json', 'x-goog-api-key': 'k-1' })
    expect(request.body).toEqual({ contents: [user('Hi')] })
  })
})

describe('turns', () => {
  test('systems are blocks of the instruction in order, also those between turns', () => {
    const { body, dropped } = chat({
      messages: [
        { role: 'system', content: 'A' },
        {
          role: 'developer',
          content: [
            { type: 'text', text: 'B' },
            { type: 'text', text: 'C' },
          ],
        },
        { role: 'user', content: 'Hi' },
        { role: 'system', content: 'D' },
        { role: 'user', content: 'there' },
      ],
    })
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: 'A' }, { text: 'B' }, { text: 'C' }, { text: 'D' }] },
      contents: [{ role: 'user', parts: [{ text: 'Hi' }, { text: 'there' }] }],
    })
    expect(dropped).toEqual([])
  })

  test('a system alone is what the user says', () => {
    expect(chat({ messages: [{ role: 'system', content: 'A' }] }).body).toEqual({ contents: [user('A')] })
  })

  test('parallel calls and their results, in the order of the calls, by name and without our own ids', () => {
    const { body } = chat({
      messages: [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: 'Let me see.',
          tool_calls: [
            called('call_0_r1', 'get_weather', '{"location":"Bonn"}', 'c2ln'),
            called('call_1_r1', 'get_weather', '{"location":"Łódź"}'),
            called('call_2_r1', 'get_time', ''),
          ],
        },
        { role: 'tool', tool_call_id: 'call_2_r1', content: 'noon' },
        {
          role: 'tool',
          tool_call_id: 'call_1_r1',
          content: [
            { type: 'text', text: 'wet' },
            { type: 'text', text: 'cold' },
          ],
        },
        { role: 'tool', tool_call_id: 'call_0_r1', content: 'dry' },
        { role: 'user', content: 'And?' },
      ],
    })
    expect(body.contents).toEqual([
      user('Weather?'),
      {
        role: 'model',
        parts: [
          { text: 'Let me see.' },
          { ...functionCall('get_weather', { location: 'Bonn' }), thoughtSignature: 'c2ln' },
          functionCall('get_weather', { location: 'Łódź' }),
          functionCall('get_time'),
        ],
      },
      {
        role: 'user',
        parts: [
          functionResponse('get_weather', 'dry'),
          functionResponse('get_weather', 'wet\ncold'),
          functionResponse('get_time', 'noon'),
        ],
      },
      user('And?'),
    ])
  })

  test('an id that was used again belongs to the newest call; ids of others go both ways', () => {
    const step = (name: string, id: string) => [
      { role: 'assistant', content: null, tool_calls: [called(id, name, '{}', 'c2ln')] },
      { role: 'tool', tool_call_id: id, content: name },
    ]
    const { body } = chat({
      messages: [...hello.messages, ...step('f', 'call_0'), ...step('g', 'call_0'), ...step('h', 'fc-9')],
    })
    expect(body.contents).toEqual([
      user('Hi'),
      ...['f', 'g'].flatMap((name) => [
        { role: 'model', parts: [{ ...functionCall(name), thoughtSignature: 'c2ln' }] },
        { role: 'user', parts: [functionResponse(name, name)] },
      ]),
      { role: 'model', parts: [{ ...functionCall('h', {}, 'fc-9'), thoughtSignature: 'c2ln' }] },
      { role: 'user', parts: [functionResponse('h', 'h', 'fc-9')] },
    ])
  })

  test('turns of one role are one; empty ones are none', () => {
    const { body } = chat({
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'assistant', content: '' },
        { role: 'assistant', content: null, refusal: 'c' },
        { role: 'user', content: 'd' },
      ],
    })
    expect(body.contents).toEqual([user('a'), { role: 'model', parts: [{ text: 'b' }, { text: 'c' }] }, user('d')])
  })

  test('results of a messages caller: errors, pictures that follow, and what the user adds', () => {
    const source = { type: 'base64', media_type: 'image/webp', data: 'AAAA' }
    const use = (id: string, name: string) => ({ type: 'tool_use', id, name, input: { a: 1 } })
    const { body } = messages(
      {
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: [use('t1', 'f'), use('t2', 'g')] },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: 't2', is_error: true, content: 'broken' },
              {
                type: 'tool_result',
                tool_use_id: 't1',
                content: [
                  { type: 'text', text: 'ok' },
                  { type: 'image', source },
                ],
              },
              { type: 'text', text: 'Go on' },
            ],
          },
        ],
      },
      second,
    )
    expect(body.contents).toEqual([
      user('Hi'),
      { role: 'model', parts: [functionCall('f', { a: 1 }, 't1'), functionCall('g', { a: 1 }, 't2')] },
      {
        role: 'user',
        parts: [
          functionResponse('f', 'ok', 't1'),
          { functionResponse: { id: 't2', name: 'g', response: { error: 'broken' } } },
        ],
      },
      { role: 'user', parts: [{ inlineData: { mimeType: 'image/webp', data: 'AAAA' } }, { text: 'Go on' }] },
    ])
  })

  test('pictures, sounds and files: bytes inline, addresses by reference', () => {
    const { body, dropped } = chat({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
            { type: 'image_url', image_url: { url: 'https://i.example/a.JPG?x=1.txt' } },
            { type: 'image_url', image_url: { url: 'https://i.example/a' } },
            { type: 'input_audio', input_audio: { data: 'BBBB', format: 'wav' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,CCCC' } },
          ],
        },
      ],
    })
    expect(body.contents).toEqual([
      {
        role: 'user',
        parts: [
          { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
          { fileData: { fileUri: 'https://i.example/a.JPG?x=1.txt', mimeType: 'image/jpeg' } },
          { fileData: { fileUri: 'https://i.example/a' } },
          { inlineData: { mimeType: 'audio/wav', data: 'BBBB' } },
          { inlineData: { mimeType: 'application/pdf', data: 'CCCC' } },
        ],
      },
    ])
    expect(dropped).toEqual(['messages[].content[].detail', 'messages[].content[].filename'])
  })
})

test('however results are mixed up and ids used again, the n-th response is that of the n-th call, and each step is signed', () => {
  const step = fc
    .uniqueArray(fc.record({ id: fc.constantFrom('call_0', 'call_1', 'a', 'b'), name: fc.constantFrom('f', 'g') }), {
      selector: ({ id }) => id,
      minLength: 1,
    })
    .chain((calls) => fc.tuple(fc.constant(calls), fc.shuffledSubarray(calls, { minLength: calls.length })))
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      const conversation = steps.flatMap(([calls, results], n) => [
        { role: 'assistant', content: null, tool_calls: calls.map(({ id, name }) => called(id, name, `{"n":${n}}`)) },
        ...results.map(({ id, name }) => ({ role: 'tool', tool_call_id: id, content: `${n} ${id} ${name}` })),
      ])
      const { body } = chat({ messages: [...hello.messages, ...conversation] })
      const [, ...contents] = body.contents as { parts: { functionCall?: object; functionResponse?: object }[] }[]
      const wanted = steps.flatMap(([calls], n) => {
        const own = (id: string) => (id.startsWith('call_') ? undefined : id)
        const parts = calls.map(({ id, name }) => functionCall(name, { n }, own(id)))
        return [
          { role: 'model', parts: parts.map((part, at) => (at === 0 ? { ...part, thoughtSignature: skip } : part)) },
          { role: 'user', parts: calls.map(({ id, name }) => functionResponse(name, `${n} ${id} ${name}`, own(id))) },
        ]
      })
      expect(contents).toEqual(wanted)
    }),
    { numRuns: 300 },
  )
})

describe('signatures', () => {
  const step = (id: string, name: string, signature?: string) => [
    { role: 'assistant', content: null, tool_calls: [called(id, name, '{}', signature), called(`${id}b`, name, '{}')] },
    { role: 'tool', tool_call_id: id, content: 'x' },
    { role: 'tool', tool_call_id: `${id}b`, content: 'y' },
  ]
  const signaturesOf = (body: Record<string, unknown>) =>
    (body.contents as { parts: { functionCall?: object; thoughtSignature?: string }[] }[]).flatMap(({ parts }) =>
      parts.filter((part) => part.functionCall).map((part) => part.thoughtSignature),
    )

  test('of this turn’s steps the first call has one: its own, or the value that stands for none', () => {
    const { body } = chat({
      messages: [
        ...hello.messages,
        ...step('call_0', 'old'),
        { role: 'assistant', content: 'Done.' },
        { role: 'user', content: 'More' },
        ...step('call_1', 'a', 'c2ln'),
        ...step('call_2', 'b'),
      ],
    })
    expect(signaturesOf(body)).toEqual([undefined, undefined, 'c2ln', undefined, skip, undefined])
  })

  test('models with a budget of thinking need none', () => {
    const { body } = chat({ messages: [...hello.messages, ...step('call_1', 'a')] }, second)
    expect(signaturesOf(body)).toEqual([undefined, undefined])
  })

  test('a messages caller sends it back on the block of the call', () => {
    const block = {
      type: 'tool_use',
      id: 'call_0_r',
      name: 'f',
      input: {},
      extra_content: { google: { thought_signature: 'c2ln' } },
    }
    const { body } = messages({
      messages: [
        ...hello.messages,
        { role: 'assistant', content: [block] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_0_r', content: 'ok' }] },
      ],
    })
    expect(signaturesOf(body)).toEqual(['c2ln'])
  })

  test('those of texts and thoughts go back to their maker only', () => {
    const details = [
      { type: 'reasoning.text', text: 'Hm', signature: 'dGhvdWdodA', format: 'google', index: 0 },
      { type: 'reasoning.text', text: '', signature: 'dGV4dA', format: 'google', index: 1 },
      { type: 'reasoning.text', text: 'Other', signature: 'eA', format: 'anthropic', index: 2 },
      { type: 'reasoning.encrypted', data: 'eA', format: 'google', index: 3 },
    ]
    const turn = {
      role: 'assistant',
      content: 'So.',
      reasoning_details: details,
      tool_calls: [called('c', 'f', '{}', 'Yw')],
    }
    const { body, dropped } = chat({
      messages: [...hello.messages, turn, { role: 'tool', tool_call_id: 'c', content: '' }],
    })
    expect((body.contents as unknown[])[1]).toEqual({
      role: 'model',
      parts: [
        { text: 'Hm', thought: true, thoughtSignature: 'dGhvdWdodA' },
        { text: 'So.' },
        { text: '', thoughtSignature: 'dGV4dA' },
        { ...functionCall('f', {}, 'c'), thoughtSignature: 'Yw' },
      ],
    })
    expect(dropped).toEqual(['messages[].reasoning'])
  })
})

describe('tools', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }

  test('are declared with their JSON Schema, in order', () => {
    const { body, dropped } = chat({
      tools: [
        { type: 'function', function: { name: 'f', description: 'F', parameters: schema, strict: true } },
        tool('g', { properties: {} }),
        tool('h'),
        tool('i', { $ref: '#/$defs/A', $defs: { A: { type: 'object' } } }),
      ],
      parallel_tool_calls: false,
    })
    expect(body.tools).toEqual([
      {
        functionDeclarations: [
          { name: 'f', description: 'F', parametersJsonSchema: schema },
          { name: 'g', parametersJsonSchema: { type: 'object', properties: {} } },
          { name: 'h' },
          { name: 'i', parametersJsonSchema: { $ref: '#/$defs/A', $defs: { A: { type: 'object' } } } },
        ],
      },
    ])
    expect(body).not.toHaveProperty('toolConfig')
    expect(dropped).toEqual(['parallel_tool_calls', 'tools[].strict'])
  })

  test.each<[unknown, object]>([
    ['auto', { mode: 'AUTO' }],
    ['none', { mode: 'NONE' }],
    ['required', { mode: 'ANY' }],
    [
      { type: 'function', function: { name: 'f' } },
      { mode: 'ANY', allowedFunctionNames: ['f'] },
    ],
  ])('choice %j', (tool_choice, config) => {
    expect(chat({ tools: [tool('f')], tool_choice }).body.toolConfig).toEqual({ functionCallingConfig: config })
  })

  test.each<[string, object]>([
    ['tools[].name', { tools: [tool('7up')] }],
    ['tools', { tools: [{ type: 'custom', custom: { name: 'c' } }] }],
  ])('%s cannot be told', (unsupported, body) => {
    expect(refused(body)).toEqual({ unsupported })
  })

  test('a server tool of messages is no lane’s business here', () => {
    const call = fromMessages({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] })
    expect(gemini.request(call, lane(third))).toEqual({ unsupported: 'tools' })
  })
})

describe('options', () => {
  test('limits, sampling, stops and candidates have names of their own', () => {
    const { body, dropped } = chat(
      {
        max_completion_tokens: 70_000,
        temperature: 1.5,
        top_p: 0.9,
        top_k: 40,
        seed: 7,
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
        logit_bias: { 1: 2 },
        stop: ['a', 'b'],
        n: 2,
        user: 'u',
        metadata: { a: 'b' },
        service_tier: 'flex',
      },
      third,
      { maxOutputTokens: 65_536 },
    )
    expect(body.generationConfig).toEqual({
      maxOutputTokens: 65_536,
      temperature: 1.5,
      topP: 0.9,
      topK: 40,
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      stopSequences: ['a', 'b'],
      candidateCount: 2,
    })
    expect(dropped).toEqual(['service_tier', 'metadata', 'user', 'logit_bias', 'max_tokens=65536'])
  })

  test('unknown fields are named at every level, marks of the prompt cache too', () => {
    const ephemeral = { type: 'ephemeral' }
    const { dropped } = messages({
      zeta: 1,
      metadata: { user_id: 'u' },
      system: [{ type: 'text', text: 'S', cache_control: ephemeral }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: ephemeral }] }],
      tools: [{ name: 'f', input_schema: { type: 'object' }, cache_control: ephemeral }],
    })
    expect(dropped).toEqual([
      'zeta',
      'system[].cache_control',
      'messages[].content[].cache_control',
      'tools[].cache_control',
      'metadata',
    ])
  })

  test.each<[string, object, string?]>([
    ['stop', { stop: ['1', '2', '3', '4', '5', '6'] }],
    ['logprobs', { logprobs: true }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['messages', { messages: [...hello.messages, { role: 'assistant', content: 'Sure:' }] }],
    ['messages.file.file_id', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] }],
    ['messages.content', { messages: [{ role: 'user', content: [{ type: 'video_url' }] }] }],
    ['response_format', { tools: [tool('f')], response_format: { type: 'json_object' } }, second],
  ])('%s cannot be meant', (unsupported, body, model) => {
    expect(refused(body, model)).toEqual({ unsupported })
  })

  test('JSON, with a schema or without one', () => {
    const schema = { type: 'object', properties: { a: { type: 'integer', exclusiveMinimum: 2 } } }
    const json_schema = { name: 'x', description: 'D', schema, strict: true }
    const { body, dropped } = chat({ response_format: { type: 'json_schema', json_schema } })
    expect(body.generationConfig).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: { type: 'object', properties: { a: { type: 'integer', minimum: 3 } } },
    })
    expect(dropped).toEqual(['response_format.description'])
    const free = chat({ response_format: { type: 'json_object' }, tools: [tool('f')] })
    expect(free.body.generationConfig).toEqual({ responseMimeType: 'application/json' })
    expect(chat({ response_format: { type: 'text' } }).body).not.toHaveProperty('generationConfig')
  })
})

describe('thinking', () => {
  const config = (body: object, model: string, rest: Partial<Target> = {}) => {
    const sent = chat(body, model, rest)
    return [(sent.body.generationConfig as { thinkingConfig?: object } | undefined)?.thinkingConfig, sent.dropped]
  }
  const level = (thinkingLevel: string) => ({ thinkingLevel, includeThoughts: true })
  const budget = (thinkingBudget: number) => ({ thinkingBudget, includeThoughts: true })

  test.each<[string, object, object | undefined, string[]]>([
    [third, {}, undefined, []],
    [third, { reasoning_effort: 'medium' }, level('medium'), []],
    [third, { reasoning_effort: 'minimal' }, level('low'), []],
    [third, { reasoning_effort: 'xhigh' }, level('high'), []],
    [third, { reasoning: { max_tokens: 4_000 } }, level('low'), []],
    [third, { reasoning_effort: 'none' }, { thinkingLevel: 'low' }, ['reasoning=low']],
    ['gemini-flash-latest', { reasoning_effort: 'high' }, level('high'), []],
    [second, { reasoning_effort: 'low' }, budget(4_096), []],
    [second, { reasoning_effort: 'none' }, { thinkingBudget: 0 }, []],
    [second, { reasoning: { max_tokens: 30_000 } }, budget(24_576), ['reasoning=24576']],
    [second, { reasoning_effort: 'high', max_tokens: 10_000 }, budget(5_000), []],
    ['gemini-2.5-pro', { reasoning_effort: 'max' }, budget(32_768), []],
    ['gemini-2.5-pro', { reasoning_effort: 'none' }, { thinkingBudget: 128 }, ['reasoning=128']],
    ['gemini-2.5-flash-lite', { reasoning: { max_tokens: 100 } }, budget(512), ['reasoning=512']],
    ['gemini-2.5-flash-image', { reasoning_effort: 'high' }, undefined, ['reasoning']],
    ['gemini-2.0-flash', { reasoning_effort: 'high' }, undefined, ['reasoning']],
    ['gemini-2.0-flash', { reasoning_effort: 'none' }, undefined, []],
  ])('%s, %j', (model, body, thinkingConfig, dropped) => {
    expect(config(body, model)).toEqual([thinkingConfig, dropped])
  })

  test('a model that is known not to reason is not asked to', () => {
    expect(config({ reasoning_effort: 'high' }, third, { reasons: false })).toEqual([undefined, ['reasoning']])
  })

  test('a messages caller’s budget', () => {
    const { body } = messages({ max_tokens: 16_000, thinking: { type: 'enabled', budget_tokens: 2_000 } }, second)
    expect(body.generationConfig).toEqual({ maxOutputTokens: 16_000, thinkingConfig: budget(2_000) })
  })
})
