import type { SseEvent } from '../src/dialect.ts'
import { noUsage } from '../src/usage.ts'
import type { ConformanceCase } from './conformance.ts'
import { event } from './openai-responses-cases.ts'

type Json = Record<string, unknown>

const id = 'perplexity-agent'
const start = { id: 'resp_1', created: 1_770_000_000, model: 'maker/m-1' }
export const usage = {
  input_tokens: 20,
  input_tokens_details: { cache_creation_input_tokens: 2, cache_read_input_tokens: 5 },
  output_tokens: 9,
  total_tokens: 29,
  tool_calls_details: { web_search: { invocation: 2 }, fetch_url: { invocation: 1 } },
  cost: { currency: 'USD', input_cost: 0.0001, output_cost: 0.0002, tool_calls_cost: 0.01, total_cost: 0.0103 },
}
const counted = { ...noUsage, input: 20, cached: 5, cacheWrite5m: 2, output: 9, searchUnits: 2, toolCalls: 1 }
const costs = { reportedCost: { field: 'cost', perUsd: 1 } }

/** A response as every event that holds one shows it. */
export const response = (status: string, output: Json[] | null = [], rest: Json = {}): Json => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_770_000_000,
  model: 'maker/m-1',
  status,
  output,
  ...rest,
})
const done = (output: Json[], rest: Json = { usage }): Json => response('completed', output, rest)

/** Events of a stream, numbered, between its beginning and its end. */
export function streamOf(events: readonly SseEvent[], last: SseEvent): SseEvent[] {
  const begun = [
    event('response.created', { response: response('in_progress') }),
    event('response.in_progress', { response: response('in_progress', null, { error: null, usage: null }) }),
  ]
  return [...begun, ...events, last].map(({ event: name, data }, index) => ({
    ...(name !== undefined && { event: name }),
    data: JSON.stringify({ ...JSON.parse(data), sequence_number: index }),
  }))
}
export const completed = (last: Json): SseEvent => event('response.completed', { response: last })

const added = (index: number, item: Json) => event('response.output_item.added', { output_index: index, item })
const finished = (index: number, item: Json) => event('response.output_item.done', { output_index: index, item })
const at = (index: number) => ({ item_id: `msg_${index}`, output_index: index, content_index: 0 })
const delta = (index: number, piece: string) => event('response.output_text.delta', { ...at(index), delta: piece })
const ended = (index: number, whole: string) => event('response.output_text.done', { ...at(index), text: whole })
export const message = (index: number, said: string, annotations: unknown[] | null = []) => ({
  id: `msg_${index}`,
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: said, annotations }],
})
const opened = (index: number) => ({ ...message(index, ''), status: 'in_progress', content: [] })
const call = (index: number, callId: string, name: string, args: string, rest: Json = {}) => ({
  id: `fc_${index}`,
  type: 'function_call',
  status: 'completed',
  call_id: callId,
  name,
  arguments: args,
  ...rest,
})
export const result = (n: number) => ({
  id: n,
  url: `https://s${n}.example/`,
  title: `Source ${n}`,
  snippet: `Says ${n}.`,
  date: '2026-11-01',
  last_updated: null,
  source: 'web',
})
const search = { type: 'search_results', queries: ['what'], results: [result(1), result(2), result(1)] }
const page = { url: 'https://s3.example/', title: 'Page 3', snippet: 'Reads.' }
const fetched = { type: 'fetch_url_results', contents: [result(2), page] }
const note = { type: 'url_citation', url: 'https://s2.example/', title: 'Source 2', start_index: 0, end_index: 4 }

const said = (text: string) => ({ type: 'text' as const, text, citations: [] })
const raw = (value: unknown) => ({ type: 'raw' as const, dialect: id, value })
const source = (n: number) => ({
  url: `https://s${n}.example/`,
  title: `Source ${n}`,
  quote: `Says ${n}.`,
  native: { dialect: id, value: result(n) },
})
const stop = { reason: 'stop' as const, native: 'completed' }
const toolCall = (callId: string, name: string, args: string) => ({
  type: 'tool-call' as const,
  id: callId,
  name,
  arguments: args,
})

