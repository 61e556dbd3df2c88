import type { AnswerEvent } from '../../answer.ts'
import { array, record, text } from '../../lenient.ts'

export const id = 'openai-chat'

type Json = Readonly<Record<string, unknown>>

/** Text, or the parts that some brands write in its place. */
export function pushContent(content: unknown, choice: number, events: AnswerEvent[]): void {
  if (typeof content === 'string') {
    if (content !== '') events.push({ type: 'text', choice, text: content })
  } else if (Array.isArray(content)) for (const part of content) pushPart(record(part), choice, events)
}

function pushPart(part: Json, choice: number, events: AnswerEvent[]): void {
  switch (part.type) {
    case 'text':
      pushContent(part.text, choice, events)
      return
    case 'thinking':
      for (const piece of array(part.thinking)) pushThought(text(record(piece).text), choice, events)
      return
    case 'refusal': {
      const said = text(part.refusal)
      if (said !== undefined) events.push({ type: 'refusal', choice, text: said })
      return
    }
    case 'image_url':
      pushImage(part, choice, events)
      return
    default:
      events.push({ type: 'raw', choice, dialect: id, value: { content: [part] } })
  }
}

/** An image whose bytes came with it is media; one that has to be fetched is for callers of this dialect. */
export function pushImage(image: Json, choice: number, events: AnswerEvent[]): void {
  const url = text(record(image.image_url).url) ?? ''
  const comma = url.startsWith('data:') ? url.indexOf(';base64,') : -1
  if (comma === -1) events.push({ type: 'raw', choice, dialect: id, value: { images: [image] } })
  else events.push({ type: 'media', choice, mediaType: url.slice(5, comma), data: url.slice(comma + 8) })
}

/** Reasoning as plain text, or as details, which may be signed; the same thought often stands in both. */
export function pushReasoning(
  plain: string | undefined,
  details: readonly unknown[],
  choice: number,
  events: AnswerEvent[],
): void {
  if (!details.some((detail) => detailText(record(detail)) !== undefined)) pushThought(plain, choice, events)
  for (const value of details) {
    const detail = record(value)
    const encrypted = detail.type === 'reasoning.encrypted' ? text(detail.data) : undefined
    const signature = text(detail.signature)
    const thought = detailText(detail)
    if (encrypted !== undefined) events.push({ type: 'reasoning', choice, text: '', encrypted })
    else if (signature !== undefined) events.push({ type: 'reasoning', choice, text: thought ?? '', signature })
    else pushThought(thought, choice, events)
  }
}

const detailText = (detail: Json): string | undefined =>
  text(detail.type === 'reasoning.summary' ? detail.summary : detail.text)

function pushThought(thought: string | undefined, choice: number, events: AnswerEvent[]): void {
  if (thought !== undefined) events.push({ type: 'reasoning', choice, text: thought })
}

/** Notes that stand beside a text. */
export function pushCitations(notes: readonly unknown[], choice: number, events: AnswerEvent[]): void {
  for (const note of notes) {
    const cited = record(record(note).url_citation)
    const url = text(cited.url)
    const title = text(cited.title)
    const quote = text(cited.content)
    const said = { ...(url && { url }), ...(title && { title }), ...(quote && { quote }) }
    events.push({ type: 'citation', choice, citation: { ...said, native: { dialect: id, value: note } } })
  }
}
