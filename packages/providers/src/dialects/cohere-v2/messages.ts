import type { Call, FilePart, ImagePart, Part, ReasoningPart, ToolResultPart, Turn } from '../../call.ts'
import type { Target } from '../../dialect.ts'
import type { Losses } from '../../losses.ts'

type Json = Record<string, unknown>

/** What the messages of a call are written with. */
interface Pen {
  target: Target
  lost: Losses
  /** Files of text become documents, which the answer cites; null where the call must not have any. */
  documents: Json[] | null
}

/** The messages of a call and its documents. `grounds` false: files of text stay in the text. */
export function messagesOf(
  call: Call,
  target: Target,
  lost: Losses,
  grounds: boolean,
): { messages: Json[]; documents: Json[] } {
  const documents: Json[] = []
  const pen: Pen = { target, lost, documents: grounds ? documents : null }
  const system = call.system.length > 0 ? [systemMessage(call.system)] : []
  const messages = [...system, ...call.turns.flatMap((turn) => turnMessages(turn, pen))]
  const last = messages.at(-1)
  // A conversation needs somebody who speaks.
  if (last !== undefined && messages.every(({ role }) => role === 'system')) last.role = 'user'
  return { messages, documents }
}

function turnMessages(turn: Turn, pen: Pen): Json[] {
  if (turn.role === 'system') return [systemMessage(turn.parts)]
  return turn.role === 'assistant' ? assistantMessage(turn, pen) : userMessages(turn, pen)
}

function systemMessage(parts: readonly Part[]): Json {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))
  return { role: 'system', content: texts.join('\n\n') }
}

function userMessages(turn: Turn, pen: Pen): Json[] {
  const messages: Json[] = []
  const content: Json[] = []
  for (const part of turn.parts) {
    if (part.type !== 'tool-result') {
      content.push(...userPart(part, pen))
      continue
    }
    messages.push(toolMessage(part, pen))
    // A tool answers with text only: what it shows follows as the user's.
    content.push(...part.content.filter(({ type }) => type !== 'text').flatMap((inner) => userPart(inner, pen)))
  }
  if (content.length > 0) messages.push({ role: 'user', content: plainest(content) })
  return messages
}

function toolMessage(part: ToolResultPart, pen: Pen): Json {
  if (part.isError === true) pen.lost.drop('messages[].content[].is_error')
  const texts = part.content.flatMap((inner) => (inner.type === 'text' ? [inner.text] : []))
  return { role: 'tool', tool_call_id: part.id, content: texts.join('\n') }
}

function userPart(part: Part, pen: Pen): Json[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }]
    case 'image':
      return imagePart(part, pen)
    case 'file':
      return filePart(part, pen)
    case 'audio':
      pen.lost.refuse('messages.input_audio')
      return []
    case 'raw':
      pen.lost.refuse('messages.content')
      return []
    default:
      pen.lost.refuse(`messages.${part.type}`)
      return []
  }
}

function imagePart(part: ImagePart, pen: Pen): Json[] {
  if (part.id !== undefined) pen.lost.refuse('messages.image.file_id')
  const url = part.url ?? `data:${part.mediaType ?? 'image/png'};base64,${part.data ?? ''}`
  return [{ type: 'image_url', image_url: { url, ...(part.detail !== undefined && { detail: part.detail }) } }]
}

function filePart(part: FilePart, pen: Pen): Json[] {
  if (part.data === undefined || part.mediaType?.startsWith('text/') !== true) {
    pen.lost.refuse('messages.file')
    return []
  }
  const text = Buffer.from(part.data, 'base64').toString('utf8')
  const { documents } = pen
  if (documents === null) return [{ type: 'text', text: part.name === undefined ? text : `${part.name}\n\n${text}` }]
  documents.push({ data: { text, ...(part.name !== undefined && { title: part.name }) } })
  return []
}

function assistantMessage(turn: Turn, pen: Pen): Json[] {
  const content: Json[] = []
  const calls: Json[] = []
  for (const part of turn.parts) {
    if (part.type === 'reasoning') content.push(...thinkingPart(part, pen))
    else if (part.type !== 'tool-call') content.push(...assistantPart(part, pen))
    else {
      const fn = { name: part.name, arguments: part.arguments || '{}' }
      calls.push({ id: part.id, type: 'function', function: fn })
    }
  }
  if (calls.length === 0) return content.length === 0 ? [] : [{ role: 'assistant', content: plainest(content) }]
  // What is said in front of calls is their plan here.
  const plan = content.map((part) => part.text ?? '').join('')
  const thoughts = content.filter(({ type }) => type === 'thinking')
  return [
    {
      role: 'assistant',
      ...(thoughts.length > 0 && { content: thoughts }),
      ...(plan !== '' && { tool_plan: plan }),
      tool_calls: calls,
    },
  ]
}

/** An answer holds text and thoughts only. */
function assistantPart(part: Exclude<Part, ReasoningPart>, pen: Pen): Json[] {
  if (part.type === 'text' || part.type === 'refusal') return userPart(part, pen)
  pen.lost.refuse(part.type === 'raw' ? 'messages.content' : `messages.${part.type}`)
  return []
}

/** Thoughts go back to their maker, which does not sign them; those of another, or of nobody, are left out. */
function thinkingPart(part: ReasoningPart, { target, lost }: Pen): Json[] {
  if (part.brand === target.brand.id && part.text !== '') return [{ type: 'thinking', thinking: part.text }]
  lost.drop('messages[].reasoning')
  return []
}

/** One plain text is written as such. */
function plainest(content: readonly Json[]): unknown {
  const [only] = content
  return content.length === 1 && only?.type === 'text' ? only.text : content
}
