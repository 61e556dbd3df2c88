import type { Usage } from '../../answer.ts'

/** Usage in the arithmetic of Chat Completions, with our `cost` in USD where it is known. */
export function chatUsageBody(usage: Usage, cost: number | undefined) {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: {
      cached_tokens: usage.cached,
      cache_write_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
      audio_tokens: usage.inputAudio,
    },
    completion_tokens_details: { reasoning_tokens: usage.reasoning, audio_tokens: usage.outputAudio },
    ...(cost !== undefined && { cost }),
  }
}
