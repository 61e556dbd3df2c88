import type { Call, Extra, FilePart, ImagePart, Part, ReasoningPart, TextPart, Turn } from '../../call.ts'
import type { Target } from '../../dialect.ts'
import { isRecord, parseJson } from '../../lenient.ts'
import type { Losses } from '../../losses.ts'
import { id } from './blocks.ts'

type Json = Record<string, unknown>

interface Message {
  role: 'user' | 'assistant'
  content: unknown[]
}

/** What the messages of a call are written with. */
interface Pen {
  /** The caller speaks this dialect: unknown fields stay. */
  native: boolean
  target: Target
  lost: Losses
}

/** Marks for the prompt cache have the same name in every dialect that has them. */
export const carried: readonly string[] = ['cache_control']

export function extraOf(extra: Extra, native: boolean): Json {
  if (native) return extra
  return extra.cache_control === undefined ? {} : { cache_control: extra.cache_control }
}

/** The system blocks and the messages of a call, built from the superset. */
export function messagesOf(call: Call, target: Target, lost: Losses): { system: Json[]; messages: Message[] } {
  const pen: Pen = { native: call.from === id, target, lost }
  const system = call.system.flatMap((part) => textBlock(part, pen))
  const messages: Message[] = []
  for (const turn of call.turns) {
    // There is one system slot: what a caller wrote between turns goes there too, in order.
    if (turn.role === 'system') system.push(...turn.parts.flatMap((part) => contentBlock(part, pen)))
    else addTurn(messages, turn.role, turn, pen)
  }
  // A conversation needs somebody to speak to.
  if (messages.length === 0) messages.push({ role: 'user', content: system.splice(-1) })
  const last = messages.at(-1)
  if (last?.role === 'assistant') {
    last.content = trimmedEnd(last.content)
    if (last.content.length === 0) messages.pop()
  }
  return { system, messages }
}

/** Adds a turn, to the message before it where the role is the same: tool results and what follows are one message. */
function addTurn(messages: Message[], role: 'user' | 'assistant', turn: Turn, pen: Pen): void {
  const results = turn.parts.filter((part) => part.type === 'tool-result')
  const others = turn.parts.filter((part) => part.type !== 'tool-result')
  const content = [...results, ...others].flatMap((part) => contentBlock(part, pen))
  if (content.length === 0) return
  const last = messages.at(-1)
  if (last?.role === role && !pen.native) last.content.push(...content)
  else messages.push({ role, content, ...(pen.native && turn.extra) })
}

/** A block, or none where there is nothing to say. */
function contentBlock(part: Part, pen: Pen): Json[] {
  const extra = extraOf(part.extra, pen.native)
  switch (part.type) {
    case 'text':
      return textBlock(part, pen)
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text, ...extra }]
    case 'image':
      return imageBlock(part, pen)
    case 'file':
      return fileBlock(part, pen)
    case 'reasoning':
      return reasoningBlock(part, pen)
    case 'tool-call':
      return [{ type: 'tool_use', id: toolUseId(part.id), name: part.name, input: inputOf(part.arguments), ...extra }]
    case 'tool-result': {
      const content = part.content.flatMap((inner) => contentBlock(inner, pen))
      const failed = part.isError === undefined ? {} : { is_error: part.isError }
      return [
        {
          type: 'tool_result',
          tool_use_id: toolUseId(part.id),
          ...(content.length > 0 && { content }),
          ...failed,
          ...extra,
        },
      ]
    }
    case 'audio':
      pen.lost.refuse('messages.input_audio')
      return []
    case 'raw':
      if (part.dialect !== id) pen.lost.refuse('messages.content')
      return isRecord(part.value) ? [part.value] : []
  }
}

const textBlock = (part: TextPart, pen: Pen): Json[] =>
  part.text === '' ? [] : [{ type: 'text', text: part.text, ...extraOf(part.extra, pen.native) }]

function imageBlock(part: ImagePart, pen: Pen): Json[] {
  const source =
    part.id !== undefined
      ? { type: 'file', file_id: part.id }
      : part.url !== undefined
        ? { type: 'url', url: part.url }
        : { type: 'base64', media_type: part.mediaType ?? 'image/png', data: part.data ?? '' }
  if (part.id !== undefined && !pen.native) pen.lost.refuse('messages.image.file_id')
  if (part.detail !== undefined) pen.lost.drop('messages[].content[].detail')
  return [{ type: 'image', source, ...extraOf(part.extra, pen.native) }]
}

function fileBlock(part: FilePart, pen: Pen): Json[] {
  if (part.id !== undefined && !pen.native) pen.lost.refuse('messages.file.file_id')
  const title = part.name === undefined ? {} : { title: part.name }
  return [{ type: 'document', source: fileSource(part), ...title, ...extraOf(part.extra, pen.native) }]
}

function fileSource(part: FilePart): Json {
  if (part.id !== undefined) return { type: 'file', file_id: part.id }
  if (part.url !== undefined) return { type: 'url', url: part.url }
  const data = part.data ?? ''
  if (part.mediaType?.startsWith('text/') !== true) {
    return { type: 'base64', media_type: part.mediaType ?? 'application/pdf', data }
  }
  return { type: 'text', media_type: 'text/plain', data: Buffer.from(data, 'base64').toString('utf8') }
}

/** Reasoning goes back to its maker, signed; nobody else can check it. */
function reasoningBlock(part: ReasoningPart, { native, target, lost }: Pen): Json[] {
  if (isOwnReasoning(part, native, target)) {
    const extra = extraOf(part.extra, native)
    if (part.encrypted !== undefined) return [{ type: 'redacted_thinking', data: part.encrypted, ...extra }]
    return [{ type: 'thinking', thinking: part.text, signature: part.signature ?? '', ...extra }]
  }
  lost.drop('messages[].reasoning')
  return []
}

export function isOwnReasoning(part: ReasoningPart, native: boolean, target: Target): boolean {
  if (part.signature === undefined && part.encrypted === undefined) return false
  return part.brand === undefined ? native : part.brand === target.brand.id
}

const unfit = /[^a-zA-Z0-9_-]/g

/** Ids may hold letters, digits, `_` and `-`; others are rewritten the same way in the call and in its result. */
function toolUseId(wanted: string): string {
  if (wanted === '') return 'call'
  return wanted.replace(unfit, (char) => `_${char.codePointAt(0)?.toString(16)}`)
}

/** The arguments were judged when the call was parsed: what is no object any more can only be empty. */
function inputOf(json: string): unknown {
  const input = parseJson(json)
  return isRecord(input) ? input : {}
}

/** The API refuses a prefill that ends with white space. */
function trimmedEnd(content: unknown[]): unknown[] {
  const last = content.at(-1)
  if (!isRecord(last) || last.type !== 'text' || typeof last.text !== 'string') return content
  const text = last.text.trimEnd()
  return [...content.slice(0, -1), ...(text === '' ? [] : [{ ...last, text }])]
}
