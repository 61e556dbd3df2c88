import type { Usage } from '../../answer.ts'
import type { Quirks } from '../../dialect.ts'
import { isRecord, record } from '../../lenient.ts'
import { reportedCost, tokens, usageOf } from '../../usage.ts'

/** Usage of a reply or a chunk, wherever its brand puts it; undefined where it says nothing (reference §1.1). */
export function chatUsage(body: Readonly<Record<string, unknown>>, quirks: Quirks): Usage | undefined {
  const under = quirks.usageUnder === undefined ? undefined : record(body[quirks.usageUnder]).usage
  const usage = isRecord(body.usage) ? body.usage : under
  if (!isRecord(usage)) return undefined
  const input = tokens(usage.prompt_tokens)
  const prompt = record(usage.prompt_tokens_details)
  const completion = record(usage.completion_tokens_details)
  const reasoning = tokens(completion.reasoning_tokens)
  return usageOf({
    input,
    cached: tokens(prompt.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.cached_tokens),
    cacheWrite5m: tokens(prompt.cache_write_tokens),
    inputAudio: tokens(prompt.audio_tokens),
    output: outputTokens(usage, input, reasoning, quirks),
    reasoning,
    outputAudio: tokens(completion.audio_tokens),
    searchUnits: tokens(usage.num_sources_used),
    ...reportedCost(usage, quirks),
  })
}

function outputTokens(usage: Record<string, unknown>, input: number, reasoning: number, quirks: Quirks): number {
  const output = tokens(usage.completion_tokens)
  if (quirks.reasoningOutsideOutput !== true) return output
  // A total that is the plain sum says that this model counts them inside after all.
  return tokens(usage.total_tokens) === input + output ? output : output + reasoning
}