/** Answers of an agent, whole and streamed, with everything that it does. */
export const perplexityAgentCases: ConformanceCase[] = [
  {
    name: 'text of many bytes a character, and its cost',
    quirks: costs,
    whole: done([message(0, 'Žluťoučký 🦊 漢字\n')]),
    stream: streamOf(
      [
        added(0, opened(0)),
        delta(0, 'Žluť'),
        delta(0, 'oučký 🦊 '),
        delta(0, '漢字\n'),
        ended(0, 'Žluťoučký 🦊 漢字\n'),
        finished(0, message(0, 'Žluťoučký 🦊 漢字\n')),
      ],
      completed(done([message(0, 'Žluťoučký 🦊 漢字\n')])),
    ),
    answer: {
      ...start,
      choices: [{ index: 0, parts: [said('Žluťoučký 🦊 漢字\n')], finish: stop }],
      usage: { ...counted, reportedCost: 0.0103 },
    },
  },
  {
    name: 'a search and a page that was read, which the text behind them cites once each',
    whole: done([search, fetched, message(2, 'It is so [1].', [note])]),
    stream: streamOf(
      [
        event('response.reasoning.started', { thought: null }),
        event('response.reasoning.search_queries', { queries: ['what'], thought: null }),
        event('response.reasoning.search_results', { results: search.results, usage: null }),
        added(0, { ...search, results: [] }),
        finished(0, search),
        event('response.reasoning.fetch_url_queries', { urls: [page.url] }),
        event('response.reasoning.fetch_url_results', { contents: fetched.contents }),
        finished(1, fetched),
        event('response.reasoning.stopped', {}),
        event('response.skill.loaded', { skill: 'x' }),
        added(2, opened(2)),
        delta(2, 'It is '),
        delta(2, 'so [1].'),
        finished(2, message(2, 'It is so [1].', [note])),
      ],
      completed(done([search, fetched, message(2, 'It is so [1].', [note])])),
    ),
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            raw(search),
            raw(fetched),
            {
              type: 'text',
              text: 'It is so [1].',
              citations: [
                { url: 'https://s2.example/', title: 'Source 2', native: { dialect: id, value: note } },
                source(1),
                { url: page.url, title: 'Page 3', quote: 'Reads.', native: { dialect: id, value: page } },
              ],
            },
          ],
          finish: stop,
        },
      ],
      usage: counted,
    },
  },
  {
    name: 'text, then calls that the caller has to run, one of them signed',
    whole: response(
      'requires_action',
      [
        message(0, 'Let me look.'),
        call(1, 'call_a', 'weather', '{"city":"Paříž"}', { thought_signature: 'sig==' }),
        call(2, 'call_b', 'now', ''),
      ],
      { usage },
    ),
    stream: streamOf(
      [
        added(0, opened(0)),
        delta(0, 'Let me look.'),
        finished(0, message(0, 'Let me look.')),
        added(1, call(1, 'call_a', 'weather', '')),
        finished(1, call(1, 'call_a', 'weather', '{"city":"Paříž"}', { thought_signature: 'sig==' })),
        finished(2, call(2, 'call_b', 'now', '')),
      ],
      completed(response('requires_action', [], { usage })),
    ),
    answer: {
      choices: [
        {
          index: 0,
          parts: [
            said('Let me look.'),
            { ...toolCall('call_a', 'weather', '{"city":"Paříž"}'), signature: 'sig==' },
            toolCall('call_b', 'now', '{}'),
          ],
          finish: { reason: 'tool_calls', native: 'requires_action' },
        },
      ],
    },
  },
  {
    name: 'cut by its length, without usage, with nulls where something may be',
    whole: response('incomplete', [message(0, 'cut', null)], { usage: null, error: null, incomplete_details: null }),
    stream: streamOf(
      [added(0, opened(0)), delta(0, 'cut')],
      event('response.incomplete', {
        response: response('incomplete', [message(0, 'cut', null)], {
          usage: null,
          error: null,
          incomplete_details: null,
        }),
      }),
    ),
    answer: {
      choices: [{ index: 0, parts: [said('cut')], finish: { reason: 'length', native: 'incomplete' } }],
    },
  },
  {
    name: 'what nobody knows yet, carried whole; everything told at the end only',
    whole: done([{ type: 'sandbox_results', id: 'sb_1', stdout: 'ok' }, message(1, 'Done.')]),
    stream: streamOf([], completed(done([{ type: 'sandbox_results', id: 'sb_1', stdout: 'ok' }, message(1, 'Done.')]))),
    answer: {
      choices: [
        {
          index: 0,
          parts: [raw({ type: 'sandbox_results', id: 'sb_1', stdout: 'ok' }), said('Done.')],
          finish: stop,
        },
      ],
    },
  },
]
