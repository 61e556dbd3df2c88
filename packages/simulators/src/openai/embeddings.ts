import { type Answer, jsonAnswer } from '../answer.ts'
import type { JsonObject } from '../json.ts'
import { countTokens } from '../tokens.ts'
import { unitVector } from '../unit-vector.ts'
import { invalid, missing, wrongType } from './errors.ts'
import type { OpenAIModel } from './models.ts'

type Input = string | number[]

const maxInputs = 2048
const maxTokensOfInput = 8192

/** Answers `POST /v1/embeddings`; throws Refused where OpenAI would. */
export function embeddings(
  body: JsonObject,
  model: OpenAIModel,
  headers: Record<string, string>,
): { answer: Answer; promptTokens: number } {
  const inputs = inputsOf(body.input)
  const promptTokens = inputs.map(tokensOf).reduce((sum, count) => sum + count, 0)
  if (inputs.some((input) => tokensOf(input) > maxTokensOfInput)) {
    throw invalid(
      `This model's maximum context length is ${maxTokensOfInput} tokens.`,
      'input',
      'context_length_exceeded',
    )
  }
  const dimensions = dimensionsOf(body.dimensions, model)
  const encode = encoderOf(body.encoding_format)
  const data = inputs.map((input, index) => ({
    object: 'embedding',
    index,
    embedding: encode(unitVector(model.id, input, dimensions)),
  }))
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens }
  return { answer: jsonAnswer(200, { object: 'list', data, model: model.id, usage }, headers), promptTokens }
}

function inputsOf(value: unknown): Input[] {
  if (value === undefined) throw missing('input')
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value) || value.length === 0) throw wrongType('input', 'a string or a non-empty array')
  if (value.every((item) => Number.isInteger(item))) return [value as number[]]
  if (value.length > maxInputs) {
    throw invalid(`Invalid 'input': array too long. Expected at most ${maxInputs}.`, 'input', 'array_above_max_length')
  }
  const isInput = (item: unknown): item is Input =>
    typeof item === 'string' || (Array.isArray(item) && item.every((token) => Number.isInteger(token)))
  if (!value.every(isInput)) throw wrongType('input', 'strings or arrays of tokens')
  return value
}

function tokensOf(input: Input): number {
  return typeof input === 'string' ? countTokens(input) : input.length
}

function dimensionsOf(value: unknown, model: OpenAIModel): number {
  const most = model.dimensions ?? 1536
  if (value === undefined || value === null) return most
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > most) {
    throw invalid(`Invalid 'dimensions': expected an integer from 1 to ${most}.`, 'dimensions', 'invalid_value')
  }
  return Number(value)
}

function encoderOf(format: unknown): (vector: Float32Array) => number[] | string {
  if (format === 'base64') return (values) => Buffer.from(values.buffer).toString('base64')
  if (format === undefined || format === null || format === 'float') return (values) => Array.from(values)
  throw invalid(`Invalid value: '${format}'.`, 'encoding_format', 'invalid_value')
}
