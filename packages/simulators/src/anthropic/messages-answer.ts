import { type Answer, type Part, wholeAnswer } from '../answer.ts'
import type { Thought } from '../mind.ts'
import type { ContentFault } from '../model-server.ts'
import { between, type Random } from '../seeded.ts'
import { signatureOf } from './messages-request.ts'
import type { CacheUse } from './prompt-cache.ts'

export interface MessagesContext {
  id: string
  model: string
  stream: boolean
  inputTokens: number
  cache: CacheUse
  headers: Record<string, string>
  quirk: ContentFault | null
  callId: (call: number) => string
  /** For the padding of events: equal questions give streams of equal length. */
  random: Random
}

const stopReasons = {
  stop: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  tool: 'tool_use',
} as const
const stopDetails = {
  type: 'refusal',
  category: 'cyber',
  explanation: 'This request was blocked by a simulated usage policy.',
  recommended_model: 'claude-opus-4-8',
}

/** A block of content, and the deltas that a stream makes of it. */
interface Block {
  empty: object
  whole: object
  deltas: { delta: object; tokens: number }[]
}

export function messagesAnswer(thought: Thought, context: MessagesContext): Answer {
  const blocks = context.quirk === 'refusal' ? [] : blocksOf(thought, context)
  return context.stream ? streamed(blocks, thought, context) : whole(blocks, thought, context)
}

function blocksOf(thought: Thought, { callId }: MessagesContext): Block[] {
  const { reasoning, text, calls } = thought
  return [
    ...(reasoning.length > 0 ? [thinkingBlock(reasoning)] : []),
    ...(text.length > 0 || calls.length === 0 ? [textBlock(text)] : []),
    ...calls.map((call, index) => toolBlock(callId(index), call)),
  ]
}

function thinkingBlock(tokens: string[]): Block {
  const thinking = tokens.join('')
  const signature = signatureOf(thinking)
  return {
    empty: { type: 'thinking', thinking: '', signature: '' },
    whole: { type: 'thinking', thinking, signature },
    deltas: [
      ...tokens.map((token) => ({ delta: { type: 'thinking_delta', thinking: token }, tokens: 1 })),
      { delta: { type: 'signature_delta', signature }, tokens: 0 },
    ],
  }
}

function textBlock(tokens: string[]): Block {
  return {
    empty: { type: 'text', text: '' },
    whole: { type: 'text', text: tokens.join('') },
    deltas: tokens.map((text) => ({ delta: { type: 'text_delta', text }, tokens: 1 })),
  }
}

function toolBlock(id: string, call: Thought['calls'][number]): Block {
  const json = call.arguments.join('')
  const fragment = (text: string, tokens: number) => ({
    delta: { type: 'input_json_delta', partial_json: text },
    tokens,
  })
  // As recorded: a call without arguments streams one empty fragment.
  const isEmpty = json === '{}'
  return {
    empty: { type: 'tool_use', id, name: call.name, input: {} },
    whole: { type: 'tool_use', id, name: call.name, input: inputOf(json) },
    deltas: isEmpty
      ? [fragment('', call.arguments.length)]
      : [fragment('', 0), ...call.arguments.map((text) => fragment(text, 1))],
  }
}

/** Arguments that the token limit has cut are no JSON; a whole answer then shows none. */
function inputOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function outputTokens({ reasoning, text, calls }: Thought): number {
  return calls.reduce((sum, call) => sum + call.arguments.length, reasoning.length + text.length)
}

function inputUsage({ inputTokens, cache }: MessagesContext) {
  const write = cache.write5m + cache.write1h
  return {
    input_tokens: inputTokens - cache.read - write,
    cache_creation_input_tokens: write,
    cache_read_input_tokens: cache.read,
  }
}

function usage(context: MessagesContext, output: number) {
  return {
    ...inputUsage(context),
    cache_creation: {
      ephemeral_5m_input_tokens: context.cache.write5m,
      ephemeral_1h_input_tokens: context.cache.write1h,
    },
    output_tokens: output,
    service_tier: 'standard',
    inference_geo: 'not_available',
  }
}

function ending(thought: Thought, { quirk }: MessagesContext) {
  if (quirk === 'refusal') return { stop_reason: 'refusal', stop_sequence: null, stop_details: stopDetails }
  return { stop_reason: stopReasons[thought.end], stop_sequence: thought.stopSequence }
}

function whole(blocks: Block[], thought: Thought, context: MessagesContext): Answer {
  const output = outputTokens(thought)
  const body = {
    model: context.model,
    id: context.id,
    type: 'message',
    role: 'assistant',
    content: blocks.map((block) => block.whole),
    ...ending(thought, context),
    ...(context.quirk === 'no-usage' ? {} : { usage: usage(context, output) }),
  }
  return wholeAnswer(200, JSON.stringify(body), context.headers, output)
}

function streamed(blocks: Block[], thought: Thought, context: MessagesContext): Answer {
  const { id, model, headers, quirk } = context
  const hasUsage = quirk !== 'no-usage'
  const message = {
    model,
    id,
    type: 'message',
    role: 'assistant',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    ...(hasUsage ? { usage: usage(context, 1) } : {}),
  }
  const total = { ...inputUsage(context), output_tokens: outputTokens(thought) }
  // A refusal has spent tokens that no block shows.
  const unseen = blocks.length === 0 ? outputTokens(thought) : 0
  const parts = [
    event(context, 'frame', 0, { type: 'message_start', message }),
    ...(blocks.length === 0 ? [ping] : []),
    ...blocks.flatMap((block, index) => blockEvents(block, index, context)),
    event(context, 'finish', unseen, {
      type: 'message_delta',
      delta: ending(thought, context),
      ...(hasUsage ? { usage: total } : {}),
    }),
    event(context, 'end', 0, { type: 'message_stop' }),
  ]
  return { status: 200, headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' }, parts }
}

function blockEvents(block: Block, index: number, context: MessagesContext): Part[] {
  return [
    event(context, 'frame', 0, { type: 'content_block_start', index, content_block: block.empty }),
    ...(index === 0 ? [ping] : []),
    ...block.deltas.map(({ delta, tokens }) =>
      event(context, 'token', tokens, { type: 'content_block_delta', index, delta }),
    ),
    event(context, 'frame', 0, { type: 'content_block_stop', index }),
  ]
}

const ping: Part = { kind: 'frame', text: 'event: ping\ndata: {"type": "ping"}\n\n', tokens: 0 }

/** The vendor pads its events with spaces before the last brace. */
function event(
  { random }: MessagesContext,
  kind: Part['kind'],
  tokens: number,
  data: { type: string; [member: string]: unknown },
): Part {
  const json = JSON.stringify(data).slice(0, -1) + ' '.repeat(between(random, 0, 14))
  return { kind, text: `event: ${data.type}\ndata: ${json}}\n\n`, tokens }
}
