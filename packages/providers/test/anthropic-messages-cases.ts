import { expect } from 'vitest'
import type { SseEvent } from '../src/dialect.ts'
import { noUsage } from '../src/usage.ts'
import type { ConformanceCase } from './conformance.ts'

const usage = {
  input_tokens: 10,
  cache_creation_input_tokens: 30,
  cache_read_input_tokens: 60,
  cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
  output_tokens: 50,
  output_tokens_details: { thinking_tokens: 8 },
  server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
}
const counted = {
  ...noUsage,
  input: 100,
  cached: 60,
  cacheWrite5m: 20,
  cacheWrite1h: 10,
  output: 50,
  reasoning: 8,
  searchUnits: 2,
  toolCalls: 1,
}

export const event = (body: { type: string; [member: string]: unknown }): SseEvent => ({
  event: body.type,
  data: JSON.stringify(body),
})
export const begin = (id = 'msg_1'): SseEvent =>
  event({
    type: 'message_start',
    message: {
      id,
      type: 'message',
      role: 'assistant',
      model: 'claude-1',
      content: [],
      stop_reason: null,
      usage: { ...usage, output_tokens: 1, output_tokens_details: undefined, server_tool_use: undefined },
    },
  })
export const open = (index: number, block: object): SseEvent =>
  event({ type: 'content_block_start', index, content_block: block })
export const delta = (index: number, type: string, rest: object): SseEvent =>
  event({ type: 'content_block_delta', index, delta: { type: `${type}_delta`, ...rest } })
export const close = (index: number): SseEvent => event({ type: 'content_block_stop', index })
const ping: SseEvent = { event: 'ping', data: '{"type": "ping"}' }
/** As recorded: without the breakdown that the start had, padded before the last brace. */
export const stopped = (reason: string, rest: object = {}): SseEvent => {
  const { cache_creation: _, ...told } = usage
  const body = { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null, ...rest }, usage: told }
  return { event: 'message_delta', data: JSON.stringify(body).replace(/\}$/, '      }') }
}
export const end: SseEvent = { event: 'message_stop', data: '{"type":"message_stop"       }' }
export const message = (content: object[], reason: string, rest: object = {}) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-1',
  content,
  stop_reason: reason,
  stop_sequence: null,
  usage,
  ...rest,
})
const start = { id: 'msg_1', model: 'claude-1' }
const text = (said: string) => ({ type: 'text' as const, text: said, citations: [] })
const endTurn = { reason: 'stop' as const, native: 'end_turn' }
const toolUse = { reason: 'tool_calls' as const, native: 'tool_use' }
const call = (id: string, name: string, args: string) => ({ type: 'tool-call' as const, id, name, arguments: args })
export const block = (id: string, name: string, input: object = {}) => ({ type: 'tool_use', id, name, input })
const cited = {
  type: 'web_search_result_location',
  url: 'https://a.example',
  title: 'A',
  cited_text: 'q',
  encrypted_index: 'e',
}

