import { type Answer, type Part, wholeAnswer } from '../answer.ts'
import type { Thought } from '../mind.ts'
import type { ContentFault } from '../model-server.ts'
import { signatureOf } from './contents.ts'
import type { GenerateRequest } from './generate-request.ts'

export interface GenerateContext {
  responseId: string
  model: string
  signs: boolean
  /** The id of a call of a candidate; undefined for models that give none. */
  callId(choice: number, call: number): string | undefined
  request: GenerateRequest
  /** Whole, as events, or as one JSON array that arrives piece by piece. */
  framing: 'whole' | 'sse' | 'array'
  headers: Record<string, string>
  quirk: ContentFault | null
}

/** Output tokens by the two names under which they are told. */
interface Spent {
  thoughts: number
  said: number
}

/** A piece of a candidate's content, and the tokens that it spends. */
interface Piece extends Spent {
  parts: object[]
}

interface Candidate {
  pieces: Piece[]
  finishReason: string
  /** Spent, and nothing of it is shown: a call that the limit has cut, thoughts before no word. */
  unseen: Spent
  callsTools: boolean
}

const finishReasons = { stop: 'STOP', 'stop-sequence': 'STOP', tool: 'STOP', length: 'MAX_TOKENS' } as const
const nothing: Spent = { thoughts: 0, said: 0 }
const blocked = { blockReason: 'PROHIBITED_CONTENT' }

export function generateAnswer(thoughts: Thought[], context: GenerateContext): Answer {
  if (context.quirk === 'refusal') return blockedAnswer(context)
  const candidates = thoughts.map((thought, choice) => candidateOf(thought, choice, context))
  return context.framing === 'whole' ? whole(candidates, context) : streamed(candidates, context)
}

function candidateOf(thought: Thought, choice: number, { request, signs, callId }: GenerateContext): Candidate {
  const thoughts = thought.reasoning.length
  const texts = thought.text.map((text) => ({ parts: [{ text }], thoughts: 0, said: 1 }))
  const calls = thought.calls.flatMap((call, index) => {
    const args = parsed(call.arguments.join(''))
    if (args === undefined) return []
    // Calls made at once have one signature: it is on the first.
    const signature = signs && index === 0 ? { thoughtSignature: signatureOf(call.name, args) } : {}
    const id = callId(choice, index)
    const parts = [{ functionCall: { ...(id === undefined ? {} : { id }), name: call.name, args }, ...signature }]
    return [{ parts, thoughts: 0, said: call.arguments.length }]
  })
  const shown = request.includesThoughts
    ? thought.reasoning.map((text) => ({ parts: [{ text, thought: true }], thoughts: 1, said: 0 }))
    : []
  const pieces = [...shown, ...texts, ...calls]
  // Thoughts that are not shown are spent before anything else is said.
  if (shown.length === 0 && pieces[0]) pieces[0] = { ...pieces[0], thoughts }
  const seen = total(pieces)
  const said = thought.calls.reduce((sum, call) => sum + call.arguments.length, thought.text.length)
  return {
    pieces,
    finishReason: finishReasons[thought.end],
    unseen: { thoughts: thoughts - seen.thoughts, said: said - seen.said },
    callsTools: calls.length > 0,
  }
}

function total(list: Spent[]): Spent {
  return list.reduce(
    (sum, { thoughts, said }) => ({ thoughts: sum.thoughts + thoughts, said: sum.said + said }),
    nothing,
  )
}

/** Arguments that the token limit has cut are no JSON: the vendor shows no such call. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Counts of nothing are left out, as the vendor's JSON does. */
function usage({ request: { prompt } }: GenerateContext, spent: Spent) {
  const input = prompt.text + prompt.media
  return {
    promptTokenCount: input,
    ...(spent.said > 0 ? { candidatesTokenCount: spent.said } : {}),
    totalTokenCount: input + spent.said + spent.thoughts,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: prompt.text },
      ...(prompt.media > 0 ? [{ modality: 'IMAGE', tokenCount: prompt.media }] : []),
    ],
    ...(spent.thoughts > 0 ? { thoughtsTokenCount: spent.thoughts } : {}),
  }
}

