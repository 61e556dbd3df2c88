import { isObject, type JsonObject, objectsOf } from '../json.ts'
import type { Question, Tool } from '../mind.ts'
import { countTokens } from '../tokens.ts'
import { number } from './chat-request.ts'
import { invalid, missing, wrongType } from './errors.ts'
import type { OpenAIModel } from './models.ts'

export interface ResponsesRequest {
  question: Question
  /** Texts that are counted as input, in order. */
  prompt: string[]
  promptTokens: number
  stream: boolean
  obfuscates: boolean
  cacheKey: string | null
  /** The thoughts are shown as a summary. */
  summarizes: boolean
  /** The thoughts come back sealed. */
  seals: boolean
}

const members = new Set(
  `background conversation include input instructions max_output_tokens max_tool_calls metadata model parallel_tool_calls
  previous_response_id prompt prompt_cache_key prompt_cache_retention reasoning safety_identifier service_tier store stream
  stream_options temperature text tool_choice tools top_logprobs top_p truncation user`.split(/\s+/),
)
/** What an item of each type may hold. */
const itemMembers: Readonly<Record<string, readonly string[]>> = {
  message: ['type', 'id', 'status', 'role', 'content', 'phase'],
  function_call: ['type', 'id', 'status', 'call_id', 'name', 'arguments'],
  function_call_output: ['type', 'id', 'status', 'call_id', 'output'],
  reasoning: ['type', 'id', 'status', 'summary', 'content', 'encrypted_content'],
}
const roles = ['system', 'developer', 'user', 'assistant']
const tokensOfImage = 85
const tokensOfItem = 3
const minTokens = 16
/** How thoughts that this simulator sealed begin. */
export const seal = 'gAAAAA'

/**
 * What a body asks for; `before` are the items of the response that it goes on from. Throws Refused where OpenAI would, also
 * for a member that it does not know.
 */
export function responsesRequest(body: JsonObject, model: OpenAIModel, before: JsonObject[]): ResponsesRequest {
  const unknown = Object.keys(body).find((name) => !members.has(name))
  if (unknown !== undefined) throw invalid(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter')
  const items = [...before, ...itemsOf(body.input)]
  judgeCalls(items)
  const tools = toolsOf(body.tools)
  const instructions = typeof body.instructions === 'string' ? [body.instructions] : []
  const declared = tools.length > 0 ? [JSON.stringify(body.tools)] : []
  const prompt = [...instructions, ...items.map(textOf), ...declared]
  const images = items.flatMap(({ content }) => objectsOf(content)).filter(({ type }) => type === 'input_image').length
  const reasoning = isObject(body.reasoning) ? body.reasoning : {}
  return {
    question: questionOf(body, items, tools, model, reasoning),
    prompt,
    promptTokens:
      prompt.reduce((sum, text) => sum + countTokens(text), 0) + items.length * tokensOfItem + images * tokensOfImage,
    stream: body.stream === true,
    obfuscates: !isObject(body.stream_options) || body.stream_options.include_obfuscation !== false,
    cacheKey: typeof body.prompt_cache_key === 'string' ? body.prompt_cache_key : null,
    summarizes: typeof reasoning.summary === 'string',
    seals: sealsOf(body.include, model),
  }
}

function questionOf(
  body: JsonObject,
  items: JsonObject[],
  tools: Tool[],
  model: OpenAIModel,
  { effort }: JsonObject,
): Question {
  number(body, 'temperature', 0, 2)
  number(body, 'top_p', 0, 1)
  const name = ['temperature', 'top_p'].find((one) => body[one] != null && body[one] !== 1)
  if (model.reasons && name !== undefined) {
    throw invalid(`Unsupported parameter: '${name}' is not supported with this model.`, name, null)
  }
  const said = items.findLastIndex(({ type }) => type !== 'function_call_output')
  return {
    ask: textOf(items.findLast(({ role }) => role === 'user') ?? {}),
    toolResults: items.slice(said + 1).map(textOf),
    tools,
    toolChoice: toolChoiceOf(body.tool_choice, tools),
    parallelCalls: body.parallel_tool_calls !== false,
    maxTokens: number(body, 'max_output_tokens', minTokens, Number.MAX_SAFE_INTEGER, Infinity),
    stop: [],
    json: jsonOf(isObject(body.text) ? body.text.format : undefined),
    reasons: model.reasons === true && effort !== 'none' && effort !== 'minimal',
    announcesCalls: false,
  }
}

/** The items of an input, each with its type. */
export function itemsOf(input: unknown): JsonObject[] {
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: input }]
  if (input === undefined) throw missing('input')
  if (!Array.isArray(input)) throw wrongType('input', 'a string or an array of items')
  return input.map((value: unknown, index) => {
    if (!isObject(value)) throw wrongType(`input[${index}]`, 'an object')
    const item: JsonObject = { type: 'message', ...value }
    judgeItem(item, `input[${index}]`)
    return item
  })
}

