import type { Call, OutputOptions, TextPart, Tool } from '../../call.ts'
import { noExtra } from '../../call.ts'
import { array, isRecord, number, record, text, texts } from '../../lenient.ts'
import { extraOf, fieldsOf } from '../extra.ts'
import { id, parseItems } from './parse-items.ts'

type Body = Readonly<Record<string, unknown>>

/** Fields that the superset holds; every other one is `extra`. */
const known = new Set([
  'model',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_output_tokens',
  'temperature',
  'top_p',
  'top_logprobs',
  'text',
  'stream',
  'metadata',
  'proxyapi',
  'reasoning',
  'include',
  'truncation',
  'store',
  'background',
  'stream_options',
  'user',
  'safety_identifier',
])
/** Of these, the ones that the superset holds only roughly. */
const rough = ['instructions', 'reasoning', 'store', 'stream_options', 'user', 'safety_identifier']
/** Fields that ask for something no other dialect can do. */
const nativeOnly = ['previous_response_id', 'conversation', 'prompt']
/** What an answer holds anyway, where there is any of it. */
const tokenLogprobs = 'message.output_text.logprobs'
const included = new Set(['reasoning.encrypted_content', tokenLogprobs])

/** An item by its id alone, which only the upstream that stored it can read. */
const isReference = (item: unknown) => record(item).type === 'item_reference'

/** Throws ApiError INVALID_REQUEST for an output that no call asked for and for arguments that are no JSON object. */
export function parseResponse(body: Body): Call {
  const only = nativeOnly.filter((name) => body[name] !== undefined && body[name] !== null)
  for (const name of ['background', 'store']) if (body[name] === true) only.push(name)
  if (array(body.input).some(isReference)) only.push('input[].item_reference')
  const stored = body.previous_response_id ?? body.conversation ?? body.prompt
  const { system, turns } = parseItems(body.input, stored !== undefined && stored !== null)
  const exact = fieldsOf(body, (name) => rough.includes(name))
  const toolChoice = parseToolChoice(body.tool_choice)
  if (body.tool_choice !== undefined && body.tool_choice !== null && toolChoice === undefined) {
    exact.tool_choice = body.tool_choice
    only.push('tool_choice')
  }
  const parallel = body.parallel_tool_calls
  const user = text(body.user) ?? text(body.safety_identifier)
  const effort = text(record(body.reasoning).effort)
  return {
    operation: 'chat',
    from: id,
    model: text(body.model) ?? '',
    system: [...instructed(body.instructions), ...system],
    turns,
    tools: array(body.tools).map(parseTool),
    ...(toolChoice && { toolChoice }),
    ...(typeof parallel === 'boolean' && { parallelToolCalls: parallel }),
    output: parseOutput(body),
    sampling: parseSampling(body),
    ...(effort !== undefined && { reasoning: { effort } }),
    stream: body.stream === true,
    // Its streams always tell.
    includeUsage: true,
    ...(user !== undefined && { user }),
    ...(isRecord(body.metadata) && { metadata: body.metadata }),
    extra: parseExtra(body, exact),
    exact,
    nativeOnly: only,
    raw: body,
  }
}

const instructed = (instructions: unknown): TextPart[] =>
  typeof instructions === 'string' ? [{ type: 'text', text: instructions, extra: noExtra }] : []

/** Unknown fields, and of known ones the members and values that no other dialect has. */
function parseExtra(body: Body, exact: Record<string, unknown>): Call['extra'] {
  const extra: Record<string, unknown> = { ...extraOf(body, known) }
  const { format: _, ...style } = record(body.text)
  if (Object.keys(style).length > 0) extra.text = style
  const { include, truncation } = body
  const usual = texts(include).every((name) => included.has(name))
  if (Array.isArray(include)) (usual ? exact : extra).include = include
  if (typeof truncation === 'string') (truncation === 'disabled' ? exact : extra).truncation = truncation
  if (body.background === true) exact.background = true
  return Object.keys(extra).length === 0 ? noExtra : extra
}

function parseToolChoice(choice: unknown): Call['toolChoice'] {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice }
  const name = record(choice).type === 'function' ? text(record(choice).name) : undefined
  return name === undefined ? undefined : { type: 'tool', name }
}

const toolFields = new Set(['type', 'name', 'description', 'parameters', 'strict'])

/** Every type but `function` is a tool that the upstream runs or reads by itself. */
function parseTool(value: unknown): Tool {
  const tool = record(value)
  const name = text(tool.name) ?? ''
  if (tool.type !== 'function' || name === '') return { name, raw: { dialect: id, value }, extra: noExtra }
  return {
    name,
    ...(typeof tool.description === 'string' && { description: tool.description }),
    ...(isRecord(tool.parameters) && { parameters: tool.parameters }),
    ...(typeof tool.strict === 'boolean' && { strict: tool.strict }),
    extra: extraOf(tool, toolFields),
  }
}

function parseOutput(body: Body): OutputOptions {
  const maxTokens = number(body.max_output_tokens)
  const format = parseFormat(record(record(body.text).format))
  return { ...(maxTokens !== undefined && { maxTokens }), ...(format && { format }) }
}

function parseFormat(format: Body): OutputOptions['format'] {
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json_object') return { type: 'json' }
  if (format.type !== 'json_schema') return undefined
  return {
    type: 'json-schema',
    name: text(format.name) ?? 'answer',
    schema: format.schema,
    ...(typeof format.strict === 'boolean' && { strict: format.strict }),
    ...(typeof format.description === 'string' && { description: format.description }),
  }
}

function parseSampling(body: Body): Call['sampling'] {
  const temperature = number(body.temperature)
  const topP = number(body.top_p)
  const top = number(body.top_logprobs) ?? 0
  const logprobs = top > 0 || texts(body.include).includes(tokenLogprobs)
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(logprobs && { logprobs }),
    ...(top > 0 && { topLogprobs: top }),
  }
}
