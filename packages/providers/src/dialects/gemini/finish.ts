import type { FinishReason } from '../../answer.ts'

export const id = 'gemini'

const reasons: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries({
    STOP: 'stop',
    MAX_TOKENS: 'length',
    SAFETY: 'content_filter',
    RECITATION: 'content_filter',
    BLOCKLIST: 'content_filter',
    PROHIBITED_CONTENT: 'content_filter',
    SPII: 'content_filter',
    MODEL_ARMOR: 'content_filter',
    MALFORMED_FUNCTION_CALL: 'error',
    MALFORMED_RESPONSE: 'error',
    UNEXPECTED_TOOL_CALL: 'error',
    TOO_MANY_TOOL_CALLS: 'error',
    MISSING_THOUGHT_SIGNATURE: 'error',
  } as const),
)

/** What a native finish reason means; `calls` is whether there are tools to call. */
export function finishReason(native: string, calls: boolean): FinishReason {
  const reason = reasons.get(native) ?? (native.startsWith('IMAGE_') ? 'content_filter' : 'unknown')
  return reason === 'stop' && calls ? 'tool_calls' : reason
}
