import type { AnswerEvent, Usage } from '../../answer.ts'
import type { AnswerHead, AnswerRenderer } from '../../dialect.ts'
import { array, record } from '../../lenient.ts'
import { sseText } from '../../sse.ts'
import { mergeUsage } from '../../usage.ts'
import { openaiError } from '../error-shape.ts'
import { annotation, carriedMembers, finishReason, image, makerOf, signedCall } from './answer.ts'
import { chatUsageBody } from './usage.ts'

type Json = Record<string, unknown>
type ChoiceEvent = Extract<AnswerEvent, { choice: number }>

interface ChoiceState {
  /** Number of the block of reasoning that is open, and whether one is. */
  block: number
  thinking: boolean
  calls: number
}

/** Renders `chat.completion.chunk`s: the role first, usage in a chunk of its own if it was asked for, `[DONE]` last. */
export function chatRenderer(head: AnswerHead): AnswerRenderer {
  // A chunk is put together as text: all but a few characters of it are the same every time.
  const fixed = JSON.stringify({
    id: head.id,
    object: 'chat.completion.chunk',
    created: head.created,
    model: head.model,
  }).slice(0, -1)
  const tail = `}]${head.includeUsage ? ',"usage":null' : ''}}`
  const choices = new Map<number, ChoiceState>()
  let usage: Usage | undefined
  let finished = false

  const chunk = (choice: number, delta: string, finish = 'null', logprobs = 'null'): string =>
    `data: ${fixed},"choices":[{"index":${choice},"delta":${delta},"logprobs":${logprobs},"finish_reason":${finish}${tail}\n\n`

  function push(event: AnswerEvent): string {
    if (event.type === 'usage') usage = mergeUsage(usage, event.usage)
    if (!('choice' in event)) return ''
    const state = choices.get(event.choice)
    return state === undefined ? open(event) : render(event, state)
  }

  function open(event: ChoiceEvent): string {
    const state: ChoiceState = { block: 0, thinking: false, calls: 0 }
    choices.set(event.choice, state)
    // As upstreams do it: empty where text follows, null where none does.
    const content = event.type === 'text' ? '""' : 'null'
    return chunk(event.choice, `{"role":"assistant","content":${content}}`) + render(event, state)
  }

  function render(event: ChoiceEvent, state: ChoiceState): string {
    if (event.type === 'text') {
      leaveThought(state)
      return chunk(event.choice, `{"content":${JSON.stringify(event.text)}}`)
    }
    if (event.type === 'logprobs') {
      const logprobs = { content: null, refusal: null, [event.of]: event.tokens }
      return chunk(event.choice, '{}', 'null', JSON.stringify(logprobs))
    }
    if (event.type === 'finish') {
      finished = true
      return chunk(event.choice, '{}', `"${finishReason(event.reason)}"`)
    }
    if (event.type !== 'reasoning') leaveThought(state)
    const delta = event.type === 'reasoning' ? reasoningDelta(event, state) : deltaOf(event, state)
    return delta === undefined ? '' : chunk(event.choice, JSON.stringify(delta))
  }

  /** Details repeat the text, as OpenRouter's do: a client joins them by `index` to send them back signed. */
  function reasoningDelta(event: Extract<AnswerEvent, { type: 'reasoning' }>, state: ChoiceState): Json {
    const { text, signature, encrypted } = event
    if (encrypted !== undefined) {
      leaveThought(state)
      const index = state.block++
      return { reasoning_details: [{ type: 'reasoning.encrypted', data: encrypted, ...makerOf(head), index }] }
    }
    const index = state.block
    state.thinking = signature === undefined
    if (signature !== undefined) state.block++
    const signed = signature === undefined ? undefined : { signature, ...makerOf(head) }
    return {
      ...(text !== '' && { reasoning_content: text }),
      reasoning_details: [{ type: 'reasoning.text', text, ...signed, index }],
    }
  }

  return {
    push,
    end(cost) {
      if (!finished) return ''
      const done = sseText({ data: '[DONE]' })
      if (!head.includeUsage || usage === undefined) return done
      return `data: ${fixed},"choices":[],"usage":${JSON.stringify(chatUsageBody(usage, cost))}}\n\n${done}`
    },
    fail: (error) => sseText({ data: JSON.stringify(openaiError(error)) }),
  }
}

/** Thought that is followed by something else is a block, also without a signature. */
function leaveThought(state: ChoiceState): void {
  if (state.thinking) state.block++
  state.thinking = false
}

function deltaOf(event: ChoiceEvent, state: ChoiceState): Json | undefined {
  switch (event.type) {
    case 'tool-call':
      return { tool_calls: [toolCall(event, state)] }
    case 'refusal':
      return { refusal: event.text }
    case 'citation': {
      const note = annotation(event.citation)
      return note === undefined ? undefined : { annotations: [note] }
    }
    case 'media':
      return { images: [image(event.mediaType, event.data)] }
    case 'raw': {
      const members = carriedMembers(event.dialect, event.value)
      if (members?.tool_calls === undefined) return members
      return {
        ...members,
        tool_calls: array(members.tool_calls).map((call) => ({ ...record(call), index: state.calls++ })),
      }
    }
    default:
      return undefined
  }
}

function toolCall(event: Extract<AnswerEvent, { type: 'tool-call' }>, state: ChoiceState): Json {
  const signed = event.signature === undefined ? undefined : signedCall(event.signature)
  if (event.id === undefined) return { index: event.index, function: { arguments: event.arguments }, ...signed }
  state.calls = event.index + 1
  return {
    index: event.index,
    id: event.id,
    type: 'function',
    function: { name: event.name, arguments: event.arguments },
    ...signed,
  }
}
