import { ApiError } from '@proxyapi/contract/errors'
import { describe, expect, test } from 'vitest'
import { noExtra } from '../../call.ts'
import { sealed } from '../../sealed-reasoning.ts'
import { openaiResponsesInbound } from '../openai-responses.ts'

const parse = (body: object) => openaiResponsesInbound.parse({ model: 'm', input: 'Hi', ...body })
const turnsOf = (input: object[], rest: object = {}) => parse({ input, ...rest }).turns
const call = (id: string, args: unknown = '{}') => ({ type: 'function_call', call_id: id, name: 'f', arguments: args })
const result = (id: string, output: unknown = 'ok') => ({ type: 'function_call_output', call_id: id, output })
const refusal = (input: object[]): ApiError => {
  try {
    parse({ input })
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  return expect.fail('was accepted')
}

test('a plain call costs no extras', () => {
  const parsed = parse({})
  expect(parsed).toMatchObject({ operation: 'chat', from: 'openai-responses', model: 'm', nativeOnly: [], system: [] })
  expect(parsed.extra).toBe(noExtra)
  expect(parsed.turns).toEqual([
    { role: 'user', parts: [{ type: 'text', text: 'Hi', extra: noExtra }], extra: noExtra },
  ])
  expect(parsed.includeUsage).toBe(true)
})

test('instructions come first, then what stands before the first turn; later system turns stay where they are', () => {
  const { system, turns } = parse({
    instructions: 'One',
    input: [
      { role: 'developer', content: 'Two' },
      { role: 'user', content: 'Hi' },
      { role: 'system', content: [{ type: 'input_text', text: 'Three' }] },
    ],
  })
  expect(system.map(({ text, extra }) => [text, extra.role])).toEqual([
    ['One', undefined],
    ['Two', 'developer'],
  ])
  expect(turns.map(({ role }) => role)).toEqual(['user', 'system'])
})

test('what an assistant says, thinks and calls is one turn, and so are the outputs', () => {
  const turns = turnsOf([
    { role: 'user', content: 'Hi' },
    { type: 'reasoning', id: 'rs', summary: [{ text: 'a' }, { text: 'b' }] },
    {
      type: 'message',
      id: 'msg',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'x' }],
    },
    call('1'),
    call('2', null),
    result('2'),
    result('1', [{ type: 'input_text', text: 'y' }]),
    { role: 'user', content: 'And?' },
  ])
  expect(turns.map(({ role, parts }) => [role, ...parts.map(({ type }) => type)])).toEqual([
    ['user', 'text'],
    ['assistant', 'reasoning', 'text', 'tool-call', 'tool-call'],
    ['user', 'tool-result', 'tool-result'],
    ['user', 'text'],
  ])
  expect(turns[1]?.parts[0]).toMatchObject({ text: 'a\n\nb' })
  expect(turns[1]?.parts[3]).toMatchObject({ id: '2', arguments: '{}' })
  expect(turns.flatMap(({ parts }) => parts.map(({ extra }) => extra)).every((extra) => extra === noExtra)).toBe(true)
})

test.each<[string, unknown, object[]]>([
  ['a text', 'x', [{ type: 'text', text: 'x' }]],
  ['nothing', null, [{ type: 'text', text: '' }]],
  ['an object', { a: 1 }, [{ type: 'text', text: '{"a":1}' }]],
  ['parts of no known kind', [{ type: 'thing' }], [{ type: 'text', text: '[{"type":"thing"}]' }]],
  ['a picture', [{ type: 'input_image', image_url: 'data:image/png;base64,QUJD' }], [{ type: 'image', data: 'QUJD' }]],
])('an output that is %s', (_, output, content) => {
  const [, turn] = turnsOf([call('1'), result('1', output)])
  expect(turn?.parts).toMatchObject([{ type: 'tool-result', content }])
})

describe('thoughts', () => {
  const thought = (rest: object) => turnsOf([{ type: 'reasoning', summary: [], ...rest }])[0]?.parts[0]

  test('of the caller’s own upstream keep their seal', () => {
    expect(thought({ encrypted_content: 'gAAA' })).toEqual({
      type: 'reasoning',
      text: '',
      encrypted: 'gAAA',
      extra: noExtra,
    })
    expect(thought({ summary: [{ text: 'a' }], encrypted_content: 'gAAA' })).toMatchObject({
      text: 'a',
      signature: 'gAAA',
    })
  })

  test('of others are told by their maker', () => {
    const proof = sealed({ brand: 'b', signature: 's' })
    expect(thought({ summary: [{ text: 'a' }], encrypted_content: proof })).toEqual({
      type: 'reasoning',
      text: 'a',
      brand: 'b',
      signature: 's',
      extra: noExtra,
    })
    expect(thought({ encrypted_content: sealed({ brand: 'b' }) })).toMatchObject({ brand: 'b' })
    expect(thought({ encrypted_content: 'pa1.%%%' })).toMatchObject({ brand: '' })
  })

  test('in full count where there is no summary', () => {
    expect(thought({ content: [{ type: 'reasoning_text', text: 'full' }] })).toMatchObject({ text: 'full' })
  })
})

