import type { AnswerEvent, UpstreamError, Usage } from '../../answer.ts'
import type { AnswerDecoder, Quirks } from '../../dialect.ts'
import { isRecord, number, parseJson, positive, text } from '../../lenient.ts'
import { protocolError, truncatedError, upstreamError } from '../../upstream-error.ts'
import { mergeUsage, sameUsage } from '../../usage.ts'
import { type ChoiceDecoder, choiceDecoder } from './choice.ts'
import { chatUsage } from './usage.ts'

const none: readonly AnswerEvent[] = Object.freeze([])
const choicesMax = 128

type Body = Readonly<Record<string, unknown>>

/** Decodes a stream of `chat.completion.chunk`s; `finish` waits for the usage that follows it. */
export function chatStream(quirks: Quirks): AnswerDecoder {
  const answer = answerDecoder('delta', quirks)
  return {
    push({ event, data }) {
      if (answer.ended()) return none
      if (data.startsWith('[DONE]')) return answer.end()
      const body = parseJson(data)
      if (body === undefined) return data.trim() === '' ? none : answer.fail(protocolError('an event that is no JSON'))
      // An event of that name is an error in whatever shape.
      if (event === 'error') return answer.fail(upstreamError(0, body))
      return answer.push(body)
    },
    end: () => (answer.ended() ? none : answer.end()),
    finishSeen: answer.finishSeen,
  }
}

/** A whole `chat.completion`, decoded as a stream of one chunk that holds everything. */
export function chatReply(body: unknown, quirks: Quirks): AnswerEvent[] {
  const answer = answerDecoder('message', quirks)
  const events = [...answer.push(body)]
  if (answer.ended()) return events
  if (!answer.finishSeen()) return [...events, ...answer.fail(protocolError('a reply without a finished choice'))]
  return [...events, ...answer.end()]
}

interface ChatAnswerDecoder {
  push(body: unknown): readonly AnswerEvent[]
  end(): readonly AnswerEvent[]
  fail(error: UpstreamError): readonly AnswerEvent[]
  ended(): boolean
  finishSeen(): boolean
}

function answerDecoder(part: 'delta' | 'message', quirks: Quirks): ChatAnswerDecoder {
  const choices = new Map<number, ChoiceDecoder>()
  let usage: Usage | undefined
  let started = false
  let ended = false

  function push(body: unknown): readonly AnswerEvent[] {
    if (!isRecord(body)) return fail(protocolError('not an object'))
    const failure = errorInside(body, quirks)
    if (failure !== undefined) return fail(failure)
    const events: AnswerEvent[] = []
    // The first chunk of some has neither choices nor an id.
    if (!started && (hasChoices(body) || text(body.id) !== undefined)) {
      started = true
      events.push(start(body))
    }
    if (Array.isArray(body.choices)) {
      for (let position = 0; position < body.choices.length; position++) {
        const failed = pushChoice(body.choices[position], position, events)
        if (failed !== undefined) return fail(failed, events)
      }
    }
    const reported = chatUsage(body, quirks)
    if (reported !== undefined) pushUsage(reported, events)
    return events
  }

  function pushChoice(value: unknown, position: number, events: AnswerEvent[]): UpstreamError | undefined {
    if (!isRecord(value)) return protocolError('a choice that is no object')
    const failure = errorInside(value, quirks)
    if (failure !== undefined) return failure
    const said = number(value.index)
    const index = said !== undefined && Number.isSafeInteger(said) && said >= 0 ? said : position
    let choice = choices.get(index)
    if (choice === undefined) {
      if (choices.size >= choicesMax) return protocolError('more choices than anybody asks for')
      choice = choiceDecoder(index, part, quirks)
      choices.set(index, choice)
    }
    choice.push(value, value[part] ?? value.message ?? value.delta, events)
    return undefined
  }

  function pushUsage(reported: Usage, events: AnswerEvent[]): void {
    const merged = mergeUsage(usage, reported)
    if (sameUsage(usage, merged)) return
    usage = merged
    events.push({ type: 'usage', usage })
  }

  function end(): readonly AnswerEvent[] {
    if (!finishSeen()) return fail(truncatedError)
    const events: AnswerEvent[] = []
    for (const index of [...choices.keys()].sort((a, b) => a - b)) {
      const choice = choices.get(index)
      if (choice?.finished() === 'error') return fail(upstreamError(0, { message: 'finish_reason error' }), events)
      if (choice?.finish(events) === false) return fail(protocolError('tool calls without a name, or too many'))
    }
    ended = true
    return events
  }

  function fail(error: UpstreamError, events: readonly AnswerEvent[] = none): readonly AnswerEvent[] {
    ended = true
    // Where one choice of several fails, none of them is an answer.
    return [...events.filter((event) => event.type !== 'finish'), { type: 'error', error }]
  }

  function finishSeen(): boolean {
    if (choices.size === 0) return false
    for (const choice of choices.values()) if (choice.finished() === undefined) return false
    return true
  }

  return { push, end, fail, ended: () => ended, finishSeen }
}

const hasChoices = (body: Body): boolean => Array.isArray(body.choices) && body.choices.length > 0

function start(body: Body): AnswerEvent {
  const id = text(body.id)
  const model = text(body.model)
  const created = positive(body.created)
  return { type: 'start', ...(id && { id }), ...(model && { model }), ...(created && { created }) }
}

/** An error inside a 200, in the shapes it comes in: `error`, and the flat one with `object: "error"`. */
function errorInside(body: Body, { nullText }: Quirks): UpstreamError | undefined {
  const said = body.error === nullText ? undefined : body.error
  const failed = isRecord(said) ? Object.keys(said).length > 0 : text(said) !== undefined
  return failed || body.object === 'error' ? upstreamError(0, body) : undefined
}
