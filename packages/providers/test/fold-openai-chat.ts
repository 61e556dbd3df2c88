/** A caller of Chat Completions that reads a stream strictly, and ends with what a whole answer would have been. */
import { expect } from 'vitest'
import type { SseEvent } from '../src/dialect.ts'
import { array, record } from '../src/lenient.ts'

type Json = Record<string, unknown>

export interface FoldedChat {
  answer: Json
  /** The end marker came, last. */
  done: boolean
  error?: unknown
  usageChunks: number
}

export function foldChatStream(events: readonly SseEvent[]): FoldedChat {
  const choices = new Map<number, Json>()
  const folded: FoldedChat = { answer: {}, done: false, usageChunks: 0 }
  for (const { data, event } of events) {
    expect(event).toBeUndefined()
    expect(folded.done, 'nothing follows the end marker').toBe(false)
    expect(folded.error, 'nothing follows an error').toBeUndefined()
    if (data === '[DONE]') {
      folded.done = true
      continue
    }
    const chunk: Json = JSON.parse(data)
    if (chunk.error !== undefined) {
      folded.error = chunk.error
      continue
    }
    expect(chunk.object).toBe('chat.completion.chunk')
    const { choices: deltas, usage, ...head } = chunk
    folded.answer = { ...folded.answer, ...head, object: 'chat.completion' }
    for (const choice of array(deltas)) addChoice(choices, record(choice))
    if (usage !== undefined && usage !== null) {
      expect(deltas, 'usage stands alone').toEqual([])
      folded.usageChunks++
      folded.answer.usage = usage
    }
  }
  folded.answer.choices = [...choices.values()].sort((a, b) => Number(a.index) - Number(b.index))
  return folded
}

function addChoice(choices: Map<number, Json>, { index, delta, logprobs, finish_reason }: Json): void {
  let choice = choices.get(Number(index))
  if (choice === undefined) {
    expect(record(delta).role, 'the role comes first').toBe('assistant')
    choice = { index, message: { content: null, refusal: null }, logprobs: null, finish_reason: null }
    choices.set(Number(index), choice)
  } else expect(delta, 'the role comes once').not.toHaveProperty('role')
  expect(choice.finish_reason, 'nothing follows the finish').toBeNull()
  addDelta(choice.message as Json, record(delta))
  if (logprobs !== null) choice.logprobs = addedLogprobs(record(choice.logprobs), record(logprobs))
  choice.finish_reason = finish_reason
}

function addDelta(message: Json, delta: Json): void {
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'tool_calls') for (const call of array(value)) addToolCall(message, record(call))
    else if (key === 'reasoning_details') for (const detail of array(value)) addDetail(message, record(detail))
    else if (key === 'annotations' || key === 'images') message[key] = [...array(message[key]), ...array(value)]
    else if (typeof value === 'string' && typeof message[key] === 'string') message[key] += value
    else if (value !== null || message[key] === undefined) message[key] = value
  }
  // An empty text says the same as none.
  if (message.content === '' && message.tool_calls !== undefined) message.content = null
}

function addToolCall(message: Json, { index, ...piece }: Json): void {
  message.tool_calls ??= []
  const calls = message.tool_calls as Json[]
  const known = calls[Number(index)]
  if (known === undefined) {
    expect(index, 'indexes count by appearance').toBe(calls.length)
    expect(piece.id, 'the first piece has an id').toEqual(expect.stringMatching(/./))
    calls.push(piece)
    return
  }
  expect(piece).not.toHaveProperty('id')
  const { function: fn, ...rest } = piece
  Object.assign(known, rest)
  const whole = known.function as Json
  whole.arguments = String(whole.arguments) + String(record(fn).arguments)
}

/** Details are joined by their index, as clients of OpenRouter do. */
function addDetail(message: Json, piece: Json): void {
  message.reasoning_details ??= []
  const details = message.reasoning_details as Json[]
  const known = details.find((detail) => detail.index === piece.index)
  if (known === undefined) details.push({ ...piece })
  else Object.assign(known, piece, { text: String(known.text) + String(piece.text) })
}

function addedLogprobs(known: Json, added: Json): Json {
  const joined = (of: string) => {
    const all = [...array(known[of]), ...array(added[of])]
    return all.length > 0 ? all : null
  }
  return { content: joined('content'), refusal: joined('refusal') }
}
