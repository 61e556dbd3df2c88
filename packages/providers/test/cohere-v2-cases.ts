import { expect } from 'vitest'
import type { Citation } from '../src/answer.ts'
import type { SseEvent } from '../src/dialect.ts'
import { noUsage } from '../src/usage.ts'
import type { ConformanceCase } from './conformance.ts'

const id = 'c14c80c3'
export const done: SseEvent = { data: '[DONE]' }
/** Of the cached tokens 495 can lie in the frame, which is not billed; 5 cannot. */
export const usage = {
  billed_units: { input_tokens: 20, output_tokens: 9 },
  tokens: { input_tokens: 515, output_tokens: 12 },
  cached_tokens: 500,
}
export const counted = { ...noUsage, input: 20, cached: 5, output: 9 }

export const event = (type: string, rest: object = {}): SseEvent => ({
  event: type,
  data: JSON.stringify({ type, ...rest }),
})
const said = (type: string, message: object, index?: number): SseEvent =>
  event(type, { ...(index !== undefined && { index }), delta: { message } })
export const start: SseEvent = event('message-start', {
  id,
  delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } },
})
const block = (index: number, type: 'text' | 'thinking', ...pieces: string[]): SseEvent[] => [
  said('content-start', { content: { type, [type]: '' } }, index),
  ...pieces.map((piece) => said('content-delta', { content: { [type]: piece } }, index)),
  event('content-end', { index }),
]
const plan = (tool_plan: string): SseEvent => said('tool-plan-delta', { tool_plan })
const called = (index: number, call: object): SseEvent => said('tool-call-start', { tool_calls: call }, index)
const argument = (index: number, piece: string): SseEvent =>
  said('tool-call-delta', { tool_calls: { function: { arguments: piece } } }, index)
const callEnd = (index: number): SseEvent => event('tool-call-end', { index })
const cited = (index: number, citations: object): SseEvent[] => [
  said('citation-start', { citations }, index),
  event('citation-end', { index }),
]
export const end = (finish_reason: string, rest: object = { usage }): SseEvent =>
  event('message-end', { delta: { finish_reason, ...rest } })
export const reply = (message: object, finish_reason: string, rest: object = { usage }) => ({
  id,
  message: { role: 'assistant', ...message },
  finish_reason,
  ...rest,
})

export const text = (value: string, citations: Citation[] = []) => ({ type: 'text' as const, text: value, citations })
const reasoning = (value: string) => ({ type: 'reasoning' as const, text: value })
const call = (callId: string, name: string, args: string) => ({
  type: 'tool-call' as const,
  id: callId,
  name,
  arguments: args,
})
const tool = (callId: string | undefined, name: string, args?: string) => ({
  ...(callId !== undefined && { id: callId }),
  type: 'function',
  function: { name, ...(args !== undefined && { arguments: args }) },
})
export const stop = { reason: 'stop' as const, native: 'COMPLETE' }
const toRun = { reason: 'tool_calls' as const, native: 'TOOL_CALL' }

const documented = {
  start: 0,
  end: 3,
  text: 'Two',
  type: 'TEXT_CONTENT',
  sources: [
    {
      type: 'document',
      id: 'doc:0',
      document: { id: 'doc:0', text: 'It is two.', title: 'sums.txt', url: 'https://a.example' },
    },
  ],
}
const given = {
  start: 8,
  end: 11,
  text: 'two',
  sources: [{ type: 'document', id: 'doc:1', document: { id: 'doc:1', text: 'And two.', title: 'more.txt' } }],
}
const computed = {
  start: 4,
  end: 7,
  text: 'and',
  sources: [{ type: 'tool', id: 'f:0', tool_output: { sum: '2' } }],
}

