import { expect } from 'vitest'
import type { SseEvent } from '../src/dialect.ts'
import { noUsage } from '../src/usage.ts'
import type { ConformanceCase } from './conformance.ts'

export const head = { id: 'chatcmpl-1', created: 1_770_000_000, model: 'm-1' }
const start = { id: 'chatcmpl-1', created: 1_770_000_000, model: 'm-1' }
export const done: SseEvent = { data: '[DONE]' }
export const usage = {
  prompt_tokens: 20,
  completion_tokens: 9,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 5, audio_tokens: 1 },
  completion_tokens_details: { reasoning_tokens: 4, audio_tokens: 0 },
}
export const counted = { ...noUsage, input: 20, cached: 5, inputAudio: 1, output: 9, reasoning: 4 }

export const event = (body: object): SseEvent => ({ data: JSON.stringify(body) })
export const chunk = (delta: object, rest: object = {}): SseEvent =>
  event({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null, ...rest }] })
export const finish = (reason: string): SseEvent => chunk({}, { finish_reason: reason })
const usageChunk = (body: object = usage): SseEvent => event({ ...head, choices: [], usage: body })
export const reply = (message: object, reason: string, rest: object = { usage }) => ({
  ...head,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, logprobs: null, finish_reason: reason }],
  ...rest,
})
export const tool = (
  index: number | undefined,
  id: string | undefined,
  name: string | undefined,
  args: string | undefined,
) => ({
  ...(index !== undefined && { index }),
  ...(id !== undefined && { id }),
  type: 'function',
  function: { ...(name !== undefined && { name }), ...(args !== undefined && { arguments: args }) },
})
const call = (id: string, name: string, args: string) => ({
  type: 'tool-call' as const,
  id,
  name,
  arguments: args,
})
export const role = chunk({ role: 'assistant', content: '', refusal: null })
export const stop = { reason: 'stop' as const, native: 'stop' }
const calls = { reason: 'tool_calls' as const, native: 'tool_calls' }
export const text = (said: string) => ({ type: 'text' as const, text: said, citations: [] })

