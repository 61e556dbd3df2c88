import type { AnswerEvent, FinishReason, UpstreamError, Usage } from '../../answer.ts'
import type { AnswerDecoder } from '../../dialect.ts'
import { array, isRecord, number, parseJson, record, text } from '../../lenient.ts'
import { protocolError, truncatedError, upstreamError } from '../../upstream-error.ts'
import { mergeUsage, sameUsage } from '../../usage.ts'
import { type BlockDecoder, blockDecoder } from './blocks.ts'
import { messagesUsage } from './usage.ts'

const none: readonly AnswerEvent[] = Object.freeze([])

/** Native stop reasons and what they mean to every other dialect. */
export const stopReasons: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries({
    end_turn: 'stop',
    stop_sequence: 'stop',
    pause_turn: 'stop',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    tool_use: 'tool_calls',
    refusal: 'content_filter',
  } as const),
)

type Body = Readonly<Record<string, unknown>>

/** Decodes the events `message_start` … `message_stop`. */
export function messagesStream(): AnswerDecoder {
  const message = messageDecoder()
  return {
    push({ event, data }) {
      if (message.ended()) return none
      const body = parseJson(data)
      if (!isRecord(body))
        return data.trim() === '' ? none : message.fail(protocolError('an event that is no JSON object'))
      return event === 'error' ? message.fail(upstreamError(0, body)) : message.push(body)
    },
    end: () => (message.ended() ? none : message.end()),
    finishSeen: message.finishSeen,
  }
}

/** A whole message, decoded as a stream that says everything in its start. */
export function messagesReply(body: unknown): AnswerEvent[] {
  const message = messageDecoder()
  if (isRecord(body) && body.type === 'error') return [...message.push(body)]
  if (!isRecord(body) || !Array.isArray(body.content)) return [...message.fail(protocolError('not a message'))]
  const events = [...message.push({ type: 'message_start', message: body })]
  if (message.finishSeen()) return [...events, ...message.end()]
  return [...events, ...message.fail(protocolError('a message without a stop reason'))]
}

interface MessageDecoder {
  push(body: Body): readonly AnswerEvent[]
  end(): readonly AnswerEvent[]
  fail(error: UpstreamError): readonly AnswerEvent[]
  ended(): boolean
  finishSeen(): boolean
}

function messageDecoder(): MessageDecoder {
  let blocks: BlockDecoder = blockDecoder()
  let started = false
  /** Something was said since the last `message_start`. */
  let spoken = false
  let usage: Usage | undefined
  /** As it was told so far: later reports leave out what has not changed. */
  let told: Body = {}
  let native: string | undefined
  let stopSequence: string | undefined
  let ended = false

  function push(body: Body): readonly AnswerEvent[] {
    const events: AnswerEvent[] = []
    const index = number(body.index) ?? 0
    switch (body.type) {
      case 'message_start':
        start(record(body.message), events)
        break
      case 'content_block_start':
        spoken = true
        blocks.start(index, record(body.content_block), events)
        break
      case 'content_block_delta':
        spoken = true
        blocks.delta(index, record(body.delta), events)
        break
      case 'content_block_stop':
        blocks.stop(index, events)
        break
      case 'message_delta':
        stop(record(body.delta), events)
        pushUsage(body.usage, events)
        break
      case 'message_stop':
        return end()
      case 'error':
        return fail(upstreamError(0, body))
      default: // pings, and what is added later
    }
    return events
  }

  function start(message: Body, events: AnswerEvent[]): void {
    // Some servers send it twice; only one in the middle of an answer begins another.
    if (!started || spoken) {
      blocks = blockDecoder()
      native = undefined
      stopSequence = undefined
      const id = text(message.id)
      const model = text(message.model)
      events.push({ type: 'start', ...(id && { id }), ...(model && { model }) })
      started = true
      spoken = false
    }
    // A start may hold what was said already, even the whole answer.
    for (const [index, block] of array(message.content).entries()) {
      spoken = true
      blocks.start(index, record(block), events)
      blocks.stop(index, events)
    }
    stop(message, events)
    pushUsage(message.usage, events)
  }

  function stop(delta: Body, events: AnswerEvent[]): void {
    native = text(delta.stop_reason) ?? native
    stopSequence = text(delta.stop_sequence) ?? stopSequence
    const details = record(delta.stop_details)
    const explanation = details.type === 'refusal' ? text(details.explanation) : undefined
    if (explanation !== undefined) events.push({ type: 'refusal', choice: 0, text: explanation })
  }

  function pushUsage(value: unknown, events: AnswerEvent[]): void {
    if (!isRecord(value)) return
    told = { ...told, ...value }
    const merged = mergeUsage(usage, messagesUsage(told))
    if (sameUsage(usage, merged)) return
    usage = merged
    events.push({ type: 'usage', usage })
  }

  function end(): readonly AnswerEvent[] {
    if (native === undefined) return fail(truncatedError)
    const events: AnswerEvent[] = []
    if (!blocks.stopAll(events)) return fail(protocolError('tool calls without a name, or too many'))
    const reason = stopReasons.get(native) ?? 'unknown'
    events.push({ type: 'finish', choice: 0, reason, native, ...(stopSequence !== undefined && { stopSequence }) })
    ended = true
    return events
  }

  function fail(error: UpstreamError): readonly AnswerEvent[] {
    ended = true
    return [{ type: 'error', error }]
  }

  return { push, end, fail, ended: () => ended, finishSeen: () => native !== undefined }
}
