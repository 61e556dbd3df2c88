import type {
  Call,
  Extra,
  FilePart,
  ImagePart,
  Part,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  Turn,
} from '../../call.ts'
import type { Target } from '../../dialect.ts'
import { isRecord } from '../../lenient.ts'
import type { Losses } from '../../losses.ts'
import { id } from './output.ts'

type Json = Record<string, unknown>

/** What the items of a call are written with. */
interface Pen {
  /** The caller speaks this dialect: unknown fields stay. */
  native: boolean
  target: Target
  lost: Losses
}

/** The instructions and the items of a call, built from the superset. */
export function responsesInput(call: Call, native: boolean, target: Target, lost: Losses): Json {
  const pen: Pen = { native, target, lost }
  // A caller of this dialect wrote its instructions beside the items, and any other system turn as an item.
  const instructed = native ? (typeof call.exact.instructions === 'string' ? 1 : 0) : call.system.length
  const instructions = call.system
    .slice(0, instructed)
    .map((part) => part.text)
    .join('\n\n')
  const system = call.system.slice(instructed).map((part) => systemItem([part], part.extra))
  const input = [...system, ...call.turns.flatMap((turn) => turnItems(turn, pen))]
  return { ...(instructions !== '' && { instructions }), input }
}

function systemItem(parts: readonly Part[], extra: Extra): Json {
  const content = parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n\n')
  return { type: 'message', role: 'system', content, ...extra }
}

function turnItems(turn: Turn, pen: Pen): Json[] {
  if (turn.role === 'system') return [systemItem(turn.parts, pen.native ? turn.extra : {})]
  return turn.role === 'assistant' ? assistantItems(turn, pen) : userItems(turn, pen)
}

function userItems(turn: Turn, pen: Pen): Json[] {
  const items: Json[] = []
  const content: Json[] = []
  for (const part of turn.parts) {
    if (part.type === 'tool-result') items.push(toolOutput(part, pen))
    else if (part.type === 'raw') items.push(...carriedItem(part, pen))
    else content.push(...inputPart(part, pen))
  }
  if (content.length > 0) items.push(message('user', content, turn, pen))
  return items
}

/** Items that the superset does not know stand in it whole. */
function carriedItem(part: Part & { type: 'raw' }, { lost }: Pen): Json[] {
  if (part.dialect !== id) lost.refuse('messages.content')
  return isRecord(part.value) ? [part.value] : []
}

function assistantItems(turn: Turn, pen: Pen): Json[] {
  const items: Json[] = []
  let content: Json[] = []
  const closeMessage = () => {
    if (content.length > 0) items.push(message('assistant', content, turn, pen))
    content = []
  }
  for (const part of turn.parts) {
    if (part.type === 'text' || part.type === 'refusal') {
      content.push(...outputPart(part, pen))
      continue
    }
    closeMessage()
    if (part.type === 'reasoning') items.push(...reasoningItem(part, pen))
    else if (part.type === 'tool-call') items.push(functionCall(part, pen))
    else if (part.type === 'raw') items.push(...carriedItem(part, pen))
    else pen.lost.refuse(`messages.${part.type}`)
  }
  closeMessage()
  return items
}

/** One plain text is written as a string: the form that every server takes. */
function message(role: string, content: readonly Json[], turn: Turn, pen: Pen): Json {
  const [only] = content
  const plain = content.length === 1 && typeof only?.text === 'string' && Object.keys(only).length === 2
  return { type: 'message', role, content: plain ? only.text : content, ...(pen.native && turn.extra) }
}

function outputPart(part: Part & { type: 'text' | 'refusal' }, { native }: Pen): Json[] {
  if (part.text === '') return []
  const extra = native ? part.extra : undefined
  return part.type === 'text'
    ? [{ type: 'output_text', text: part.text, ...extra }]
    : [{ type: 'refusal', refusal: part.text, ...extra }]
}

function inputPart(part: Part, pen: Pen): Json[] {
  const extra = pen.native ? part.extra : undefined
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [textPart(part, pen)]
    case 'image':
      return [imagePart(part, pen)]
    case 'audio':
      return [{ type: 'input_audio', input_audio: { data: part.data, format: part.format }, ...extra }]
    case 'file':
      return [filePart(part, pen)]
    default:
      pen.lost.refuse(`messages.${part.type}`)
      return []
  }
}

const textPart = (part: TextPart, { native }: Pen): Json => ({
  type: 'input_text',
  text: part.text,
  ...(native && part.extra),
})

function imagePart(part: ImagePart, { native, lost }: Pen): Json {
  if (part.id !== undefined && !native) lost.refuse('messages.image.file_id')
  const url = part.url ?? `data:${part.mediaType ?? 'image/png'};base64,${part.data ?? ''}`
  return {
    type: 'input_image',
    ...(part.id === undefined ? { image_url: url } : { file_id: part.id }),
    ...(part.detail !== undefined && { detail: part.detail }),
    ...(native && part.extra),
  }
}

function filePart(part: FilePart, { native, lost }: Pen): Json {
  const extra = native ? part.extra : undefined
  if (part.id !== undefined) {
    if (!native) lost.refuse('messages.file.file_id')
    return { type: 'input_file', file_id: part.id, ...extra }
  }
  if (part.url !== undefined) return { type: 'input_file', file_url: part.url, ...extra }
  const data = part.data ?? ''
  if (part.mediaType?.startsWith('text/') === true && !native) {
    const body = Buffer.from(data, 'base64').toString('utf8')
    return { type: 'input_text', text: part.name === undefined ? body : `${part.name}\n\n${body}` }
  }
  const file = `data:${part.mediaType ?? 'application/pdf'};base64,${data}`
  return { type: 'input_file', filename: part.name ?? 'file', file_data: file, ...extra }
}

function toolOutput(part: ToolResultPart, pen: Pen): Json {
  if (part.isError === true) pen.lost.drop('messages[].content[].is_error')
  const plain = part.content.every((inner) => inner.type === 'text' && Object.keys(inner.extra).length === 0)
  const output = plain
    ? part.content.map((inner) => (inner.type === 'text' ? inner.text : '')).join('')
    : part.content.flatMap((inner) => inputPart(inner, pen))
  return { type: 'function_call_output', call_id: part.id, output, ...(pen.native && part.extra) }
}

const functionCall = (part: ToolCallPart, { native }: Pen): Json => ({
  type: 'function_call',
  call_id: part.id,
  name: part.name,
  arguments: part.arguments,
  ...(native && part.extra),
})

/** Thoughts go back to whoever made them, sealed; nobody else can read them. */
function reasoningItem(part: ReasoningPart, { native, target, lost }: Pen): Json[] {
  const sealed = part.encrypted ?? part.signature
  if (isForeign(part, native, target) || (sealed === undefined && !native)) {
    lost.drop('messages[].reasoning')
    return []
  }
  const summary = part.text === '' ? [] : [{ type: 'summary_text', text: part.text }]
  return [
    {
      type: 'reasoning',
      summary,
      ...(sealed !== undefined && { encrypted_content: sealed }),
      ...(native && part.extra),
    },
  ]
}

const isForeign = (part: ReasoningPart, native: boolean, target: Target): boolean =>
  part.brand === undefined ? !native : part.brand !== target.brand.id
