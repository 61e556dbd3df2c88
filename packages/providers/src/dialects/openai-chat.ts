/** Chat Completions, as OpenAI and most others speak it. https://platform.openai.com/docs/api-reference/chat */
import type { Dialect } from '../dialect.ts'
import { upstreamError } from '../upstream-error.ts'
import { id } from './openai-chat/content.ts'
import { chatModelDetails, chatModels } from './openai-chat/models.ts'
import { chatRequest } from './openai-chat/request.ts'
import { chatReply, chatStream } from './openai-chat/stream.ts'

export const openaiChat: Dialect = {
  id,
  request: chatRequest,
  reply: chatReply,
  stream: chatStream,
  error: upstreamError,
  models: chatModels,
  modelDetails: chatModelDetails,
}
