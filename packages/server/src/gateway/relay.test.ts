/** Both ways of a stream over the same upstream bytes: what the caller can read of them, and what is billed, is the same. */
import { brands, inboundDialects } from '@proxyapi/providers'
import { describe, expect, test } from 'vitest'
import { readBack, relayed, rendered, row } from '../../test/gateway/passages.ts'
import { families } from './families.ts'

const chunkOf = (delta: object, finish: string | null = null, more: object = {}) =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 7, model: 'up', choices: [{ index: 0, delta, finish_reason: finish }], usage: null, ...more })}\n\n`
const usageChunk = `data: ${JSON.stringify({ id: 'c1', choices: [], usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 } })}\n\n`
const eventOf = (type: string, body: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...body })}\n\n`

const chat = [
  ': hello\n\n',
  chunkOf({ role: 'assistant', content: '' }),
  chunkOf({ content: 'Grüße "usage" \\ {}\n' }),
  chunkOf({ content: ' 😀' }),
  chunkOf({ content: '"finish_reason":"stop"' }),
  chunkOf({}, 'stop'),
  usageChunk,
  'data: [DONE]\n\n',
].join('')

const tools = [
  chunkOf({ role: 'assistant', content: null }),
  chunkOf({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '' } }] }),
  chunkOf({ tool_calls: [{ index: 0, function: { arguments: '{"a":' } }] }),
  chunkOf({ tool_calls: [{ index: 0, function: { arguments: '1}' } }] }),
  chunkOf({ tool_calls: [{ index: 1, id: 'call_2', type: 'function', function: { name: 'g', arguments: '{}' } }] }),
  chunkOf({}, 'tool_calls'),
  usageChunk,
  'data: [DONE]\n\n',
].join('')

const message = [
  eventOf('message_start', {
    message: {
      id: 'm1',
      type: 'message',
      role: 'assistant',
      model: 'up',
      content: [],
      usage: { input_tokens: 9, output_tokens: 1 },
    },
  }),
  eventOf('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  eventOf('ping', {}),
  eventOf('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Grüße "message_stop" ' } }),
  eventOf('content_block_delta', { index: 0, delta: { type: 'text_delta', text: '😀' } }),
  eventOf('content_block_stop', { index: 0 }),
  eventOf('content_block_start', { index: 1, content_block: { type: 'tool_use', id: 't1', name: 'f', input: {} } }),
  eventOf('content_block_delta', { index: 1, delta: { type: 'input_json_delta', partial_json: '{"a":1}' } }),
  eventOf('content_block_stop', { index: 1 }),
  eventOf('message_delta', { delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 12 } }),
  eventOf('message_stop', {}),
].join('')

