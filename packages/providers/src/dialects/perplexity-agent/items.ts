import type { Call, ImagePart, Part, ToolCallPart, ToolResultPart, Turn } from '../../call.ts'
import type { Losses } from '../../losses.ts'

type Json = Record<string, unknown>

/** What the items of a call are written with. */
interface Pen {
  lost: Losses
  /** Names of the tools that were called, by the id of the call: some models want them with the result. */
  names: ReadonlyMap<string, string>
}

/**
 * The turns of a call as items, and the texts of its system. A preset has instructions of its own, which ours would take the
 * place of: it `keepsInstructions`, and gets ours as the first items.
 */
export function agentInput(call: Call, system: readonly string[], keepsInstructions: boolean, lost: Losses): Json {
  const pen: Pen = { lost, names: calledNames(call.turns) }
  const turns = call.turns.flatMap((turn) => turnItems(turn, pen))
  const joined = system.join('\n\n')
  if (joined === '') return { input: turns }
  // An agent needs somebody who asks.
  if (turns.length === 0) return { input: [message('user', joined)] }
  return keepsInstructions ? { input: [message('system', joined), ...turns] } : { instructions: joined, input: turns }
}

const message = (role: string, content: unknown): Json => ({ type: 'message', role, content })

function calledNames(turns: readonly Turn[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const { parts } of turns) for (const part of parts) if (part.type === 'tool-call') names.set(part.id, part.name)
  return names
}

function turnItems(turn: Turn, pen: Pen): Json[] {
  if (turn.role === 'assistant') return assistantItems(turn, pen)
  return turn.role === 'user' ? userItems(turn, pen) : [message('system', turn.parts.map(textOf).join('\n\n'))]
}

const textOf = (part: Part): string => (part.type === 'text' || part.type === 'refusal' ? part.text : '')

function userItems(turn: Turn, pen: Pen): Json[] {
  const items: Json[] = []
  const content: Json[] = []
  for (const part of turn.parts) {
    if (part.type !== 'tool-result') {
      content.push(...inputPart(part, pen))
      continue
    }
    items.push(toolOutput(part, pen))
    // A tool answers with text only: what it shows follows as the user's.
    content.push(...part.content.filter(({ type }) => type !== 'text').flatMap((inner) => inputPart(inner, pen)))
  }
  if (content.length > 0) items.push(message('user', plainest(content)))
  return items
}

/** One plain text is written as a string. */
function plainest(content: readonly Json[]): unknown {
  const [only] = content
  return content.length === 1 && only?.type === 'input_text' ? only.text : content
}

function inputPart(part: Part, { lost }: Pen): Json[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ type: 'input_text', text: part.text }]
    case 'image':
      return [imagePart(part, lost)]
    case 'file': {
      if (part.data === undefined || part.mediaType?.startsWith('text/') !== true) {
        lost.refuse('messages.file')
        return []
      }
      const body = Buffer.from(part.data, 'base64').toString('utf8')
      return [{ type: 'input_text', text: part.name === undefined ? body : `${part.name}\n\n${body}` }]
    }
    case 'raw':
      lost.refuse('messages.content')
      return []
    default:
      lost.refuse(`messages.${part.type === 'audio' ? 'input_audio' : part.type}`)
      return []
  }
}

function imagePart(part: ImagePart, lost: Losses): Json {
  if (part.id !== undefined) lost.refuse('messages.image.file_id')
  if (part.detail !== undefined) lost.drop('messages[].content[].detail')
  const url = part.url ?? `data:${part.mediaType ?? 'image/png'};base64,${part.data ?? ''}`
  return { type: 'input_image', image_url: url }
}

function toolOutput(part: ToolResultPart, { lost, names }: Pen): Json {
  if (part.isError === true) lost.drop('messages[].content[].is_error')
  const name = names.get(part.id)
  const output = part.content.map(textOf).join('')
  return { type: 'function_call_output', call_id: part.id, ...(name !== undefined && { name }), output }
}

/** An answer holds text and calls only, in their order. */
function assistantItems(turn: Turn, { lost }: Pen): Json[] {
  const items: Json[] = []
  let said = ''
  const closeMessage = () => {
    if (said !== '') items.push(message('assistant', said))
    said = ''
  }
  for (const part of turn.parts) {
    if (part.type === 'text' || part.type === 'refusal') {
      said += part.text
    } else if (part.type === 'tool-call') {
      closeMessage()
      items.push(functionCall(part))
    } else if (part.type === 'reasoning') lost.drop('messages[].reasoning')
    else lost.refuse(part.type === 'raw' ? 'messages.content' : `messages.${part.type}`)
  }
  closeMessage()
  return items
}

const functionCall = (part: ToolCallPart): Json => ({
  type: 'function_call',
  call_id: part.id,
  name: part.name,
  arguments: part.arguments || '{}',
  ...(part.signature !== undefined && { thought_signature: part.signature }),
})
