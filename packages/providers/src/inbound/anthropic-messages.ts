/** How callers speak Messages to us. */
import type { InboundDialect } from '../dialect.ts'
import { id } from './anthropic-messages/answer.ts'
import { parseMessages } from './anthropic-messages/parse.ts'
import { messagesRenderer } from './anthropic-messages/stream.ts'
import { wholeMessage } from './anthropic-messages/whole.ts'

export const anthropicMessagesInbound: InboundDialect = {
  id,
  parse: parseMessages,
  whole: wholeMessage,
  stream: messagesRenderer,
}
