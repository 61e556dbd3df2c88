import { type Answer, type Part, wholeAnswer } from '../answer.ts'
import type { Thought } from '../mind.ts'
import type { ContentFault } from '../model-server.ts'
import { between, letterId, type Random } from '../seeded.ts'
import type { ChatRequest } from './chat-request.ts'
import { flavouredMessage, flavouredUsage, shownReasoning, written } from './flavoured-answer.ts'
import type { Flavour } from './flavours.ts'

export interface ChatContext {
  id: string
  created: number
  model: string
  fingerprint: string
  request: ChatRequest
  cachedTokens: number
  headers: Record<string, string>
  quirk: ContentFault | null
  flavour: Flavour
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
  const { id, created, model, quirk, flavour } = context
  const body = {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: thoughts.map((thought, index) => ({
      index,
      message: flavouredMessage(messageOf(thought, index, context), thought, flavour),
      logprobs: null,
      finish_reason: finishReasons[thought.end],
      ...flavour.choice,
    })),
    ...(quirk === 'no-usage' ? {} : { usage: flavouredUsage(usage(thoughts, context), flavour) }),
    ...signed(context),
    ...flavour.answer,
  }
  const count = thoughts.reduce((sum, thought) => sum + outputTokens(thought), 0)
  return wholeAnswer(200, written(body, flavour), context.headers, count)
}

const signed = ({ flavour, fingerprint }: ChatContext) =>
  flavour.isSigned ? { service_tier: 'default', system_fingerprint: fingerprint } : {}

function messageOf(thought: Thought, index: number, { quirk, callId, flavour }: ChatContext) {
  const text = thought.text.join('')
  if (quirk === 'refusal') return { role: 'assistant', content: null, refusal: text, annotations: [] }
  const calls = thought.calls.map((call, callIndex) => ({
    ...(flavour.indexedCalls && { index: callIndex }),
    id: callId(index, callIndex),
    type: 'function',
    function: { name: call.name, arguments: call.arguments.join('') },
  }))
  return {
    ...flavour.message,
    role: 'assistant',
    content: calls.length > 0 && text === '' && !flavour.emptyContent ? null : text,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    refusal: null,
    annotations: [],
  }
}

/** An event of a stream before it is written. */
interface Chunk {
  kind: Part['kind']
  tokens: number
  choices: object[]
  isLast?: boolean
}

