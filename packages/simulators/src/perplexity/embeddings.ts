import { type Answer, jsonAnswer } from '../answer.ts'
import type { JsonObject } from '../json.ts'
import { countTokens } from '../tokens.ts'
import { unitVector } from '../unit-vector.ts'
import { invalid } from './errors.ts'
import type { PerplexityModel } from './models.ts'

const members = new Set(['input', 'model', 'dimensions', 'encoding_format'])
const maxInputs = 512
const minDimensions = 128
const usdOfToken = 0.000_000_03

/** Answers `POST /v1/embeddings` with signed bytes, or with bits; throws Refused where the vendor would. */
export function embeddings(body: JsonObject, model: PerplexityModel): { answer: Answer; inputTokens: number } {
  const stranger = Object.keys(body).find((name) => !members.has(name))
  if (stranger !== undefined) throw invalid(`Unknown field: '${stranger}'.`)
  const inputs = inputsOf(body.input)
  const inputTokens = inputs.reduce((sum, input) => sum + countTokens(input), 0)
  const dimensions = dimensionsOf(body.dimensions, model)
  const encode = encoderOf(body.encoding_format)
  const data = inputs.map((input, index) => ({
    object: 'embedding',
    index,
    embedding: encode(unitVector(model.id, input, dimensions)).toString('base64'),
  }))
  const cost = { input_cost: inputTokens * usdOfToken, total_cost: inputTokens * usdOfToken, currency: 'USD' }
  const usage = { prompt_tokens: inputTokens, total_tokens: inputTokens, cost }
  return { answer: jsonAnswer(200, { object: 'list', data, model: model.id, usage }), inputTokens }
}

function inputsOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  const texts = list.filter((item) => typeof item === 'string' && item !== '')
  if (list.length === 0 || list.length > maxInputs || texts.length < list.length) {
    throw invalid(`input must be a text or 1 to ${maxInputs} texts that are not empty.`)
  }
  return texts as string[]
}

function dimensionsOf(value: unknown, { dimensions = 1_024 }: PerplexityModel): number {
  if (value === undefined) return dimensions
  if (!Number.isInteger(value) || Number(value) < minDimensions || Number(value) > dimensions) {
    throw invalid(`dimensions must be from ${minDimensions} to ${dimensions}.`)
  }
  return Number(value)
}

function encoderOf(format: unknown): (vector: Float32Array) => Buffer {
  if (format === undefined || format === 'base64_int8') return signedBytes
  if (format === 'base64_binary') return bits
  throw invalid(`Invalid encoding_format '${format}'.`)
}

/** The largest number takes the largest byte. */
function signedBytes(vector: Float32Array): Buffer {
  const largest = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0) || 1
  return Buffer.from(Int8Array.from(vector, (value) => Math.round((value / largest) * 127)).buffer)
}

/** A bit for each number, set where it is above 0; eight make a byte. */
function bits(vector: Float32Array): Buffer {
  const bytes = Array.from({ length: Math.ceil(vector.length / 8) }, (_, byte) =>
    vector.slice(byte * 8, byte * 8 + 8).reduce((sum, value, bit) => sum | ((value > 0 ? 1 : 0) << (7 - bit)), 0),
  )
  return Buffer.from(bytes)
}
