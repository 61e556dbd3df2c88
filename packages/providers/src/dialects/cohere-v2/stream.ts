import type { AnswerEvent, FinishReason, UpstreamError } from '../../answer.ts'
import type { AnswerDecoder } from '../../dialect.ts'
import { array, isRecord, number, parseJson, record, text } from '../../lenient.ts'
import { toolCalls } from '../../tool-calls.ts'
import { protocolError, truncatedError } from '../../upstream-error.ts'
import { citationOf } from './citation.ts'
import { cohereError } from './error.ts'
import { cohereUsage } from './usage.ts'

const none: readonly AnswerEvent[] = Object.freeze([])
const choice = 0
const citationsMax = 1_024

const reasons = new Map<string, FinishReason>(
  Object.entries({
    COMPLETE: 'stop',
    STOP_SEQUENCE: 'stop',
    MAX_TOKENS: 'length',
    TOOL_CALL: 'tool_calls',
  } as const),
)

type Body = Readonly<Record<string, unknown>>

/** Decodes the events `message-start` … `message-end`; the answer ends with the marker behind them, or with the bytes. */
export function cohereStream(): AnswerDecoder {
  const answer = answerDecoder()
  return {
    push({ event, data }) {
      if (answer.ended()) return none
      if (data.startsWith('[DONE]')) return answer.end()
      const body = parseJson(data)
      if (!isRecord(body)) {
        return data.trim() === '' ? none : answer.fail(protocolError('an event that is no JSON object'))
      }
      return event === 'error' ? answer.fail(cohereError(0, body)) : answer.push(body)
    },
    end: () => (answer.ended() ? none : answer.end()),
    finishSeen: answer.finishSeen,
  }
}

/** A whole answer; an error in its place is a text in `message`. */
export function cohereReply(body: unknown): AnswerEvent[] {
  const answer = answerDecoder()
  const reply = record(body)
  if (isError(reply)) return [...answer.fail(cohereError(0, reply))]
  const events = [...answer.pushWhole(reply)]
  if (answer.ended()) return events
  if (!answer.finishSeen()) return [...events, ...answer.fail(protocolError('a reply without a finish reason'))]
  return [...events, ...answer.end()]
}

interface CohereAnswerDecoder {
  push(event: Body): readonly AnswerEvent[]
  pushWhole(reply: Body): readonly AnswerEvent[]
  end(): readonly AnswerEvent[]
  fail(error: UpstreamError): readonly AnswerEvent[]
  ended(): boolean
  finishSeen(): boolean
}

function answerDecoder(): CohereAnswerDecoder {
  const calls = toolCalls(choice)
  /** Held to the end: a stream tells them between the pieces of one text, a whole answer behind it. */
  const citations: unknown[] = []
  let native: string | undefined
  let ended = false

  function push(event: Body): readonly AnswerEvent[] {
    const said = record(record(event.delta).message)
    const key = number(event.index) ?? 0
    const events: AnswerEvent[] = []
    switch (event.type) {
      case 'message-start':
        events.push(started(event))
        break
      case 'content-start':
      case 'content-delta':
        pushContent(said.content, events)
        break
      case 'tool-plan-delta':
        pushText(said.tool_plan, events)
        break
      case 'tool-call-start':
      case 'tool-call-delta':
        pushCall(key, said.tool_calls, events)
        break
      case 'tool-call-end':
        calls.close(key, events)
        break
      case 'citation-start':
        pushCitation(said.citations)
        break
      case 'message-end':
        return finish(record(event.delta), events)
      default: // ends of blocks, and what is added later
        if (isError(event)) return fail(cohereError(0, event))
    }
    return events
  }

  function pushWhole(reply: Body): readonly AnswerEvent[] {
    if (!isRecord(reply.message)) return fail(protocolError('a reply without a message'))
    const { content, tool_plan: plan, tool_calls: called, citations: cited } = reply.message
    const events: AnswerEvent[] = [started(reply)]
    if (typeof content === 'string') pushText(content, events)
    for (const block of array(content)) pushContent(block, events)
    pushText(plan, events)
    for (const [key, call] of array(called).entries()) {
      pushCall(key, call, events)
      calls.close(key, events)
    }
    for (const citation of array(cited)) pushCitation(citation)
    return finish(reply, events)
  }

  /** A call is one object in a stream, also where others write a list. */
  function pushCall(key: number, value: unknown, events: AnswerEvent[]): void {
    const call = record(value)
    const fn = record(call.function)
    const args = isRecord(fn.arguments) ? JSON.stringify(fn.arguments) : (text(fn.arguments) ?? '')
    calls.push({ key, id: text(call.id), name: text(fn.name), arguments: args }, events)
  }

  function pushCitation(value: unknown): void {
    if (isRecord(value) && citations.length < citationsMax) citations.push(value)
  }

  function finish(ending: Body, events: AnswerEvent[]): readonly AnswerEvent[] {
    const usage = cohereUsage(ending.usage)
    if (usage !== undefined) events.push({ type: 'usage', usage })
    native = text(ending.finish_reason)
    const failure = failureOf(native, ending)
    return failure === undefined ? events : [...events, ...fail(failure)]
  }

  function end(): readonly AnswerEvent[] {
    if (native === undefined) return fail(truncatedError)
    const events: AnswerEvent[] = []
    if (!calls.closeAll(events)) return fail(protocolError('tool calls without a name, or too many'))
    for (const value of citations) events.push({ type: 'citation', choice, citation: citationOf(value) })
    const reason = reasons.get(native) ?? 'unknown'
    const called = reason === 'stop' && calls.count > 0
    events.push({ type: 'finish', choice, reason: called ? 'tool_calls' : reason, native })
    ended = true
    return events
  }

  function fail(error: UpstreamError): readonly AnswerEvent[] {
    ended = true
    return [{ type: 'error', error }]
  }

  return { push, pushWhole, end, fail, ended: () => ended, finishSeen: () => native !== undefined }
}

function started(body: Body): AnswerEvent {
  const id = text(body.id)
  return { type: 'start', ...(id && { id }) }
}

/** A block of content, or a piece of one: thoughts stand under a name of their own. */
function pushContent(value: unknown, events: AnswerEvent[]): void {
  const block = record(value)
  const thought = text(block.thinking)
  if (thought !== undefined) events.push({ type: 'reasoning', choice, text: thought })
  pushText(block.text, events)
}

/**
 * Text. The plan of tool calls is text, too, not reasoning: it is what others say in front of a call, clients send it back
 * with the call, and it goes up as the plan again.
 */
function pushText(value: unknown, events: AnswerEvent[]): void {
  const piece = text(value)
  if (piece !== undefined) events.push({ type: 'text', choice, text: piece })
}

/** An answer that was given up is no answer, whatever it had said. */
function failureOf(native: string | undefined, ending: Body): UpstreamError | undefined {
  const message = text(ending.error) ?? `finish_reason ${native}`
  if (native === 'ERROR' || (native === undefined && text(ending.error) !== undefined)) {
    return cohereError(0, { message })
  }
  return native === 'TIMEOUT' ? { code: 'UPSTREAM_TIMEOUT', fault: 'timeout', message } : undefined
}

const isError = (body: Body): boolean => body.type === undefined && text(body.message) !== undefined
