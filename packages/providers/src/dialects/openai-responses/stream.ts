import type { AnswerEvent, FinishReason, UpstreamError, Usage } from '../../answer.ts'
import type { AnswerDecoder, Quirks } from '../../dialect.ts'
import { array, isRecord, number, parseJson, positive, record, text } from '../../lenient.ts'
import { protocolError, truncatedError, upstreamError } from '../../upstream-error.ts'
import { type OutputDecoder, type OutputFamily, outputDecoder, type Place } from './output.ts'

const none: readonly AnswerEvent[] = Object.freeze([])

type Body = Readonly<Record<string, unknown>>

/** Why a response is incomplete, and what that means to every other dialect. */
const incompletions = new Map<string, FinishReason>([
  ['max_output_tokens', 'length'],
  ['content_filter', 'content_filter'],
])

/** What tells the responses of one vendor from another's. */
export interface ResponseFamily extends OutputFamily {
  usageOf(usage: unknown, quirks: Quirks): Usage | undefined
  /** What an event that only this vendor has says aloud of its work, or undefined. */
  thoughtOf?(type: string, body: Body): string | undefined
}

/** Decodes the events `response.created` … `response.completed`. */
export function responsesStream(family: ResponseFamily, quirks: Quirks): AnswerDecoder {
  const response = responseDecoder(family, quirks)
  return {
    push({ event, data }) {
      if (response.ended() || data.trim() === '' || data.startsWith('[DONE]')) return none
      const body = parseJson(data)
      if (!isRecord(body)) return response.fail(protocolError('an event that is no JSON object'))
      return response.push(text(body.type) ?? event ?? '', body)
    },
    end: () => (response.ended() ? none : response.fail(truncatedError)),
    finishSeen: response.ended,
  }
}

/** A whole response, decoded as a stream that says everything at its end. */
export function responsesReply(family: ResponseFamily, body: unknown, quirks: Quirks): AnswerEvent[] {
  const response = responseDecoder(family, quirks)
  if (isRecord(body) && (Array.isArray(body.output) || body.object === 'response'))
    return [...response.complete(body, 'completed')]
  if (isRecord(body) && (isRecord(body.error) || text(body.error) !== undefined || body.type === 'error')) {
    return [...response.fail(errorOf(body))]
  }
  return [...response.fail(protocolError('not a response'))]
}

interface ResponseDecoder {
  push(type: string, body: Body): readonly AnswerEvent[]
  /** The response as it is at its end; `status` is what its event says where it does not. */
  complete(response: Body, status: string): readonly AnswerEvent[]
  fail(error: UpstreamError, events?: readonly AnswerEvent[]): readonly AnswerEvent[]
  ended(): boolean
}

function responseDecoder(family: ResponseFamily, quirks: Quirks): ResponseDecoder {
  const output = outputDecoder(family)
  let started = false
  let ended = false

  function push(type: string, body: Body): readonly AnswerEvent[] {
    switch (type) {
      case 'error':
        return fail(errorOf(body))
      case 'response.failed':
        return complete({ ...record(body.response), ...(isRecord(body.error) && { error: body.error }) }, 'failed')
      case 'response.completed':
      case 'response.incomplete':
        return complete(record(body.response), type.slice('response.'.length))
    }
    const events: AnswerEvent[] = []
    start(record(body.response), events)
    const thought = family.thoughtOf?.(type, body)
    if (thought !== undefined) events.push({ type: 'reasoning', choice: 0, text: thought })
    pieceOf(type, body, output, events)
    return events
  }

  function start(response: Body, events: AnswerEvent[]): void {
    const id = text(response.id)
    if (started || id === undefined) return
    started = true
    const model = text(response.model)
    const created = positive(response.created_at)
    events.push({ type: 'start', id, ...(model && { model }), ...(created && { created: Math.trunc(created) }) })
  }

  function complete(response: Body, said: string): readonly AnswerEvent[] {
    const events: AnswerEvent[] = []
    start(response, events)
    output.all(array(response.output), events)
    const usage = family.usageOf(response.usage, quirks)
    if (usage !== undefined) events.push({ type: 'usage', usage })
    const status = text(response.status) ?? said
    if (status === 'failed' || status === 'cancelled' || isRecord(response.error))
      return fail(failureOf(response, status), events)
    if (!output.finish(events)) return fail(protocolError('tool calls without a name, or too many items'), events)
    const native = status === 'incomplete' ? text(record(response.incomplete_details).reason) : undefined
    ended = true
    events.push({ type: 'finish', choice: 0, reason: reasonOf(status, native, output), native: native ?? status })
    return events
  }

  function fail(error: UpstreamError, events: readonly AnswerEvent[] = none): readonly AnswerEvent[] {
    ended = true
    return [...events, { type: 'error', error }]
  }

  return { push, complete, fail, ended: () => ended }
}

function reasonOf(status: string, native: string | undefined, output: OutputDecoder): FinishReason {
  // A vendor that runs tools itself stops for those that it cannot run.
  if (status === 'completed' || status === 'requires_action') return output.calls > 0 ? 'tool_calls' : 'stop'
  if (status === 'incomplete' && native === undefined) return 'length'
  // What goes on in the background is neither.
  return incompletions.get(native ?? '') ?? 'unknown'
}

/** What an event says of the output; events that only report progress say nothing. */
function pieceOf(type: string, body: Body, output: OutputDecoder, events: AnswerEvent[]): void {
  const item = number(body.output_index) ?? 0
  const place: Place = { item, part: number(body.content_index ?? body.summary_index) ?? 0 }
  switch (type) {
    case 'response.output_item.added':
    case 'response.output_item.done':
      output.item(item, record(body.item), type.endsWith('done'), events)
      return
    case 'response.output_text.delta':
      output.piece('text', place, text(body.delta) ?? '', events)
      output.logprobs(place, array(body.logprobs), events)
      return
    case 'response.output_text.done':
      output.whole('text', place, text(body.text) ?? '', events)
      return
    case 'response.output_text.annotation.added':
      output.note(place, body.annotation)
      return
    case 'response.content_part.done':
      output.part(place, record(body.part), events)
      return
    case 'response.refusal.delta':
      output.piece('refusal', place, text(body.delta) ?? '', events)
      return
    case 'response.refusal.done':
      output.whole('refusal', place, text(body.refusal) ?? '', events)
      return
    case 'response.reasoning_summary_text.delta':
      output.piece('summary', place, text(body.delta) ?? '', events)
      return
    case 'response.reasoning_summary_text.done':
      output.whole('summary', place, text(body.text) ?? '', events)
      return
    case 'response.reasoning_text.delta':
      output.piece('reasoning', place, text(body.delta) ?? '', events)
      return
    case 'response.reasoning_text.done':
      output.whole('reasoning', place, text(body.text) ?? '', events)
      return
    case 'response.function_call_arguments.delta':
      output.argumentsPiece(item, text(body.delta) ?? '', events)
      return
    case 'response.function_call_arguments.done':
      output.argumentsWhole(item, text(body.arguments) ?? '', events)
  }
}

/** An error event has its fields flat by the documentation, and inside `error` on the wire. */
function errorOf(body: Body): UpstreamError {
  if (isRecord(body.error) || typeof body.error === 'string') return upstreamError(0, body)
  const { type: _, ...flat } = body
  return upstreamError(0, flat)
}

function failureOf(response: Body, status: string): UpstreamError {
  return upstreamError(0, { error: isRecord(response.error) ? response.error : { message: `the response ${status}` } })
}
