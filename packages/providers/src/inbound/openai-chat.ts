/** How callers speak Chat Completions to us. */
import type { InboundDialect } from '../dialect.ts'
import { id } from './openai-chat/answer.ts'
import { parseChat } from './openai-chat/parse.ts'
import { chatRenderer } from './openai-chat/stream.ts'
import { wholeChat } from './openai-chat/whole.ts'

export const openaiChatInbound: InboundDialect = { id, parse: parseChat, whole: wholeChat, stream: chatRenderer }
