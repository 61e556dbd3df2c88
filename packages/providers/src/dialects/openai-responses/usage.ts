import type { Usage } from '../../answer.ts'
import type { Quirks } from '../../dialect.ts'
import { isRecord, record } from '../../lenient.ts'
import { reportedCost, tokens, usageOf } from '../../usage.ts'

/** Usage of a response; cached and reasoning tokens are parts of the totals, also where chat counts them apart. */
export function responsesUsage(usage: unknown, quirks: Quirks): Usage | undefined {
  if (!isRecord(usage)) return undefined
  const input = record(usage.input_tokens_details)
  const output = record(usage.output_tokens_details)
  return usageOf({
    input: tokens(usage.input_tokens),
    cached: tokens(input.cached_tokens),
    cacheWrite5m: tokens(input.cache_write_tokens),
    output: tokens(usage.output_tokens),
    reasoning: tokens(output.reasoning_tokens),
    searchUnits: tokens(usage.num_sources_used),
    toolCalls: tokens(usage.num_server_side_tools_used),
    ...reportedCost(usage, quirks),
  })
}