test.each<[string, object, string[]]>([
  ['previous_response_id', { previous_response_id: 'r' }, ['previous_response_id']],
  ['conversation', { conversation: { id: 'c' } }, ['conversation']],
  ['prompt', { prompt: { id: 'p' } }, ['prompt']],
  ['background', { background: true }, ['background']],
  ['store', { store: true }, ['store']],
  ['an item by its id', { input: [{ type: 'item_reference', id: 'msg_1' }] }, ['input[].item_reference']],
  ['a tool choice of its own', { tool_choice: { type: 'web_search' } }, ['tool_choice']],
  ['nothing where all are off', { store: false, background: false, conversation: null }, []],
])('only lanes of its own can do %s', (_, body, nativeOnly) => {
  expect(parse(body).nativeOnly).toEqual(nativeOnly)
})

test('what another dialect would lose is named, what it loses nothing by is not', () => {
  const parsed = parse({
    text: { format: { type: 'json_object' }, verbosity: 'low' },
    truncation: 'auto',
    include: ['file_search_call.results'],
    max_tool_calls: 3,
    odd: 1,
  })
  expect(Object.keys(parsed.extra).sort()).toEqual(['include', 'max_tool_calls', 'odd', 'text', 'truncation'])
  expect(parsed.extra.text).toEqual({ verbosity: 'low' })
  const usual = parse({ truncation: 'disabled', include: ['reasoning.encrypted_content'], store: false, user: 'u' })
  expect(usual.extra).toBe(noExtra)
  expect(usual.user).toBe('u')
})

test('tools: functions are the caller’s own, every other type is the upstream’s', () => {
  const { tools, toolChoice, parallelToolCalls } = parse({
    tools: [
      { type: 'function', name: 'f', description: 'F', parameters: null, strict: null, odd: 1 },
      { type: 'custom', name: 'sql' },
      { type: 'web_search' },
    ],
    tool_choice: { type: 'function', name: 'f' },
    parallel_tool_calls: false,
  })
  expect(tools).toEqual([
    { name: 'f', description: 'F', extra: { odd: 1 } },
    { name: 'sql', raw: { dialect: 'openai-responses', value: { type: 'custom', name: 'sql' } }, extra: noExtra },
    { name: '', raw: { dialect: 'openai-responses', value: { type: 'web_search' } }, extra: noExtra },
  ])
  expect([toolChoice, parallelToolCalls]).toEqual([{ type: 'tool', name: 'f' }, false])
})

test('limits, sampling, effort, log probabilities', () => {
  expect(
    parse({
      max_output_tokens: 9,
      temperature: 0,
      top_p: 1,
      top_logprobs: 2,
      reasoning: { effort: 'high', summary: 'auto' },
      metadata: { a: 'b' },
    }),
  ).toMatchObject({
    output: { maxTokens: 9 },
    sampling: { temperature: 0, topP: 1, logprobs: true, topLogprobs: 2 },
    reasoning: { effort: 'high' },
    metadata: { a: 'b' },
  })
  expect(parse({ include: ['message.output_text.logprobs'] }).sampling).toEqual({ logprobs: true })
  expect(parse({ top_logprobs: 0 }).sampling).toEqual({})
})

test('a message with a part that we do not know is carried whole', () => {
  const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }, { type: 'input_video' }] }
  expect(turnsOf([item])[0]?.parts).toEqual([{ type: 'raw', dialect: 'openai-responses', value: item, extra: noExtra }])
})

describe('what is refused, with its place', () => {
  test.each<[string, object[], string]>([
    ['an output that no call asked for', [result('1')], 'input[0].call_id'],
    ['an output before its call', [result('1'), call('1')], 'input[0].call_id'],
    ['arguments that are no JSON', [call('1', '{')], 'input[0].arguments'],
    ['arguments that are a list', [call('1', '[]')], 'input[0].arguments'],
    ['a role that nobody has', [{ role: 'tool', content: '' }], 'input[0].role'],
  ])('%s', (_, input, param) => {
    expect(refusal(input)).toMatchObject({ code: 'INVALID_REQUEST', options: { param } })
  })

  test.each<[string, object]>([
    ['a stored response', { previous_response_id: 'r' }],
    ['a conversation', { conversation: 'c' }],
  ])('but not an output whose call is in %s', (_, rest) => {
    expect(turnsOf([result('1')], rest)).toHaveLength(1)
  })

  test('nor one whose call is an item that is only named, or of the upstream’s own kind', () => {
    expect(turnsOf([{ type: 'item_reference', id: 'fc_1' }, result('1')])).toHaveLength(2)
    expect(turnsOf([{ type: 'tool_search_call', call_id: '1' }, result('1')])).toHaveLength(2)
  })
})
