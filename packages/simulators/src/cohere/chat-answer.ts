import { type Answer, type Part, wholeAnswer } from '../answer.ts'
import type { Thought } from '../mind.ts'
import type { ContentFault } from '../model-server.ts'
import type { ChatRequest, Document } from './chat-request.ts'

export interface ChatContext {
  id: string
  request: ChatRequest
  headers: Record<string, string>
  quirk: ContentFault | null
  callId: (call: number, name: string) => string
}

const finishReasons = {
  stop: 'COMPLETE',
  'stop-sequence': 'STOP_SEQUENCE',
  length: 'MAX_TOKENS',
  tool: 'TOOL_CALL',
} as const

/** Tokens of the frame that the vendor puts around a chat: counted, cached after the first use, never billed. */
const frameTokens = 495
const cachedFrameTokens = 448
/** Marks around an answer, counted and not billed. */
const markTokens = 3

interface Block {
  type: 'thinking' | 'text'
  tokens: string[]
}

export function chatAnswer(thought: Thought, context: ChatContext): Answer {
  return context.request.stream ? streamed(thought, context) : whole(thought, context)
}

function outputTokens({ reasoning, text, calls }: Thought): number {
  return calls.reduce((sum, call) => sum + call.arguments.length, reasoning.length + text.length)
}

/** Members that end an answer. What is billed differs from what was counted. */
function ending(thought: Thought, { request, quirk }: ChatContext) {
  const billed = { input_tokens: request.inputTokens, output_tokens: outputTokens(thought) }
  const counted = {
    input_tokens: billed.input_tokens + frameTokens,
    output_tokens: billed.output_tokens + markTokens,
  }
  const usage = { billed_units: billed, tokens: counted, cached_tokens: cachedFrameTokens }
  return { finish_reason: finishReasons[thought.end], ...(quirk === 'no-usage' ? {} : { usage }) }
}

/** Where tools are called, what is said before is the plan, not content. */
function blocksOf({ reasoning, text, calls }: Thought): Block[] {
  const blocks: Block[] = [{ type: 'thinking', tokens: reasoning }]
  if (calls.length === 0) blocks.push({ type: 'text', tokens: text })
  return blocks.filter(({ type, tokens }) => tokens.length > 0 || (type === 'text' && reasoning.length === 0))
}

function callsOf({ calls }: Thought, { callId }: ChatContext) {
  return calls.map((call, index) => ({
    id: callId(index, call.name),
    name: call.name,
    // As recorded: no arguments are "null" in a whole answer, and no fragment in a stream.
    fragments: call.arguments.join('') === '{}' ? [] : call.arguments,
    tokens: call.arguments.length,
  }))
}

/** One statement of a document, by the first words of the answer. */
function citationsOf(thought: Thought, documents: Document[]) {
  const [document] = documents
  const text = thought.text.slice(0, 3).join('')
  if (document === undefined || text === '' || thought.calls.length > 0) return []
  const source = { type: 'document', id: document.id, document }
  return [{ start: 0, end: text.length, text, sources: [source], type: 'TEXT_CONTENT' }]
}

function whole(thought: Thought, context: ChatContext): Answer {
  const content = blocksOf(thought).map(({ type, tokens }) => ({ type, [type]: tokens.join('') }))
  const calls = callsOf(thought, context).map(({ id, name, fragments }) => ({
    id,
    type: 'function',
    function: { name, arguments: fragments.join('') || 'null' },
  }))
  const citations = citationsOf(thought, context.request.documents)
  const plan = calls.length > 0 ? thought.text.join('') : ''
  const body = {
    id: context.id,
    message: {
      role: 'assistant',
      ...(content.length > 0 ? { content } : {}),
      ...(plan === '' ? {} : { tool_plan: plan }),
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
      ...(citations.length > 0 ? { citations } : {}),
    },
    ...ending(thought, context),
  }
  return wholeAnswer(200, JSON.stringify(body), context.headers, outputTokens(thought))
}

function streamed(thought: Thought, context: ChatContext): Answer {
  const start = { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] }
  const parts: Part[] = [
    event('frame', 0, { id: context.id, type: 'message-start', delta: { message: start } }),
    ...blocksOf(thought).flatMap(blockEvents),
    ...citationEvents(thought, context),
    ...(thought.calls.length > 0 ? thought.text.map(planEvent) : []),
    ...callsOf(thought, context).flatMap(callEvents),
    event('finish', 0, { type: 'message-end', delta: ending(thought, context) }),
    { kind: 'end', text: 'data: [DONE]\n\n', tokens: 0 },
  ]
  return { status: 200, headers: { ...context.headers, 'content-type': 'text/event-stream' }, parts }
}

function blockEvents({ type, tokens }: Block, index: number): Part[] {
  const content = (value: object) => ({ delta: { message: { content: value } } })
  return [
    event('frame', 0, { type: 'content-start', index, ...content({ type, [type]: '' }) }),
    ...tokens.map((token) => event('token', 1, { type: 'content-delta', index, ...content({ [type]: token }) })),
    event('frame', 0, { type: 'content-end', index }),
  ]
}

function citationEvents(thought: Thought, { request }: ChatContext): Part[] {
  return citationsOf(thought, request.documents).flatMap((citation, index) => [
    event('frame', 0, { type: 'citation-start', index, delta: { message: { citations: citation } } }),
    event('frame', 0, { type: 'citation-end', index }),
  ])
}

function planEvent(token: string): Part {
  return event('token', 1, { type: 'tool-plan-delta', delta: { message: { tool_plan: token } } })
}

/** `tool_calls` is one object here, not a list. */
function callEvents({ id, name, fragments, tokens }: ReturnType<typeof callsOf>[number], index: number): Part[] {
  const calls = (value: object) => ({ delta: { message: { tool_calls: value } } })
  const start = { id, type: 'function', function: { name, arguments: '' } }
  return [
    event('token', fragments.length > 0 ? 0 : tokens, { type: 'tool-call-start', index, ...calls(start) }),
    ...fragments.map((text) =>
      event('token', 1, { type: 'tool-call-delta', index, ...calls({ function: { arguments: text } }) }),
    ),
    event('frame', 0, { type: 'tool-call-end', index }),
  ]
}

function event(kind: Part['kind'], tokens: number, data: { type: string; [member: string]: unknown }): Part {
  return { kind, text: `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`, tokens }
}
