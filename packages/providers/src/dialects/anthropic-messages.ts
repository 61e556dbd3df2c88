/** Anthropic's Messages, version 2023-06-01. https://docs.anthropic.com/en/api/messages */
import type { Dialect } from '../dialect.ts'
import { upstreamError } from '../upstream-error.ts'
import { id } from './anthropic-messages/blocks.ts'
import { messagesModels } from './anthropic-messages/models.ts'
import { messagesRequest } from './anthropic-messages/request.ts'
import { messagesReply, messagesStream } from './anthropic-messages/stream.ts'

export const anthropicMessages: Dialect = {
  id,
  request: messagesRequest,
  reply: messagesReply,
  stream: messagesStream,
  error: upstreamError,
  models: messagesModels,
}
