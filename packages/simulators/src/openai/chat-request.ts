import { isObject, type JsonObject, objectsOf } from '../json.ts'
import type { Question, Tool } from '../mind.ts'
import { countTokens } from '../tokens.ts'
import { invalid, missing, wrongType } from './errors.ts'
import type { OpenAIModel } from './models.ts'

export interface ChatRequest {
  question: Question
  /** Texts that are counted as input, in order. */
  prompt: string[]
  promptTokens: number
  n: number
  stream: boolean
  includeUsage: boolean
  obfuscates: boolean
  cacheKey: string | null
}

const roles = ['system', 'developer', 'user', 'assistant', 'tool', 'function']
const tokensOfImage = 85
const tokensOfMessage = 3

/** What a chat body asks for. Throws Refused where OpenAI would; members that it does not know are ignored. */
export function chatRequest(body: JsonObject, model: OpenAIModel): ChatRequest {
  const messages = messagesOf(body)
  const tools = toolsOf(body.tools)
  const prompt = [...messages.map(textOf), ...(tools.length > 0 ? [JSON.stringify(body.tools)] : [])]
  const images = messages.flatMap((message) => objectsOf(message.content)).filter(({ type }) => type !== 'text').length
  const streamOptions = isObject(body.stream_options) ? body.stream_options : {}
  if (body.stream_options != null && body.stream !== true) {
    throw invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options', null)
  }
  return {
    question: questionOf(body, messages, tools, model),
    prompt,
    promptTokens:
      prompt.reduce((sum, text) => sum + countTokens(text), 0) +
      messages.length * tokensOfMessage +
      images * tokensOfImage,
    n: number(body, 'n', 1, 128, 1),
    stream: body.stream === true,
    includeUsage: streamOptions.include_usage === true,
    obfuscates: streamOptions.include_obfuscation !== false,
    cacheKey: typeof body.prompt_cache_key === 'string' ? body.prompt_cache_key : null,
  }
}

function questionOf(body: JsonObject, messages: JsonObject[], tools: Tool[], model: OpenAIModel): Question {
  number(body, 'temperature', 0, 2)
  number(body, 'top_p', 0, 1)
  const last = messages.at(-1)
  const sinceAssistant = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant') + 1)
  return {
    ask: textOf(messages.findLast(({ role }) => role === 'user') ?? {}),
    toolResults: last?.role === 'tool' ? sinceAssistant.filter(({ role }) => role === 'tool').map(textOf) : [],
    tools,
    toolChoice: toolChoiceOf(body.tool_choice, tools),
    parallelCalls: body.parallel_tool_calls !== false,
    maxTokens: maxTokensOf(body, model),
    stop: stopsOf(body.stop),
    json: jsonOf(body.response_format),
    reasons: model.reasons === true && body.reasoning_effort !== 'none' && body.reasoning_effort !== 'minimal',
    announcesCalls: false,
  }
}

function messagesOf(body: JsonObject): JsonObject[] {
  if (body.messages === undefined) throw missing('messages')
  if (!Array.isArray(body.messages)) throw wrongType('messages', 'an array of objects')
  if (body.messages.length === 0) {
    throw invalid("Invalid 'messages': empty array. Expected at least one message.", 'messages', 'empty_array')
  }
  const messages = body.messages.map((message: unknown, index) => {
    if (!isObject(message)) throw wrongType(`messages[${index}]`, 'an object')
    if (!roles.includes(String(message.role))) {
      throw invalid(`Invalid value: '${message.role}'.`, `messages[${index}].role`, 'invalid_value')
    }
    return message
  })
  judgeToolTurns(messages)
  return messages
}

/** Every call is answered before the next turn, and nothing is answered that was not called. */
function judgeToolTurns(messages: JsonObject[]): void {
  let open = new Set<unknown>()
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool') {
      if (open.delete(message.tool_call_id)) continue
      const text = "messages with role 'tool' must be a response to a preceding message with 'tool_calls'."
      throw invalid(`Invalid parameter: ${text}`, `messages.[${index}].role`, null)
    }
    if (open.size > 0) throw unanswered(open, index)
    open = new Set(objectsOf(message.tool_calls).map(({ id }) => id))
  }
  if (open.size > 0) throw unanswered(open, messages.length)
}

function unanswered(open: Set<unknown>, index: number) {
  const text =
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'."
  return invalid(`${text} Without a response: ${[...open].join(', ')}`, `messages.[${index}].role`, null)
}

function textOf(message: JsonObject): string {
  const { content } = message
  const parts = objectsOf(content).map((part) => part.text ?? part.refusal ?? '')
  const calls = objectsOf(message.tool_calls).map((call) => JSON.stringify(call.function))
  return [...(typeof content === 'string' ? [content] : parts), ...calls].join('\n')
}

function toolsOf(value: unknown): Tool[] {
  return objectsOf(value).flatMap((tool, index) => {
    if (tool.type !== 'function') return []
    if (!isObject(tool.function) || typeof tool.function.name !== 'string')
      throw missing(`tools[${index}].function.name`)
    return [{ name: tool.function.name, schema: tool.function.parameters ?? { type: 'object' } }]
  })
}

function toolChoiceOf(value: unknown, tools: Tool[]): Question['toolChoice'] {
  if (value === undefined || value === null) return 'auto'
  if (tools.length === 0) {
    throw invalid("'tool_choice' is only allowed when 'tools' are specified.", 'tool_choice', null)
  }
  if (value === 'auto' || value === 'none' || value === 'required') return value
  const name = isObject(value) && isObject(value.function) ? value.function.name : undefined
  if (typeof name === 'string' && tools.some((tool) => tool.name === name)) return { name }
  throw invalid(`Invalid value for 'tool_choice': '${JSON.stringify(value)}'.`, 'tool_choice', 'invalid_value')
}

function maxTokensOf(body: JsonObject, model: OpenAIModel): number {
  if (model.reasons && body.max_tokens != null) {
    throw invalid(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    )
  }
  const name = body.max_completion_tokens == null ? 'max_tokens' : 'max_completion_tokens'
  return number(body, name, 1, Number.MAX_SAFE_INTEGER, Infinity)
}

function stopsOf(value: unknown): string[] {
  if (value === undefined || value === null) return []
  const stops = Array.isArray(value) ? value : [value]
  if (!stops.every((stop) => typeof stop === 'string')) throw wrongType('stop', 'a string or an array of strings')
  if (stops.length > 4)
    throw invalid("Invalid 'stop': array too long. Expected at most 4.", 'stop', 'array_above_max_length')
  return stops
}

function jsonOf(value: unknown): Question['json'] {
  if (!isObject(value) || value.type === 'text') return null
  if (value.type === 'json_object') return {}
  if (value.type !== 'json_schema') {
    throw invalid(`Invalid value: '${value.type}'.`, 'response_format.type', 'invalid_value')
  }
  if (!isObject(value.json_schema) || typeof value.json_schema.name !== 'string') {
    throw missing('response_format.json_schema')
  }
  return { schema: value.json_schema.schema ?? { type: 'object' } }
}

/** A number within its limits. Throws Refused outside. */
export function number(body: JsonObject, name: string, min: number, max: number, otherwise = min): number {
  const value = body[name]
  if (value === undefined || value === null) return otherwise
  if (typeof value !== 'number') throw wrongType(name, 'a number')
  if (value < min) throw invalid(`Invalid '${name}': expected a value >= ${min}.`, name, 'integer_below_min_value')
  if (value > max) throw invalid(`Invalid '${name}': expected a value <= ${max}.`, name, 'integer_above_max_value')
  return value
}
