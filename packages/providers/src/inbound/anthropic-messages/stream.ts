import type { AnswerEvent, Usage } from '../../answer.ts'
import type { AnswerHead, AnswerRenderer } from '../../dialect.ts'
import type { Choice } from '../../fold.ts'
import { isRecord } from '../../lenient.ts'
import { sseText } from '../../sse.ts'
import { mergeUsage, noUsage } from '../../usage.ts'
import { anthropicError } from '../error-shape.ts'
import { citationBlock, id, sealed, signedCall, stopReason } from './answer.ts'
import { type Block, blockQueue, event } from './block-queue.ts'
import { jsonEnd } from './json-end.ts'
import { messagesUsageBody } from './usage.ts'

type Json = Record<string, unknown>
type Said<T extends AnswerEvent['type']> = Extract<AnswerEvent, { type: T }>

/** A block that ends where something else begins. */
const plain = (kind: string, start: Json): Block => ({ kind, start, done: () => true })

interface ToolBlock {
  block: Block
  push(json: string): void
}

/** Renders `message_start` … `message_stop`; the message has one choice, the first. */
export function messagesRenderer(head: AnswerHead): AnswerRenderer {
  const queue = blockQueue()
  const tools = new Map<number, ToolBlock>()
  let started = false
  let refused = false
  /** The newest block takes no more of its kind. */
  let closed = false
  let usage: Usage | undefined
  let finish: Choice['finish']

  function push(said: AnswerEvent): string {
    if (said.type === 'usage') usage = mergeUsage(usage, said.usage)
    if (!('choice' in said) || said.choice !== 0) return ''
    return open() + render(said)
  }

  function open(): string {
    if (started) return ''
    started = true
    const message = {
      id: head.id,
      type: 'message',
      role: 'assistant',
      model: head.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: messagesUsageBody(usage ?? noUsage, undefined),
    }
    return event('message_start', `"message":${JSON.stringify(message)}`)
  }

  function render(said: Extract<AnswerEvent, { choice: number }>): string {
    switch (said.type) {
      case 'text':
        return grow('text', { type: 'text', text: '' }, { type: 'text_delta', text: said.text })
      case 'refusal':
        refused = true
        return grow('refusal', { type: 'text', text: '' }, { type: 'text_delta', text: said.text })
      case 'reasoning':
        return reasoning(said)
      case 'tool-call':
        return toolCall(said)
      case 'citation':
        return citation(said)
      case 'raw':
        return said.dialect === id && isRecord(said.value) ? queue.add(plain('raw', said.value)) : ''
      case 'finish':
        finish = said
        return ''
      case 'media':
      case 'logprobs':
        return ''
    }
  }

  /** Adds to the newest block if it is of this kind and open, else to a new one. */
  function grow(kind: string, start: Json, ...deltas: Json[]): string {
    let block = queue.last()
    let out = ''
    if (block?.kind !== kind || closed) {
      block = plain(kind, start)
      closed = false
      out = queue.add(block)
    }
    for (const delta of deltas) out += queue.delta(block, delta)
    return out
  }

  function reasoning({ text, signature, encrypted }: Said<'reasoning'>): string {
    if (encrypted !== undefined) {
      return queue.add(plain('redacted', { type: 'redacted_thinking', data: sealed(encrypted, head) }))
    }
    const deltas: Json[] = text === '' ? [] : [{ type: 'thinking_delta', thinking: text }]
    if (signature !== undefined) deltas.push({ type: 'signature_delta', signature: sealed(signature, head) })
    const out = grow('thinking', { type: 'thinking', thinking: '', signature: '' }, ...deltas)
    if (signature !== undefined) closed = true
    return out
  }

  function citation(said: Said<'citation'>): string {
    const block = citationBlock(said.citation)
    if (block === undefined) return ''
    const delta = { type: 'citations_delta', citation: block }
    const last = queue.last()
    if (last?.kind === 'text') {
      closed = true
      return queue.delta(last, delta)
    }
    const out = grow('text', { type: 'text', text: '' }, delta)
    closed = true
    return out
  }

  function toolCall(said: Said<'tool-call'>): string {
    let tool = tools.get(said.index)
    let out = ''
    if (tool === undefined) {
      tool = toolBlock(said)
      tools.set(said.index, tool)
      out = queue.add(tool.block)
    }
    if (said.arguments === '') return out
    tool.push(said.arguments)
    return out + queue.delta(tool.block, { type: 'input_json_delta', partial_json: said.arguments })
  }

  return {
    push,
    end(cost) {
      if (finish === undefined) return ''
      const delta = { stop_reason: stopReason(finish, refused), stop_sequence: finish.stopSequence ?? null }
      const body = messagesUsageBody(usage ?? noUsage, cost)
      const last = `"delta":${JSON.stringify(delta)},"usage":${JSON.stringify(body)}`
      return queue.flush() + event('message_delta', last) + event('message_stop', '')
    },
    fail: (error) => sseText({ event: 'error', data: JSON.stringify(anthropicError(error)) }),
  }
}

/** A call is done when its arguments are: only then may the next block begin. */
function toolBlock(said: Said<'tool-call'>): ToolBlock {
  const end = jsonEnd()
  const start = { type: 'tool_use', id: said.id, name: said.name, input: {}, ...signedCall(said.signature) }
  return { block: { kind: 'tool', start, done: end.reached }, push: end.push }
}