/** Answers of Anthropic's Messages, whole and streamed, as recordings have shown them. */
export const anthropicCases: ConformanceCase[] = [
  {
    name: 'text of many bytes a character, pings anywhere',
    whole: message([{ type: 'text', text: 'Žluťoučký 🦊 漢字' }], 'end_turn'),
    stream: [
      begin(),
      open(0, { type: 'text', text: '' }),
      ping,
      delta(0, 'text', { text: 'Žluťoučký ' }),
      delta(0, 'text', { text: '' }),
      delta(0, 'text', { text: '🦊 漢字' }),
      ping,
      close(0),
      stopped('end_turn'),
      end,
    ],
    answer: { ...start, choices: [{ index: 0, parts: [text('Žluťoučký 🦊 漢字')], finish: endTurn }], usage: counted },
  },
  {
    name: 'signed thinking in order with tools, empty arguments, ids twice',
    whole: message(
      [
        { type: 'thinking', thinking: 'First.', signature: 'sig-1' },
        { type: 'redacted_thinking', data: 'AAAA' },
        { type: 'thinking', thinking: 'Unsigned.', signature: '' },
        { type: 'text', text: 'Looking.' },
        block('t1', 'f', { city: 'Praha', n: [1, 2] }),
        block('t1', 'g'),
      ],
      'tool_use',
    ),
    stream: [
      begin(),
      open(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, 'thinking', { thinking: 'Fir' }),
      delta(0, 'thinking', { thinking: 'st.' }),
      delta(0, 'signature', { signature: 'sig-1' }),
      close(0),
      open(1, { type: 'redacted_thinking', data: 'AAAA' }),
      close(1),
      open(2, { type: 'thinking', thinking: '' }),
      delta(2, 'thinking', { thinking: 'Unsigned.' }),
      close(2),
      open(3, { type: 'text', text: 'Look' }),
      delta(3, 'text', { text: 'ing.' }),
      close(3),
      open(4, block('t1', 'f')),
      delta(4, 'input_json', { partial_json: '' }),
      delta(4, 'input_json', { partial_json: '{"city": "Pra' }),
      delta(4, 'input_json', { partial_json: 'ha", "n": [1, 2]}' }),
      close(4),
      open(5, block('t1', 'g')),
      delta(5, 'input_json', { partial_json: '' }),
      close(5),
      stopped('tool_use'),
      end,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { type: 'reasoning', text: 'First.', signature: 'sig-1' },
            { type: 'reasoning', text: '', encrypted: 'AAAA' },
            { type: 'reasoning', text: 'Unsigned.' },
            text('Looking.'),
            call('t1', 'f', '{"city":"Praha","n":[1,2]}'),
            call('t1_2', 'g', '{}'),
          ],
          finish: toolUse,
        },
      ],
      usage: counted,
    },
  },
  {
    name: 'thoughts after thoughts and between texts',
    whole: message(
      [
        { type: 'thinking', thinking: 'One.', signature: 'sig-1' },
        { type: 'thinking', thinking: 'Two.', signature: 'sig-2' },
        { type: 'text', text: 'A' },
        { type: 'thinking', thinking: 'Three.', signature: '' },
        { type: 'text', text: 'B' },
        { type: 'thinking', thinking: 'Four.', signature: 'sig-4' },
      ],
      'end_turn',
    ),
    stream: [
      begin(),
      ...['One.', 'Two.'].flatMap((thinking, i) => [
        open(i, { type: 'thinking', thinking: '' }),
        delta(i, 'thinking', { thinking }),
        delta(i, 'signature', { signature: `sig-${i + 1}` }),
        close(i),
      ]),
      open(2, { type: 'text', text: 'A' }),
      close(2),
      open(3, { type: 'thinking', thinking: 'Three.' }),
      close(3),
      open(4, { type: 'text', text: '' }),
      delta(4, 'text', { text: 'B' }),
      close(4),
      open(5, { type: 'thinking', thinking: 'Four.', signature: 'sig-4' }),
      close(5),
      stopped('end_turn'),
      end,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { type: 'reasoning', text: 'One.', signature: 'sig-1' },
            { type: 'reasoning', text: 'Two.', signature: 'sig-2' },
            text('A'),
            { type: 'reasoning', text: 'Three.' },
            text('B'),
            { type: 'reasoning', text: 'Four.', signature: 'sig-4' },
          ],
          finish: endTurn,
        },
      ],
    },
  },
  {
    name: 'interleaved tool blocks, input at the start, a block never closed',
    whole: message([block('a', 'f', { x: 1 }), block('b', 'g', { y: 2 }), block('c', 'h', { z: 3 })], 'tool_use'),
    stream: [
      begin(),
      open(0, block('a', 'f')),
      open(1, block('b', 'g')),
      open(2, block('c', 'h', { z: 3 })),
      delta(1, 'input_json', { partial_json: '{"y":' }),
      delta(0, 'input_json', { partial_json: '{"x":1}' }),
      close(0),
      delta(1, 'input_json', { partial_json: '2}' }),
      close(1),
      stopped('tool_use'),
      end,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [call('a', 'f', '{"x":1}'), call('b', 'g', '{"y":2}'), call('c', 'h', '{"z":3}')],
          finish: toolUse,
        },
      ],
    },
  },
  {
    name: 'citations, which come before their text, close a part',
    whole: message(
      [
        { type: 'text', text: 'One.', citations: [cited, cited] },
        { type: 'text', text: 'Two.' },
      ],
      'end_turn',
    ),
    stream: [
      begin(),
      open(0, { type: 'text', text: '', citations: [] }),
      delta(0, 'citations', { citation: cited }),
      delta(0, 'citations', { citation: cited }),
      delta(0, 'text', { text: 'One.' }),
      close(0),
      open(1, { type: 'text', text: '' }),
      delta(1, 'text', { text: 'Two.' }),
      close(1),
      stopped('end_turn'),
      end,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            {
              ...text('One.'),
              citations: [expect.objectContaining({ url: 'https://a.example', quote: 'q' }), expect.anything()],
            },
            text('Two.'),
          ],
          finish: endTurn,
        },
      ],
    },
  },
  {
    name: 'blocks that only its own callers understand',
    whole: message(
      [
        { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'news' } },
        { type: 'web_search_tool_result', tool_use_id: 's1', content: [{ type: 'web_search_result', url: 'u' }] },
        { type: 'compaction', content: 'Summary.' },
        { type: 'text', text: 'Done.' },
      ],
      'pause_turn',
    ),
    stream: [
      begin(),
      open(0, { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} }),
      delta(0, 'input_json', { partial_json: '{"query"' }),
      delta(0, 'input_json', { partial_json: ': "news"}' }),
      close(0),
      open(1, {
        type: 'web_search_tool_result',
        tool_use_id: 's1',
        content: [{ type: 'web_search_result', url: 'u' }],
      }),
      close(1),
      open(2, { type: 'compaction', content: null }),
      delta(2, 'compaction', { content: 'Summ' }),
      delta(2, 'compaction', { content: 'ary.' }),
      close(2),
      open(3, { type: 'text', text: '' }),
      delta(3, 'text', { text: 'Done.' }),
      close(3),
      stopped('pause_turn'),
      end,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            {
              type: 'raw',
              dialect: 'anthropic-messages',
              value: expect.objectContaining({ input: { query: 'news' } }),
            },
            { type: 'raw', dialect: 'anthropic-messages', value: expect.objectContaining({ tool_use_id: 's1' }) },
            { type: 'raw', dialect: 'anthropic-messages', value: { type: 'compaction', content: 'Summary.' } },
            text('Done.'),
          ],
          finish: { reason: 'stop', native: 'pause_turn' },
        },
      ],
    },
  },
  {
    name: 'a refusal without content',
    whole: message([], 'refusal', { stop_details: { type: 'refusal', category: 'cyber', explanation: 'Not this.' } }),
    stream: [begin(), ping, stopped('refusal', { stop_details: { type: 'refusal', explanation: 'Not this.' } }), end],
    answer: {
      choices: [
        {
          index: 0,
          parts: [{ type: 'refusal', text: 'Not this.' }],
          finish: { reason: 'content_filter', native: 'refusal' },
        },
      ],
    },
  },
  {
    name: 'a stop sequence, and no message_stop',
    whole: message([{ type: 'text', text: '1, 2, ' }], 'stop_sequence', { stop_sequence: '3' }),
    stream: [
      begin(),
      open(0, { type: 'text', text: '' }),
      delta(0, 'text', { text: '1, 2, ' }),
      close(0),
      stopped('stop_sequence', { stop_sequence: '3' }),
    ],
    answer: {
      choices: [
        { index: 0, parts: [text('1, 2, ')], finish: { reason: 'stop', native: 'stop_sequence', stopSequence: '3' } },
      ],
    },
  },
]
