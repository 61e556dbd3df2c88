import type { Call, OutputOptions, Tool } from '../../call.ts'
import { noExtra } from '../../call.ts'
import { array, isRecord, number, record, text, texts } from '../../lenient.ts'
import { extraOf, fieldsOf } from '../extra.ts'
import { parseSystem, parseTurns } from './parse-turns.ts'

const id = 'anthropic-messages'

type Body = Readonly<Record<string, unknown>>

/** Fields that the superset holds; every other one is `extra`. */
const known = new Set([
  'model',
  'max_tokens',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'metadata',
  'stream',
  'proxyapi',
])
/** Of these, the ones that the superset holds only roughly. */
const rough = ['thinking', 'output_config']
/** Fields that ask for something no other dialect can do. */
const nativeOnly = ['mcp_servers', 'container', 'context_management']

/** Throws ApiError INVALID_REQUEST for an unpaired tool result and for input that is no object. */
export function parseMessages(body: Body): Call {
  const toolChoice = record(body.tool_choice)
  const choice = parseToolChoice(toolChoice)
  const reasoning = parseReasoning(body)
  const user = text(record(body.metadata).user_id)
  const parallel = toolChoice.disable_parallel_tool_use
  return {
    operation: 'chat',
    from: id,
    model: text(body.model) ?? '',
    system: parseSystem(body.system),
    turns: parseTurns(array(body.messages)),
    tools: array(body.tools).map(parseTool),
    ...(choice && { toolChoice: choice }),
    ...(typeof parallel === 'boolean' && { parallelToolCalls: !parallel }),
    output: parseOutput(body),
    sampling: parseSampling(body),
    ...(reasoning && { reasoning }),
    stream: body.stream === true,
    // Its streams always tell.
    includeUsage: true,
    ...(user !== undefined && { user }),
    ...(isRecord(body.metadata) && { metadata: body.metadata }),
    extra: extraOf(body, known),
    exact: fieldsOf(body, (name) => rough.includes(name)),
    nativeOnly: nativeOnly.filter((name) => body[name] !== undefined && body[name] !== null),
    raw: body,
  }
}

function parseToolChoice(choice: Body): Call['toolChoice'] {
  const name = text(choice.name)
  if (choice.type === 'tool' && name !== undefined) return { type: 'tool', name }
  if (choice.type === 'any') return { type: 'required' }
  return choice.type === 'auto' || choice.type === 'none' ? { type: choice.type } : undefined
}

const toolFields = new Set(['type', 'name', 'description', 'input_schema', 'strict'])

/** A tool of a type is one that the upstream runs itself, unless the type says that it is the caller's own. */
function parseTool(value: unknown): Tool {
  const tool = record(value)
  const name = text(tool.name) ?? ''
  const type = tool.type ?? 'custom'
  if (type !== 'custom') return { name, raw: { dialect: id, value }, extra: noExtra }
  return {
    name,
    ...(typeof tool.description === 'string' && { description: tool.description }),
    ...(isRecord(tool.input_schema) && { parameters: tool.input_schema }),
    ...(typeof tool.strict === 'boolean' && { strict: tool.strict }),
    extra: extraOf(tool, toolFields),
  }
}

function parseOutput(body: Body): OutputOptions {
  const maxTokens = number(body.max_tokens)
  const stop = texts(body.stop_sequences)
  const format = record(record(body.output_config).format)
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(stop.length > 0 && { stop }),
    ...(format.type === 'json_schema' && {
      format: { type: 'json-schema' as const, name: 'answer', schema: format.schema, strict: true },
    }),
  }
}

function parseSampling(body: Body): Call['sampling'] {
  const temperature = number(body.temperature)
  const topP = number(body.top_p)
  const topK = number(body.top_k)
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
  }
}

/** Thinking by a budget, or as much as the model likes; an effort alone counts too. */
function parseReasoning(body: Body): Call['reasoning'] {
  const thinking = record(body.thinking)
  const effort = text(record(body.output_config).effort)
  const budget = number(thinking.budget_tokens)
  if (thinking.type === 'enabled' && budget !== undefined) return { budget }
  if (thinking.type === 'adaptive') return { effort: effort ?? 'high' }
  return effort === undefined || thinking.type === 'disabled' ? undefined : { effort }
}
