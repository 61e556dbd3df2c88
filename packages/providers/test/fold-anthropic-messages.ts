/** A caller of Messages that reads a stream strictly, and ends with what a whole answer would have been. */
import { expect } from 'vitest'
import type { SseEvent } from '../src/dialect.ts'
import { array, parseJson, record } from '../src/lenient.ts'

type Json = Record<string, unknown>

export interface FoldedMessage {
  answer: Json
  /** `message_stop` came, last. */
  done: boolean
  error?: unknown
}

export function foldMessageStream(events: readonly SseEvent[]): FoldedMessage {
  const folded: FoldedMessage = { answer: {}, done: false }
  const blocks: Json[] = []
  /** Streamed input of the open block. */
  let input = ''
  let open = false
  for (const { data, event } of events) {
    const body: Json = JSON.parse(data)
    expect(body.type, 'the name stands in the frame and in the data').toBe(event)
    expect(folded.done, 'nothing follows message_stop').toBe(false)
    expect(folded.error, 'nothing follows an error').toBeUndefined()
    const block = blocks.at(-1)
    switch (body.type) {
      case 'message_start':
        expect(folded.answer, 'one start').toEqual({})
        folded.answer = record(body.message) as Json
        break
      case 'content_block_start':
        expect(open, 'one block at a time').toBe(false)
        expect(body.index).toBe(blocks.length)
        blocks.push(record(body.content_block) as Json)
        input = ''
        open = true
        break
      case 'content_block_delta':
        expect(open && body.index === blocks.length - 1, 'a delta of the open block').toBe(true)
        if (block !== undefined) input += addDelta(block, record(body.delta))
        break
      case 'content_block_stop':
        expect(open && body.index === blocks.length - 1, 'a stop of the open block').toBe(true)
        if (block?.type === 'tool_use') block.input = parseJson(input) ?? {}
        open = false
        break
      case 'message_delta':
        expect(open).toBe(false)
        Object.assign(folded.answer, body.delta, { usage: body.usage })
        break
      case 'message_stop':
        expect(folded.answer.stop_reason).not.toBeNull()
        folded.done = true
        break
      case 'error':
        folded.error = body.error
        break
      default:
        expect.fail(`an unknown event: ${data}`)
    }
  }
  folded.answer.content = blocks
  return folded
}

/** Adds a delta to its block and returns the piece of input it held. */
function addDelta(block: Json, delta: Json): string {
  switch (delta.type) {
    case 'text_delta':
      block.text = String(block.text) + String(delta.text)
      return ''
    case 'thinking_delta':
      block.thinking = String(block.thinking) + String(delta.thinking)
      return ''
    case 'signature_delta':
      block.signature = delta.signature
      return ''
    case 'citations_delta':
      block.citations = [...array(block.citations), delta.citation]
      return ''
    case 'input_json_delta':
      return String(delta.partial_json)
    default:
      return expect.fail(`an unknown delta: ${String(delta.type)}`)
  }
}
