/** Responses, as OpenAI, Azure and xAI speak it. https://platform.openai.com/docs/api-reference/responses */
import type { Dialect } from '../dialect.ts'
import { upstreamError } from '../upstream-error.ts'
import { id } from './openai-responses/output.ts'
import { responsesRequest } from './openai-responses/request.ts'
import { responsesReply, responsesStream } from './openai-responses/stream.ts'

export const openaiResponses: Dialect = {
  id,
  request: responsesRequest,
  reply: responsesReply,
  stream: responsesStream,
  error: upstreamError,
}
