import type { Usage } from '../../answer.ts'
import type { Quirks } from '../../dialect.ts'
import { array, isRecord, record, text } from '../../lenient.ts'
import { reportedCost, tokens, usageOf } from '../../usage.ts'
import type { ResponseFamily } from '../openai-responses/stream.ts'

type Json = Readonly<Record<string, unknown>>

/** Where items that searched and read keep what they found. */
const found = new Map([
  ['search_results', 'results'],
  ['people_search_results', 'results'],
  ['fetch_url_results', 'contents'],
])

/**
 * Responses as an agent gives them: what it found stands beside the message and not in its notes, and a stream tells of
 * its steps, which a whole answer does not repeat.
 */
export const agentFamily: ResponseFamily = {
  id: 'perplexity-agent',
  wholeCalls: true,
  usageOf: agentUsage,
  thoughtOf: (type, body) => (type.startsWith('response.reasoning.') ? text(body.thought) : undefined),
  sourcesOf: (item) => array(item[found.get(String(item.type)) ?? '']),
}

/** Usage with what the run cost (reference §1.1): cached tokens are parts of the input, tools are told one by one. */
function agentUsage(usage: unknown, quirks: Quirks): Usage | undefined {
  if (!isRecord(usage)) return undefined
  const input = record(usage.input_tokens_details)
  const calls = invocations(record(usage.tool_calls_details))
  return usageOf({
    input: tokens(usage.input_tokens),
    cached: tokens(input.cache_read_input_tokens ?? input.cached_tokens),
    cacheWrite5m: tokens(input.cache_creation_input_tokens),
    output: tokens(usage.output_tokens),
    reasoning: tokens(record(usage.output_tokens_details).reasoning_tokens),
    searchUnits: calls.searches,
    toolCalls: calls.others,
    ...reportedCost(usage, quirks),
  })
}

/** Searches of the web are sold as such; every other tool counts as a call. */
function invocations(details: Json): { searches: number; others: number } {
  let searches = 0
  let others = 0
  for (const [name, said] of Object.entries(details)) {
    const count = tokens(record(said).invocation)
    if (name === 'web_search' || name === 'search_web') searches += count
    else others += count
  }
  return { searches, others }
}
