import type { Call, Part, ReasoningPart, ToolCallPart, ToolResultPart, Turn } from '../../call.ts'
import type { Target } from '../../dialect.ts'
import { isRecord, parseJson } from '../../lenient.ts'
import type { Losses } from '../../losses.ts'
import { mediaPart } from './media.ts'
import { budgetRange } from './thinking.ts'

type Json = Record<string, unknown>

interface Content {
  role: 'user' | 'model'
  parts: Json[]
}

/** What the contents of a call are written with. */
interface Pen {
  target: Target
  lost: Losses
  contents: Content[]
  /** Calls so far by their id: the name that a result has to repeat, and the place that it has to take. */
  called: Map<string, { name: string; place: number }>
  calls: number
}

/** Stands for the signature of a call that no model of this API has made. https://ai.google.dev/gemini-api/docs/thought-signatures */
const skipped = 'skip_thought_signature_validator'
/** An id that `stream.ts` has made; the API never saw it. */
const ownId = /^call_\d+(?:_|$)/

/** The system instruction's parts and the contents of a call. */
export function contentsOf(call: Call, target: Target, lost: Losses): { system: Json[]; contents: Content[] } {
  const pen: Pen = { target, lost, contents: [], called: new Map(), calls: 0 }
  const system = call.system.flatMap((part) => textPart(part.text))
  for (const turn of call.turns) {
    // There is one system slot: what a caller wrote between turns goes there too, in order.
    if (turn.role === 'system') system.push(...turn.parts.flatMap((part) => contentPart(part, pen)))
    else if (turn.role === 'user') addUser(turn, pen)
    else add('model', modelParts(turn.parts, pen), pen)
  }
  // A conversation needs somebody to speak to.
  if (pen.contents.length === 0) pen.contents.push({ role: 'user', parts: system.splice(-1) })
  if (budgetRange(target) === undefined) signCalls(pen.contents)
  return { system, contents: pen.contents }
}

const isResponse = (part: Json | undefined): boolean => part?.functionResponse !== undefined

/** Adds parts to the last content of the role, but nothing to responses: a turn of calls is answered by one of them alone. */
function add(role: Content['role'], parts: Json[], { contents }: Pen): void {
  if (parts.length === 0) return
  const last = contents.at(-1)
  if (last?.role === role && isResponse(last.parts[0]) === isResponse(parts[0])) last.parts.push(...parts)
  else contents.push({ role, parts })
}

/** Results in the order of their calls, which is all that pairs two calls of one function; then what they show, and the rest. */
function addUser({ parts }: Turn, pen: Pen): void {
  const results = parts.filter((part) => part.type === 'tool-result')
  const place = ({ id }: ToolResultPart) => pen.called.get(id)?.place ?? Infinity
  const ordered = results.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
  add(
    'user',
    ordered.map((part) => functionResponse(part, pen)),
    pen,
  )
  const shown = ordered.flatMap(({ content }) => content.filter(({ type }) => type !== 'text'))
  const others = parts.filter((part) => part.type !== 'tool-result')
  add(
    'user',
    [...shown, ...others].flatMap((part) => contentPart(part, pen)),
    pen,
  )
}

function functionResponse(part: ToolResultPart, { called }: Pen): Json {
  const said = part.content.flatMap((inner) => (inner.type === 'text' ? [inner.text] : [])).join('\n')
  return {
    functionResponse: {
      ...idOf(part.id),
      name: called.get(part.id)?.name ?? '',
      response: part.isError === true ? { error: said } : { output: said },
    },
  }
}

/** Signatures of texts stand behind them, before the calls. */
function modelParts(parts: readonly Part[], pen: Pen): Json[] {
  const signatures: Json[] = []
  const written: Json[] = []
  for (const part of parts) {
    const isSignature = part.type === 'reasoning' && part.text === ''
    const list = isSignature ? signatures : written
    list.push(...contentPart(part, pen))
  }
  const call = written.findIndex(({ functionCall }) => functionCall !== undefined)
  return written.toSpliced(call === -1 ? written.length : call, 0, ...signatures)
}

/** A part, or none where there is nothing to say. */
function contentPart(part: Part, pen: Pen): Json[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return textPart(part.text)
    case 'image':
    case 'file':
    case 'audio':
      return mediaPart(part, pen.lost)
    case 'reasoning':
      return thoughtPart(part, pen)
    case 'tool-call':
      return [callPart(part, pen)]
    case 'tool-result':
    case 'raw':
      pen.lost.refuse('messages.content')
      return []
  }
}

const textPart = (text: string): Json[] => (text === '' ? [] : [{ text }])

/** A thought goes back to its maker, signed; the signature of a text comes without one. */
function thoughtPart({ text, signature, brand }: ReasoningPart, { target, lost }: Pen): Json[] {
  if (signature !== undefined && brand === target.brand.id)
    return [{ text, ...(text !== '' && { thought: true }), thoughtSignature: signature }]
  lost.drop('messages[].reasoning')
  return []
}

function callPart({ id, name, arguments: json, signature }: ToolCallPart, pen: Pen): Json {
  pen.called.set(id, { name, place: pen.calls++ })
  const args = parseJson(json)
  return {
    functionCall: { ...idOf(id), name, args: isRecord(args) ? args : {} },
    ...(signature !== undefined && { thoughtSignature: signature }),
  }
}

const idOf = (id: string): Json => (id === '' || ownId.test(id) ? {} : { id })

/** In the turn that goes on, the first call of each step has to be signed: what is missing was made elsewhere. */
function signCalls(contents: readonly Content[]): void {
  const asked = contents.findLastIndex(({ role, parts }) => role === 'user' && !isResponse(parts[0]))
  for (const { parts } of contents.slice(asked + 1)) {
    const first = parts.find(({ functionCall }) => functionCall !== undefined)
    if (first !== undefined) first.thoughtSignature ??= skipped
  }
}
