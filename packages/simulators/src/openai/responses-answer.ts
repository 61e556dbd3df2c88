import { type Answer, type Part, wholeAnswer } from '../answer.ts'
import type { JsonObject } from '../json.ts'
import type { Thought } from '../mind.ts'
import type { ContentFault } from '../model-server.ts'
import { between, letterId, type Random } from '../seeded.ts'
import { type ResponsesRequest, seal } from './responses-request.ts'

export interface ResponsesContext {
  id: string
  created: number
  model: string
  /** The body that asked. */
  asked: JsonObject
  request: ResponsesRequest
  cachedTokens: number
  headers: Record<string, string>
  quirk: ContentFault | null
  /** Ends of the ids of items and calls: equal questions have equal ones. */
  idOf: (prefix: string, item: number) => string
  random: Random
}

/** An item, and the pieces that it is told in. */
interface Item {
  whole: JsonObject
  /** As it stands before anything was said. */
  empty: JsonObject
  pieces: string[]
}

/** An answer, and the items of it that a later request can go on from. */
export function responsesAnswer(thought: Thought, context: ResponsesContext): { answer: Answer; output: JsonObject[] } {
  const items = itemsOf(thought, context)
  const output = items.map(({ whole }) => whole)
  const answer = context.request.stream
    ? streamed(items, thought, context)
    : wholeAnswer(200, JSON.stringify(ended(output, thought, context)), context.headers, outputTokens(thought))
  return { answer, output }
}

const outputTokens = ({ reasoning, text, calls }: Thought): number =>
  reasoning.length + text.length + calls.reduce((sum, call) => sum + call.arguments.length, 0)

function itemsOf(thought: Thought, context: ResponsesContext): Item[] {
  const status = thought.end === 'length' ? 'incomplete' : 'completed'
  const items: Item[] = []
  if (thought.reasoning.length > 0) items.push(reasoningItem(thought.reasoning, context))
  if (thought.text.length > 0 || thought.calls.length === 0)
    items.push(messageItem(thought.text, status, items.length, context))
  for (const call of thought.calls) {
    const index = items.length
    const base = { id: context.idOf('fc', index), type: 'function_call' }
    const rest = { call_id: context.idOf('call', index), name: call.name }
    items.push({
      empty: { ...base, status: 'in_progress', arguments: '', ...rest },
      whole: { ...base, status, arguments: call.arguments.join(''), ...rest },
      pieces: call.arguments,
    })
  }
  return items
}

function reasoningItem(thoughts: string[], { request, idOf }: ResponsesContext): Item {
  const base = { id: idOf('rs', 0), type: 'reasoning' }
  const sealed = request.seals ? { encrypted_content: `${seal}${idOf('', 0)}` } : {}
  const summary = request.summarizes ? [{ type: 'summary_text', text: thoughts.join('') }] : []
  return {
    empty: { ...base, ...sealed, summary: [] },
    whole: { ...base, ...sealed, summary },
    pieces: request.summarizes ? thoughts : [],
  }
}

function messageItem(text: string[], status: string, index: number, { quirk, idOf }: ResponsesContext): Item {
  const said = text.join('')
  const part =
    quirk === 'refusal'
      ? { type: 'refusal', refusal: said }
      : { type: 'output_text', annotations: [], logprobs: [], text: said }
  const base = { id: idOf('msg', index), type: 'message' }
  return {
    empty: { ...base, status: 'in_progress', content: [], role: 'assistant' },
    whole: { ...base, status, content: [part], role: 'assistant' },
    pieces: text,
  }
}

function responseOf(status: string, output: JsonObject[], { id, created, model, asked }: ResponsesContext): JsonObject {
  const given = (name: string, otherwise: unknown) => asked[name] ?? otherwise
  return {
    id,
    object: 'response',
    created_at: created,
    status,
    background: false,
    billing: { payer: 'developer' },
    completed_at: null,
    error: null,
    frequency_penalty: 0,
    incomplete_details: null,
    instructions: given('instructions', null),
    max_output_tokens: given('max_output_tokens', null),
    max_tool_calls: given('max_tool_calls', null),
    model,
    output,
    parallel_tool_calls: given('parallel_tool_calls', true),
    presence_penalty: 0,
    previous_response_id: given('previous_response_id', null),
    prompt_cache_key: given('prompt_cache_key', null),
    prompt_cache_retention: null,
    reasoning: { effort: null, summary: null, ...(asked.reasoning as object | undefined) },
    safety_identifier: given('safety_identifier', null),
    service_tier: 'default',
    store: given('store', true),
    temperature: given('temperature', 1),
    text: { format: { type: 'text' }, verbosity: 'medium', ...(asked.text as object | undefined) },
    tool_choice: given('tool_choice', 'auto'),
    tools: given('tools', []),
    top_logprobs: 0,
    top_p: given('top_p', 1),
    truncation: given('truncation', 'disabled'),
    usage: null,
    user: given('user', null),
    metadata: given('metadata', {}),
  }
}

