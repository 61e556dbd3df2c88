import type { AnswerEvent, UpstreamError, Usage } from '../../answer.ts'
import type { AnswerDecoder } from '../../dialect.ts'
import { array, isRecord, number, parseJson, record, text } from '../../lenient.ts'
import { protocolError, truncatedError } from '../../upstream-error.ts'
import { mergeUsage, sameUsage } from '../../usage.ts'
import { type CandidateDecoder, candidateDecoder } from './candidate.ts'
import { geminiError } from './error.ts'
import { geminiUsage } from './usage.ts'

const none: readonly AnswerEvent[] = Object.freeze([])
const candidatesMax = 128
/** Ids of calls stay shorter than the 40 characters that the strictest upstream takes back. */
const responseCharsMax = 24

type Body = Readonly<Record<string, unknown>>

/** Decodes the pieces of a `streamGenerateContent`; there is no end marker, so the finish waits for the end of the bytes. */
export function geminiStream(): AnswerDecoder {
  const answer = answerDecoder()
  return {
    push({ event, data }) {
      if (answer.ended()) return none
      const body = parseJson(data)
      if (body === undefined) return data.trim() === '' ? none : answer.fail(protocolError('an event that is no JSON'))
      return event === 'error' ? answer.fail(geminiError(0, body)) : answer.push(body)
    },
    end: () => (answer.ended() ? none : answer.end()),
    finishSeen: answer.finishSeen,
  }
}

/** A whole answer, decoded as a stream of one piece. */
export function geminiReply(body: unknown): AnswerEvent[] {
  const answer = answerDecoder()
  const events = [...answer.push(body)]
  if (answer.ended()) return events
  if (!answer.finishSeen()) return [...events, ...answer.fail(protocolError('a reply without a finished candidate'))]
  return [...events, ...answer.end()]
}

interface GeminiDecoder {
  push(body: unknown): readonly AnswerEvent[]
  end(): readonly AnswerEvent[]
  fail(error: UpstreamError): readonly AnswerEvent[]
  ended(): boolean
  finishSeen(): boolean
}

function answerDecoder(): GeminiDecoder {
  const candidates = new Map<number, CandidateDecoder>()
  let responseId: string | undefined
  /** Why the prompt was refused: then there is no candidate. */
  let blocked: string | undefined
  let usage: Usage | undefined
  let started = false
  let ended = false

  function push(body: unknown): readonly AnswerEvent[] {
    if (!isRecord(body)) return fail(protocolError('not an object'))
    if (isRecord(body.error)) return fail(geminiError(0, body))
    const events: AnswerEvent[] = []
    responseId ??= text(body.responseId)
    if (!started) {
      started = true
      events.push(start(body))
    }
    pushFeedback(record(body.promptFeedback), events)
    for (const [position, value] of array(body.candidates).entries()) {
      const failed = pushCandidate(value, position, events)
      if (failed !== undefined) return fail(failed, events)
    }
    const reported = geminiUsage(body.usageMetadata)
    if (reported !== undefined) pushUsage(reported, events)
    return events
  }

  function pushFeedback(feedback: Body, events: AnswerEvent[]): void {
    const reason = text(feedback.blockReason)
    const message = text(feedback.blockReasonMessage)
    if (reason !== undefined && blocked === undefined && message !== undefined)
      events.push({ type: 'refusal', choice: 0, text: message })
    blocked ??= reason
  }

  function pushCandidate(value: unknown, position: number, events: AnswerEvent[]): UpstreamError | undefined {
    if (!isRecord(value)) return protocolError('a candidate that is no object')
    const said = number(value.index)
    const index = said !== undefined && Number.isSafeInteger(said) && said >= 0 ? said : position
    let candidate = candidates.get(index)
    if (candidate === undefined) {
      if (candidates.size >= candidatesMax) return protocolError('more candidates than anybody asks for')
      candidate = candidateDecoder(index, callId)
      candidates.set(index, candidate)
    }
    candidate.push(value, events)
    return undefined
  }

  /** With the id of the response: a conversation has many answers, and other upstreams want each id once. */
  const callId = (n: number): string =>
    responseId === undefined ? `call_${n}` : `call_${n}_${responseId.slice(0, responseCharsMax)}`

  function pushUsage(reported: Usage, events: AnswerEvent[]): void {
    const merged = mergeUsage(usage, reported)
    if (sameUsage(usage, merged)) return
    usage = merged
    events.push({ type: 'usage', usage })
  }

  function end(): readonly AnswerEvent[] {
    if (!finishSeen()) return fail(truncatedError)
    const events: AnswerEvent[] = []
    const finishes: AnswerEvent[] = []
    for (const [choice, candidate] of [...candidates].sort(([a], [b]) => a - b)) {
      const last = candidate.close(events)
      if (last === undefined) return fail(protocolError('more tool calls than anybody can run'))
      const { reason, native, message, spoken } = last
      // What broke off is no answer, and an end for no known reason that says nothing is none either.
      if (reason === 'error' || (reason === 'unknown' && !spoken)) return fail(brokenOff(native, message), events)
      finishes.push({ type: 'finish', choice, reason, native })
    }
    if (candidates.size === 0 && blocked !== undefined)
      finishes.push({ type: 'finish', choice: 0, reason: 'content_filter', native: blocked })
    ended = true
    return [...events, ...finishes]
  }

  function fail(error: UpstreamError, events: readonly AnswerEvent[] = none): readonly AnswerEvent[] {
    ended = true
    return [...events, { type: 'error', error }]
  }

  function finishSeen(): boolean {
    if (candidates.size === 0) return blocked !== undefined
    for (const candidate of candidates.values()) if (candidate.finished() === undefined) return false
    return true
  }

  return { push, end, fail, ended: () => ended, finishSeen }
}

function start(body: Body): AnswerEvent {
  const id = text(body.responseId)
  const model = text(body.modelVersion)
  const created = Date.parse(text(body.createTime) ?? '')
  return {
    type: 'start',
    ...(id && { id }),
    ...(model && { model }),
    ...(created > 0 && { created: Math.floor(created / 1000) }),
  }
}

const brokenOff = (native: string, message: string): UpstreamError =>
  geminiError(0, { message: `finishReason ${native}${message === '' ? '' : `: ${message}`}` })