const responseEvents: [string, object][] = [
  ['response.created', { response: { id: 'r1', status: 'in_progress', error: null, output: [], usage: null } }],
  ['response.output_item.added', { output_index: 0, item: { id: 'rs', type: 'reasoning', summary: [] } }],
  ['response.reasoning_summary_text.delta', { output_index: 0, summary_index: 0, delta: 'Hm "error" ' }],
  ['response.reasoning_summary_text.delta', { output_index: 0, summary_index: 0, delta: 'response.completed' }],
  [
    'response.output_item.done',
    { output_index: 0, item: { id: 'rs', type: 'reasoning', summary: [{ text: 'Hm "error" response.completed' }] } },
  ],
  ['response.output_item.added', { output_index: 1, item: { id: 'm', type: 'message', content: [] } }],
  ['response.output_text.delta', { output_index: 1, content_index: 0, delta: 'Grüße 😀 ' }],
  ['response.output_text.delta', { output_index: 1, content_index: 0, delta: 'event: error\n' }],
  [
    'response.output_item.done',
    { output_index: 1, item: { id: 'm', type: 'message', content: [{ text: 'Grüße 😀 event: error\n' }] } },
  ],
  [
    'response.output_item.added',
    { output_index: 2, item: { type: 'function_call', call_id: 'c', name: 'f', arguments: '' } },
  ],
  ['response.function_call_arguments.delta', { output_index: 2, delta: '{"a":1}' }],
  [
    'response.output_item.done',
    { output_index: 2, item: { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":1}' } },
  ],
]
const responded = {
  id: 'r1',
  status: 'completed',
  error: null,
  output: responseEvents.filter(([type]) => type === 'response.output_item.done').map(([, body]) => Object(body).item),
  usage: { input_tokens: 9, output_tokens: 12, total_tokens: 21 },
}
const response = [...responseEvents, ['response.completed', { response: responded }] as [string, object]]
  .map(([type, body], index) => eventOf(type, { sequence_number: index, ...body }))
  .join('')

const streams: [string, string, string][] = [
  ['openai-chat', 'text', chat],
  ['openai-chat', 'tool calls', tools],
  ['anthropic-messages', 'text and a tool call', message],
  ['openai-responses', 'a thought, text and a call', response],
]
const breaks = { LF: '\n', CRLF: '\r\n', CR: '\r' }
const cases = streams.flatMap(([id, what, text]) =>
  Object.entries(breaks).map(([name, lineBreak]) => ({
    id,
    what,
    name,
    bytes: Buffer.from(text.replaceAll('\n', lineBreak)),
  })),
)

describe.each(cases)('$id, $what, $name', ({ id, bytes }) => {
  const expected = rendered(id, [bytes])

  test('ST03 cut in two at every byte', () => {
    for (let at = 0; at <= bytes.length; at++) {
      const owner = relayed(id, [bytes.subarray(0, at), bytes.subarray(at)])
      expect(owner.isAnswered).toBe(true)
      expect(readBack(id, owner.written)).toEqual(readBack(id, expected.written))
      expect(owner.watch.usage).toEqual(expected.watch.usage)
    }
  })

  test('byte by byte', () => {
    const owner = relayed(
      id,
      [...bytes].map((byte) => Buffer.from([byte])),
    )
    expect(readBack(id, owner.written)).toEqual(readBack(id, expected.written))
  })

  test('ST06 ended at every byte: both end the same way, and never with a forged marker', () => {
    for (let at = 0; at < bytes.length; at++) {
      const ours = relayed(id, [bytes.subarray(0, at)])
      const theirs = rendered(id, [bytes.subarray(0, at)])
      expect(ours.isAnswered).toBe(theirs.isAnswered)
      expect(ours.watch.error?.code).toBe(theirs.watch.error?.code)
      expect(ours.watch.begun).toBe(theirs.watch.begun)
      const marker = row(families, id).endMarker || 'event: response.completed'
      if (!ours.isAnswered) expect(ours.written).not.toContain(marker)
    }
  })
})

test('untouched but for the usage that nobody asked for', () => {
  expect(relayed('openai-chat', [Buffer.from(chat)]).written).toBe(chat.replace(usageChunk, ''))
  expect(relayed('openai-chat', [Buffer.from(chat)], false).written).toBe(chat)
  expect(relayed('anthropic-messages', [Buffer.from(message)]).written).toBe(message)
  expect(relayed('openai-responses', [Buffer.from(response)]).written).toBe(response)
})

test('a last event that repeats the answer counts no token twice', () => {
  const { watch } = relayed('openai-responses', [Buffer.from(response)])
  const half = relayed('openai-responses', [Buffer.from(response.slice(0, response.indexOf('event: response.comp')))])
  expect(watch.outputTokens).toBe(half.watch.outputTokens)
  expect(watch.outputTokens).toBeGreaterThan(0)
})

test.each([
  ['as it is on the wire', { error: { code: 'server_error', message: 'gone', param: null } }],
  ['as it is documented', { code: 'server_error', message: 'gone', param: null }],
])('an error event, %s, stops the relay before it', (_, body) => {
  const begun = response.slice(0, response.indexOf('event: response.output_item.done'))
  const owner = relayed('openai-responses', [Buffer.from(begun + eventOf('error', body) + response)])
  expect(owner.written).toBe(begun)
  expect(owner.watch.error).toMatchObject({ fault: 'transient', message: 'gone' })
  expect(owner.isAnswered).toBe(false)
})

test('a failure goes on with the count of the events before it, wherever the stream ends', () => {
  const placesOf = (text: string) => [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(`${data}`))
  const said = eventOf('response.output_text.delta', { sequence_number: 12, delta: '"sequence_number":99' })
  const bytes = Buffer.from(response.replace('event: response.completed', `${said}: 1\n\nevent: response.completed`))
  for (let at = response.indexOf('Hm'); at < bytes.length; at += 7) {
    const { written, failed, isAnswered } = relayed('openai-responses', [bytes.subarray(0, at), bytes.subarray(at, at)])
    if (isAnswered || written === '') continue
    const last = placesOf(written).at(-1)
    expect(placesOf(failed).map(({ sequence_number: n }) => n)).toEqual([
      last.sequence_number + 1,
      last.sequence_number + 2,
    ])
  }
  expect(placesOf(relayed('openai-responses', []).failed).map(({ sequence_number: n }) => n)).toEqual([0, 1])
})

test.each([
  ['an object', `data: ${JSON.stringify({ error: { message: 'overloaded', code: 'server_is_overloaded' } })}\n\n`],
  ['flat', `data: ${JSON.stringify({ object: 'error', message: 'overloaded', type: 'server_error', code: 503 })}\n\n`],
  ['flat, with blanks', 'data: {"object" : "error" , "message": "overloaded"}\n\n'],
  ['flat, its kind last', 'data: {"message": "overloaded", "object": "error"}\n\n'],
  ['a text', 'data: {"error": "overloaded"}\n\n'],
  ['a text with a code', 'data: {"code":"The service is unavailable","error":"overloaded"}\n\n'],
  ['an event of that name', 'event: error\ndata: {"message":"overloaded"}\n\n'],
  [
    'inside a choice',
    `data: ${JSON.stringify({ choices: [{ index: 0, error: { code: 502, message: 'gone' } }] })}\n\n`,
  ],
])('an error in mid-stream, %s, stops the relay before it', (_, failure) => {
  const said =
    chunkOf({ content: 'a' }) + chunkOf({ content: 'an "error" is no error' }) + chunkOf({ content: 'error' })
  const owner = relayed('openai-chat', [Buffer.from(said + failure + said)])
  expect(owner.written).toBe(said)
  expect(owner.watch.error?.fault).toBe('transient')
  expect(owner.isAnswered).toBe(false)
})

test('an upstream that begins again before it said anything: the first half is dropped', () => {
  const start = message.slice(0, message.indexOf('event: content_block_start'))
  const block = eventOf('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
  const owner = relayed('anthropic-messages', [Buffer.from(start + block + message)])
  expect(owner.written).toBe(message)
})

test('every brand that speaks a relayed dialect names one that has a family', () => {
  for (const brand of brands.values())
    for (const id of brand.speaks) if (inboundDialects.has(id)) expect(families.has(id)).toBe(true)
})
