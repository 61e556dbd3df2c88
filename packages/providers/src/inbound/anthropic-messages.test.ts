import { expect, test } from 'vitest'
import type { AnswerEvent } from '../answer.ts'
import type { AnswerHead, SseEvent } from '../dialect.ts'
import { anthropicMessages } from '../dialects/anthropic-messages.ts'
import { foldAnswer } from '../fold.ts'
import { sseParser } from '../sse.ts'
import { usageOf } from '../usage.ts'
import { anthropicMessagesInbound } from './anthropic-messages.ts'

const head: AnswerHead = { id: 'a-1', created: 7, model: 'p/m', includeUsage: true }
const text = (said: string): AnswerEvent => ({ type: 'text', choice: 0, text: said })
const tool = (index: number, args: string, id?: string): AnswerEvent => ({
  type: 'tool-call',
  choice: 0,
  index,
  ...(id !== undefined && { id, name: 'f' }),
  arguments: args,
})
const finish = (
  reason: 'stop' | 'tool_calls' | 'length' | 'content_filter',
  native: string | null = reason,
): AnswerEvent => ({
  type: 'finish',
  choice: 0,
  reason,
  native,
})
const usage = usageOf({
  input: 100,
  cached: 60,
  cacheWrite5m: 20,
  cacheWrite1h: 10,
  output: 50,
  reasoning: 8,
  searchUnits: 2,
})

const parsed = (out: string): Record<string, unknown>[] => {
  const events: SseEvent[] = []
  sseParser((event) => events.push(event))(new TextEncoder().encode(out))
  return events.map(({ data }) => JSON.parse(data))
}
const names = (out: string) => parsed(out).map(({ type, index }) => (index === undefined ? type : `${type} ${index}`))
const whole = (events: AnswerEvent[], rest: Partial<AnswerHead> = {}) =>
  anthropicMessagesInbound.whole(events, { ...head, ...rest })

test('one block after another, each shown as soon as it may be', () => {
  const renderer = anthropicMessagesInbound.stream(head)
  expect(names(renderer.push({ type: 'start' }))).toEqual([])
  expect(names(renderer.push(text('Hi')))).toEqual(['message_start', 'content_block_start 0', 'content_block_delta 0'])
  expect(names(renderer.push(tool(0, '{"a"', 'x')))).toEqual([
    'content_block_stop 0',
    'content_block_start 1',
    'content_block_delta 1',
  ])
  expect(names(renderer.push(tool(0, ':1}')))).toEqual(['content_block_delta 1'])
  // The first call is complete, so the next need not wait.
  expect(names(renderer.push(tool(1, '', 'y')))).toEqual(['content_block_stop 1', 'content_block_start 2'])
  expect(names(renderer.push(tool(1, '{"b":')))).toEqual(['content_block_delta 2'])
  // This one has to.
  expect(names(renderer.push(tool(2, '{}', 'z')))).toEqual([])
  expect(names(renderer.push(tool(1, '2}')))).toEqual([
    'content_block_delta 2',
    'content_block_stop 2',
    'content_block_start 3',
    'content_block_delta 3',
  ])
  expect(renderer.push(finish('tool_calls'))).toBe('')
  expect(names(renderer.end())).toEqual(['content_block_stop 3', 'message_delta', 'message_stop'])
})

test('usage is told in this dialect’s arithmetic and read back as it was', () => {
  const events = [text('Hi'), { type: 'usage', usage } as const, finish('stop')]
  const body = whole(events, { cost: 0.25 })
  expect(body.usage).toMatchObject({
    input_tokens: 10,
    cache_read_input_tokens: 60,
    cache_creation_input_tokens: 30,
    cost: 0.25,
  })
  expect(foldAnswer(anthropicMessages.reply(body, {})).usage).toEqual(usage)
  const renderer = anthropicMessagesInbound.stream(head)
  const out = parsed(events.map((event) => renderer.push(event)).join('') + renderer.end(0.25))
  expect(out.at(-2)).toMatchObject({ type: 'message_delta', usage: body.usage })
})

