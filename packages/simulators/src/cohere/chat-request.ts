import { isObject, type JsonObject, objectsOf } from '../json.ts'
import type { Question, Tool } from '../mind.ts'
import { countTokens } from '../tokens.ts'
import { invalid, unknownField } from './errors.ts'
import type { CohereModel } from './models.ts'

export interface Document {
  id: string
  [field: string]: string
}

export interface ChatRequest {
  question: Question
  /** What the vendor bills: the caller's texts, without the frame that it puts around them. */
  inputTokens: number
  documents: Document[]
  stream: boolean
}

const members = new Set([
  ...['model', 'messages', 'stream', 'tools', 'tool_choice', 'strict_tools', 'documents', 'citation_options'],
  ...['response_format', 'safety_mode', 'max_tokens', 'stop_sequences', 'temperature', 'seed', 'frequency_penalty'],
  ...['presence_penalty', 'k', 'p', 'logprobs', 'thinking', 'priority'],
])
const toolMembers = new Set(['name', 'description', 'parameters'])
const roles = ['system', 'user', 'assistant', 'tool']
const maxStops = 5
const tokensOfImage = 85

/** What a chat body asks for. Throws Refused where Cohere would, for any member that it does not know, too. */
export function chatRequest(body: JsonObject, model: CohereModel): ChatRequest {
  const stranger = Object.keys(body).find((name) => !members.has(name))
  if (stranger !== undefined) throw unknownField(stranger, 'chat')
  const messages = messagesOf(body)
  const tools = toolsOf(body.tools)
  const documents = documentsOf(body.documents)
  const texts = [...messages.map(textOf), ...(tools.length > 0 ? [JSON.stringify(body.tools)] : [])]
  const counted = [...texts, ...documents.map((document) => Object.values(document).join(' '))]
  const images = messages.flatMap((message) => objectsOf(message.content)).filter(({ type }) => type === 'image_url')
  return {
    question: questionOf(body, messages, tools, model),
    inputTokens: counted.reduce((sum, text) => sum + countTokens(text), 0) + images.length * tokensOfImage,
    documents,
    stream: body.stream === true,
  }
}

function questionOf(body: JsonObject, messages: JsonObject[], tools: Tool[], model: CohereModel): Question {
  number(body, 'temperature', 0, 1)
  number(body, 'p', 0.01, 0.99)
  number(body, 'k', 0, 500)
  number(body, 'frequency_penalty', 0, 1)
  number(body, 'presence_penalty', 0, 1)
  const sinceAssistant = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant') + 1)
  return {
    ask: textOf(messages.findLast(({ role }) => role === 'user') ?? {}),
    toolResults:
      messages.at(-1)?.role === 'tool' ? sinceAssistant.filter(({ role }) => role === 'tool').map(textOf) : [],
    tools,
    toolChoice: toolChoiceOf(body.tool_choice, tools),
    parallelCalls: true,
    maxTokens: number(body, 'max_tokens', 0, Number.MAX_SAFE_INTEGER) ?? Infinity,
    stop: stopsOf(body.stop_sequences),
    json: jsonOf(body, tools),
    reasons: reasonsOf(body.thinking, model),
    announcesCalls: true,
  }
}

function messagesOf(body: JsonObject): JsonObject[] {
  if (!Array.isArray(body.messages) || body.messages.length === 0) {
    throw invalid('invalid request: messages must be a non-empty array')
  }
  const messages = body.messages.map((message: unknown, index) => {
    if (!isObject(message) || !roles.includes(String(message.role))) {
      throw invalid(`invalid request: invalid role in messages[${index}], must be one of: ${roles.join(', ')}`)
    }
    if (message.content === undefined && message.tool_calls === undefined) {
      throw invalid(`invalid request: messages[${index}] must have content or tool_calls`)
    }
    return message
  })
  if (messages.at(-1)?.role === 'assistant') {
    throw invalid('invalid request: the last message must not be from the assistant')
  }
  judgeToolTurns(messages)
  return messages
}

