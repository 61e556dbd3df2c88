/** How callers speak Responses to us. */
import type { InboundDialect } from '../dialect.ts'
import { parseResponse } from './openai-responses/parse.ts'
import { id } from './openai-responses/parse-items.ts'
import { responseRenderer } from './openai-responses/stream.ts'
import { wholeResponse } from './openai-responses/whole.ts'

export const openaiResponsesInbound: InboundDialect = {
  id,
  parse: parseResponse,
  whole: wholeResponse,
  stream: responseRenderer,
}
