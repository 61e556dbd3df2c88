/** A caller of Responses that reads a stream strictly: every event has its place, and the end repeats what was told. */
import { expect } from 'vitest'
import type { SseEvent } from '../src/dialect.ts'
import { array, record } from '../src/lenient.ts'

type Json = Record<string, unknown>

export interface FoldedResponse {
  answer: Json
  /** The response came to its end. */
  done: boolean
  error?: unknown
}

interface Reader {
  items: Json[]
  open: Map<number, Json>
}

const endings = new Set(['response.completed', 'response.incomplete'])

export function foldResponseStream(events: readonly SseEvent[]): FoldedResponse {
  const folded: FoldedResponse = { answer: {}, done: false }
  const reader: Reader = { items: [], open: new Map() }
  let isOver = false
  for (const [index, { event, data }] of events.entries()) {
    expect(isOver, 'nothing follows the end').toBe(false)
    const body: Json = JSON.parse(data)
    expect(body.type, 'the frame has the name of the event').toBe(event)
    // A failure before anything else may be one of a stream that others began.
    const isFirst = index === 0 || folded.error !== undefined
    if (!isFirst || body.sequence_number !== undefined) expect(body.sequence_number, 'events are counted').toBe(index)
    if (index < 2 && folded.error === undefined && body.type !== 'error') {
      expect(body.type).toBe(index === 0 ? 'response.created' : 'response.in_progress')
      expect(body.response).toMatchObject({ status: 'in_progress', output: [], usage: null, error: null })
    } else if (endings.has(String(body.type))) {
      folded.answer = record(body.response)
      folded.done = true
      isOver = true
      expect(reader.open.size, 'every item has ended').toBe(0)
      expect(reader.items, 'the end repeats the items').toEqual(folded.answer.output)
    } else if (body.type === 'error') {
      folded.error = body.error
      expect(record(body.error), 'flat and nested').toMatchObject({ message: body.message, code: body.code })
    } else if (body.type === 'response.failed') {
      expect(folded.error).toBeDefined()
      expect(body.response).toMatchObject({ status: 'failed', error: { message: expect.any(String) } })
      isOver = true
    } else {
      expect(folded.error, 'nothing but the failure follows an error').toBeUndefined()
      read(String(body.type), body, reader)
    }
  }
  return folded
}

function read(type: string, body: Json, reader: Reader): void {
  const index = Number(body.output_index)
  if (type === 'response.output_item.added') {
    expect(index, 'items are counted').toBe(reader.items.length)
    const item = structuredClone(record(body.item))
    reader.items.push(item)
    reader.open.set(index, item)
    return
  }
  const item = reader.open.get(index) as Json
  expect(item, `${type} belongs to an open item`).toBeDefined()
  if (type === 'response.output_item.done') {
    const done = record(body.item)
    if (done.type === 'message') expect(done.content).toEqual(item.content)
    if (done.type === 'function_call') expect(done.arguments).toBe(item.arguments)
    if (done.type === 'reasoning') expect(done.summary).toEqual(item.summary)
    reader.items[index] = done
    reader.open.delete(index)
    return
  }
  expect(body.item_id).toBe(item.id)
  readPiece(type.slice('response.'.length), body, item)
}

function readPiece(type: string, body: Json, item: Json): void {
  const isSummary = type.startsWith('reasoning_summary')
  const parts = (isSummary ? item.summary : item.content) as Json[]
  const place = Number(isSummary ? body.summary_index : body.content_index)
  switch (type) {
    case 'content_part.added':
    case 'reasoning_summary_part.added':
      expect(place, 'parts are counted').toBe(parts.length)
      parts.push(structuredClone(record(body.part)))
      return
    case 'output_text.delta':
      parts[place] = withDelta(parts[place], 'text', body)
      ;(record(parts[place]).logprobs as unknown[]).push(...array(body.logprobs))
      return
    case 'refusal.delta':
      parts[place] = withDelta(parts[place], 'refusal', body)
      return
    case 'reasoning_summary_text.delta':
      parts[place] = withDelta(parts[place], 'text', body)
      return
    case 'output_text.annotation.added':
      expect(body.annotation_index).toBe(array(record(parts[place]).annotations).length)
      ;(record(parts[place]).annotations as unknown[]).push(body.annotation)
      return
    case 'function_call_arguments.delta':
      item.arguments = String(item.arguments) + String(body.delta)
      return
    case 'function_call_arguments.done':
      expect(body.arguments).toBe(item.arguments)
      return
    case 'output_text.done':
    case 'reasoning_summary_text.done':
      expect(body.text).toBe(record(parts[place]).text)
      return
    case 'refusal.done':
      expect(body.refusal).toBe(record(parts[place]).refusal)
      return
    case 'content_part.done':
    case 'reasoning_summary_part.done':
      expect(body.part).toEqual(parts[place])
      return
    default:
      throw new Error(`unknown event ${type}`)
  }
}

function withDelta(part: Json | undefined, member: string, { delta }: Json): Json {
  expect(part, 'a delta has a part').toBeDefined()
  return { ...part, [member]: String(part?.[member]) + String(delta) }
}
