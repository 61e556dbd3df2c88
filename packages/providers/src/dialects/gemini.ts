/** Gemini's generateContent, v1beta. https://ai.google.dev/api/generate-content */
import type { Dialect } from '../dialect.ts'
import { geminiError } from './gemini/error.ts'
import { id } from './gemini/finish.ts'
import { geminiModels } from './gemini/models.ts'
import { geminiRequest } from './gemini/request.ts'
import { geminiReply, geminiStream } from './gemini/stream.ts'

export const gemini: Dialect = {
  id,
  request: geminiRequest,
  reply: geminiReply,
  stream: geminiStream,
  error: geminiError,
  models: geminiModels,
}
