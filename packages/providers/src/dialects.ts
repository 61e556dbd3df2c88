import type { Dialect, InboundDialect } from './dialect.ts'
import { anthropicMessages } from './dialects/anthropic-messages.ts'
import { cohereV2 } from './dialects/cohere-v2.ts'
import { gemini } from './dialects/gemini.ts'
import { openaiChat } from './dialects/openai-chat.ts'
import { openaiCompletions } from './dialects/openai-completions.ts'
import { openaiResponses } from './dialects/openai-responses.ts'
import { perplexityAgent } from './dialects/perplexity-agent.ts'
import { anthropicMessagesInbound } from './inbound/anthropic-messages.ts'
import { openaiChatInbound } from './inbound/openai-chat.ts'
import { openaiCompletionsInbound } from './inbound/openai-completions.ts'
import { openaiResponsesInbound } from './inbound/openai-responses.ts'

const byId = <T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((dialect) => [dialect.id, dialect]))

/** How upstreams speak. A brand names those it speaks in `speaks`; what is not here yet is no lane. */
export const dialects = byId<Dialect>([
  openaiChat,
  anthropicMessages,
  openaiCompletions,
  cohereV2,
  gemini,
  openaiResponses,
  perplexityAgent,
])

/** How callers speak. */
export const inboundDialects = byId<InboundDialect>([
  openaiChatInbound,
  openaiResponsesInbound,
  anthropicMessagesInbound,
  openaiCompletionsInbound,
])
