import type { AnswerEvent, Citation } from '../../answer.ts'
import { array, isRecord, parseJson, record, text } from '../../lenient.ts'
import { mergeDelta } from '../../merge-delta.ts'
import { type ToolCalls, toolCalls } from '../../tool-calls.ts'

export const id = 'anthropic-messages'

type Block = Readonly<Record<string, unknown>>

/** The content blocks of a message while they come in; a whole block is one that starts complete. */
export interface BlockDecoder {
  start(index: number, block: Block, events: AnswerEvent[]): void
  delta(index: number, delta: Block, events: AnswerEvent[]): void
  stop(index: number, events: AnswerEvent[]): void
  /** Ends the blocks that are still open; false where a tool call cannot be told. */
  stopAll(events: AnswerEvent[]): boolean
}

interface OpenBlock {
  type: string
  /** What the block holds at its end: signature, citations, or a block that we only carry. */
  signature: string
  citations: unknown[]
  carried: Record<string, unknown> | undefined
  /** Streamed input of a carried block. */
  input: string
  /** A tool call whose input came with its start. */
  given: string
  streamed: boolean
}

const choice = 0
const openMax = 1_024

export function blockDecoder(): BlockDecoder {
  const open = new Map<number, OpenBlock>()
  const calls: ToolCalls = toolCalls(choice)

  function start(index: number, block: Block, events: AnswerEvent[]): void {
    // A block that is never stopped ends where another takes its place, or where too many are open.
    if (open.has(index)) stop(index, events)
    if (open.size >= openMax) for (const left of [...open.keys()]) stop(left, events)
    const type = text(block.type) ?? ''
    const state: OpenBlock = {
      type,
      signature: '',
      citations: [],
      carried: undefined,
      input: '',
      given: '',
      streamed: false,
    }
    open.set(index, state)
    switch (type) {
      case 'text':
        state.citations.push(...array(block.citations))
        pushText(block.text, events)
        return
      case 'thinking':
        pushReasoning(block.thinking, events)
        state.signature = text(block.signature) ?? ''
        return
      case 'redacted_thinking':
        events.push({ type: 'reasoning', choice, text: '', encrypted: text(block.data) ?? '' })
        return
      case 'tool_use':
        if (isRecord(block.input) && Object.keys(block.input).length > 0) state.given = JSON.stringify(block.input)
        calls.push({ key: index, id: text(block.id), name: text(block.name), arguments: '' }, events)
        return
      default:
        state.carried = { ...block }
    }
  }

  function delta(index: number, piece: Block, events: AnswerEvent[]): void {
    const state = open.get(index)
    switch (piece.type) {
      case 'text_delta':
        pushText(piece.text, events)
        return
      case 'thinking_delta':
        pushReasoning(piece.thinking, events)
        return
      case 'signature_delta':
        if (state !== undefined) state.signature += text(piece.signature) ?? ''
        return
      case 'citations_delta':
        if (state !== undefined) state.citations.push(piece.citation)
        return
      case 'input_json_delta':
        pushInput(index, state, text(piece.partial_json) ?? '', events)
        return
      default:
        if (state?.carried !== undefined) {
          const { type: _, ...members } = piece
          mergeDelta(state.carried, members)
        }
    }
  }

  function pushInput(index: number, state: OpenBlock | undefined, json: string, events: AnswerEvent[]): void {
    if (state === undefined || json === '') return
    state.streamed = true
    if (state.carried === undefined) calls.push({ key: index, arguments: json }, events)
    else state.input += json
  }

  function stop(index: number, events: AnswerEvent[]): void {
    const state = open.get(index)
    if (state === undefined) return
    open.delete(index)
    if (state.signature !== '') events.push({ type: 'reasoning', choice, text: '', signature: state.signature })
    for (const value of state.citations) events.push({ type: 'citation', choice, citation: citation(value) })
    if (state.type === 'tool_use') {
      if (!state.streamed && state.given !== '') calls.push({ key: index, arguments: state.given }, events)
      calls.close(index, events)
    }
    if (state.carried !== undefined) {
      if (state.input !== '') state.carried.input = parseJson(state.input) ?? state.input
      events.push({ type: 'raw', choice, dialect: id, value: state.carried })
    }
  }

  return {
    start,
    delta,
    stop,
    stopAll(events) {
      for (const index of [...open.keys()]) stop(index, events)
      return calls.closeAll(events)
    },
  }
}

function pushText(value: unknown, events: AnswerEvent[]): void {
  const piece = text(value)
  if (piece !== undefined) events.push({ type: 'text', choice, text: piece })
}

function pushReasoning(value: unknown, events: AnswerEvent[]): void {
  const piece = text(value)
  if (piece !== undefined) events.push({ type: 'reasoning', choice, text: piece })
}

function citation(value: unknown): Citation {
  const said = record(value)
  const url = text(said.url) ?? text(said.source)
  const title = text(said.title) ?? text(said.document_title)
  const quote = text(said.cited_text)
  return { ...(url && { url }), ...(title && { title }), ...(quote && { quote }), native: { dialect: id, value } }
}