export const cohereCases: ConformanceCase[] = [
  {
    name: 'text of many bytes',
    whole: reply({ content: [{ type: 'text', text: 'Žluťoučký 🦊 漢字\n' }] }, 'COMPLETE'),
    stream: [start, ...block(0, 'text', 'Žluť', 'oučký ', '🦊 漢', '字\n'), end('COMPLETE'), done],
    answer: { id, choices: [{ index: 0, parts: [text('Žluťoučký 🦊 漢字\n')], finish: stop }], usage: counted },
  },
  {
    name: 'no usage, length, no end marker',
    whole: reply({ content: [{ type: 'text', text: 'cut' }] }, 'MAX_TOKENS', {}),
    stream: [start, ...block(0, 'text', 'cut'), end('MAX_TOKENS', {})],
    answer: { choices: [{ index: 0, parts: [text('cut')], finish: { reason: 'length', native: 'MAX_TOKENS' } }] },
  },
  {
    name: 'a stop sequence, text in the start of its block',
    whole: reply({ content: [{ type: 'text', text: 'ab' }] }, 'STOP_SEQUENCE'),
    stream: [
      start,
      said('content-start', { content: { type: 'text', text: 'a' } }, 0),
      said('content-delta', { content: { text: 'b' } }, 0),
      end('STOP_SEQUENCE'),
      done,
    ],
    answer: { choices: [{ index: 0, parts: [text('ab')], finish: { reason: 'stop', native: 'STOP_SEQUENCE' } }] },
  },
  {
    name: 'thoughts, then text',
    whole: reply(
      {
        content: [
          { type: 'thinking', thinking: '2+2' },
          { type: 'text', text: 'four' },
        ],
      },
      'COMPLETE',
    ),
    stream: [start, ...block(0, 'thinking', '2', '+2'), ...block(1, 'text', 'fo', 'ur'), end('COMPLETE'), done],
    answer: { choices: [{ index: 0, parts: [reasoning('2+2'), text('four')], finish: stop }], usage: counted },
  },
  {
    name: 'thoughts, a plan and two calls, in pieces',
    whole: reply(
      {
        content: [{ type: 'thinking', thinking: 'Hm.' }],
        tool_plan: 'I will ask.',
        tool_calls: [tool('f_1', 'f', '{"a":1}'), tool('g_2', 'g', '{"b":[2]}')],
      },
      'TOOL_CALL',
    ),
    stream: [
      start,
      ...block(0, 'thinking', 'Hm.'),
      plan('I will'),
      plan(' ask.'),
      called(0, tool('f_1', 'f', '')),
      argument(0, '{"a"'),
      argument(0, ':1}'),
      callEnd(0),
      called(1, tool('g_2', 'g', '')),
      argument(1, '{"b":'),
      argument(1, ' [2]}'),
      callEnd(1),
      end('TOOL_CALL'),
      done,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [reasoning('Hm.'), text('I will ask.'), call('f_1', 'f', '{"a":1}'), call('g_2', 'g', '{"b":[2]}')],
          finish: toRun,
        },
      ],
      usage: counted,
    },
  },
  {
    name: 'interleaved calls',
    whole: reply({ tool_calls: [tool('x', 'f', '{"a":1}'), tool('y', 'g', '{"b":2}')] }, 'TOOL_CALL'),
    stream: [
      start,
      called(0, tool('x', 'f', '')),
      called(1, tool('y', 'g', '')),
      argument(1, '{"b"'),
      argument(0, '{"a":1}'),
      argument(1, ':2}'),
      callEnd(1),
      callEnd(0),
      end('TOOL_CALL'),
      done,
    ],
    answer: {
      choices: [{ index: 0, parts: [call('x', 'f', '{"a":1}'), call('y', 'g', '{"b":2}')], finish: toRun }],
    },
  },
  {
    name: 'null, empty and absent arguments; missing and duplicate ids; COMPLETE in place of TOOL_CALL',
    whole: reply(
      {
        tool_calls: [tool('n', 'f', 'null'), tool('n', 'g', ''), tool(undefined, 'h'), tool('o', 'i', '{"a":1}')],
      },
      'COMPLETE',
    ),
    stream: [
      start,
      called(0, tool('n', 'f', '')),
      argument(0, 'nu'),
      argument(0, 'll'),
      callEnd(0),
      called(1, tool('n', 'g', '')),
      callEnd(1),
      called(2, tool(undefined, 'h')),
      called(3, tool('o', 'i', '{"a":1}')),
      end('COMPLETE'),
      done,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [call('n', 'f', '{}'), call('n_2', 'g', '{}'), call('call_2', 'h', '{}'), call('o', 'i', '{"a":1}')],
          finish: { reason: 'tool_calls', native: 'COMPLETE' },
        },
      ],
    },
  },
  {
    name: 'citations, streamed between the pieces of the text',
    whole: reply(
      { content: [{ type: 'text', text: 'Two and two.' }], citations: [documented, computed, given] },
      'COMPLETE',
    ),
    stream: [
      start,
      said('content-start', { content: { type: 'text', text: '' } }, 0),
      said('content-delta', { content: { text: 'Two' } }, 0),
      ...cited(0, documented),
      said('content-delta', { content: { text: ' and' } }, 0),
      ...cited(1, computed),
      said('content-delta', { content: { text: ' two.' } }, 0),
      ...cited(2, given),
      event('content-end', { index: 0 }),
      end('COMPLETE'),
      done,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            text('Two and two.', [
              expect.objectContaining({ url: 'https://a.example', title: 'sums.txt', quote: 'It is two.' }),
              { native: { dialect: 'cohere-v2', value: computed } },
              { title: 'more.txt', quote: 'And two.', document: 1, native: { dialect: 'cohere-v2', value: given } },
            ]),
          ],
          finish: stop,
        },
      ],
    },
  },
  {
    name: 'nothing said, unknown events and an unknown reason',
    whole: reply({}, 'SOMETHING_NEW'),
    stream: [start, event('debug', { prompt: 'x' }), event('later', { delta: 7 }), end('SOMETHING_NEW'), done],
    answer: { choices: [{ index: 0, parts: [], finish: { reason: 'unknown', native: 'SOMETHING_NEW' } }] },
  },
]