function judgeItem(item: JsonObject, at: string): void {
  const known = itemMembers[String(item.type)]
  if (known === undefined) throw invalid(`Invalid value: '${item.type}'.`, at, 'invalid_value')
  const unknown = Object.keys(item).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw invalid(`Unknown parameter: '${at}.${unknown}'.`, `${at}.${unknown}`, 'unknown_parameter')
  if (item.type === 'message' && !roles.includes(String(item.role))) {
    throw invalid(`Invalid value: '${item.role}'.`, `${at}.role`, 'invalid_value')
  }
  if (item.type !== 'reasoning') return
  const sealed = item.encrypted_content
  if (typeof sealed === 'string' && !sealed.startsWith(seal)) {
    throw invalid('The encrypted content could not be verified.', null, 'invalid_encrypted_content')
  }
  if (sealed == null) throw invalid(`Item with id '${item.id}' not found.`, 'input', null, 404)
}

/** Every output has its call before it, and every call its output after it. */
function judgeCalls(items: JsonObject[]): void {
  const open = new Set<unknown>()
  for (const { type, call_id } of items) {
    if (type === 'function_call') open.add(call_id)
    else if (type === 'function_call_output' && !open.delete(call_id)) {
      throw invalid(`No tool call found for function call output with call_id ${call_id}.`, 'input', null)
    }
  }
  const [unanswered] = open
  if (unanswered !== undefined) throw invalid(`No tool output found for function call ${unanswered}.`, 'input', null)
}

function textOf({ content, output, name, arguments: json, summary }: JsonObject): string {
  if (typeof name === 'string') return JSON.stringify({ name, arguments: json })
  const said = content ?? output ?? summary
  if (typeof said === 'string') return said
  return objectsOf(said)
    .map((part) => part.text ?? part.refusal ?? '')
    .join('\n')
}

function toolsOf(value: unknown): Tool[] {
  return objectsOf(value).flatMap((tool, index) => {
    if (tool.type !== 'function') return []
    if (typeof tool.name !== 'string') throw missing(`tools[${index}].name`)
    return [{ name: tool.name, schema: tool.parameters ?? { type: 'object' } }]
  })
}

function toolChoiceOf(value: unknown, tools: Tool[]): Question['toolChoice'] {
  if (value === undefined || value === null) return 'auto'
  if (value === 'auto' || value === 'none' || value === 'required') return value
  const name = isObject(value) ? value.name : undefined
  if (typeof name === 'string' && tools.some((tool) => tool.name === name)) return { name }
  throw invalid(`Tool choice '${JSON.stringify(value)}' not found in 'tools' parameter.`, 'tool_choice', null)
}

function jsonOf(format: unknown): Question['json'] {
  if (!isObject(format) || format.type === 'text') return null
  if (format.type === 'json_object') return {}
  if (format.type !== 'json_schema')
    throw invalid(`Invalid value: '${format.type}'.`, 'text.format.type', 'invalid_value')
  if (typeof format.name !== 'string') throw missing('text.format.name')
  if (!isObject(format.schema)) throw missing('text.format.schema')
  return { schema: format.schema }
}

function sealsOf(include: unknown, model: OpenAIModel): boolean {
  const seals = Array.isArray(include) && include.includes('reasoning.encrypted_content')
  if (seals && !model.reasons) throw invalid('Encrypted content is not supported with this model.', 'include', null)
  return seals
}
