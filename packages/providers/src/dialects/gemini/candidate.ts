import type { AnswerEvent, Citation, FinishReason } from '../../answer.ts'
import { array, isRecord, record, text } from '../../lenient.ts'
import { toolCalls } from '../../tool-calls.ts'
import { type ArgumentPieces, argumentPieces } from './argument-pieces.ts'
import { finishReason, id } from './finish.ts'

type Json = Readonly<Record<string, unknown>>

/** One candidate of an answer while it comes in; a whole candidate is a single chunk that says everything. */
export interface CandidateDecoder {
  push(candidate: Json, events: AnswerEvent[]): void
  /** The native finish reason, once it was seen. */
  finished(): string | undefined
  /** What is left to say, and why it ended; undefined where a tool call cannot be told. */
  close(events: AnswerEvent[]): CandidateEnd | undefined
}

export interface CandidateEnd {
  reason: FinishReason
  native: string
  message: string
  /** Whether anything was said. */
  spoken: boolean
}

/** `callId` names the n-th call of an upstream that gives it no id. */
export function candidateDecoder(choice: number, callId: (n: number) => string): CandidateDecoder {
  const calls = toolCalls(choice)
  let count = 0
  /** The call whose arguments are still coming. */
  let open: { key: number; pieces: ArgumentPieces } | undefined
  let native: string | undefined
  let message = ''
  let spoken = false
  let thoughtAloud = false
  /** Signatures of texts and the sources come at any time, and are told at the end: so they split no text. */
  const signatures: string[] = []
  const sources = new Map<string, Citation>()

  function push(candidate: Json, events: AnswerEvent[]): void {
    for (const part of array(record(candidate.content).parts)) pushPart(record(part), events)
    keepSources(candidate)
    native = text(candidate.finishReason) ?? native
    message = text(candidate.finishMessage) ?? message
  }

  function pushPart(part: Json, events: AnswerEvent[]): void {
    const signature = text(part.thoughtSignature)
    if (isRecord(part.functionCall)) {
      pushCall(part.functionCall, signature, events)
      return
    }
    const said = text(part.text)
    if (part.thought === true && (said ?? signature) !== undefined) {
      thoughtAloud = true
      events.push({ type: 'reasoning', choice, text: said ?? '', ...(signature !== undefined && { signature }) })
      return
    }
    if (signature !== undefined) signatures.push(signature)
    if (said !== undefined) events.push({ type: 'text', choice, text: said })
    else if (isRecord(part.inlineData)) pushMedia(part.inlineData, events)
    else if (Object.keys(part).some((name) => name !== 'text' && name !== 'thought' && name !== 'thoughtSignature'))
      events.push({ type: 'raw', choice, dialect: id, value: part })
    else return
    spoken = true
  }

  function pushMedia(media: Json, events: AnswerEvent[]): void {
    const mediaType = text(media.mimeType) ?? 'application/octet-stream'
    events.push({ type: 'media', choice, mediaType, data: text(media.data) ?? '' })
  }

  /** A call is whole, or its name comes first, then its arguments by path, and a call without anything ends it. */
  function pushCall(call: Json, signature: string | undefined, events: AnswerEvent[]): void {
    const name = text(call.name)
    if (name !== undefined) {
      closeCall(events)
      const key = count++
      calls.push({ key, id: text(call.id) ?? callId(key), name, arguments: '', signature }, events)
      open = { key, pieces: argumentPieces(call.args) }
    }
    open?.pieces.push(call.partialArgs)
    if (call.willContinue !== true) closeCall(events)
  }

  function closeCall(events: AnswerEvent[]): void {
    if (open === undefined) return
    const { key, pieces } = open
    open = undefined
    calls.push({ key, arguments: pieces.text() }, events)
    calls.close(key, events)
  }

  function keepSources(candidate: Json): void {
    for (const source of array(record(candidate.citationMetadata).citationSources)) keep(source, record(source).uri)
    for (const chunk of array(record(candidate.groundingMetadata).groundingChunks)) {
      keep(chunk, record(record(chunk).web).uri, record(record(chunk).web).title)
    }
  }

  /** A later chunk may name the same source again. */
  function keep(value: unknown, uri: unknown, name: unknown = record(value).title): void {
    const url = text(uri)
    const title = text(name)
    const native = { dialect: id, value }
    sources.set(url ?? JSON.stringify(value), { ...(url && { url }), ...(title && { title }), native })
  }

  return {
    push,
    finished: () => native,
    close(events) {
      closeCall(events)
      if (!calls.closeAll(events)) return undefined
      for (const citation of sources.values()) events.push({ type: 'citation', choice, citation })
      // The API asks for them back, but does not insist: whoever wants no thoughts gets no block of one.
      if (thoughtAloud)
        for (const signature of signatures) events.push({ type: 'reasoning', choice, text: '', signature })
      const reason = finishReason(native ?? '', calls.count > 0)
      return { reason, native: native ?? '', message, spoken: spoken || calls.count > 0 }
    },
  }
}
