import type { AnswerEvent, Citation } from '../../answer.ts'
import type { AnswerHead } from '../../dialect.ts'
import { isRecord } from '../../lenient.ts'
import { sealed } from '../../sealed-reasoning.ts'
import { id } from './parse-items.ts'

type Json = Record<string, unknown>
export type ChoiceEvent = Extract<AnswerEvent, { choice: number }>
type Said<T extends AnswerEvent['type']> = Extract<AnswerEvent, { type: T }>

/** Hears each event of the stream as it happens. */
export type Tell = (type: string, members: Json) => void

/** The items of a response while they are made: a whole answer is what is there at the end, a stream what was told. */
export interface ResponseOutput {
  push(event: ChoiceEvent): void
  /** Ends what is still open. `cut`: there were no tokens left for the last item. */
  end(cut: boolean): void
  readonly items: readonly Json[]
}

interface OpenItem {
  index: number
  item: Json
}

interface OpenMessage extends OpenItem {
  parts: Json[]
  /** The part that grows; null where the next piece begins another. */
  part: TextPart | RefusalPart | null
}

interface TextPart {
  type: 'output_text'
  text: string
  annotations: unknown[]
  logprobs: unknown[]
}

interface RefusalPart {
  type: 'refusal'
  refusal: string
}

export function responseOutput(head: AnswerHead, tell: Tell): ResponseOutput {
  const items: Json[] = []
  const calls = new Map<number, OpenItem & { json: string }>()
  const suffix = head.id.replace(/^resp_/, '')
  let message: OpenMessage | null = null
  let thought: (OpenItem & { text: string }) | null = null

  function add(prefix: string, members: Json): OpenItem {
    const index = items.length
    const item = { id: `${prefix}_${suffix}_${index}`, ...members }
    items.push(item)
    tell('response.output_item.added', { output_index: index, item })
    return { index, item }
  }

  function done({ index, item }: OpenItem, members: Json): void {
    const whole = { ...item, ...members }
    items[index] = whole
    tell('response.output_item.done', { output_index: index, item: whole })
  }

  /** What begins ends the message or the thought before it; calls stay open, since they may come in turns. */
  function endOpen(status = 'completed'): void {
    if (message !== null) {
      endPart(message)
      done(message, { status, content: message.parts })
      message = null
    }
    if (thought !== null) endThought(thought, undefined)
  }

  function openMessage(): OpenMessage {
    if (message !== null) return message
    endOpen()
    const opened = add('msg', { type: 'message', status: 'in_progress', role: 'assistant', content: [] })
    message = { ...opened, parts: [], part: null }
    return message
  }

  const placeOf = ({ index, item, parts }: OpenMessage) => ({
    item_id: item.id,
    output_index: index,
    content_index: parts.length,
  })

  function endPart(open: OpenMessage): void {
    const { part } = open
    if (part === null) return
    const place = placeOf(open)
    if (part.type === 'refusal') tell('response.refusal.done', { ...place, refusal: part.refusal })
    else tell('response.output_text.done', { ...place, text: part.text, logprobs: part.logprobs })
    tell('response.content_part.done', { ...place, part })
    open.parts.push({ ...part })
    open.part = null
  }

  function openText(closed: boolean): { open: OpenMessage; part: TextPart } {
    const open = openMessage()
    if (open.part?.type === 'output_text' && !closed) return { open, part: open.part }
    endPart(open)
    const part: TextPart = { type: 'output_text', text: '', annotations: [], logprobs: [] }
    tell('response.content_part.added', { ...placeOf(open), part })
    open.part = part
    return { open, part }
  }

  function text(said: string): void {
    // A note closes the text that it belongs to.
    const noted = message?.part?.type === 'output_text' && message.part.annotations.length > 0
    const { open, part } = openText(noted)
    part.text += said
    tell('response.output_text.delta', { ...placeOf(open), delta: said, logprobs: [] })
  }

  function refusal(said: string): void {
    const open = openMessage()
    if (open.part?.type !== 'refusal') {
      endPart(open)
      const part: RefusalPart = { type: 'refusal', refusal: '' }
      tell('response.content_part.added', { ...placeOf(open), part })
      open.part = part
    }
    open.part.refusal += said
    tell('response.refusal.delta', { ...placeOf(open), delta: said })
  }

  function logprobs({ of, tokens }: Said<'logprobs'>): void {
    if (of !== 'content' || message?.part?.type !== 'output_text') return
    message.part.logprobs.push(...tokens)
    tell('response.output_text.delta', { ...placeOf(message), delta: '', logprobs: tokens })
  }

  function citation(cited: Citation): void {
    const { open, part } = openText(false)
    const annotation = annotationOf(cited, part.text.length)
    if (annotation === undefined) return
    tell('response.output_text.annotation.added', {
      ...placeOf(open),
      annotation_index: part.annotations.length,
      annotation,
    })
    part.annotations.push(annotation)
  }

  function reasoning(said: Said<'reasoning'>): void {
    const proof = said.signature !== undefined || said.encrypted !== undefined ? said : undefined
    // What is encrypted is a block of its own.
    if (thought === null || said.encrypted !== undefined) {
      endOpen()
      thought = { ...add('rs', { type: 'reasoning', summary: [] }), text: '' }
    }
    if (said.text !== '') think(thought, said.text)
    if (proof !== undefined) endThought(thought, proof)
  }

  function think(open: OpenItem & { text: string }, said: string): void {
    const place = { item_id: open.item.id, output_index: open.index, summary_index: 0 }
    if (open.text === '') {
      tell('response.reasoning_summary_part.added', { ...place, part: { type: 'summary_text', text: '' } })
    }
    open.text += said
    tell('response.reasoning_summary_text.delta', { ...place, delta: said })
  }

  function endThought(open: OpenItem & { text: string }, proof: Said<'reasoning'> | undefined): void {
    thought = null
    const part = { type: 'summary_text', text: open.text }
    if (open.text !== '') {
      const place = { item_id: open.item.id, output_index: open.index, summary_index: 0 }
      tell('response.reasoning_summary_text.done', { ...place, text: open.text })
      tell('response.reasoning_summary_part.done', { ...place, part })
    }
    done(open, { summary: open.text === '' ? [] : [part], ...sealedBy(head, proof) })
  }

  function toolCall(said: Said<'tool-call'>): void {
    let call = calls.get(said.index)
    if (call === undefined) {
      endOpen()
      const members = { type: 'function_call', status: 'in_progress', call_id: said.id, name: said.name, arguments: '' }
      call = { ...add('fc', members), json: '' }
      calls.set(said.index, call)
    }
    if (said.signature !== undefined) call.item.extra_content = { google: { thought_signature: said.signature } }
    if (said.arguments === '') return
    call.json += said.arguments
    const place = { item_id: call.item.id, output_index: call.index }
    tell('response.function_call_arguments.delta', { ...place, delta: said.arguments })
  }

  function complete(prefix: string, members: Json): void {
    endOpen()
    const { index, item } = add(prefix, members)
    tell('response.output_item.done', { output_index: index, item })
  }

  function push(event: ChoiceEvent): void {
    if (event.type === 'text') text(event.text)
    else if (event.type === 'refusal') refusal(event.text)
    else if (event.type === 'reasoning') reasoning(event)
    else if (event.type === 'tool-call') toolCall(event)
    else if (event.type === 'citation') citation(event.citation)
    else if (event.type === 'logprobs') logprobs(event)
    else if (event.type === 'media') complete('ig', picture(event))
    else if (event.type === 'raw' && event.dialect === id && isRecord(event.value)) complete('item', event.value)
  }

  return {
    push,
    items,
    end(cut) {
      const last = items.length - 1
      const statusOf = (index: number) => (cut && index === last ? 'incomplete' : 'completed')
      endOpen(statusOf(message?.index ?? -1))
      for (const call of calls.values()) {
        const place = { item_id: call.item.id, output_index: call.index }
        tell('response.function_call_arguments.done', { ...place, arguments: call.json })
        done(call, { status: statusOf(call.index), arguments: call.json })
      }
    },
  }
}

