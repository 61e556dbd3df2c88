import type { AnswerEvent, Citation } from '../../answer.ts'
import { array, record, text } from '../../lenient.ts'
import { toolCalls } from '../../tool-calls.ts'

export const id = 'openai-responses'

/** More items than any answer has. */
const itemsMax = 4_096
/** More sources than any answer names. */
const sourcesMax = 1_024

type Json = Readonly<Record<string, unknown>>
type Spoken = 'text' | 'refusal' | 'summary' | 'reasoning'

/** Where a piece belongs: an item of the output, and one of its parts. */
export interface Place {
  item: number
  part: number
}

/**
 * Decodes the items of one response from whatever is told of them: pieces, finished texts, whole items. What was said in
 * pieces is not said again, so a whole response is an output of which no piece came before.
 */
export interface OutputDecoder {
  piece(kind: Spoken, place: Place, said: string, events: AnswerEvent[]): void
  /** A finished text: says what its pieces left out. */
  whole(kind: Spoken, place: Place, said: string, events: AnswerEvent[]): void
  argumentsPiece(item: number, json: string, events: AnswerEvent[]): void
  argumentsWhole(item: number, json: string, events: AnswerEvent[]): void
  logprobs(place: Place, tokens: readonly unknown[], events: AnswerEvent[]): void
  /** A note on the text that is still being said. */
  note(place: Place, annotation: unknown): void
  /** A finished part of a message. */
  part(place: Place, part: Json, events: AnswerEvent[]): void
  item(index: number, item: Json, isDone: boolean, events: AnswerEvent[]): void
  /** The items as the response repeats them at its end. */
  all(items: readonly unknown[], events: AnswerEvent[]): void
  /** What is left to say; false where a tool call cannot be told. */
  finish(events: AnswerEvent[]): boolean
  readonly calls: number
}

/** What tells the output of one vendor of this family from another's. */
export interface OutputFamily {
  /** The dialect that its own items are marked with. */
  readonly id: string
  /** What an item that is no message says of where the text comes from; told behind the message that follows. */
  sourcesOf?(item: Json): readonly unknown[]
  /** Calls come whole: what signs one is known only then. */
  readonly wholeCalls?: true
}

/** One part of an item: how much of it was said, and its notes, which are told once it is over. */
interface OpenPart {
  said: string
  tokens: number
  notes: unknown[]
  noted: number
}

interface OpenItem {
  parts: Map<string, OpenPart>
  /** Thoughts are told once: as a summary or in full, whichever comes first. */
  thought: 'summary' | 'reasoning' | undefined
  json: string
  isDone: boolean
}