/** Every call is answered before the next turn, and nothing is answered that was not called. */
function judgeToolTurns(messages: JsonObject[]): void {
  let open = new Set<unknown>()
  for (const message of messages) {
    if (message.role === 'tool') {
      if (open.delete(message.tool_call_id)) continue
      throw invalid(`invalid request: cannot find a tool call with id '${message.tool_call_id}'`)
    }
    if (open.size > 0) break
    for (const call of objectsOf(message.tool_calls)) {
      if (!isObject(call.function) || typeof call.function.arguments !== 'string') {
        throw invalid('invalid request: arguments of a tool call must be a string')
      }
    }
    open = new Set(objectsOf(message.tool_calls).map(({ id }) => id))
  }
  if (open.size > 0) throw invalid(`invalid request: missing tool results for tool call ids: ${[...open].join(', ')}`)
}

function textOf(message: JsonObject): string {
  const { content } = message
  const parts = objectsOf(content).map((part) => {
    const { data } = isObject(part.document) ? part.document : {}
    return (
      part.text ?? part.thinking ?? (typeof data === 'string' ? data : data === undefined ? '' : JSON.stringify(data))
    )
  })
  const calls = objectsOf(message.tool_calls).map((call) => JSON.stringify(call.function))
  return [...(typeof content === 'string' ? [content] : parts), ...calls].join('\n')
}

function toolsOf(value: unknown): Tool[] {
  return objectsOf(value).map((tool) => {
    const { function: described } = tool
    if (tool.type !== 'function' || !isObject(described) || typeof described.name !== 'string') {
      throw invalid('invalid request: tools must be functions with a name')
    }
    const stranger = Object.keys(described).find((name) => !toolMembers.has(name))
    if (stranger !== undefined) throw unknownField(stranger, 'chat')
    return { name: described.name, schema: described.parameters ?? { type: 'object' } }
  })
}

function toolChoiceOf(value: unknown, tools: Tool[]): Question['toolChoice'] {
  if (value === undefined || value === null) return 'auto'
  if (tools.length === 0) throw invalid('invalid request: tool_choice is only allowed when tools are given')
  if (value === 'REQUIRED') return 'required'
  if (value === 'NONE') return 'none'
  throw invalid("invalid request: tool_choice must be one of 'REQUIRED', 'NONE'")
}

function stopsOf(value: unknown): string[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || !value.every((stop) => typeof stop === 'string')) {
    throw invalid('invalid request: stop_sequences must be an array of strings')
  }
  if (value.length > maxStops) throw invalid(`invalid request: at most ${maxStops} stop_sequences are allowed`)
  return value
}

function jsonOf(body: JsonObject, tools: Tool[]): Question['json'] {
  const { response_format: format } = body
  if (!isObject(format) || format.type === 'text') return null
  if (format.type !== 'json_object') {
    throw invalid("invalid request: response_format.type must be one of 'text', 'json_object'")
  }
  if (tools.length > 0 || body.documents !== undefined) {
    throw invalid('invalid request: response_format is not supported with tools or documents')
  }
  return isObject(format.json_schema) ? { schema: format.json_schema } : {}
}

function reasonsOf(value: unknown, model: CohereModel): boolean {
  if (!isObject(value)) return model.reasons === true
  if (value.type === 'disabled') return false
  if (value.type !== 'enabled') throw invalid("invalid request: thinking.type must be one of 'enabled', 'disabled'")
  if (!model.reasons) throw invalid(`invalid request: thinking is not supported by model '${model.name}'`)
  return value.token_budget !== 0
}

function documentsOf(value: unknown): Document[] {
  if (!Array.isArray(value)) return []
  return value.map((document: unknown, index): Document => {
    const id = isObject(document) && typeof document.id === 'string' ? document.id : `doc:${index}`
    const data = isObject(document) ? document.data : document
    if (typeof data === 'string') return { id, text: data }
    if (!isObject(data)) throw invalid(`invalid request: documents[${index}] must be a string or have data`)
    return { id, ...Object.fromEntries(Object.entries(data).map(([name, field]) => [name, String(field)])) }
  })
}

function number(body: JsonObject, name: string, min: number, max: number): number | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number') throw invalid(`invalid type: parameter ${name} is of type ${typeof value}`)
  if (value < min || value > max) throw invalid(`invalid request: ${name} must be between ${min} and ${max} inclusive`)
  return value
}
