/** Perplexity's Agent API. https://docs.perplexity.ai/api-reference/agent-post */
import type { Dialect } from '../dialect.ts'
import { upstreamError } from '../upstream-error.ts'
import { responsesReply, responsesStream } from './openai-responses/stream.ts'
import { agentFamily } from './perplexity-agent/family.ts'
import { agentRequest } from './perplexity-agent/request.ts'

export const perplexityAgent: Dialect = {
  id: agentFamily.id,
  request: agentRequest,
  reply: (body, quirks) => responsesReply(agentFamily, body, quirks),
  stream: (quirks) => responsesStream(agentFamily, quirks),
  error: upstreamError,
}
