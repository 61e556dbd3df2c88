import type {
  Call,
  Extra,
  FilePart,
  ImagePart,
  Part,
  ReasoningPart,
  ToolCallPart,
  ToolResultPart,
  Turn,
} from '../../call.ts'
import type { Target } from '../../dialect.ts'
import { isRecord } from '../../lenient.ts'
import type { Losses } from '../../losses.ts'
import { toolCallIds } from './tool-call-ids.ts'

type Json = Record<string, unknown>

/** What the messages of a call are written with. */
interface Pen {
  /** The caller speaks this dialect: unknown fields stay. */
  native: boolean
  target: Target
  ids: (id: string) => string
  lost: Losses
}

/** The messages of a call, built from the superset. */
export function chatMessages(call: Call, native: boolean, target: Target, lost: Losses): Json[] {
  const ids = toolCallIds(target.brand.quirks.toolCallIdLength)
  const pen: Pen = { native, target, ids, lost }
  return [...systemMessages(call, native), ...call.turns.flatMap((turn) => turnMessages(turn, pen))]
}

/** One message from another dialect: many chat templates know only one system slot. */
function systemMessages(call: Call, native: boolean): Json[] {
  if (call.system.length === 0) return []
  return native ? call.system.map((part) => systemMessage([part], part.extra)) : [systemMessage(call.system, {})]
}

function systemMessage(parts: readonly Part[], extra: Extra): Json {
  const content = parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n\n')
  return { role: 'system', content, ...extra }
}

function turnMessages(turn: Turn, pen: Pen): Json[] {
  if (turn.role === 'system') return [systemMessage(turn.parts, pen.native ? turn.extra : {})]
  return turn.role === 'assistant' ? assistantMessage(turn, pen) : userMessages(turn, pen)
}

function userMessages(turn: Turn, pen: Pen): Json[] {
  const messages: Json[] = []
  const content: unknown[] = []
  for (const part of turn.parts) {
    if (part.type !== 'tool-result') {
      content.push(userPart(part, pen))
      continue
    }
    messages.push(toolMessage(part, pen))
    for (const inner of part.content) {
      // A tool message holds text only: what a tool shows follows as the user's.
      if (inner.type === 'image') content.push(imagePart(inner, pen))
      else if (inner.type !== 'text') pen.lost.refuse(`messages.tool_result.${inner.type}`)
    }
  }
  if (content.length > 0) messages.push({ role: 'user', content: plainest(content), ...(pen.native && turn.extra) })
  return messages
}

function toolMessage(part: ToolResultPart, pen: Pen): Json {
  if (part.isError === true) pen.lost.drop('messages[].content[].is_error')
  const texts = part.content.filter((inner) => inner.type === 'text')
  return {
    role: 'tool',
    tool_call_id: pen.ids(part.id),
    content: plainest(texts.map((inner) => ({ type: 'text', text: inner.text, ...(pen.native && inner.extra) }))),
    ...(pen.native && part.extra),
  }
}

function userPart(part: Part, pen: Pen): unknown {
  const extra = pen.native ? part.extra : undefined
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, ...extra }
    case 'image':
      return imagePart(part, pen)
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format }, ...extra }
    case 'file':
      return filePart(part, pen)
    case 'raw':
      if (!pen.native) pen.lost.refuse('messages.content')
      return part.value
    default:
      return pen.lost.refuse(`messages.${part.type}`)
  }
}

function imagePart(part: ImagePart, pen: Pen): unknown {
  if (part.id !== undefined) return pen.lost.refuse('messages.image.file_id')
  const url = part.url ?? `data:${part.mediaType ?? 'image/png'};base64,${part.data ?? ''}`
  return {
    type: 'image_url',
    image_url: { url, ...(part.detail !== undefined && { detail: part.detail }) },
    ...(pen.native && part.extra),
  }
}

