import { isObject, type JsonObject, objectsOf } from '../json.ts'
import type { Question, Tool } from '../mind.ts'
import { countTokens } from '../tokens.ts'
import { type Content, contentsOf, isMedia, tokensOfPart } from './contents.ts'
import { invalid, unknownNames } from './errors.ts'
import { spelled, strangers } from './member-names.ts'
import type { GeminiModel } from './models.ts'

export interface GenerateRequest {
  question: Question
  prompt: PromptTokens
  candidates: number
  includesThoughts: boolean
}

/** Input by kind; text is what no image, sound or file is. */
export interface PromptTokens {
  text: number
  media: number
}

const tokensOfTurn = 1
const names = /^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$/

/** What a body of `generateContent` asks for. Throws Refused where Gemini would, members without a name included. */
export function generateRequest(raw: JsonObject, model: GeminiModel): GenerateRequest {
  const body = readBody(raw, 'request')
  const contents = contentsOf(body.contents, model)
  const tools = toolsOf(body.tools)
  const config = isObject(body.generationConfig) ? body.generationConfig : {}
  const thinking = isObject(config.thinkingConfig) ? config.thinkingConfig : {}
  range(config, 'temperature', 0, 2)
  range(config, 'topP', 0, 1)
  return {
    prompt: promptTokens(body, contents),
    candidates: integer(config, 'candidateCount', 1, 8) ?? 1,
    includesThoughts: thinking.includeThoughts === true,
    question: {
      ...askOf(contents),
      ...toolChoiceOf(body.toolConfig, tools),
      parallelCalls: true,
      maxTokens: integer(config, 'maxOutputTokens', 1, (model.outputTokenLimit ?? 65_536) + 1) ?? Infinity,
      stop: stopsOf(config.stopSequences),
      json: jsonOf(config),
      reasons: thinks(thinking, model),
      announcesCalls: false,
    },
  }
}

/** What `countTokens` counts: bare turns, or a whole request. */
export function countedTokens(raw: JsonObject, model: GeminiModel): PromptTokens {
  const body = readBody(raw, 'count')
  const request = isObject(body.generateContentRequest) ? body.generateContentRequest : body
  return promptTokens(request, contentsOf(request.contents, model))
}

/** A body with its members in camel case; refuses names that the message does not have. */
export function readBody(raw: JsonObject, message: Parameters<typeof strangers>[1]): JsonObject {
  const found = strangers(raw, message)
  if (found.length > 0) throw unknownNames(found)
  return spelled(raw, message) as JsonObject
}

function promptTokens(body: JsonObject, contents: Content[]): PromptTokens {
  const system = isObject(body.systemInstruction) ? objectsOf(body.systemInstruction.parts) : []
  const parts = [...system, ...contents.flatMap((content) => content.parts)]
  const sum = (list: JsonObject[]) => list.reduce((total, part) => total + tokensOfPart(part), 0)
  const tools = body.tools === undefined ? 0 : countTokens(JSON.stringify(body.tools))
  return {
    text: sum(parts.filter((part) => !isMedia(part))) + contents.length * tokensOfTurn + tools,
    media: sum(parts.filter(isMedia)),
  }
}

function askOf(contents: Content[]): Pick<Question, 'ask' | 'toolResults'> {
  const isAnswer = ({ functionResponse }: JsonObject) => functionResponse !== undefined
  const asked = contents.findLast(({ role, parts }) => role === 'user' && !parts.every(isAnswer))
  return {
    ask: (asked?.parts ?? []).flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n'),
    toolResults: (contents.at(-1)?.parts ?? [])
      .filter(isAnswer)
      .map(({ functionResponse }) => resultOf(functionResponse)),
  }
}

function resultOf(functionResponse: unknown): string {
  const response = isObject(functionResponse) ? functionResponse.response : undefined
  const { output, result, error } = isObject(response) ? response : {}
  const said = output ?? result ?? error
  return typeof said === 'string' ? said : JSON.stringify(response)
}

function toolsOf(value: unknown): Tool[] {
  const declared = objectsOf(value).flatMap(({ functionDeclarations }) => objectsOf(functionDeclarations))
  return declared.map(({ name, parameters, parametersJsonSchema }, index) => {
    const at = `GenerateContentRequest.tools[0].function_declarations[${index}]`
    if (typeof name !== 'string' || !names.test(name)) {
      throw invalid(`* ${at}.name: Invalid function name. Must start with a letter or an underscore.\n`)
    }
    if (parameters !== undefined && parametersJsonSchema !== undefined) {
      throw invalid(`* ${at}: parameters and parameters_json_schema are mutually exclusive.\n`)
    }
    if (isObject(parameters) && typeof parameters.type !== 'string') {
      throw invalid(`* ${at}.parameters: schema didn't specify the schema type field\n`)
    }
    return { name, schema: parametersJsonSchema ?? lowerTypes(parameters) ?? { type: 'object' } }
  })
}

