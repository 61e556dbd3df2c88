import { expect, test } from 'vitest'
import { foldResponseStream } from '../../test/fold-openai-responses.ts'
import type { AnswerEvent } from '../answer.ts'
import type { AnswerHead, SseEvent } from '../dialect.ts'
import { sseParser } from '../sse.ts'
import { usageOf } from '../usage.ts'
import { openaiResponsesInbound } from './openai-responses.ts'

const head: AnswerHead = { id: 'resp_1', created: 7, model: 'p/m', includeUsage: true }
const text = (said: string): AnswerEvent => ({ type: 'text', choice: 0, text: said })
const thought = (said: string, proof: object = {}): AnswerEvent => ({
  type: 'reasoning',
  choice: 0,
  text: said,
  ...proof,
})
const tool = (index: number, args: string, id?: string): AnswerEvent => ({
  type: 'tool-call',
  choice: 0,
  index,
  ...(id !== undefined && { id, name: 'f' }),
  arguments: args,
})
const finish = (reason: 'stop' | 'length' | 'content_filter' | 'unknown', native: string = reason): AnswerEvent => ({
  type: 'finish',
  choice: 0,
  reason,
  native,
})
const usage: AnswerEvent = {
  type: 'usage',
  usage: usageOf({ input: 9, cached: 2, cacheWrite1h: 3, output: 4, reasoning: 1 }),
}

function eventsOf(out: string): SseEvent[] {
  const events: SseEvent[] = []
  sseParser((event) => events.push(event))(new TextEncoder().encode(out))
  return events
}

function both(events: AnswerEvent[], rest: Partial<AnswerHead> = {}) {
  const full = { ...head, ...rest }
  const renderer = openaiResponsesInbound.stream(full)
  const out = events.map((event) => renderer.push(event)).join('') + renderer.end(full.cost)
  const { answer, done } = foldResponseStream(eventsOf(out))
  expect(done).toBe(true)
  const whole = openaiResponsesInbound.whole(events, full)
  expect(answer).toEqual(JSON.parse(JSON.stringify(whole)))
  return whole
}

test('every piece has its event, in the vendor’s order', () => {
  const renderer = openaiResponsesInbound.stream(head)
  const events = [thought('Hm'), text('Hi'), tool(0, '{"a"', 'x'), tool(0, ':1}'), finish('stop')]
  const out = events.map((event) => renderer.push(event)).join('') + renderer.end()
  expect(eventsOf(out).map(({ event }) => event?.replace('response.', ''))).toEqual([
    'created',
    'in_progress',
    'output_item.added',
    'reasoning_summary_part.added',
    'reasoning_summary_text.delta',
    'reasoning_summary_text.done',
    'reasoning_summary_part.done',
    'output_item.done',
    'output_item.added',
    'content_part.added',
    'output_text.delta',
    'output_text.done',
    'content_part.done',
    'output_item.done',
    'output_item.added',
    'function_call_arguments.delta',
    'function_call_arguments.delta',
    'function_call_arguments.done',
    'output_item.done',
    'completed',
  ])
})

test('usage is in this dialect’s arithmetic, with the cost; unknown usage is none', () => {
  expect(both([text('x'), usage, finish('stop')], { cost: 0.5 }).usage).toEqual({
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 2, cache_write_tokens: 3 },
    output_tokens: 4,
    output_tokens_details: { reasoning_tokens: 1 },
    total_tokens: 13,
    cost: 0.5,
  })
  expect(both([text('x'), finish('stop')]).usage).toBeNull()
})

test('fields of the request are repeated, and nothing else of it', () => {
  const asked = {
    instructions: 'Be brief.',
    tools: [{ type: 'function', name: 'f' }],
    temperature: 0.5,
    input: 'secret',
  }
  const whole = both([text('x'), finish('stop')], { asked })
  expect(whole).toMatchObject({ instructions: 'Be brief.', tools: asked.tools, temperature: 0.5, tool_choice: 'auto' })
  expect(JSON.stringify(whole)).not.toContain('secret')
})

test.each<[AnswerEvent, string, object | null]>([
  [finish('stop'), 'completed', null],
  [finish('length'), 'incomplete', { reason: 'max_output_tokens' }],
  [finish('content_filter'), 'incomplete', { reason: 'content_filter' }],
  [finish('unknown', 'queued'), 'queued', null],
  [finish('unknown', 'odd'), 'completed', null],
])('%j ends as %s', (event, status, details) => {
  expect(both([event])).toMatchObject({ status, incomplete_details: details })
})

test('an answer that is cut has a cut item, and only one', () => {
  const { output } = both([text('a'), tool(0, '{}', 'x'), tool(1, '{"b":', 'y'), finish('length')])
  expect(output).toMatchObject([
    { status: 'completed' },
    { status: 'completed' },
    { status: 'incomplete', arguments: '{"b":' },
  ])
  expect(both([text('a'), finish('length')]).output).toMatchObject([{ status: 'incomplete' }])
})

