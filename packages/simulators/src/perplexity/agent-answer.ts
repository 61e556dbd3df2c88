import { type Answer, type Part, wholeAnswer } from '../answer.ts'
import type { JsonObject } from '../json.ts'
import type { Thought } from '../mind.ts'
import type { ContentFault } from '../model-server.ts'
import type { AgentRequest } from './agent-request.ts'

export interface AgentContext {
  id: string
  created: number
  /** The model that a preset chose. */
  model: string
  request: AgentRequest
  quirk: ContentFault | null
  idOf: (prefix: string, item: number) => string
}

/** An item, and how it comes into a stream. */
interface Item {
  whole: JsonObject
  /** What is told of it before it is done. */
  before: { kind: Part['kind']; tokens: number; type: string; members: JsonObject }[]
  /** Output tokens that come with the item itself. */
  tokens: number
}

const usdOf = { input: 0.000_001, output: 0.000_004, search: 0.005 }

export function agentAnswer(thought: Thought, context: AgentContext): Answer {
  const items = itemsOf(thought, context)
  const output = items.map(({ whole }) => whole)
  const body = JSON.stringify(ended(output, thought, context))
  return context.request.stream ? streamed(items, thought, context) : wholeAnswer(200, body, {}, outputTokens(thought))
}

const outputTokens = ({ text, calls }: Thought): number =>
  text.length + calls.reduce((sum, call) => sum + call.arguments.length, 0)

function itemsOf(thought: Thought, context: AgentContext): Item[] {
  const items: Item[] = []
  const { search } = context.request
  if (search !== null) items.push(searchItem(search))
  if (thought.text.length > 0 || thought.calls.length === 0)
    items.push(messageItem(thought.text, items.length, context))
  for (const call of thought.calls) {
    const index = items.length
    const base = { type: 'function_call', id: context.idOf('fc', index), call_id: context.idOf('call', index) }
    const members = { item: { ...base, status: 'in_progress', name: call.name, arguments: '' }, output_index: index }
    items.push({
      whole: { ...base, status: 'completed', name: call.name, arguments: call.arguments.join('') },
      before: [{ kind: 'frame', tokens: 0, type: 'response.output_item.added', members }],
      tokens: call.arguments.length,
    })
  }
  return items
}

/** What it found, told as its steps and then as an item. */
function searchItem(query: string): Item {
  const results = [1, 2].map((id) => ({
    id,
    url: `https://source-${id}.example/`,
    title: `Source ${id}`,
    snippet: `What source ${id} says of it.`,
    date: '2026-11-01',
    last_updated: null,
    source: 'web',
  }))
  const step = (name: string, members: JsonObject): Item['before'][number] => ({
    kind: 'frame',
    tokens: 0,
    type: `response.reasoning.${name}`,
    members,
  })
  return {
    whole: { type: 'search_results', queries: [query], results },
    before: [
      step('started', { thought: null }),
      step('search_queries', { queries: [query], thought: null }),
      step('search_results', { results, thought: null, usage: null }),
      step('stopped', { thought: null }),
    ],
    tokens: 0,
  }
}

function messageItem(text: string[], index: number, { idOf }: AgentContext): Item {
  const base = { type: 'message', id: idOf('msg', index), role: 'assistant' }
  const said = text.join('')
  const place = { item_id: base.id, output_index: index, content_index: 0 }
  const item = { ...base, status: 'in_progress', content: [] }
  return {
    whole: { ...base, status: 'completed', content: [{ type: 'output_text', text: said, annotations: [] }] },
    before: [
      { kind: 'frame', tokens: 0, type: 'response.output_item.added', members: { item, output_index: index } },
      ...text.map((delta) => ({
        kind: 'token' as const,
        tokens: 1,
        type: 'response.output_text.delta',
        members: { ...place, delta },
      })),
      { kind: 'frame', tokens: 0, type: 'response.output_text.done', members: { ...place, text: said } },
    ],
    tokens: 0,
  }
}

function responseOf(status: string, output: JsonObject[], { id, created, model }: AgentContext): JsonObject {
  return { id, object: 'response', created_at: created, model, status, output, error: null, usage: null }
}

function ended(output: JsonObject[], thought: Thought, context: AgentContext): JsonObject {
  const isCut = thought.end === 'length'
  return {
    ...responseOf(isCut ? 'incomplete' : 'completed', output, context),
    ...(isCut && { incomplete_details: { reason: 'max_output_tokens' } }),
    ...(context.quirk !== 'no-usage' && { usage: usageOf(thought, context.request) }),
  }
}

function usageOf(thought: Thought, { inputTokens, search }: AgentRequest): JsonObject {
  const output = outputTokens(thought)
  const searches = search === null ? 0 : 1
  const costs = {
    input_cost: inputTokens * usdOf.input,
    output_cost: output * usdOf.output,
    tool_calls_cost: searches * usdOf.search,
  }
  const total = Object.values(costs).reduce((sum, cost) => sum + cost, 0)
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
    output_tokens: output,
    total_tokens: inputTokens + output,
    ...(searches > 0 && { tool_calls_details: { web_search: { invocation: searches } } }),
    cost: { currency: 'USD', ...costs, total_cost: Number(total.toFixed(8)) },
  }
}

function streamed(items: Item[], thought: Thought, context: AgentContext): Answer {
  const parts: Part[] = []
  const tell = (kind: Part['kind'], tokens: number, type: string, members: JsonObject) => {
    const body = { type, sequence_number: parts.length, ...members }
    parts.push({ kind, text: `event: ${type}\ndata: ${JSON.stringify(body)}\n\n`, tokens })
  }
  for (const type of ['response.created', 'response.in_progress']) {
    tell('frame', 0, type, { response: responseOf('in_progress', [], context) })
  }
  for (const [index, { whole, before, tokens }] of items.entries()) {
    for (const told of before) tell(told.kind, told.tokens, told.type, told.members)
    const kind = tokens > 0 ? 'token' : 'frame'
    tell(kind, tokens, 'response.output_item.done', { item: whole, output_index: index })
  }
  const output = items.map(({ whole }) => whole)
  const response = ended(output, thought, context)
  tell('finish', 0, `response.${response.status}`, { response })
  return { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' }, parts }
}
