import type { SseEvent } from '../src/dialect.ts'
import { noUsage } from '../src/usage.ts'
import type { ConformanceCase } from './conformance.ts'

type Json = Record<string, unknown>

const start = { id: 'resp_1', created: 1_770_000_000, model: 'm-1' }
export const usage = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 5, cache_write_tokens: 2 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 4 },
  total_tokens: 29,
}
const counted = { ...noUsage, input: 20, cached: 5, cacheWrite5m: 2, output: 9, reasoning: 4 }

export const event = (type: string, members: Json = {}): SseEvent => ({
  event: type,
  data: JSON.stringify({ type, ...members }),
})
/** A response as every event that holds one shows it. */
export const response = (status: string, output: Json[] = [], rest: Json = {}): Json => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_770_000_000,
  status,
  error: null,
  incomplete_details: null,
  model: 'm-1',
  output,
  usage: null,
  ...rest,
})
const done = (output: Json[], rest: Json = { usage }): Json => response('completed', output, rest)

/** Events of a stream, numbered, between its beginning and its end. */
export function streamOf(events: readonly SseEvent[], ending: string, last: Json): SseEvent[] {
  const begun = [
    event('response.created', { response: response('in_progress') }),
    event('response.in_progress', { response: response('in_progress') }),
  ]
  return [...begun, ...events, event(ending, { response: last })].map(({ event: name, data }, index) => ({
    event: name as string,
    data: JSON.stringify({ ...JSON.parse(data), sequence_number: index }),
  }))
}
const completed = (events: readonly SseEvent[], output: Json[], rest?: Json): SseEvent[] =>
  streamOf(events, 'response.completed', done(output, rest))

const added = (index: number, item: Json) => event('response.output_item.added', { output_index: index, item })
const finished = (index: number, item: Json) => event('response.output_item.done', { output_index: index, item })
const at = (index: number, part = 0) => ({ item_id: `i_${index}`, output_index: index, content_index: part })
const thoughtAt = (index: number, part = 0) => ({ item_id: `i_${index}`, output_index: index, summary_index: part })
const textPart = (text: string, annotations: unknown[] = [], logprobs: unknown[] = []) => ({
  type: 'output_text',
  text,
  annotations,
  logprobs,
})
const message = (index: number, content: Json[]) => ({
  id: `i_${index}`,
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content,
})
const emptyMessage = (index: number) => ({ ...message(index, []), status: 'in_progress' })
const call = (index: number, id: string, name: string, args: string) => ({
  id: `i_${index}`,
  type: 'function_call',
  status: 'completed',
  call_id: id,
  name,
  arguments: args,
})
const delta = (index: number, text: string, part = 0) =>
  event('response.output_text.delta', { ...at(index, part), delta: text, logprobs: [] })
const argumentsDelta = (index: number, json: string) =>
  event('response.function_call_arguments.delta', { item_id: `i_${index}`, output_index: index, delta: json })
const openedText = (index: number, part = 0) =>
  event('response.content_part.added', { ...at(index, part), part: textPart('') })
const endedText = (index: number, text: string, part = 0, annotations: unknown[] = []) => [
  event('response.output_text.done', { ...at(index, part), text, logprobs: [] }),
  event('response.content_part.done', { ...at(index, part), part: textPart(text, annotations) }),
]
const said = (text: string) => ({ type: 'text' as const, text, citations: [] })
const stop = { reason: 'stop' as const, native: 'completed' }
const tools = { reason: 'tool_calls' as const, native: 'completed' }
const toolCall = (id: string, name: string, args: string) => ({ type: 'tool-call' as const, id, name, arguments: args })
const raw = (value: unknown) => ({ type: 'raw' as const, dialect: 'openai-responses', value })

