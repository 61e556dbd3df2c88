import type { Usage } from '../../answer.ts'
import { array, record } from '../../lenient.ts'
import { tokens, usageOf } from '../../usage.ts'

/**
 * Usage of a message. Cached tokens are counted apart here, and where `iterations` are told they are what is billed: the
 * totals beside them leave some out (reference §1.1, §3).
 */
export function messagesUsage(value: Readonly<Record<string, unknown>>): Usage {
  const total = inputOf(value)
  const billed = { input: 0, cached: 0, write: 0, write1h: 0, output: 0 }
  for (const iteration of array(value.iterations)) {
    const input = inputOf(record(iteration))
    billed.input += input.input
    billed.cached += input.cached
    billed.write += input.write
    billed.write1h += input.write1h
    billed.output += tokens(record(iteration).output_tokens)
  }
  const write = Math.max(total.write, billed.write)
  const write1h = Math.max(total.write1h, billed.write1h)
  const tools = record(value.server_tool_use)
  return usageOf({
    input: Math.max(total.input, billed.input),
    cached: Math.max(total.cached, billed.cached),
    cacheWrite5m: write - Math.min(write1h, write),
    cacheWrite1h: write1h,
    output: Math.max(tokens(value.output_tokens), billed.output),
    reasoning: tokens(record(value.output_tokens_details).thinking_tokens),
    searchUnits: tokens(tools.web_search_requests),
    toolCalls: tokens(tools.web_fetch_requests),
  })
}

function inputOf(usage: Readonly<Record<string, unknown>>) {
  const cached = tokens(usage.cache_read_input_tokens)
  const write = tokens(usage.cache_creation_input_tokens)
  const write1h = tokens(record(usage.cache_creation).ephemeral_1h_input_tokens)
  return { input: tokens(usage.input_tokens) + cached + write, cached, write, write1h }
}