function ended(output: JsonObject[], thought: Thought, context: ResponsesContext): JsonObject {
  const { request, cachedTokens, created, quirk } = context
  const isCut = thought.end === 'length'
  const count = outputTokens(thought)
  const usage = {
    input_tokens: request.promptTokens,
    input_tokens_details: { cached_tokens: cachedTokens },
    output_tokens: count,
    output_tokens_details: { reasoning_tokens: thought.reasoning.length },
    total_tokens: request.promptTokens + count,
  }
  return {
    ...responseOf(isCut ? 'incomplete' : 'completed', output, context),
    completed_at: isCut ? null : created,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    usage: quirk === 'no-usage' ? null : usage,
  }
}

function streamed(items: Item[], thought: Thought, context: ResponsesContext): Answer {
  const parts: Part[] = []
  const tell = (kind: Part['kind'], tokens: number, type: string, rest: object) => {
    const body = { type, ...rest, sequence_number: parts.length }
    parts.push({ kind, text: `event: ${type}\ndata: ${JSON.stringify(body)}\n\n`, tokens })
  }
  const padding = () =>
    context.request.obfuscates ? { obfuscation: letterId(context.random, between(context.random, 1, 12)) } : {}
  const begun = { response: responseOf('in_progress', [], context) }
  tell('frame', 0, 'response.created', begun)
  tell('frame', 0, 'response.in_progress', begun)
  // Thoughts that are not shown are spent before anything is said.
  let unseen = context.request.summarizes ? 0 : thought.reasoning.length
  for (const [index, item] of items.entries()) {
    const wording = wordingOf(item, index)
    tell('frame', 0, 'response.output_item.added', { item: item.empty, output_index: index })
    for (const [type, rest] of wording.before) tell('frame', 0, type, rest)
    for (const piece of item.pieces) {
      tell('token', 1 + unseen, wording.delta, { ...wording.place, delta: piece, ...wording.beside, ...padding() })
      unseen = 0
    }
    const isLast = index === items.length - 1
    for (const [type, rest] of wording.after) tell('frame', 0, type, rest)
    tell(isLast ? 'finish' : 'frame', isLast ? unseen : 0, 'response.output_item.done', {
      item: item.whole,
      output_index: index,
    })
  }
  const response = ended(
    items.map(({ whole }) => whole),
    thought,
    context,
  )
  tell('end', 0, `response.${response.status}`, { response })
  return { status: 200, headers: { ...context.headers, 'content-type': 'text/event-stream; charset=utf-8' }, parts }
}

/** The events that an item is told in. */
interface Wording {
  place: object
  delta: string
  /** Members that stand beside each delta. */
  beside: object
  before: [string, object][]
  after: [string, object][]
}

function wordingOf({ whole, pieces }: Item, index: number): Wording {
  const base = { item_id: whole.id, output_index: index }
  if (whole.type === 'function_call') {
    const done = { ...base, arguments: whole.arguments }
    const name = 'response.function_call_arguments'
    return { place: base, delta: `${name}.delta`, beside: {}, before: [], after: [[`${name}.done`, done]] }
  }
  if (whole.type === 'reasoning') {
    const place = { ...base, summary_index: 0 }
    const name = 'response.reasoning_summary'
    const part = { type: 'summary_text', text: pieces.join('') }
    const told: Wording = { place, delta: `${name}_text.delta`, beside: {}, before: [], after: [] }
    if (pieces.length === 0) return told
    const before: Wording['before'] = [[`${name}_part.added`, { ...place, part: { ...part, text: '' } }]]
    return {
      ...told,
      before,
      after: [
        [`${name}_text.done`, { ...place, text: part.text }],
        [`${name}_part.done`, { ...place, part }],
      ],
    }
  }
  const [part] = whole.content as [{ type: string }]
  const isRefusal = part.type === 'refusal'
  const place = { ...base, content_index: 0 }
  const name = isRefusal ? 'response.refusal' : 'response.output_text'
  const beside = isRefusal ? {} : { logprobs: [] }
  return {
    place,
    delta: `${name}.delta`,
    beside,
    before: [['response.content_part.added', { ...place, part: { ...part, [isRefusal ? 'refusal' : 'text']: '' } }]],
    after: [
      [`${name}.done`, { ...place, ...beside, [isRefusal ? 'refusal' : 'text']: pieces.join('') }],
      ['response.content_part.done', { ...place, part }],
    ],
  }
}