function toolChoiceOf(value: unknown, tools: Tool[]): Pick<Question, 'toolChoice'> & { tools: Tool[] } {
  const config = isObject(value) && isObject(value.functionCallingConfig) ? value.functionCallingConfig : {}
  const allowed = Array.isArray(config.allowedFunctionNames) ? config.allowedFunctionNames.map(String) : []
  const mode = String(config.mode ?? 'AUTO').toUpperCase()
  if (!['AUTO', 'ANY', 'NONE', 'VALIDATED', 'MODE_UNSPECIFIED'].includes(mode)) {
    throw invalid(`Invalid value at 'tool_config.function_calling_config.mode': "${mode}"`)
  }
  if (allowed.length > 0 && mode !== 'ANY' && mode !== 'VALIDATED') {
    throw invalid('Please set function calling mode to ANY or VALIDATED when allowed function names are set.')
  }
  const strange = allowed.find((name) => !tools.some((tool) => tool.name === name))
  if (strange !== undefined) throw invalid(`Allowed function name "${strange}" is not declared.`)
  if (mode === 'ANY' && tools.length === 0) {
    throw invalid('Function calling config is set without function_declarations.')
  }
  const usable = allowed.length > 0 ? tools.filter(({ name }) => allowed.includes(name)) : tools
  return { tools: usable, toolChoice: mode === 'ANY' ? 'required' : mode === 'NONE' ? 'none' : 'auto' }
}

function stopsOf(value: unknown): string[] {
  if (value === undefined) return []
  const stops = Array.isArray(value) ? value.map(String) : []
  if (stops.length > 5)
    throw invalid('* GenerateContentRequest.generation_config.stop_sequences: at most 5 are allowed.\n')
  return stops
}

function jsonOf({ responseMimeType, responseSchema, responseJsonSchema }: JsonObject): Question['json'] {
  const schema = responseJsonSchema ?? lowerTypes(responseSchema)
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    throw invalid(
      '* GenerateContentRequest.generation_config: only one of response_schema and response_json_schema may be set.\n',
    )
  }
  if (responseMimeType === 'application/json') return { schema }
  if (schema !== undefined) {
    throw invalid(
      "* GenerateContentRequest.generation_config.response_schema: only allowed when response mime type is 'application/json'.\n",
    )
  }
  return null
}

function thinks({ thinkingBudget, thinkingLevel }: JsonObject, { thinks, signs }: GeminiModel): boolean {
  if (thinkingBudget !== undefined && thinkingLevel !== undefined) {
    throw invalid('You can only set only one of thinking budget and thinking level.')
  }
  if (thinkingLevel !== undefined && !signs) throw invalid('Thinking level is not supported for this model.')
  if (thinkingBudget === 0 && thinks === 'always') {
    throw invalid('Budget 0 is invalid. This model only works in thinking mode.')
  }
  const level = String(thinkingLevel ?? 'HIGH').toUpperCase()
  if (!['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'].includes(level)) {
    throw invalid(`Invalid value at 'generation_config.thinking_config.thinking_level': "${thinkingLevel}"`)
  }
  return thinks !== undefined && thinks !== 'never' && thinkingBudget !== 0 && level !== 'MINIMAL'
}

/** Schemas of the API write types in capitals; JSON Schema does not. */
function lowerTypes(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(lowerTypes)
  if (!isObject(schema)) return schema
  const entries = Object.entries(schema).map(([name, value]) => [
    name,
    name === 'type' && typeof value === 'string' ? value.toLowerCase() : name === 'enum' ? value : lowerTypes(value),
  ])
  return Object.fromEntries(entries)
}

function integer(config: JsonObject, name: string, min: number, below: number): number | undefined {
  const value = config[name]
  if (value === undefined) return undefined
  if (!Number.isInteger(value)) throw invalid(`Invalid value at 'generation_config.${name}' (TYPE_INT32), ${value}`)
  range(config, name, min, below - 1)
  return Number(value)
}

function range(config: JsonObject, name: string, min: number, max: number): void {
  const value = config[name]
  if (value === undefined) return
  if (typeof value !== 'number') throw invalid(`Invalid value at 'generation_config.${name}' (TYPE_FLOAT), "${value}"`)
  if (value < min || value > max) {
    const text = `Unable to submit request because it has a ${name} value of ${value} but the supported range is from ${min} (inclusive) to ${max + 1} (exclusive).`
    throw invalid(text)
  }
}