test('an error is in-band, without an end', () => {
  const renderer = anthropicMessagesInbound.stream(head)
  renderer.push(text('Hi'))
  expect(renderer.end()).toBe('')
  expect(renderer.fail({ code: 'UPSTREAM_TRUNCATED', message: 'cut', requestId: 'req_1' })).toBe(
    'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"cut"},"request_id":"req_1"}\n\n',
  )
})

test.each([
  [finish('stop', 'stop'), 'end_turn'],
  [finish('stop', 'pause_turn'), 'pause_turn'],
  [finish('stop', 'end_turn'), 'end_turn'],
  [{ ...finish('stop', 'x'), stopSequence: 'X' } as AnswerEvent, 'stop_sequence'],
  [finish('length', 'length'), 'max_tokens'],
  [finish('tool_calls', 'stop'), 'tool_use'],
  [finish('content_filter', null), 'refusal'],
])('%j ends with %s', (event, wanted) => {
  expect(whole([text('x'), event]).stop_reason).toBe(wanted)
})

test('a refusal is shown, and is no success', () => {
  expect(whole([{ type: 'refusal', choice: 0, text: 'No.' }, finish('stop')])).toMatchObject({
    content: [{ type: 'text', text: 'No.' }],
    stop_reason: 'refusal',
  })
})

test('arguments that are no JSON are a protocol error, unless the answer was cut in them', () => {
  const broken = tool(0, '{"a":', 'x')
  expect(() => whole([broken, finish('tool_calls')])).toThrow(
    expect.objectContaining({ code: 'UPSTREAM_PROTOCOL_ERROR' }),
  )
  expect(whole([broken, finish('length')]).content).toMatchObject([{ type: 'tool_use', input: {} }])
})

test('another brand’s signatures are marked, so that they come back to their maker', () => {
  const events: AnswerEvent[] = [
    { type: 'reasoning', choice: 0, text: 'Hm', signature: 'sig.1' },
    { type: 'reasoning', choice: 0, text: '', encrypted: 'enc' },
    { type: 'tool-call', choice: 0, index: 0, id: 'c', name: 'f', arguments: '{}', signature: 'g' },
    finish('tool_calls'),
  ]
  const answered = (made: AnswerHead['made']) => {
    const { content } = whole(events, made === undefined ? {} : { made })
    const { turns } = anthropicMessagesInbound.parse({ model: 'm', messages: [{ role: 'assistant', content }] })
    return turns[0]?.parts
  }
  expect(answered({ dialect: 'openai-chat', brand: 'openrouter' })).toMatchObject([
    { signature: 'sig.1', brand: 'openrouter' },
    { encrypted: 'enc', brand: 'openrouter' },
    { type: 'tool-call', signature: 'g' },
  ])
  const own = answered({ dialect: 'anthropic-messages', brand: 'anthropic' })
  expect(own).toMatchObject([{ signature: 'sig.1' }, { encrypted: 'enc' }, {}])
  expect(own?.[0]).not.toHaveProperty('brand')
})

test('other choices than the first have no place', () => {
  expect(whole([text('a'), { type: 'text', choice: 1, text: 'b' }, finish('stop')]).content).toEqual([
    { type: 'text', text: 'a' },
  ])
})

test('a document of the caller is cited by its place, whole and streamed', () => {
  const native = { dialect: 'other', value: 1 }
  const citation = { document: 1, title: 'more.txt', quote: 'And two.', native }
  const events: AnswerEvent[] = [text('Two.'), { type: 'citation', choice: 0, citation }, finish('stop')]
  const block = {
    type: 'char_location',
    cited_text: 'And two.',
    document_index: 1,
    document_title: 'more.txt',
    start_char_index: 0,
    end_char_index: 8,
    file_id: null,
  }
  const { content } = anthropicMessagesInbound.whole(events, head)
  expect(content).toEqual([{ type: 'text', text: 'Two.', citations: [block] }])
  const renderer = anthropicMessagesInbound.stream(head)
  const told = parsed(events.map((event) => renderer.push(event)).join('') + renderer.end())
  expect(told.map(({ delta }) => delta)).toContainEqual({ type: 'citations_delta', citation: block })
})
