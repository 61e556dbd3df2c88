/** Responses, as OpenAI, Azure and xAI speak it. https://platform.openai.com/docs/api-reference/responses */
import type { Dialect } from '../dialect.ts'
import { upstreamError } from '../upstream-error.ts'
import { id } from './openai-responses/output.ts'
import { responsesRequest } from './openai-responses/request.ts'
import { type ResponseFamily, responsesReply, responsesStream } from './openai-responses/stream.ts'
import { responsesUsage } from './openai-responses/usage.ts'

const family: ResponseFamily = { id, usageOf: responsesUsage }

export const openaiResponses: Dialect = {
  id,
  request: responsesRequest,
  reply: (body, quirks) => responsesReply(family, body, quirks),
  stream: (quirks) => responsesStream(family, quirks),
  error: upstreamError,
}
