import type { AnswerEvent, FinishReason } from '../../answer.ts'
import type { Quirks } from '../../dialect.ts'
import { array, isRecord, number, record, text } from '../../lenient.ts'
import { mergeDelta } from '../../merge-delta.ts'
import { type ToolCallPiece, type ToolCalls, toolCalls } from '../../tool-calls.ts'
import { id, pushCitations, pushContent, pushImage, pushReasoning } from './content.ts'

type Json = Readonly<Record<string, unknown>>

const reasons = new Map<string, FinishReason>(
  Object.entries({
    stop: 'stop',
    length: 'length',
    tool_calls: 'tool_calls',
    function_call: 'tool_calls',
    content_filter: 'content_filter',
    error: 'error',
  } as const),
)

/** One choice of an answer while it comes in; a whole message is a single, complete delta. */
export interface ChoiceDecoder {
  push(choice: Json, message: unknown, events: AnswerEvent[]): void
  /** The native finish reason, once it was seen. */
  finished(): string | undefined
  /** What is left to say, with the finish; false where a tool call cannot be told. */
  finish(events: AnswerEvent[]): boolean
}

export function choiceDecoder(choice: number, part: 'delta' | 'message', quirks: Quirks): ChoiceDecoder {
  let calls: ToolCalls | undefined
  /** What only callers of this dialect understand, put together. */
  const leftovers: Record<string, unknown> = {}
  let customCalls: Map<number, Record<string, unknown>> | undefined
  let native: string | undefined

  function push(body: Json, message: unknown, events: AnswerEvent[]): void {
    if (isRecord(message)) pushMessage(message, events)
    if (isRecord(body.logprobs)) pushLogprobs(body.logprobs, events)
    const reason = said(body.finish_reason)
    if (reason !== undefined) native = reason
  }

  function pushMessage(message: Json, events: AnswerEvent[]): void {
    const thought = said(message.reasoning_content) ?? said(message.reasoning)
    const details = array(message.reasoning_details)
    if (thought !== undefined || details.length > 0) pushReasoning(thought, details, choice, events)
    const calling = array(message.tool_calls)
    // The word for null is an ordinary word of a text, unless there is something else to say.
    const isNull = message.content === quirks.nullText && calling.length > 0
    if (!isNull) pushContent(message.content, choice, events)
    const refusal = said(message.refusal)
    if (refusal !== undefined) events.push({ type: 'refusal', choice, text: refusal })
    if (Array.isArray(message.annotations)) pushCitations(message.annotations, choice, events)
    for (const image of array(message.images)) pushImage(record(image), choice, events)
    if (calling.length > 0) pushToolCalls(calling, events)
    if (isRecord(message.function_call)) pushFunction(functionPiece(message.function_call, 0, undefined), events)
    if (isRecord(message.audio)) mergeDelta(leftovers, { audio: message.audio })
  }

  function pushLogprobs(logprobs: Json, events: AnswerEvent[]): void {
    for (const list of ['content', 'refusal'] as const) {
      const tokens = array(logprobs[list])
      if (tokens.length > 0) events.push({ type: 'logprobs', choice, of: list, tokens })
    }
  }

  function pushToolCalls(list: readonly unknown[], events: AnswerEvent[]): void {
    for (const [position, value] of list.entries()) {
      const call = record(value)
      // In a whole message every entry is a call of its own, whatever it says.
      const key = part === 'message' ? position : number(call.index)
      if (isRecord(call.custom) || call.type === 'custom') {
        customCalls ??= new Map()
        const known = customCalls.get(key ?? position) ?? {}
        const { index: _, ...piece } = call
        mergeDelta(known, piece)
        customCalls.set(key ?? position, known)
      } else {
        pushFunction(functionPiece(record(call.function), key, call), events)
      }
    }
  }

  function pushFunction(piece: ToolCallPiece, events: AnswerEvent[]): void {
    calls ??= toolCalls(choice)
    calls.push(piece, events)
  }

  function finish(events: AnswerEvent[]): boolean {
    if (calls?.closeAll(events) === false) return false
    if (customCalls !== undefined) leftovers.tool_calls = [...customCalls.values()]
    if (Object.keys(leftovers).length > 0) events.push({ type: 'raw', choice, dialect: id, value: leftovers })
    const reason = reasons.get(native ?? '') ?? 'unknown'
    events.push({ type: 'finish', choice, reason: withCalls(reason, calls?.count ?? 0), native: native ?? null })
    return true
  }

  const said = (value: unknown): string | undefined => (value === quirks.nullText ? undefined : text(value))

  return { push, finished: () => native, finish }
}

/** A named tool choice, and some servers, say `stop` although there are calls to run. */
function withCalls(reason: FinishReason, calls: number): FinishReason {
  return reason === 'stop' && calls > 0 ? 'tool_calls' : reason
}

function functionPiece(fn: Json, key: number | undefined, call: Json | undefined): ToolCallPiece {
  const args = fn.arguments
  return {
    key,
    id: text(call?.id),
    name: text(fn.name),
    arguments: typeof args === 'string' ? args : isRecord(args) ? JSON.stringify(args) : '',
    signature: call?.extra_content === undefined ? undefined : thoughtSignature(call.extra_content),
  }
}

/** Where the compatible surface of Gemini puts the signature of a call. */
export const thoughtSignature = (extraContent: unknown): string | undefined =>
  text(record(record(extraContent).google).thought_signature)