test('calls that come in turns are items of their own; a text between them is one, too', () => {
  const events = [
    tool(0, '{', 'x'),
    tool(1, '{', 'y'),
    text('so'),
    tool(0, '}'),
    text(' it is'),
    tool(1, '}'),
    finish('stop'),
  ]
  expect(both(events).output).toMatchObject([
    { type: 'function_call', call_id: 'x', arguments: '{}' },
    { type: 'function_call', call_id: 'y', arguments: '{}' },
    { type: 'message', content: [{ text: 'so it is' }] },
  ])
})

test('thoughts of another brand are marked, so that they come back to their maker', () => {
  const events = [
    thought('Hm'),
    thought('', { signature: 's' }),
    thought('', { encrypted: 'e' }),
    thought('plain'),
    finish('stop'),
  ]
  const made = { dialect: 'anthropic-messages', brand: 'anthropic' }
  const { output } = both(events, { made })
  const back = openaiResponsesInbound.parse({ model: 'm', input: output as object[] }).turns[0]?.parts
  expect(back).toMatchObject([
    { text: 'Hm', signature: 's', brand: 'anthropic' },
    { text: '', encrypted: 'e', brand: 'anthropic' },
    { text: 'plain', brand: 'anthropic' },
  ])
  const own = both(events, { made: { dialect: 'openai-responses', brand: 'openai' } })
  expect(own.output).toMatchObject([{ encrypted_content: 's' }, { encrypted_content: 'e' }, {}])
  expect((own.output as object[])[2]).not.toHaveProperty('encrypted_content')
})

test('the signature of a call comes back with it', () => {
  const signed: AnswerEvent = {
    type: 'tool-call',
    choice: 0,
    index: 0,
    id: 'x',
    name: 'f',
    arguments: '{}',
    signature: 'g',
  }
  const { output } = both([signed, finish('stop')])
  const { turns } = openaiResponsesInbound.parse({ model: 'm', input: output as object[] })
  expect(turns[0]?.parts).toMatchObject([{ type: 'tool-call', signature: 'g' }])
})

test('notes stand in the text that they close; one without an address is none', () => {
  const cite = (url?: string): AnswerEvent => ({
    type: 'citation',
    choice: 0,
    citation: { ...(url !== undefined && { url }), native: { dialect: 'other', value: 1 } },
  })
  const { output } = both([text('So.'), cite('https://a.example'), cite(), text('Next.'), finish('stop')])
  expect(output).toMatchObject([
    {
      content: [
        {
          text: 'So.',
          annotations: [{ type: 'url_citation', url: 'https://a.example', start_index: 3, end_index: 3 }],
        },
        { text: 'Next.', annotations: [] },
      ],
    },
  ])
})

test('a document of the caller is a file that the text cites', () => {
  const native = { dialect: 'other', value: 1 }
  const citation = { document: 2, title: 'sums.txt', quote: 'It is two.', native }
  const { output } = both([text('Two.'), { type: 'citation', choice: 0, citation }, finish('stop')])
  const note = { type: 'file_citation', file_id: '', filename: 'sums.txt', index: 4 }
  expect(output).toMatchObject([{ content: [{ text: 'Two.', annotations: [note] }] }])
})

test('pictures are items, and what only others understand is none', () => {
  const picture: AnswerEvent = { type: 'media', choice: 0, mediaType: 'image/webp', data: 'QUJD' }
  const raw: AnswerEvent = { type: 'raw', choice: 0, dialect: 'other', value: { a: 1 } }
  expect(both([picture, raw, finish('stop')]).output).toMatchObject([
    { type: 'image_generation_call', result: 'QUJD', output_format: 'webp' },
  ])
})

test('an upstream that begins again: a whole answer is the second', () => {
  const events: AnswerEvent[] = [{ type: 'start' }, text('first'), { type: 'start' }, text('second'), finish('stop')]
  expect(openaiResponsesInbound.whole(events, head).output).toMatchObject([{ content: [{ text: 'second' }] }])
})

test('an error is in-band in both forms, and then the response has failed', () => {
  const error = { code: 'UPSTREAM_TRUNCATED' as const, message: 'cut', requestId: 'req_1' }
  const renderer = openaiResponsesInbound.stream(head)
  const begun = renderer.push(text('x'))
  expect(renderer.end()).toBe('')
  const count = eventsOf(begun).length
  const [first, second] = eventsOf(renderer.fail(error)).map(({ data }) => JSON.parse(data))
  const flat = { message: 'cut', param: null, code: 'upstream_truncated' }
  expect(first).toEqual({ type: 'error', sequence_number: count, ...flat, error: { type: 'server_error', ...flat } })
  expect(second).toMatchObject({
    type: 'response.failed',
    sequence_number: count + 1,
    response: { status: 'failed', error: { code: 'upstream_truncated', message: 'cut' } },
  })
  const behind = eventsOf(openaiResponsesInbound.stream({ ...head, told: 7 }).fail(error))
  expect(behind.map(({ data }) => JSON.parse(data).sequence_number)).toEqual([7, 8])
})