function body(context: GenerateContext, content: object, spent: Spent): object {
  return {
    ...content,
    ...(context.quirk === 'no-usage' ? {} : { usageMetadata: usage(context, spent) }),
    modelVersion: context.model,
    responseId: context.responseId,
  }
}

/** A blocked prompt is an answer without candidates. */
function blockedAnswer(context: GenerateContext): Answer {
  const content = body(context, { promptFeedback: blocked }, nothing)
  if (context.framing === 'whole') return wholeAnswer(200, JSON.stringify(content), context.headers)
  return framed([{ kind: 'finish', text: JSON.stringify(content), tokens: 0 }], context)
}

function whole(candidates: Candidate[], context: GenerateContext): Answer {
  const spent = total(candidates.flatMap(({ pieces, unseen }) => [...pieces, unseen]))
  const shown = candidates.map((candidate, index) => ({
    content: { parts: wholeParts(candidate, context), role: 'model' },
    finishReason: candidate.finishReason,
    index,
    ...(candidate.callsTools ? { finishMessage: 'Model generated function call(s).' } : {}),
  }))
  const text = JSON.stringify(body(context, { candidates: shown }, spent))
  return wholeAnswer(200, text, context.headers, spent.said + spent.thoughts)
}

/** Neighbouring texts are one part; the last text of an answer without calls is signed. */
function wholeParts({ pieces, callsTools }: Candidate, { signs }: GenerateContext): object[] {
  const merged: { text?: string; thought?: boolean; thoughtSignature?: string }[] = []
  for (const part of pieces.flatMap(({ parts }) => parts as typeof merged)) {
    const last = merged.at(-1)
    if (part.text !== undefined && last?.text !== undefined && part.thought === last.thought) last.text += part.text
    else merged.push({ ...part })
  }
  const last = merged.at(-1)
  if (signs && !callsTools && last && !last.thought) last.thoughtSignature = signatureOf('text', last.text)
  return merged
}

function streamed(candidates: Candidate[], context: GenerateContext): Answer {
  let spent = nothing
  const event = (kind: Part['kind'], piece: Piece, index: number, finish: object = {}): Part => {
    spent = total([spent, piece])
    const candidate = { content: { parts: piece.parts, role: 'model' }, ...finish, index }
    const text = JSON.stringify(body(context, { candidates: [candidate] }, spent))
    return { kind, text, tokens: piece.thoughts + piece.said }
  }
  const parts = [event('frame', { parts: [{ text: '' }], ...nothing }, 0)]
  for (const [index, { pieces }] of candidates.entries()) {
    for (const piece of pieces) parts.push(event('token', piece, index))
  }
  for (const [index, { finishReason, unseen, callsTools }] of candidates.entries()) {
    // As recorded: the signature of a text comes late, on a part without text.
    const signature = context.signs && !callsTools ? { thoughtSignature: signatureOf('text', '') } : {}
    const last = { parts: [{ text: '', ...signature }], ...unseen }
    parts.push(event('finish', last, index, { finishReason }))
  }
  return framed(parts, context)
}

function framed(parts: Part[], { framing, headers }: GenerateContext): Answer {
  if (framing === 'sse') {
    return {
      status: 200,
      headers: { ...headers, 'content-type': 'text/event-stream' },
      parts: parts.map((part) => ({ ...part, text: `data: ${part.text}\r\n\r\n` })),
    }
  }
  const items = parts.map((part, index) => ({ ...part, text: `${index === 0 ? '[' : ',\r\n'}${part.text}` }))
  return { status: 200, headers, parts: [...items, { kind: 'end', text: '\r\n]', tokens: 0 }] }
}