const note = { type: 'url_citation', url: 'https://a.example/', title: 'A', start_index: 0, end_index: 4 }
const fileNote = { type: 'file_citation', file_id: 'file-1', filename: 'a.pdf', index: 3 }
const token = (text: string) => ({ token: text, logprob: -0.1, bytes: null, top_logprobs: [] })
const search = { id: 'i_0', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'q' } }
const summary = (text: string) => ({ type: 'summary_text', text })
const reasoning = (index: number, rest: Json) => ({ id: `i_${index}`, type: 'reasoning', summary: [], ...rest })

/** Answers of the responses family, whole and streamed, with everything that its brands do. */
export const openaiResponsesCases: ConformanceCase[] = [
  {
    name: 'text of many bytes a character',
    whole: done([message(0, [textPart('Žluťoučký 🦊 漢字\n')])]),
    stream: completed(
      [
        added(0, emptyMessage(0)),
        openedText(0),
        delta(0, 'Žluť'),
        delta(0, 'oučký 🦊 '),
        delta(0, '漢字\n'),
        ...endedText(0, 'Žluťoučký 🦊 漢字\n'),
        finished(0, message(0, [textPart('Žluťoučký 🦊 漢字\n')])),
      ],
      [message(0, [textPart('Žluťoučký 🦊 漢字\n')])],
    ),
    answer: { ...start, choices: [{ index: 0, parts: [said('Žluťoučký 🦊 漢字\n')], finish: stop }], usage: counted },
  },
  {
    name: 'no usage, cut by its length',
    whole: response('incomplete', [message(0, [textPart('cut')])], {
      incomplete_details: { reason: 'max_output_tokens' },
    }),
    stream: streamOf(
      [added(0, emptyMessage(0)), openedText(0), delta(0, 'cut'), ...endedText(0, 'cut')],
      'response.incomplete',
      response('incomplete', [message(0, [textPart('cut')])], { incomplete_details: { reason: 'max_output_tokens' } }),
    ),
    answer: {
      choices: [{ index: 0, parts: [said('cut')], finish: { reason: 'length', native: 'max_output_tokens' } }],
    },
  },
  {
    name: 'the filter',
    whole: response('incomplete', [], { usage, incomplete_details: { reason: 'content_filter' } }),
    stream: streamOf(
      [],
      'response.incomplete',
      response('incomplete', [], { usage, incomplete_details: { reason: 'content_filter' } }),
    ),
    answer: {
      choices: [{ index: 0, parts: [], finish: { reason: 'content_filter', native: 'content_filter' } }],
      usage: counted,
    },
  },
  {
    name: 'a refusal',
    whole: done([message(0, [{ type: 'refusal', refusal: 'I will not.' }])]),
    stream: completed(
      [
        added(0, emptyMessage(0)),
        event('response.content_part.added', { ...at(0), part: { type: 'refusal', refusal: '' } }),
        event('response.refusal.delta', { ...at(0), delta: 'I will ' }),
        event('response.refusal.delta', { ...at(0), delta: 'not.' }),
        event('response.refusal.done', { ...at(0), refusal: 'I will not.' }),
        finished(0, message(0, [{ type: 'refusal', refusal: 'I will not.' }])),
      ],
      [message(0, [{ type: 'refusal', refusal: 'I will not.' }])],
    ),
    answer: { choices: [{ index: 0, parts: [{ type: 'refusal', text: 'I will not.' }], finish: stop }] },
  },
  {
    name: 'thoughts in two paragraphs, sealed, then parallel calls that come in turns',
    whole: done([
      reasoning(0, { summary: [summary('**Plan**'), summary('Ask both.')], encrypted_content: 'gAAA' }),
      call(1, 'call_a', 'f', '{"x":1}'),
      call(2, 'call_b', 'g', '{}'),
    ]),
    stream: completed(
      [
        added(0, reasoning(0, { encrypted_content: 'early' })),
        event('response.reasoning_summary_part.added', { ...thoughtAt(0), part: summary('') }),
        event('response.reasoning_summary_text.delta', { ...thoughtAt(0), delta: '**Pl' }),
        event('response.reasoning_summary_text.delta', { ...thoughtAt(0), delta: 'an**' }),
        event('response.reasoning_summary_text.done', { ...thoughtAt(0), text: '**Plan**' }),
        event('response.reasoning_summary_text.delta', { ...thoughtAt(0, 1), delta: 'Ask both.' }),
        finished(0, reasoning(0, { summary: [summary('**Plan**'), summary('Ask both.')], encrypted_content: 'gAAA' })),
        added(1, { ...call(1, 'call_a', 'f', ''), status: 'in_progress' }),
        argumentsDelta(1, '{"x"'),
        added(2, { ...call(2, 'call_b', 'g', ''), status: 'in_progress' }),
        argumentsDelta(1, ':1}'),
        event('response.function_call_arguments.done', { output_index: 1, arguments: '{"x":1}' }),
        finished(1, call(1, 'call_a', 'f', '{"x":1}')),
        argumentsDelta(2, '{}'),
        finished(2, call(2, 'call_b', 'g', '{}')),
      ],
      [],
    ),
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { type: 'reasoning', text: '**Plan**\n\nAsk both.', signature: 'gAAA' },
            toolCall('call_a', 'f', '{"x":1}'),
            toolCall('call_b', 'g', '{}'),
          ],
          finish: tools,
        },
      ],
    },
  },
  {
    name: 'sealed thoughts that are not shown, text, a call whose arguments come at once',
    whole: done([
      reasoning(0, { encrypted_content: 'gBBB' }),
      message(1, [textPart('Let me look.')]),
      call(2, 'call_c', 'weather', '{"city":"Paříž"}'),
    ]),
    stream: completed(
      [
        added(0, reasoning(0, {})),
        finished(0, reasoning(0, { encrypted_content: 'gBBB' })),
        added(1, emptyMessage(1)),
        delta(1, 'Let me look.'),
        finished(1, message(1, [textPart('Let me look.')])),
        added(2, { ...call(2, 'call_c', 'weather', ''), status: 'in_progress' }),
        event('response.function_call_arguments.done', { output_index: 2, arguments: '{"city":"Paříž"}' }),
        finished(2, call(2, 'call_c', 'weather', '{"city":"Paříž"}')),
      ],
      [],
    ),
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { type: 'reasoning', text: '', encrypted: 'gBBB' },
            said('Let me look.'),
            toolCall('call_c', 'weather', '{"city":"Paříž"}'),
          ],
          finish: tools,
        },
      ],
    },
  },
  {
    name: 'open thoughts in full, calls without arguments and with one id',
    whole: done([
      reasoning(0, { content: [{ type: 'reasoning_text', text: 'Hmm. 🤔' }] }),
      call(1, 'call_d', 'now', ''),
      call(2, 'call_d', 'now', 'null'),
    ]),
    stream: completed(
      [
        added(0, reasoning(0, { content: [] })),
        event('response.reasoning_text.delta', { ...at(0), delta: 'Hmm. ' }),
        event('response.reasoning_text.delta', { ...at(0), delta: '🤔' }),
        event('response.reasoning_text.done', { ...at(0), text: 'Hmm. 🤔' }),
        event('response.content_part.done', { ...at(0), part: { type: 'reasoning_text', text: 'Hmm. 🤔' } }),
        finished(0, reasoning(0, { content: [{ type: 'reasoning_text', text: 'Hmm. 🤔' }] })),
        added(1, call(1, 'call_d', 'now', '')),
        finished(1, call(1, 'call_d', 'now', '')),
        added(2, call(2, 'call_d', 'now', '')),
        argumentsDelta(2, 'null'),
        finished(2, call(2, 'call_d', 'now', 'null')),
      ],
      [],
    ),
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            { type: 'reasoning', text: 'Hmm. 🤔' },
            toolCall('call_d', 'now', '{}'),
            toolCall('call_d_2', 'now', '{}'),
          ],
          finish: tools,
        },
      ],
    },
  },
  {
    name: 'a search of its own, notes, two parts, log probabilities',
    whole: done([
      search,
      message(1, [textPart('It is so. Indeed.', [note, fileNote], [token('It')]), textPart('And more.')]),
    ]),
    stream: completed(
      [
        added(0, { ...search, status: 'in_progress' }),
        event('response.web_search_call.searching', { item_id: 'i_0', output_index: 0 }),
        finished(0, search),
        added(1, emptyMessage(1)),
        openedText(1),
        event('response.output_text.delta', { ...at(1), delta: 'It is so.', logprobs: [token('It')] }),
        event('response.output_text.annotation.added', { ...at(1), annotation_index: 0, annotation: note }),
        delta(1, ' Indeed.'),
        event('response.output_text.annotation.added', { ...at(1), annotation_index: 1, annotation: fileNote }),
        delta(1, 'And ', 1),
        delta(1, 'more.', 1),
        finished(
          1,
          message(1, [textPart('It is so. Indeed.', [note, fileNote], [token('It')]), textPart('And more.')]),
        ),
      ],
      [],
    ),
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            raw(search),
            {
              type: 'text',
              text: 'It is so. Indeed.',
              citations: [
                { url: 'https://a.example/', title: 'A', native: { dialect: 'openai-responses', value: note } },
                { native: { dialect: 'openai-responses', value: fileNote } },
              ],
            },
            said('And more.'),
          ],
          logprobs: { content: [token('It')], refusal: [] },
          finish: stop,
        },
      ],
    },
  },
  {
    name: 'ids that change, no numbers, items only at the end',
    whole: done([message(0, [textPart('all at once')]), call(1, 'call_e', 'f', '{"a":[1]}')]),
    stream: [
      { data: JSON.stringify({ type: 'response.created', response: response('in_progress') }) },
      { data: JSON.stringify({ type: 'response.output_item.added', output_index: 0, item: emptyMessage(7) }) },
      { data: JSON.stringify({ type: 'response.output_text.delta', output_index: 0, item_id: 'x', delta: 'all at' }) },
      {
        event: 'response.completed',
        data: JSON.stringify({
          response: {
            ...done([message(0, [textPart('all at once')]), call(1, 'call_e', 'f', '{"a":[1]}')]),
            id: 'resp_2',
          },
        }),
      },
    ],
    answer: {
      ...start,
      choices: [{ index: 0, parts: [said('all at once'), toolCall('call_e', 'f', '{"a":[1]}')], finish: tools }],
    },
  },
  {
    name: 'a picture, and a cost in ticks',
    quirks: { reportedCost: { field: 'cost_in_usd_ticks', perUsd: 10_000_000_000 } },
    whole: done(
      [{ id: 'ig', type: 'image_generation_call', status: 'completed', result: 'iVBO', output_format: 'webp' }],
      {
        usage: { ...usage, cost_in_usd_ticks: 1_330_500, num_sources_used: 3, num_server_side_tools_used: 1 },
      },
    ),
    stream: completed(
      [
        added(0, { id: 'ig', type: 'image_generation_call', status: 'in_progress' }),
        event('response.image_generation_call.partial_image', { output_index: 0, partial_image_b64: 'iV' }),
        finished(0, {
          id: 'ig',
          type: 'image_generation_call',
          status: 'completed',
          result: 'iVBO',
          output_format: 'webp',
        }),
      ],
      [],
      { usage: { ...usage, cost_in_usd_ticks: 1_330_500, num_sources_used: 3, num_server_side_tools_used: 1 } },
    ),
    answer: {
      choices: [{ index: 0, parts: [{ type: 'media', mediaType: 'image/webp', data: 'iVBO' }], finish: stop }],
      usage: { ...counted, reportedCost: 0.000_133_05, searchUnits: 3, toolCalls: 1 },
    },
  },
]
