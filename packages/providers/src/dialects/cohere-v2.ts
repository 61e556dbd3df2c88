/** Cohere's API v2. https://docs.cohere.com/reference/chat */
import type { Dialect } from '../dialect.ts'
import { id } from './cohere-v2/citation.ts'
import { cohereError } from './cohere-v2/error.ts'
import { cohereModels } from './cohere-v2/models.ts'
import { cohereRequest } from './cohere-v2/request.ts'
import { cohereReply, cohereStream } from './cohere-v2/stream.ts'

export const cohereV2: Dialect = {
  id,
  request: cohereRequest,
  reply: cohereReply,
  stream: cohereStream,
  error: cohereError,
  models: cohereModels,
}
