import type { Usage } from '../../answer.ts'

/** Usage in the arithmetic of Responses, with our `cost` in USD where it is known. */
export function responsesUsageBody(usage: Usage, cost: number | undefined) {
  return {
    input_tokens: usage.input,
    input_tokens_details: {
      cached_tokens: usage.cached,
      cache_write_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
    ...(cost !== undefined && { cost }),
  }
}
