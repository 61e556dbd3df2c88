import { isObject, type JsonObject, objectsOf } from '../json.ts'
import type { Question, Tool } from '../mind.ts'
import { countTokens } from '../tokens.ts'
import { invalid } from './errors.ts'
import type { PerplexityModel } from './models.ts'

export interface AgentRequest {
  question: Question
  inputTokens: number
  /** What it looks for on the web before it answers; null: it does not. */
  search: string | null
  stream: boolean
}

const members = new Set(
  `input instructions model models preset max_output_tokens max_steps tools tool_choice reasoning response_format stream
  store background previous_response_id skills language_preference temperature top_p`.split(/\s+/),
)
const itemMembers: Readonly<Record<string, readonly string[]>> = {
  message: ['type', 'role', 'content'],
  function_call: ['type', 'call_id', 'name', 'arguments', 'thought_signature'],
  function_call_output: ['type', 'call_id', 'name', 'output', 'thought_signature'],
}
const ownTools = ['web_search', 'fetch_url', 'people_search', 'finance_search', 'sandbox', 'mcp']
const efforts = ['minimal', 'low', 'medium', 'high', 'xhigh']
const roles = ['system', 'developer', 'user', 'assistant']
const tokensOfItem = 3
const tokensOfImage = 85
/** An ask that a model which may search would look up. */
const asksForNews = /\b(?:latest|news|search|today)\b/i

/** What a body asks for. Throws Refused where the vendor would, also for a member that it does not know. */
export function agentRequest(body: JsonObject, model: PerplexityModel): AgentRequest {
  const stranger = Object.keys(body).find((name) => !members.has(name))
  if (stranger !== undefined) throw invalid(`Unknown field: '${stranger}'.`)
  if (model.needsLimit === true && body.max_output_tokens === undefined) {
    throw invalid('max_output_tokens is required for this model.')
  }
  const items = itemsOf(body.input)
  judgeCalls(items)
  const question = questionOf(body, items)
  const declared = question.tools.length > 0 ? [JSON.stringify(body.tools)] : []
  const texts = [
    ...(typeof body.instructions === 'string' ? [body.instructions] : []),
    ...items.map(textOf),
    ...declared,
  ]
  const images = items.flatMap(({ content }) => objectsOf(content)).filter(({ type }) => type === 'input_image').length
  return {
    question,
    inputTokens:
      texts.reduce((sum, text) => sum + countTokens(text), 0) + items.length * tokensOfItem + images * tokensOfImage,
    search: searches(body, model, question.ask) ? question.ask : null,
    stream: body.stream === true,
  }
}

function searches(body: JsonObject, model: PerplexityModel, ask: string): boolean {
  if (isObject(body.tool_choice) && body.tool_choice.type === 'web_search') return true
  const mayBe = model.kind === 'preset' || objectsOf(body.tools).some(({ type }) => type === 'web_search')
  return mayBe && body.tool_choice !== 'none' && asksForNews.test(ask)
}

function questionOf(body: JsonObject, items: JsonObject[]): Question {
  const tools = toolsOf(body.tools)
  const effort = isObject(body.reasoning) ? body.reasoning.effort : undefined
  if (effort !== undefined && !efforts.includes(String(effort))) throw invalid(`Invalid reasoning effort '${effort}'.`)
  const said = items.findLastIndex(({ type }) => type !== 'function_call_output')
  return {
    ask: textOf(items.findLast(({ role }) => role === 'user') ?? {}),
    toolResults: items.slice(said + 1).map(textOf),
    tools,
    toolChoice: toolChoiceOf(body.tool_choice, tools),
    parallelCalls: true,
    maxTokens: limitOf(body.max_output_tokens),
    stop: [],
    json: jsonOf(body.response_format),
    reasons: false,
    announcesCalls: false,
  }
}

function limitOf(value: unknown): number {
  if (value === undefined) return Infinity
  if (!Number.isInteger(value) || Number(value) < 1) throw invalid('max_output_tokens must be at least 1.')
  return Number(value)
}

function itemsOf(input: unknown): JsonObject[] {
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: input }]
  if (!Array.isArray(input) || input.length === 0) throw invalid('input must be a string or a list of items.')
  return input.map((value: unknown, index) => {
    const item: JsonObject = isObject(value) ? { type: 'message', ...value } : {}
    const known = itemMembers[String(item.type)]
    const stranger = known && Object.keys(item).find((name) => !known.includes(name))
    if (known === undefined || stranger !== undefined)
      throw invalid(`Invalid input[${index}]: ${stranger ?? item.type}.`)
    if (item.type === 'message' && !roles.includes(String(item.role))) throw invalid(`Invalid input[${index}].role.`)
    if (item.type === 'function_call_output' && typeof item.output !== 'string') {
      throw invalid(`input[${index}].output must be a string.`)
    }
    return item
  })
}

/** Nothing is answered that was not called, and what was called is answered. */
function judgeCalls(items: JsonObject[]): void {
  const open = new Set<unknown>()
  for (const { type, call_id } of items) {
    if (type === 'function_call') open.add(call_id)
    else if (type === 'function_call_output' && !open.delete(call_id)) {
      throw invalid(`No function_call for the output of '${call_id}'.`)
    }
  }
  const [unanswered] = open
  if (unanswered !== undefined) throw invalid(`No output for the function_call '${unanswered}'.`)
}

function textOf({ content, output, name, arguments: json }: JsonObject): string {
  const said = content ?? output
  if (typeof said === 'string') return said
  if (typeof name === 'string') return JSON.stringify({ name, arguments: json })
  return objectsOf(said)
    .map(({ text }) => text ?? '')
    .join('\n')
}

function toolsOf(value: unknown): Tool[] {
  return objectsOf(value).flatMap((tool, index) => {
    if (ownTools.includes(String(tool.type))) return []
    if (tool.type !== 'function' || typeof tool.name !== 'string') throw invalid(`Invalid tools[${index}].`)
    return [{ name: tool.name, schema: tool.parameters ?? { type: 'object' } }]
  })
}

function toolChoiceOf(value: unknown, tools: Tool[]): Question['toolChoice'] {
  if (value === 'none' || value === 'required') return value
  const name = isObject(value) && value.type === 'function' ? value.name : undefined
  return typeof name === 'string' && tools.some((tool) => tool.name === name) ? { name } : 'auto'
}

function jsonOf(format: unknown): Question['json'] {
  if (format === undefined) return null
  const shape = isObject(format) && format.type === 'json_schema' ? format.json_schema : undefined
  if (!isObject(shape) || typeof shape.name !== 'string' || !isObject(shape.schema)) {
    throw invalid('response_format must be a json_schema with a name and a schema.')
  }
  return { schema: shape.schema }
}
