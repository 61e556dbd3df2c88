import type { Usage } from '../../answer.ts'

/** Usage in the arithmetic of Messages, where cached tokens stand beside `input_tokens`; our `cost` in USD if known. */
export function messagesUsageBody(usage: Usage, cost: number | undefined) {
  const written = usage.cacheWrite5m + usage.cacheWrite1h
  return {
    input_tokens: usage.input - usage.cached - written,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: usage.cached,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWrite5m,
      ephemeral_1h_input_tokens: usage.cacheWrite1h,
    },
    output_tokens: usage.output,
    output_tokens_details: { thinking_tokens: usage.reasoning },
    ...(usage.searchUnits + usage.toolCalls > 0 && {
      server_tool_use: { web_search_requests: usage.searchUnits, web_fetch_requests: usage.toolCalls },
    }),
    ...(cost !== undefined && { cost }),
  }
}