function filePart(part: FilePart, pen: Pen): unknown {
  const extra = pen.native ? part.extra : undefined
  if (part.id !== undefined) {
    if (!pen.native) pen.lost.refuse('messages.file.file_id')
    return { type: 'file', file: { file_id: part.id }, ...extra }
  }
  if (part.data === undefined) return pen.lost.refuse('messages.file.url')
  if (part.mediaType?.startsWith('text/') === true) {
    const body = Buffer.from(part.data, 'base64').toString('utf8')
    return { type: 'text', text: part.name === undefined ? body : `${part.name}\n\n${body}`, ...extra }
  }
  const data = `data:${part.mediaType ?? 'application/pdf'};base64,${part.data}`
  return { type: 'file', file: { filename: part.name ?? 'file', file_data: data }, ...extra }
}

function assistantMessage(turn: Turn, pen: Pen): Json[] {
  const content: unknown[] = []
  const calls: unknown[] = []
  const refusals: string[] = []
  const thoughts: ReasoningPart[] = []
  for (const part of turn.parts) {
    if (part.type === 'tool-call') calls.push(toolCall(part, pen))
    else if (part.type === 'refusal') refusals.push(part.text)
    else if (part.type === 'raw' && isRecord(part.value) && 'custom' in part.value) calls.push(part.value)
    else if (part.type !== 'reasoning') content.push(userPart(part, pen))
    else if (takesBack(part.brand, pen)) thoughts.push(part)
    else pen.lost.drop('messages[].reasoning')
  }
  const silent = content.length + calls.length + refusals.length === 0
  if (silent && thoughts.length === 0 && !pen.native) return []
  return [
    {
      role: 'assistant',
      content: content.length > 0 ? joined(content) : silent ? '' : null,
      ...(refusals.length > 0 && { refusal: refusals.join('') }),
      ...(thoughts.length > 0 && reasoningFields(thoughts)),
      ...(calls.length > 0 && { tool_calls: calls }),
      ...(pen.native && turn.extra),
    },
  ]
}

/** Plain texts of an answer are one text. */
function joined(content: readonly unknown[]): unknown {
  const texts = content.map((part) => (isPlainText(part) ? part.text : undefined))
  return texts.includes(undefined) ? content : texts.join('')
}

function reasoningFields(thoughts: readonly ReasoningPart[]): Json {
  const signed = thoughts.some(({ signature, encrypted }) => (signature ?? encrypted) !== undefined)
  if (signed) return { reasoning_details: thoughts.map(reasoningDetail) }
  return { reasoning_content: thoughts.map((part) => part.text).join('') }
}

/** A caller of this dialect gets back what it sent; from others, only the maker of a signature can use it. */
function takesBack(maker: string | undefined, { native, target }: Pen): boolean {
  return native || (maker === target.brand.id && target.brand.quirks.reasoningBack !== undefined)
}

function toolCall(part: ToolCallPart, pen: Pen): Json {
  return {
    id: pen.ids(part.id),
    type: 'function',
    function: { name: part.name, arguments: part.arguments },
    ...(part.signature !== undefined && { extra_content: { google: { thought_signature: part.signature } } }),
    ...(pen.native && part.extra),
  }
}

/** One block of reasoning in the form that OpenRouter and its clients pass to and fro. */
function reasoningDetail(
  part: { text: string; signature?: string; encrypted?: string; brand?: string },
  index: number,
): Json {
  const format = part.brand === undefined ? undefined : { format: part.brand }
  if (part.encrypted !== undefined) return { type: 'reasoning.encrypted', data: part.encrypted, ...format, index }
  const signature = part.signature === undefined ? undefined : { signature: part.signature }
  return { type: 'reasoning.text', text: part.text, ...signature, ...format, index }
}

/** A single plain text is written as a string: the form that every server takes. */
function plainest(content: readonly unknown[]): unknown {
  if (content.length === 0) return ''
  const [only] = content
  return content.length === 1 && isPlainText(only) ? only.text : content
}

const isPlainText = (part: unknown): part is { text: string } =>
  isRecord(part) && part.type === 'text' && Object.keys(part).length === 2