const picture = ({ mediaType, data }: Said<'media'>): Json => ({
  type: 'image_generation_call',
  status: 'completed',
  result: data,
  output_format: mediaType.slice(mediaType.indexOf('/') + 1),
})

/** A citation as a note of this dialect, behind so many characters; undefined where there is nothing to point at. */
function annotationOf({ native, url, title, document }: Citation, chars: number): unknown {
  if (native.dialect === id) return native.value
  // A file of the call has a name here and no id, which is required.
  if (url === undefined && document !== undefined && title !== undefined) {
    return { type: 'file_citation', file_id: '', filename: title, index: chars }
  }
  if (url === undefined) return undefined
  return { type: 'url_citation', url, title: title ?? url, start_index: chars, end_index: chars }
}

/** The upstream's own proof where it speaks this dialect, else who made the thought with what proves it. */
function sealedBy({ made }: AnswerHead, proof: Said<'reasoning'> | undefined): Json {
  const { signature, encrypted } = proof ?? {}
  if (made !== undefined && made.dialect !== id) {
    const parts = { ...(signature !== undefined && { signature }), ...(encrypted !== undefined && { encrypted }) }
    return { encrypted_content: sealed({ brand: made.brand, ...parts }) }
  }
  const own = signature ?? encrypted
  return own === undefined ? {} : { encrypted_content: own }
}
