import type { FilePart, ImagePart, Part, TextPart, Turn } from '../../call.ts'
import { noExtra } from '../../call.ts'
import { array, isRecord, record, text } from '../../lenient.ts'
import { extraOf } from '../extra.ts'
import { readSignature } from '../reasoning-maker.ts'
import { invalidAt, type ToolPairs, toolPairs } from '../tool-pairs.ts'

const id = 'anthropic-messages'

type Json = Readonly<Record<string, unknown>>

const messageFields = new Set(['role', 'content'])
const fields = {
  text: new Set(['type', 'text']),
  source: new Set(['type', 'source', 'title']),
  thinking: new Set(['type', 'thinking', 'signature']),
  redacted: new Set(['type', 'data']),
  toolUse: new Set(['type', 'id', 'name', 'input', 'extra_content']),
  toolResult: new Set(['type', 'tool_use_id', 'content', 'is_error']),
}

export function parseSystem(system: unknown): TextPart[] {
  if (typeof system === 'string') return [{ type: 'text', text: system, extra: noExtra }]
  return array(system).map((value) => textPart(record(value)))
}

export function parseTurns(messages: readonly unknown[]): Turn[] {
  const pairs = toolPairs()
  return messages.map((value, index) => {
    const message = record(value)
    const at = `messages[${index}]`
    if (message.role !== 'user' && message.role !== 'assistant') throw invalidAt(`${at}.role`, 'not a known role')
    return {
      role: message.role,
      parts: parseContent(message.content, `${at}.content`, pairs),
      extra: extraOf(message, messageFields),
    }
  })
}

function parseContent(content: unknown, at: string, pairs: ToolPairs): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content, extra: noExtra }]
  return array(content).map((block, index) => parseBlock(record(block), `${at}[${index}]`, pairs))
}

function parseBlock(block: Json, at: string, pairs: ToolPairs): Part {
  switch (block.type) {
    case 'text':
      return textPart(block)
    case 'image':
      return imagePart(block) ?? raw(block)
    case 'document':
      return filePart(block) ?? raw(block)
    case 'thinking':
      return thinkingPart(block)
    case 'redacted_thinking': {
      const { signature, brand } = readSignature(text(block.data) ?? '')
      const maker = brand === undefined ? undefined : { brand }
      return { type: 'reasoning', text: '', encrypted: signature, ...maker, extra: extraOf(block, fields.redacted) }
    }
    case 'tool_use':
      return toolCallPart(block, at, pairs)
    case 'tool_result':
      return toolResultPart(block, at, pairs)
    default:
      // Server tools and what is added later: their own results name them.
      if (typeof block.id === 'string') pairs.called(block.id)
      return raw(block)
  }
}

const raw = (value: Json): Part => ({ type: 'raw', dialect: id, value, extra: noExtra })

const textPart = (block: Json): TextPart => ({
  type: 'text',
  text: text(block.text) ?? '',
  extra: extraOf(block, fields.text),
})

function imagePart(block: Json): ImagePart | undefined {
  const source = readSource(record(block.source))
  return source === undefined ? undefined : { type: 'image', ...source, extra: extraOf(block, fields.source) }
}

function filePart(block: Json): FilePart | undefined {
  const source = readSource(record(block.source))
  if (source === undefined) return undefined
  const name = text(block.title)
  const named = name === undefined ? undefined : { name }
  return { type: 'file', ...source, ...named, extra: extraOf(block, fields.source) }
}

type Source = { id: string } | { url: string } | { data: string; mediaType: string }

function readSource(source: Json): Source | undefined {
  const mediaType = text(source.media_type) ?? 'application/octet-stream'
  if (source.type === 'base64') return { data: text(source.data) ?? '', mediaType }
  if (source.type === 'url') return { url: text(source.url) ?? '' }
  if (source.type === 'file') return { id: text(source.file_id) ?? '' }
  if (source.type !== 'text') return undefined
  return { data: Buffer.from(text(source.data) ?? '', 'utf8').toString('base64'), mediaType }
}

function thinkingPart(block: Json): Part {
  const signed = text(block.signature)
  return {
    type: 'reasoning',
    text: text(block.thinking) ?? '',
    ...(signed !== undefined && readSignature(signed)),
    extra: extraOf(block, fields.thinking),
  }
}

function toolCallPart(block: Json, at: string, pairs: ToolPairs): Part {
  const callId = text(block.id) ?? ''
  pairs.called(callId)
  const input = block.input ?? {}
  if (!isRecord(input)) throw invalidAt(`${at}.input`, 'not an object')
  const signature = text(record(record(block.extra_content).google).thought_signature)
  return {
    type: 'tool-call',
    id: callId,
    name: text(block.name) ?? '',
    arguments: JSON.stringify(input),
    ...(signature !== undefined && { signature }),
    extra: extraOf(block, fields.toolUse),
  }
}

function toolResultPart(block: Json, at: string, pairs: ToolPairs): Part {
  const callId = text(block.tool_use_id) ?? ''
  pairs.answered(callId, `${at}.tool_use_id`)
  return {
    type: 'tool-result',
    id: callId,
    content: parseContent(block.content, `${at}.content`, pairs),
    ...(typeof block.is_error === 'boolean' && { isError: block.is_error }),
    extra: extraOf(block, fields.toolResult),
  }
}
