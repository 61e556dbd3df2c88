import type { Call, Part, TextPart, ToolResultPart, Turn } from '../../call.ts'
import { noExtra } from '../../call.ts'
import { thoughtSignature } from '../../dialects/openai-chat/choice.ts'
import { array, isRecord, record, text } from '../../lenient.ts'
import { extraOf } from '../extra.ts'
import { argumentsText, invalidAt, type ToolPairs, toolPairs } from '../tool-pairs.ts'

const id = 'openai-chat'

type Json = Readonly<Record<string, unknown>>

export interface ParsedMessages extends Pick<Call, 'system' | 'turns'> {
  /** Some message can only be said in this dialect. */
  native: boolean
}

const messageFields = new Set(['role', 'content'])
const contentField = new Set(['content'])
const assistantFields = new Set([
  'role',
  'content',
  'refusal',
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'tool_calls',
])
const toolFields = new Set(['role', 'content', 'tool_call_id'])
const callFields = new Set(['id', 'type', 'function', 'extra_content', 'index'])

export function parseMessages(messages: readonly unknown[]): ParsedMessages {
  const parsed: ParsedMessages = { system: [], turns: [], native: false }
  const pairs = toolPairs()
  for (const [index, value] of messages.entries()) parseMessage(record(value), `messages[${index}]`, parsed, pairs)
  return parsed
}

function parseMessage(message: Json, at: string, parsed: ParsedMessages, pairs: ToolPairs): void {
  const { turns } = parsed
  switch (message.role) {
    case 'system':
    case 'developer':
      parseSystem(message, parsed)
      return
    case 'user':
      turns.push({ role: 'user', parts: userParts(message.content), extra: extraOf(message, messageFields) })
      return
    case 'assistant':
      turns.push(parseAssistant(message, at, pairs))
      if (isRecord(message.function_call) || isRecord(message.audio)) parsed.native = true
      return
    case 'tool':
      parseToolResult(message, at, turns, pairs)
      return
    case 'function':
      // The form before tools; only an upstream of this dialect may still know it.
      turns.push({ role: 'user', parts: textParts(message.content), extra: extraOf(message, contentField) })
      parsed.native = true
      return
    default:
      throw invalidAt(`${at}.role`, 'not a known role')
  }
}

function parseSystem(message: Json, { system, turns }: ParsedMessages): void {
  const role = message.role === 'system' ? noExtra : { role: message.role }
  const own = extraOf(message, messageFields)
  const extra = own === noExtra ? role : { ...role, ...own }
  const parts = textParts(message.content)
  if (turns.length > 0) turns.push({ role: 'system', parts, extra })
  else system.push(...parts.map((part) => ({ ...part, extra: { ...extra, ...part.extra } })))
}

function textParts(content: unknown): TextPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content, extra: noExtra }]
  return array(content)
    .map(record)
    .filter((part) => typeof part.text === 'string')
    .map((part) => ({ type: 'text', text: part.text as string, extra: extraOf(part, textFields) }))
}

const textFields = new Set(['type', 'text'])
const imageFields = new Set(['type', 'image_url'])
const audioFields = new Set(['type', 'input_audio'])
const fileFields = new Set(['type', 'file'])

function userParts(content: unknown): Part[] {
  return typeof content === 'string' ? textParts(content) : array(content).map((part) => userPart(record(part)))
}

function userPart(part: Json): Part {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: text(part.text) ?? '', extra: extraOf(part, textFields) }
    case 'image_url': {
      const image = record(part.image_url)
      const detail = text(image.detail)
      const extra = extraOf(part, imageFields)
      return { type: 'image', ...urlOrData(text(image.url) ?? ''), ...(detail !== undefined && { detail }), extra }
    }
    case 'input_audio': {
      const audio = record(part.input_audio)
      const extra = extraOf(part, audioFields)
      return { type: 'audio', data: text(audio.data) ?? '', format: text(audio.format) ?? '', extra }
    }
    case 'file': {
      const file = record(part.file)
      const fileId = text(file.file_id)
      const name = text(file.filename)
      const data = text(file.file_data)
      return {
        type: 'file',
        ...(fileId !== undefined && { id: fileId }),
        ...(data !== undefined && urlOrData(data)),
        ...(name !== undefined && { name }),
        extra: extraOf(part, fileFields),
      }
    }
    default:
      return { type: 'raw', dialect: id, value: part, extra: noExtra }
  }
}

