import { isObject, type JsonObject, objectsOf } from '../json.ts'
import { countTokens } from '../tokens.ts'
import { unitVector } from '../unit-vector.ts'
import { invalid, tooManyTokens, unknownField } from './errors.ts'
import type { CohereModel } from './models.ts'

const members = new Set([
  ...['model', 'texts', 'images', 'inputs', 'input_type', 'embedding_types', 'output_dimension', 'truncate'],
  ...['max_tokens', 'priority'],
])
const inputTypes = ['search_document', 'search_query', 'classification', 'clustering', 'image']
const maxInputs = 96
const tokensOfImage = 85

interface Input {
  text: string
  tokens: number
}

/** The body that `POST /v2/embed` answers, and what it bills; throws Refused where Cohere would. */
export function embeddings(
  body: JsonObject,
  model: CohereModel,
  id: string,
): { body: Record<string, unknown>; inputTokens: number } {
  const stranger = Object.keys(body).find((name) => !members.has(name))
  if (stranger !== undefined) throw unknownField(stranger, 'embed')
  if (!inputTypes.includes(String(body.input_type))) {
    throw invalid(`invalid request: valid input_type must be provided, one of: ${inputTypes.join(', ')}`)
  }
  const inputs = inputsOf(body).map((input) => truncated(input, body.truncate, model))
  const vectors = inputs.map(({ text }) => unitVector(model.name, text, dimensionOf(body.output_dimension, model)))
  const inputTokens = inputs.reduce((sum, { tokens }) => sum + tokens, 0)
  const reply = {
    id,
    ...(Array.isArray(body.texts) ? { texts: body.texts } : {}),
    embeddings: Object.fromEntries(
      encodersOf(body.embedding_types).map(([name, encode]) => [name, vectors.map(encode)]),
    ),
    meta: { api_version: { version: '2' }, billed_units: { input_tokens: inputTokens } },
    response_type: 'embeddings_by_type',
  }
  return { body: reply, inputTokens }
}

function inputsOf({ texts, images, inputs }: JsonObject): Input[] {
  const given = [texts, images, inputs].filter((value) => value !== undefined && value !== null)
  const [list] = given
  if (given.length !== 1 || !Array.isArray(list) || list.length === 0) {
    throw invalid('invalid request: exactly one of texts, images or inputs must be provided')
  }
  if (list.length > maxInputs) {
    throw invalid(`invalid request: total number of inputs must be at most ${maxInputs} - received ${list.length}`)
  }
  return list.map((item: unknown, index): Input => {
    if (typeof item === 'string') {
      return list === images ? { text: item, tokens: tokensOfImage } : { text: item, tokens: countTokens(item) }
    }
    if (list !== inputs || !isObject(item)) throw invalid(`invalid request: input ${index} must be a string`)
    const parts = objectsOf(item.content)
    const text = parts.map((part) => part.text ?? JSON.stringify(part.image_url)).join('\n')
    const seen = parts.filter(({ type }) => type === 'image_url').length * tokensOfImage
    return { text, tokens: seen + parts.reduce((sum, part) => sum + countTokens(String(part.text ?? '')), 0) }
  })
}

/** What is too long is cut at its end, or refused on request. */
function truncated(input: Input, truncate: unknown, { context_length: limit }: CohereModel): Input {
  if (input.tokens <= limit) return input
  if (truncate === 'NONE') throw tooManyTokens(input.tokens - limit, limit)
  return { ...input, tokens: limit }
}

function dimensionOf(value: unknown, { dimensions = [1536] }: CohereModel): number {
  if (value === undefined || value === null) return dimensions[0] ?? 1536
  const known = dimensions.find((dimension) => dimension === value)
  if (known === undefined) throw invalid(`invalid request: output_dimension must be one of: ${dimensions.join(', ')}`)
  return known
}

const encoders: Record<string, (vector: Float32Array) => unknown> = {
  float: (vector) => Array.from(vector),
  int8: (vector) => Array.from(vector, (value) => Math.max(-128, Math.min(127, Math.round(value * 127)))),
  uint8: (vector) => Array.from(vector, (value) => Math.max(0, Math.min(255, Math.round(value * 127) + 128))),
  binary: (vector) => packed(vector).map((byte) => byte - 128),
  ubinary: packed,
  base64: (vector) => Buffer.from(vector.buffer).toString('base64'),
}

function encodersOf(value: unknown): [string, (vector: Float32Array) => unknown][] {
  const names = value === undefined || value === null ? ['float'] : Array.isArray(value) ? value : [value]
  return names.map((name) => {
    const encode = Object.hasOwn(encoders, String(name)) ? encoders[String(name)] : undefined
    if (!encode) throw invalid(`invalid request: embedding_types must be of: ${Object.keys(encoders).join(', ')}`)
    return [String(name), encode]
  })
}

/** A bit for each number, set where it is above 0; eight make a byte. */
function packed(vector: Float32Array): number[] {
  return Array.from({ length: vector.length / 8 }, (_, byte) =>
    vector.slice(byte * 8, byte * 8 + 8).reduce((bits, value) => bits * 2 + (value > 0 ? 1 : 0), 0),
  )
}
