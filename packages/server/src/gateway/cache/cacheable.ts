/** What may be answered from the cache, and what may stand in it. */
import type { AnswerEvent, Call, FinishReason, Part } from '@proxyapi/providers'

/** Bytes of an answer, as it came and as it is stored. */
export const answerBytesMax = 1_048_576

/**
 * False for calls whose answer is tied to one upstream or to things that change: stored conversations, sealed reasoning,
 * tools that the upstream runs, fields of one dialect only, and parts that are no text.
 */
export function isCacheable({ extra, nativeOnly, tools, turns }: Call): boolean {
  return (
    extra.store !== true &&
    extra.background !== true &&
    extra.previous_response_id == null &&
    extra.conversation == null &&
    nativeOnly.length === 0 &&
    tools.every(({ raw }) => raw === undefined) &&
    turns.every(({ parts }) => parts.every(isPlain))
  )
}

function isPlain(part: Part): boolean {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'tool-call':
      return true
    case 'reasoning':
      return part.encrypted === undefined && part.signature === undefined
    case 'tool-result':
      return part.content.every(isPlain)
    default:
      return false
  }
}

const repeatable: ReadonlySet<FinishReason> = new Set(['stop', 'tool_calls', 'length'])

/** Whether others who ask the same may get an answer: it is complete, was not filtered, and is text. */
export const isStorable = (events: readonly AnswerEvent[], choices: number): boolean =>
  isComplete(events, choices) &&
  events.every((event) => event.type !== 'media' && (event.type !== 'finish' || repeatable.has(event.reason)))

/** True for one whole answer in `choices` choices: not for errors, cuts, a second beginning. */
export function isComplete(events: readonly AnswerEvent[], choices: number): boolean {
  const count = (type: AnswerEvent['type']) => events.filter((event) => event.type === type).length
  return count('error') === 0 && count('start') <= 1 && count('finish') === choices && choices > 0
}

/** The same answer in fewer events: what follows of one text, one thought or one call becomes one event. */
export function compacted(events: readonly AnswerEvent[]): AnswerEvent[] {
  const kept: AnswerEvent[] = []
  for (const event of events) {
    const last = kept.at(-1)
    const joined = last === undefined ? null : joinedEvent(last, event)
    if (joined === null) kept.push(event)
    else kept[kept.length - 1] = joined
  }
  return kept
}

/** Null where the second event does not go on with what the first one says. */
function joinedEvent(first: AnswerEvent, second: AnswerEvent): AnswerEvent | null {
  if (first.type === 'text' && second.type === 'text' && first.choice === second.choice)
    return { ...first, text: first.text + second.text }
  if (first.type === 'refusal' && second.type === 'refusal' && first.choice === second.choice)
    return { ...first, text: first.text + second.text }
  if (first.type === 'reasoning' && second.type === 'reasoning' && first.choice === second.choice) {
    const isClosed = first.signature !== undefined || first.encrypted !== undefined || second.encrypted !== undefined
    return isClosed ? null : { ...second, text: first.text + second.text }
  }
  if (first.type === 'tool-call' && second.type === 'tool-call' && first.choice === second.choice) {
    if (first.index !== second.index || second.id !== undefined || second.name !== undefined) return null
    const { signature = first.signature } = second
    return { ...first, arguments: first.arguments + second.arguments, ...(signature !== undefined && { signature }) }
  }
  return null
}