/** A data URL is its bytes; everything else is an address. */
function urlOrData(url: string): { url: string } | { data: string; mediaType: string } {
  const comma = url.startsWith('data:') ? url.indexOf(';base64,') : -1
  return comma === -1 ? { url } : { data: url.slice(comma + 8), mediaType: url.slice(5, comma) }
}

function parseAssistant(message: Json, at: string, pairs: ToolPairs): Turn {
  const parts: Part[] = reasoningParts(message)
  if (typeof message.content === 'string' && message.content !== '') parts.push(...textParts(message.content))
  for (const value of array(message.content)) {
    const part = record(value)
    if (part.type === 'refusal') parts.push({ type: 'refusal', text: text(part.refusal) ?? '', extra: noExtra })
    else parts.push(userPart(part))
  }
  const refusal = text(message.refusal)
  if (refusal !== undefined) parts.push({ type: 'refusal', text: refusal, extra: noExtra })
  for (const [index, value] of array(message.tool_calls).entries()) {
    parts.push(toolCallPart(record(value), `${at}.tool_calls[${index}]`, pairs))
  }
  return { role: 'assistant', parts, extra: extraOf(message, assistantFields) }
}

function toolCallPart(call: Json, at: string, pairs: ToolPairs): Part {
  const callId = text(call.id) ?? ''
  pairs.called(callId)
  if (!isRecord(call.function)) return { type: 'raw', dialect: id, value: call, extra: noExtra }
  const signature = thoughtSignature(call.extra_content)
  return {
    type: 'tool-call',
    id: callId,
    name: text(call.function.name) ?? '',
    arguments: argumentsText(call.function.arguments, `${at}.function.arguments`),
    ...(signature !== undefined && { signature }),
    extra: extraOf(call, callFields),
  }
}

/** What a caller sends back of an answer's thoughts: signed details where there are any, else the plain text. */
function reasoningParts(message: Json): Part[] {
  const details = array(message.reasoning_details).map(record)
  const parts: Part[] = []
  for (const detail of details) {
    const encrypted = detail.type === 'reasoning.encrypted' ? text(detail.data) : undefined
    const signature = text(detail.signature)
    const brand = text(detail.format)
    parts.push({
      type: 'reasoning',
      text: text(detail.text) ?? text(detail.summary) ?? '',
      ...(encrypted !== undefined && { encrypted }),
      ...(signature !== undefined && { signature }),
      ...(brand !== undefined && { brand }),
      extra: noExtra,
    })
  }
  const plain = text(message.reasoning_content) ?? text(message.reasoning)
  if (parts.length === 0 && plain !== undefined) parts.push({ type: 'reasoning', text: plain, extra: noExtra })
  return parts
}

/** Results that follow one another answer one turn of calls, so they are one turn too. */
function parseToolResult(message: Json, at: string, turns: Turn[], pairs: ToolPairs): void {
  const callId = text(message.tool_call_id) ?? ''
  pairs.answered(callId, `${at}.tool_call_id`)
  const part: ToolResultPart = {
    type: 'tool-result',
    id: callId,
    content: textParts(message.content),
    extra: extraOf(message, toolFields),
  }
  const last = turns.at(-1)
  if (last?.role === 'user' && last.parts.every((other) => other.type === 'tool-result')) last.parts.push(part)
  else turns.push({ role: 'user', parts: [part], extra: noExtra })
}