/** Answers of the chat family, whole and streamed, with everything that its brands do. */
export const openaiChatCases: ConformanceCase[] = [
  {
    name: 'text of many bytes a character',
    whole: reply({ content: 'Žluťoučký 🦊 漢字\n' }, 'stop'),
    stream: [
      role,
      chunk({ content: 'Žluť' }),
      chunk({ content: 'oučký 🦊 ' }),
      chunk({ content: '漢字\n' }),
      finish('stop'),
      usageChunk(),
      done,
    ],
    answer: { ...start, choices: [{ index: 0, parts: [text('Žluťoučký 🦊 漢字\n')], finish: stop }], usage: counted },
  },
  {
    name: 'no usage, length',
    whole: reply({ content: 'cut' }, 'length', {}),
    stream: [role, chunk({ content: 'cut' }), finish('length'), done],
    answer: { choices: [{ index: 0, parts: [text('cut')], finish: { reason: 'length', native: 'length' } }] },
  },
  {
    name: 'an empty first chunk, usage in every chunk, no end marker',
    whole: reply({ content: 'ab' }, 'stop'),
    stream: [
      event({ id: '', model: '', object: '', created: 0, choices: [], prompt_filter_results: [] }),
      chunk({ role: 'assistant', content: 'a' }),
      event({
        ...head,
        choices: [{ index: 0, delta: { content: 'b' } }],
        usage: { prompt_tokens: 20, completion_tokens: 1 },
      }),
      event({ ...head, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage }),
    ],
    answer: { ...start, choices: [{ index: 0, parts: [text('ab')], finish: stop }], usage: counted },
  },
  {
    name: 'tool calls one after another',
    whole: reply(
      { content: null, tool_calls: [tool(undefined, 'c1', 'f', '{"a":1}'), tool(undefined, 'c2', 'g', '{}')] },
      'tool_calls',
    ),
    stream: [
      chunk({ role: 'assistant', content: null }),
      chunk({ tool_calls: [tool(0, 'c1', 'f', '')] }),
      chunk({ tool_calls: [tool(0, undefined, undefined, '{"a"')] }),
      chunk({ tool_calls: [tool(0, undefined, undefined, ':1}')] }),
      chunk({ tool_calls: [tool(1, 'c2', 'g', '{}')] }),
      finish('tool_calls'),
      usageChunk(),
      done,
    ],
    answer: { choices: [{ index: 0, parts: [call('c1', 'f', '{"a":1}'), call('c2', 'g', '{}')], finish: calls }] },
  },
  {
    name: 'interleaved tool calls whose indexes begin at 1, with empty ids in between',
    whole: reply(
      { content: 'Reading.', tool_calls: [tool(undefined, 'x', 'f', '{"a":1}'), tool(undefined, 'y', 'g', '{"b":2}')] },
      'tool_calls',
    ),
    stream: [
      chunk({ content: 'Reading.' }),
      chunk({ tool_calls: [tool(1, 'x', 'f', '')] }),
      chunk({ tool_calls: [tool(2, 'y', 'g', '')] }),
      chunk({ tool_calls: [tool(1, '', '', '{"a"'), tool(2, '', undefined, '{"b"')] }),
      chunk({ tool_calls: [tool(2, undefined, '', ':2}')] }),
      chunk({ tool_calls: [tool(1, 'x', 'f', ':1}')] }),
      finish('tool_calls'),
      usageChunk(),
      done,
    ],
    answer: {
      choices: [
        { index: 0, parts: [text('Reading.'), call('x', 'f', '{"a":1}'), call('y', 'g', '{"b":2}')], finish: calls },
      ],
    },
  },
  {
    name: 'empty, duplicate and missing ids; absent, empty and null arguments; stop in place of tool_calls',
    whole: reply(
      {
        tool_calls: [
          tool(undefined, '', 'f', ''),
          tool(undefined, 'd', 'g', 'null'),
          tool(undefined, 'd', 'h', undefined),
          tool(undefined, undefined, 'i', ' '),
        ],
      },
      'stop',
    ),
    stream: [
      chunk({ tool_calls: [tool(0, '', 'f', '')] }),
      chunk({ tool_calls: [tool(1, 'd', 'g', 'nu')] }),
      chunk({ tool_calls: [tool(1, '', '', 'll')] }),
      chunk({ tool_calls: [tool(2, 'd', 'h', undefined)] }),
      chunk({ tool_calls: [tool(3, undefined, undefined, ' ')] }),
      chunk({ tool_calls: [tool(3, undefined, 'i', '')] }),
      finish('stop'),
      usageChunk(),
      done,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [call('call_0', 'f', '{}'), call('d', 'g', '{}'), call('d_2', 'h', '{}'), call('call_3', 'i', '{}')],
          finish: { reason: 'tool_calls', native: 'stop' },
        },
      ],
    },
  },
  {
    name: 'calls without an index, and two calls that share one',
    whole: reply({ tool_calls: [tool(0, 'a', 'f', '{"n":1}'), tool(0, 'b', 'f', '{"n":2}')] }, 'tool_calls'),
    stream: [
      chunk({ tool_calls: [tool(0, 'a', 'f', '{"n":1}')] }),
      chunk({ tool_calls: [tool(0, 'b', 'f', '{"n"')] }),
      chunk({ tool_calls: [tool(0, '', '', ':2}')] }),
      finish('tool_calls'),
      usageChunk(),
      done,
    ],
    answer: { choices: [{ index: 0, parts: [call('a', 'f', '{"n":1}'), call('b', 'f', '{"n":2}')], finish: calls }] },
  },
  {
    name: 'calls without any index, in pieces, two of one id',
    whole: reply(
      {
        tool_calls: [
          tool(undefined, 'a', 'f', '{"n":1}'),
          tool(undefined, 'a', 'f', '{"n":2}'),
          tool(undefined, undefined, 'g', '{}'),
        ],
      },
      'tool_calls',
    ),
    stream: [
      chunk({ tool_calls: [tool(undefined, 'a', 'f', '{"n"')] }),
      chunk({ tool_calls: [tool(undefined, undefined, '', ':1}')] }),
      chunk({ tool_calls: [tool(undefined, 'a', 'f', '{"n":2}'), tool(undefined, undefined, 'g', '{}')] }),
      finish('tool_calls'),
      usageChunk(),
      done,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [call('a', 'f', '{"n":1}'), call('a_2', 'f', '{"n":2}'), call('call_2', 'g', '{}')],
          finish: calls,
        },
      ],
    },
  },
  {
    name: 'signed, encrypted and plain reasoning',
    whole: reply(
      {
        reasoning: 'First.Second.',
        reasoning_details: [
          { type: 'reasoning.text', text: 'First.', signature: 'sig-1', format: 'x', index: 0 },
          { type: 'reasoning.encrypted', data: 'AAAA', index: 1 },
          { type: 'reasoning.text', text: 'Second.', index: 2 },
        ],
        content: 'So.',
      },
      'stop',
    ),
    stream: [
      chunk({
        role: 'assistant',
        content: '',
        reasoning: 'Fir',
        reasoning_details: [{ type: 'reasoning.text', text: 'Fir', index: 0 }],
      }),
      chunk({ reasoning: 'st.', reasoning_details: [{ type: 'reasoning.text', text: 'st.', index: 0 }] }),
      chunk({ reasoning_details: [{ type: 'reasoning.text', signature: 'sig-1', index: 0 }] }),
      chunk({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'AAAA', index: 1 }] }),
      chunk({ reasoning: 'Second.', reasoning_details: [{ type: 'reasoning.text', text: 'Second.', index: 2 }] }),
      chunk({ content: 'So.' }),
      finish('stop'),
      usageChunk(),
      done,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { type: 'reasoning', text: 'First.', signature: 'sig-1' },
            { type: 'reasoning', text: '', encrypted: 'AAAA' },
            { type: 'reasoning', text: 'Second.' },
            text('So.'),
          ],
          finish: stop,
        },
      ],
    },
  },
  {
    name: 'reasoning_content, then a refusal',
    whole: reply({ content: null, reasoning_content: 'Hm. No.', refusal: 'I cannot.' }, 'content_filter'),
    stream: [
      chunk({ role: 'assistant', content: null, reasoning_content: 'Hm. ' }),
      chunk({ reasoning_content: 'No.', content: null }),
      chunk({ refusal: 'I can' }),
      chunk({ refusal: 'not.' }),
      finish('content_filter'),
      usageChunk(),
      done,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { type: 'reasoning', text: 'Hm. No.' },
            { type: 'refusal', text: 'I cannot.' },
          ],
          finish: { reason: 'content_filter', native: 'content_filter' },
        },
      ],
    },
  },
  {
    name: 'content in parts, with thinking',
    whole: reply(
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: '2+2' }] },
          { type: 'text', text: 'four' },
        ],
      },
      'stop',
    ),
    stream: [
      chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: '2+' }] }] }),
      chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: '2' }] }] }),
      chunk({ content: [{ type: 'text', text: 'fo' }] }),
      chunk({ content: 'ur' }),
      finish('stop'),
      usageChunk(),
      done,
    ],
    answer: { choices: [{ index: 0, parts: [{ type: 'reasoning', text: '2+2' }, text('four')], finish: stop }] },
  },
  {
    name: 'two choices with log probabilities',
    whole: {
      ...head,
      choices: [
        {
          index: 0,
          message: { content: 'ab' },
          logprobs: { content: [{ token: 'a' }, { token: 'b' }] },
          finish_reason: 'stop',
        },
        {
          index: 1,
          message: { content: 'c' },
          logprobs: { content: [{ token: 'c' }], refusal: null },
          finish_reason: 'length',
        },
      ],
      usage,
    },
    stream: [
      event({ ...head, choices: [{ index: 1, delta: { content: 'c' }, logprobs: { content: [{ token: 'c' }] } }] }),
      chunk({ content: 'a' }, { logprobs: { content: [{ token: 'a' }], refusal: null } }),
      chunk({ content: 'b' }, { logprobs: { content: [{ token: 'b' }] } }),
      event({ ...head, choices: [{ index: 1, delta: {}, finish_reason: 'length' }] }),
      finish('stop'),
      usageChunk(),
      done,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [text('ab')],
          logprobs: { content: [{ token: 'a' }, { token: 'b' }], refusal: [] },
          finish: stop,
        },
        {
          index: 1,
          parts: [text('c')],
          logprobs: { content: [{ token: 'c' }], refusal: [] },
          finish: { reason: 'length', native: 'length' },
        },
      ],
    },
  },
  {
    name: 'citations, images, sound and custom calls',
    whole: reply(
      {
        content: 'See.',
        annotations: [{ type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A', start_index: 0 } }],
        images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }],
        audio: { id: 'audio_1', data: 'QUJD', transcript: 'abc', expires_at: 9 },
        tool_calls: [{ id: 'k', type: 'custom', custom: { name: 'sh', input: 'ls -l' } }],
      },
      'tool_calls',
    ),
    stream: [
      chunk({ content: 'See.' }),
      chunk({
        annotations: [{ type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A', start_index: 0 } }],
      }),
      chunk({ images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }),
      chunk({ audio: { id: 'audio_1', transcript: 'a' } }),
      chunk({ tool_calls: [{ index: 0, id: 'k', type: 'custom', custom: { name: 'sh', input: 'ls' } }] }),
      chunk({ audio: { id: 'audio_1', transcript: 'bc', data: 'QU' } }),
      chunk({ tool_calls: [{ index: 0, custom: { input: ' -l' } }] }),
      chunk({ audio: { data: 'JD' } }),
      chunk({ audio: { expires_at: 9 } }),
      finish('tool_calls'),
      usageChunk(),
      done,
    ],
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { ...text('See.'), citations: [expect.objectContaining({ url: 'https://a.example', title: 'A' })] },
            { type: 'media', mediaType: 'image/png', data: 'AAAA' },
            {
              type: 'raw',
              dialect: 'openai-chat',
              value: {
                audio: { id: 'audio_1', data: 'QUJD', transcript: 'abc', expires_at: 9 },
                tool_calls: [expect.objectContaining({ id: 'k', custom: { name: 'sh', input: 'ls -l' } })],
              },
            },
          ],
          finish: calls,
        },
      ],
    },
  },
]
