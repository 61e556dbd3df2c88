import type { AnswerEvent, Citation, FinishReason, UpstreamError, Usage } from './answer.ts'
import { mergeUsage } from './usage.ts'

/** A whole answer in one canonical form: whole and streamed replies fold to equal ones. */
export interface Answer {
  id?: string
  model?: string
  created?: number
  /** By index; an index that never appeared is left out. */
  choices: Choice[]
  usage?: Usage
  /** Set where the answer failed; what came before it is kept. */
  error?: UpstreamError
}

export interface Choice {
  index: number
  parts: AnswerPart[]
  logprobs?: { content: unknown[]; refusal: unknown[] }
  finish?: { reason: FinishReason; native: string | null; stopSequence?: string }
}

export type AnswerPart =
  | { type: 'text'; text: string; citations: Citation[] }
  | { type: 'reasoning'; text: string; signature?: string; encrypted?: string }
  | { type: 'tool-call'; id: string; name: string; arguments: string; signature?: string }
  | { type: 'refusal'; text: string }
  | { type: 'media'; mediaType: string; data: string }
  | { type: 'raw'; dialect: string; value: unknown }

/** Folds events as they come; `answer` may be read at any time and is never changed after the last `push`. */
export interface AnswerFold {
  push(event: AnswerEvent): void
  readonly answer: Answer
}

export function foldAnswer(events: Iterable<AnswerEvent>): Answer {
  const fold = answerFold()
  for (const event of events) fold.push(event)
  return fold.answer
}

export function answerFold(): AnswerFold {
  const answer: Answer = { choices: [] }
  const folds = new Map<number, ChoiceFold>()

  function choice(index: number): ChoiceFold {
    let fold = folds.get(index)
    if (fold === undefined) {
      fold = choiceFold(index)
      folds.set(index, fold)
      answer.choices.push(fold.choice)
      answer.choices.sort((a, b) => a.index - b.index)
    }
    return fold
  }

  function push(event: AnswerEvent): void {
    switch (event.type) {
      case 'start':
        folds.clear()
        answer.choices = []
        answer.id = event.id
        answer.model = event.model
        answer.created = event.created
        return
      case 'usage':
        answer.usage = mergeUsage(answer.usage, event.usage)
        return
      case 'error':
        answer.error = event.error
        return
      default:
        choice(event.choice).push(event)
    }
  }

  return { push, answer }
}

type ChoiceEvent = Extract<AnswerEvent, { choice: number }>
type PartOf<T extends AnswerPart['type']> = Extract<AnswerPart, { type: T }>

interface ChoiceFold {
  choice: Choice
  push(event: ChoiceEvent): void
}

function choiceFold(index: number): ChoiceFold {
  const choice: Choice = { index, parts: [] }
  const { parts } = choice
  const calls = new Map<number, PartOf<'tool-call'>>()

  function pushText(text: string): void {
    const last = parts.at(-1)
    if (last?.type === 'text' && last.citations.length === 0) last.text += text
    else parts.push({ type: 'text', text, citations: [] })
  }

  function pushReasoning(event: Extract<AnswerEvent, { type: 'reasoning' }>): void {
    if (event.encrypted !== undefined) {
      parts.push({ type: 'reasoning', text: event.text, encrypted: event.encrypted })
      return
    }
    let last = parts.at(-1)
    if (last?.type !== 'reasoning' || last.signature !== undefined || last.encrypted !== undefined) {
      last = { type: 'reasoning', text: '' }
      parts.push(last)
    }
    last.text += event.text
    if (event.signature !== undefined) last.signature = event.signature
  }

  function pushToolCall(event: Extract<AnswerEvent, { type: 'tool-call' }>): void {
    let call = calls.get(event.index)
    if (call === undefined) {
      call = { type: 'tool-call', id: event.id ?? '', name: event.name ?? '', arguments: '' }
      calls.set(event.index, call)
      parts.push(call)
    }
    call.arguments += event.arguments
    if (event.signature !== undefined) call.signature = event.signature
  }

  function push(event: ChoiceEvent): void {
    switch (event.type) {
      case 'text':
        pushText(event.text)
        return
      case 'reasoning':
        pushReasoning(event)
        return
      case 'tool-call':
        pushToolCall(event)
        return
      case 'refusal': {
        const last = parts.at(-1)
        if (last?.type === 'refusal') last.text += event.text
        else parts.push({ type: 'refusal', text: event.text })
        return
      }
      case 'citation': {
        const last = parts.at(-1)
        if (last?.type === 'text') last.citations.push(event.citation)
        else parts.push({ type: 'text', text: '', citations: [event.citation] })
        return
      }
      case 'media':
        parts.push({ type: 'media', mediaType: event.mediaType, data: event.data })
        return
      case 'raw':
        parts.push({ type: 'raw', dialect: event.dialect, value: event.value })
        return
      case 'logprobs':
        choice.logprobs ??= { content: [], refusal: [] }
        for (const token of event.tokens) choice.logprobs[event.of].push(token)
        return
      case 'finish':
        choice.finish = { reason: event.reason, native: event.native }
        if (event.stopSequence !== undefined) choice.finish.stopSequence = event.stopSequence
    }
  }

  return { choice, push }
}