function streamed(thoughts: Thought[], context: ChatContext): Answer {
  const { request, quirk, headers, flavour } = context
  const { usageAt = 'asked' } = flavour
  const includesUsage = request.includeUsage && quirk !== 'no-usage' && usageAt === 'asked'
  const chunks: Chunk[] = [
    ...thoughts.map(
      (_, index): Chunk => ({
        kind: 'frame',
        tokens: 0,
        choices: [choice(index, { role: 'assistant', content: '', refusal: null })],
      }),
    ),
    ...interleaved(thoughts.map((thought, index) => choiceEvents(thought, index, context))),
  ]
  if (includesUsage) chunks.push({ kind: 'usage', tokens: 0, choices: [], isLast: true })
  const finish = chunks.findLast(({ kind }) => kind === 'finish')
  if (usageAt !== 'asked' && finish) finish.isLast = true
  const parts: Part[] = [
    ...comment(flavour),
    ...(flavour.firstChunk ? [frame(flavour.firstChunk, context)] : []),
    ...writtenChunks(chunks, usage(thoughts, context), context),
    ...(flavour.noEndMarker ? [] : [{ kind: 'end', text: 'data: [DONE]\n\n', tokens: 0 } as const]),
  ]
  return { status: 200, headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' }, parts }
}

const comment = ({ comment: text }: ChatContext['flavour']): Part[] =>
  text === undefined ? [] : [{ kind: 'frame', text: `: ${text}\n\n`, tokens: 0 }]

const frame = (body: object, { flavour }: ChatContext): Part => ({
  kind: 'frame',
  text: `data: ${written(body, flavour)}\n\n`,
  tokens: 0,
})

function writtenChunks(chunks: readonly Chunk[], total: ReturnType<typeof usage>, context: ChatContext): Part[] {
  const { id, created, model, request, random, flavour } = context
  let spoken = 0
  return chunks.map(({ kind, tokens, choices, isLast = false }): Part => {
    spoken += tokens
    const body = {
      id,
      object: 'chat.completion.chunk',
      created,
      model,
      ...signed(context),
      choices: choices.map((one) => ({ ...one, ...flavour.choice })),
      ...(flavour.isSigned && request.obfuscates ? { obfuscation: letterId(random, between(random, 1, 12)) } : {}),
      ...flavour.answer,
      ...usageMember(isLast, spoken, total, context),
    }
    return { kind, text: `data: ${written(body, flavour)}\n\n`, tokens }
  })
}

/** Where a chunk of this brand tells of usage, and what: cumulative where it does in every chunk. */
function usageMember(isLast: boolean, spoken: number, total: ReturnType<typeof usage>, context: ChatContext): object {
  const { request, quirk, flavour } = context
  const { usageAt = 'asked', usageUnder } = flavour
  if (quirk === 'no-usage') return usageAt === 'asked' && request.includeUsage ? { usage: null } : {}
  const told = isLast ? flavouredUsage(total, flavour) : null
  if (usageAt === 'asked') return request.includeUsage ? { usage: told } : {}
  if (usageAt === 'every-chunk') {
    const { prompt_tokens } = total
    return { usage: told ?? { prompt_tokens, completion_tokens: spoken, total_tokens: prompt_tokens + spoken } }
  }
  if (told === null) return request.includeUsage ? { usage: null } : {}
  return { ...(usageUnder !== undefined && { [usageUnder]: { id: 'req_0f0f', usage: told } }), usage: told }
}

function choiceEvents(thought: Thought, index: number, context: ChatContext): Chunk[] {
  const { flavour } = context
  const member = context.quirk === 'refusal' ? 'refusal' : 'content'
  const token = (tokens: number, delta: object): Chunk => ({ kind: 'token', tokens, choices: [choice(index, delta)] })
  const isShown = flavour.reasoning !== undefined
  const thoughts = isShown
    ? thought.reasoning.map((text, i) => token(1, shownReasoning(text, i === thought.reasoning.length - 1, flavour)))
    : []
  const inParts = flavour.reasoning === 'thinking' && thought.reasoning.length > 0
  const texts = thought.text.map((text) => token(1, { [member]: inParts ? [{ type: 'text', text }] : text }))
  const calls = thought.calls.flatMap((call, at) => callEvents(call, at, index, context))
  const last = flavour.emptyContent ? { content: '' } : {}
  const finish: Chunk = { kind: 'finish', tokens: 0, choices: [choice(index, last, finishReasons[thought.end])] }
  const chunks = [...thoughts, ...texts, ...calls.map(({ tokens, delta }) => token(tokens, delta)), finish]
  // Reasoning that is not shown is spent before anything else is said.
  const [first, ...rest] = chunks as [Chunk, ...Chunk[]]
  return isShown ? chunks : [{ ...first, tokens: first.tokens + thought.reasoning.length }, ...rest]
}

function callEvents(call: Thought['calls'][number], at: number, choiceIndex: number, context: ChatContext) {
  const { toolPieces, toolIndexFrom = 0 } = context.flavour
  const index = at + toolIndexFrom
  const start = { index, id: context.callId(choiceIndex, at), type: 'function' }
  const piece = (tokens: number, member: object) => ({ tokens, delta: { tool_calls: [member] } })
  if (toolPieces === 'whole') {
    const whole = { name: call.name, arguments: call.arguments.join('') }
    return [piece(call.arguments.length, { ...start, function: whole })]
  }
  const again = toolPieces === 'unnamed' ? { name: '' } : {}
  return [
    piece(0, { ...start, function: { name: call.name, arguments: '' } }),
    ...call.arguments.map((text) => piece(1, { index, function: { ...again, arguments: text } })),
  ]
}

/** As the vendor does: the choices take turns. */
function interleaved<Item>(lists: Item[][]): Item[] {
  const longest = Math.max(...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat()
}

function choice(index: number, delta: object, finish: string | null = null) {
  return { index, delta, logprobs: null, finish_reason: finish }
}