export function outputDecoder(family: OutputFamily): OutputDecoder {
  const { id } = family
  const items = new Map<number, OpenItem>()
  const doneIds = new Set<string>()
  const calls = toolCalls(0)
  const sources = sourceList(id)
  let tooMany = false

  function open(index: number): OpenItem {
    let item = items.get(index)
    if (item === undefined) {
      item = { parts: new Map(), thought: undefined, json: '', isDone: false }
      if (items.size < itemsMax) items.set(index, item)
      else tooMany = true
    }
    return item
  }

  function partOf(item: OpenItem, kind: Spoken | 'content', part: number): OpenPart {
    const key = `${kind} ${part}`
    let found = item.parts.get(key)
    if (found === undefined) {
      found = { said: '', tokens: 0, notes: [], noted: 0 }
      item.parts.set(key, found)
    }
    return found
  }

  function piece(kind: Spoken, place: Place, said: string, events: AnswerEvent[]): void {
    if (said === '') return
    const item = open(place.item)
    if (item.isDone) return
    const isThought = kind === 'summary' || kind === 'reasoning'
    if (isThought && item.thought !== undefined && item.thought !== kind) return
    const part = partOf(item, kind, place.part)
    if (isThought) {
      // Parts of a thought are paragraphs of it.
      const gap = item.thought !== undefined && part.said === '' ? '\n\n' : ''
      item.thought = kind
      events.push({ type: 'reasoning', choice: 0, text: gap + said })
    } else {
      tellNotes(item, place.part, events)
      events.push({ type: kind, choice: 0, text: said })
    }
    part.said += said
  }

  function whole(kind: Spoken, place: Place, said: string, events: AnswerEvent[]): void {
    piece(kind, place, rest(said, partOf(open(place.item), kind, place.part).said), events)
  }

  function argumentsPiece(index: number, json: string, events: AnswerEvent[]): void {
    const item = open(index)
    if (item.isDone || json === '') return
    item.json += json
    calls.push({ key: index, arguments: json }, events)
  }

  function logprobs(place: Place, tokens: readonly unknown[], events: AnswerEvent[]): void {
    if (tokens.length === 0) return
    partOf(open(place.item), 'content', place.part).tokens += tokens.length
    events.push({ type: 'logprobs', choice: 0, of: 'content', tokens })
  }

  /** Tells the notes of all parts before this one: they close the text that they belong to. */
  function tellNotes(item: OpenItem, before: number, events: AnswerEvent[]): void {
    for (let part = 0; part < before; part++) tellNotesOf(item, part, [], events)
  }

  function tellNotesOf(item: OpenItem, part: number, told: readonly unknown[], events: AnswerEvent[]): void {
    const known = item.parts.get(`content ${part}`)
    if (known === undefined && told.length === 0) return
    const content = known ?? partOf(item, 'content', part)
    const notes = told.length >= content.notes.length ? told : content.notes
    for (const note of notes.slice(content.noted)) sources.tell(note, events)
    content.noted = Math.max(content.noted, notes.length)
  }

  function part(place: Place, value: Json, events: AnswerEvent[]): void {
    const item = open(place.item)
    if (item.isDone) return
    if (value.type === 'refusal') whole('refusal', place, text(value.refusal) ?? '', events)
    else if (value.type === 'reasoning_text') whole('reasoning', place, text(value.text) ?? '', events)
    else if (typeof value.text === 'string') {
      whole('text', place, value.text, events)
      logprobs(place, array(value.logprobs).slice(partOf(item, 'content', place.part).tokens), events)
      tellNotesOf(item, place.part, array(value.annotations), events)
    }
  }

  function takeReasoning(index: number, item: Json, events: AnswerEvent[]): void {
    for (const kind of ['summary', 'content'] as const) {
      for (const [position, value] of array(item[kind]).entries()) {
        const said = text(record(value).text) ?? ''
        whole(kind === 'summary' ? 'summary' : 'reasoning', { item: index, part: position }, said, events)
      }
    }
  }

  function seal(known: OpenItem, item: Json, events: AnswerEvent[]): void {
    const encrypted = text(item.encrypted_content)
    if (encrypted === undefined) return
    const sealed = known.thought === undefined ? { encrypted } : { signature: encrypted }
    events.push({ type: 'reasoning', choice: 0, text: '', ...sealed })
  }

  function takeItem(index: number, item: Json, isDone: boolean, events: AnswerEvent[]): void {
    const known = open(index)
    if (known.isDone) return
    switch (item.type) {
      case 'message':
        for (const [position, value] of array(item.content).entries()) {
          part({ item: index, part: position }, record(value), events)
        }
        if (!isDone) break
        tellNotes(known, known.parts.size, events)
        sources.tellKept(events)
        break
      case 'reasoning':
        takeReasoning(index, item, events)
        if (isDone) seal(known, item, events)
        break
      case 'function_call': {
        if (!isDone && family.wholeCalls === true) break
        const json = rest(text(item.arguments) ?? '', known.json)
        known.json += json
        const signature = text(item.thought_signature)
        calls.push(
          {
            key: index,
            id: text(item.call_id),
            name: text(item.name),
            arguments: json,
            ...(signature && { signature }),
          },
          events,
        )
        if (isDone) calls.close(index, events)
        break
      }
      default:
        if (!isDone) break
        sources.keep(family.sourcesOf?.(item) ?? [])
        events.push(carried(id, item))
    }
    known.isDone = isDone
    const itemId = text(item.id)
    if (isDone && itemId !== undefined) doneIds.add(itemId)
  }

  return {
    piece,
    whole,
    argumentsPiece,
    argumentsWhole: (index, json, events) => argumentsPiece(index, rest(json, open(index).json), events),
    logprobs,
    note: (place, annotation) => void partOf(open(place.item), 'content', place.part).notes.push(annotation),
    part,
    item: takeItem,
    all(list, events) {
      for (const [index, value] of list.entries()) {
        const item = record(value)
        if (!doneIds.has(text(item.id) ?? '')) takeItem(index, item, true, events)
      }
    },
    finish(events) {
      for (const item of items.values()) if (!item.isDone) tellNotes(item, item.parts.size, events)
      return calls.closeAll(events) && !tooMany
    },
    get calls() {
      return calls.count
    },
  }
}

/** What a finished text adds to its pieces; nothing where they say something else. */
const rest = (whole: string, said: string): string => (whole.startsWith(said) ? whole.slice(said.length) : '')

/** A picture is one to every caller; what else the upstream did by itself only callers of this dialect understand. */
function carried(id: string, item: Json): AnswerEvent {
  const data = item.type === 'image_generation_call' ? text(item.result) : undefined
  if (data === undefined) return { type: 'raw', choice: 0, dialect: id, value: item }
  return { type: 'media', choice: 0, mediaType: `image/${text(item.output_format) ?? 'png'}`, data }
}

interface SourceList {
  /** A note of the text that was said last; what links to the same place is not told again. */
  tell(note: unknown, events: AnswerEvent[]): void
  /** Sources of the next message. */
  keep(found: readonly unknown[]): void
  tellKept(events: AnswerEvent[]): void
}

function sourceList(id: string): SourceList {
  const kept = new Map<string, Citation>()
  const told = new Set<string>()
  const pushed = (citation: Citation): AnswerEvent => ({ type: 'citation', choice: 0, citation })
  return {
    tell(note, events) {
      const citation = citationOf(id, note)
      if (citation.url !== undefined) told.add(citation.url)
      events.push(pushed(citation))
    },
    keep(found) {
      for (const value of found) {
        const citation = citationOf(id, value)
        const { url } = citation
        if (url !== undefined && !kept.has(url) && kept.size < sourcesMax) kept.set(url, citation)
      }
    },
    tellKept(events) {
      for (const [url, citation] of kept) {
        if (told.has(url)) continue
        told.add(url)
        events.push(pushed(citation))
      }
    },
  }
}

function citationOf(id: string, note: unknown): Citation {
  const { url, title, snippet } = record(note)
  return {
    ...(typeof url === 'string' && { url }),
    ...(typeof title === 'string' && { title }),
    ...(typeof snippet === 'string' && { quote: snippet }),
    native: { dialect: id, value: note },
  }
}
