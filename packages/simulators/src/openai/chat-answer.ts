import { type Answer, type Part, wholeAnswer } from '../answer.ts'
import type { Thought } from '../mind.ts'
import type { ContentFault } from '../model-server.ts'
import { between, letterId, type Random } from '../seeded.ts'
import type { ChatRequest } from './chat-request.ts'

export interface ChatContext {
  id: string
  created: number
  model: string
  fingerprint: string
  request: ChatRequest
  cachedTokens: number
  headers: Record<string, string>
  quirk: ContentFault | null
  callId: (choice: number, call: number) => string
  /** For the padding of events: equal questions give streams of equal length. */
  random: Random
}

const finishReasons = { stop: 'stop', 'stop-sequence': 'stop', length: 'length', tool: 'tool_calls' } as const

export function chatAnswer(thoughts: Thought[], context: ChatContext): Answer {
  return context.request.stream ? streamed(thoughts, context) : whole(thoughts, context)
}

function outputTokens(thought: Thought): number {
  return (
    thought.reasoning.length + thought.text.length + thought.calls.reduce((sum, call) => sum + call.arguments.length, 0)
  )
}

function usage(thoughts: Thought[], { request, cachedTokens }: ChatContext) {
  const completion = thoughts.reduce((sum, thought) => sum + outputTokens(thought), 0)
  return {
    prompt_tokens: request.promptTokens,
    completion_tokens: completion,
    total_tokens: request.promptTokens + completion,
    prompt_tokens_details: { cached_tokens: cachedTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: thoughts.reduce((sum, { reasoning }) => sum + reasoning.length, 0),
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

function whole(thoughts: Thought[], context: ChatContext): Answer {
  const { id, created, model, fingerprint, quirk } = context
  const body = {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: thoughts.map((thought, index) => ({
      index,
      message: messageOf(thought, index, context),
      logprobs: null,
      finish_reason: finishReasons[thought.end],
    })),
    ...(quirk === 'no-usage' ? {} : { usage: usage(thoughts, context) }),
    service_tier: 'default',
    system_fingerprint: fingerprint,
  }
  const count = thoughts.reduce((sum, thought) => sum + outputTokens(thought), 0)
  return wholeAnswer(200, JSON.stringify(body), context.headers, count)
}

function messageOf(thought: Thought, index: number, { quirk, callId }: ChatContext) {
  const text = thought.text.join('')
  if (quirk === 'refusal') return { role: 'assistant', content: null, refusal: text, annotations: [] }
  const calls = thought.calls.map((call, callIndex) => ({
    id: callId(index, callIndex),
    type: 'function',
    function: { name: call.name, arguments: call.arguments.join('') },
  }))
  return {
    role: 'assistant',
    content: calls.length > 0 && text === '' ? null : text,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    refusal: null,
    annotations: [],
  }
}

function streamed(thoughts: Thought[], context: ChatContext): Answer {
  const { request, quirk, headers } = context
  const bodies = thoughts.map((thought, index) => choiceEvents(thought, index, context))
  const includesUsage = request.includeUsage && quirk !== 'no-usage'
  const parts: Part[] = [
    ...thoughts.map((_, index) =>
      event(context, 'frame', 0, [choice(index, { role: 'assistant', content: '', refusal: null })]),
    ),
    ...interleaved(bodies),
    ...(includesUsage ? [event(context, 'usage', 0, [], usage(thoughts, context))] : []),
    { kind: 'end', text: 'data: [DONE]\n\n', tokens: 0 },
  ]
  return { status: 200, headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' }, parts }
}

function choiceEvents(thought: Thought, index: number, context: ChatContext): Part[] {
  const member = context.quirk === 'refusal' ? 'refusal' : 'content'
  const token = (count: number, delta: object) => event(context, 'token', count, [choice(index, delta)])
  const parts = thought.text.map((text) => token(1, { [member]: text }))
  for (const [callIndex, call] of thought.calls.entries()) {
    const id = context.callId(index, callIndex)
    const start = { index: callIndex, id, type: 'function', function: { name: call.name, arguments: '' } }
    parts.push(token(0, { tool_calls: [start] }))
    for (const text of call.arguments) {
      parts.push(token(1, { tool_calls: [{ index: callIndex, function: { arguments: text } }] }))
    }
  }
  parts.push(event(context, 'finish', 0, [choice(index, {}, finishReasons[thought.end])]))
  // Reasoning is not shown, but it is spent before anything else is said.
  const [first, ...rest] = parts as [Part, ...Part[]]
  return [{ ...first, tokens: first.tokens + thought.reasoning.length }, ...rest]
}

/** As the vendor does: the choices take turns. */
function interleaved(lists: Part[][]): Part[] {
  const longest = Math.max(...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat()
}

function choice(index: number, delta: object, finish: string | null = null) {
  return { index, delta, logprobs: null, finish_reason: finish }
}

function event(context: ChatContext, kind: Part['kind'], count: number, choices: unknown[], total?: object): Part {
  const { id, created, model, fingerprint, request, random } = context
  const body = {
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    service_tier: 'default',
    system_fingerprint: fingerprint,
    choices,
    ...(request.includeUsage ? { usage: total ?? null } : {}),
    ...(request.obfuscates ? { obfuscation: letterId(random, between(random, 1, 12)) } : {}),
  }
  return { kind, text: `data: ${JSON.stringify(body)}\n\n`, tokens: count }
}
