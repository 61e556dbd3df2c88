import type { Call, OutputOptions, Tool } from '../../call.ts'
import { noExtra } from '../../call.ts'
import { array, isRecord, number, record, text, texts } from '../../lenient.ts'
import { extraOf, fieldsOf } from '../extra.ts'
import { parseMessages } from './parse-messages.ts'

const id = 'openai-chat'

type Body = Readonly<Record<string, unknown>>

/** Fields that the superset holds; every other one is `extra`. */
const known = new Set([
  'model',
  'messages',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'response_format',
  'n',
  'temperature',
  'top_p',
  'top_k',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'stream',
  'metadata',
  'proxyapi',
  'reasoning',
  'reasoning_effort',
  'stream_options',
  'user',
  'safety_identifier',
])
/** Of these, the ones that the superset holds only roughly. */
const rough = ['reasoning', 'reasoning_effort', 'stream_options', 'user', 'safety_identifier']
/** Fields that ask for something no other dialect can do. */
const nativeOnly = ['functions', 'function_call', 'audio', 'web_search_options']

/** Throws ApiError INVALID_REQUEST for an unpaired tool result and for arguments that are no JSON object. */
export function parseChat(body: Body): Call {
  const { system, turns, native } = parseMessages(array(body.messages))
  const stream = body.stream === true
  const exact = fieldsOf(body, (name) => rough.includes(name))
  const toolChoice = parseToolChoice(body.tool_choice)
  if (body.tool_choice !== undefined && body.tool_choice !== null && toolChoice === undefined) {
    exact.tool_choice = body.tool_choice
  }
  const only = nativeOnly.filter((name) => body[name] !== undefined && body[name] !== null)
  if (texts(body.modalities).some((modality) => modality !== 'text')) only.push('modalities')
  if (exact.tool_choice !== undefined) only.push('tool_choice')
  const parallel = body.parallel_tool_calls
  const user = text(body.user) ?? text(body.safety_identifier)
  const reasoning = parseReasoning(body)
  return {
    operation: 'chat',
    from: id,
    model: text(body.model) ?? '',
    system,
    turns,
    tools: array(body.tools).map(parseTool),
    ...(toolChoice && { toolChoice }),
    ...(typeof parallel === 'boolean' && { parallelToolCalls: parallel }),
    output: parseOutput(body),
    sampling: parseSampling(body),
    ...(reasoning && { reasoning }),
    stream,
    includeUsage: stream && record(body.stream_options).include_usage === true,
    ...(user !== undefined && { user }),
    ...(isRecord(body.metadata) && { metadata: body.metadata }),
    extra: extraOf(body, known),
    exact,
    nativeOnly: native ? ['messages', ...only] : only,
    raw: body,
  }
}

function parseToolChoice(choice: unknown): Call['toolChoice'] {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice }
  const name = record(choice).type === 'function' ? text(record(record(choice).function).name) : undefined
  return name === undefined ? undefined : { type: 'tool', name }
}

const toolFields = new Set(['type', 'function'])

function parseTool(value: unknown): Tool {
  const tool = record(value)
  const fn = record(tool.function)
  const name = text(fn.name)
  if (tool.type !== 'function' || name === undefined) {
    return { name: text(record(tool.custom).name) ?? '', raw: { dialect: id, value }, extra: noExtra }
  }
  return {
    name,
    ...(typeof fn.description === 'string' && { description: fn.description }),
    ...(fn.parameters !== undefined && fn.parameters !== null && { parameters: fn.parameters }),
    ...(typeof fn.strict === 'boolean' && { strict: fn.strict }),
    extra: extraOf(tool, toolFields),
  }
}

function parseOutput(body: Body): OutputOptions {
  const maxTokens = number(body.max_completion_tokens) ?? number(body.max_tokens)
  const stop = typeof body.stop === 'string' ? [body.stop] : texts(body.stop)
  const format = parseFormat(record(body.response_format))
  const n = number(body.n)
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(stop.length > 0 && { stop }),
    ...(format && { format }),
    ...(n !== undefined && { n }),
  }
}

function parseFormat(format: Body): OutputOptions['format'] {
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json_object') return { type: 'json' }
  if (format.type !== 'json_schema') return undefined
  const schema = record(format.json_schema)
  return {
    type: 'json-schema',
    name: text(schema.name) ?? 'answer',
    schema: schema.schema,
    ...(typeof schema.strict === 'boolean' && { strict: schema.strict }),
    ...(typeof schema.description === 'string' && { description: schema.description }),
  }
}

/** Numbers by their names on the wire. */
const samplingNumbers = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  seed: 'seed',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  top_logprobs: 'topLogprobs',
} as const satisfies Record<string, keyof Call['sampling']>
const samplingNames = Object.keys(samplingNumbers) as (keyof typeof samplingNumbers)[]

function parseSampling(body: Body): Call['sampling'] {
  const sampling: Call['sampling'] = {}
  for (const name of samplingNames) {
    const value = number(body[name])
    if (value !== undefined) sampling[samplingNumbers[name]] = value
  }
  if (isRecord(body.logit_bias)) sampling.logitBias = body.logit_bias as Record<string, number>
  if (typeof body.logprobs === 'boolean') sampling.logprobs = body.logprobs
  return sampling
}

/** `reasoning_effort`, or OpenRouter's `reasoning` with effort or budget. */
function parseReasoning(body: Body): Call['reasoning'] {
  const asked = record(body.reasoning)
  if (asked.enabled === false) return { effort: 'none' }
  const effort = text(body.reasoning_effort) ?? text(asked.effort)
  const budget = number(asked.max_tokens)
  if (effort === undefined && budget === undefined) return undefined
  return { ...(effort !== undefined && { effort }), ...(budget !== undefined && { budget }) }
}
