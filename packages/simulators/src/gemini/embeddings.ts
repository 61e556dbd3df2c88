import { isObject, type JsonObject, objectsOf } from '../json.ts'
import { countTokens } from '../tokens.ts'
import { unitVector } from '../unit-vector.ts'
import { invalid } from './errors.ts'
import { readBody } from './generate-request.ts'
import type { GeminiModel } from './models.ts'

/** Vectors in the order of the requests, and what they cost. */
export interface Embedded {
  vectors: { values: number[] }[]
  promptTokens: number
}

const maxBatch = 100

/** Answers `:embedContent`; throws Refused where Gemini would. */
export function embedContent(raw: JsonObject, model: GeminiModel): Embedded {
  return embedded([readBody(raw, 'embed')], model)
}

/** Answers `:batchEmbedContents`, where each request names the model once more. */
export function batchEmbedContents(raw: JsonObject, model: GeminiModel): Embedded {
  const requests = objectsOf(readBody(raw, 'batch').requests)
  if (requests.length === 0) throw invalid('* BatchEmbedContentsRequest.requests: requests is not specified\n')
  if (requests.length > maxBatch) {
    throw invalid(`* BatchEmbedContentsRequest.requests: at most ${maxBatch} requests can be in one batch\n`)
  }
  const strange = requests.findIndex((request) => request.model !== `models/${model.id}`)
  if (strange >= 0) {
    throw invalid(`* BatchEmbedContentsRequest.requests[${strange}].model: model must match the one of the path\n`)
  }
  return embedded(requests, model)
}

function embedded(requests: JsonObject[], model: GeminiModel): Embedded {
  const texts = requests.map(textOf)
  return {
    vectors: requests.map((request, index) => ({
      values: Array.from(unitVector(model.id, texts[index] ?? '', dimensionsOf(request, model))),
    })),
    promptTokens: texts.reduce((sum, text) => sum + countTokens(text), 0),
  }
}

function textOf({ content }: JsonObject): string {
  const texts = objectsOf(isObject(content) ? content.parts : undefined).map(({ text }) => text)
  if (texts.length === 0) throw invalid('* EmbedContentRequest.content: contents is not specified\n')
  if (!texts.every((text) => typeof text === 'string'))
    throw invalid('* EmbedContentRequest.content: only text is embedded\n')
  return texts.join('\n')
}

function dimensionsOf({ outputDimensionality: value }: JsonObject, model: GeminiModel): number {
  const most = model.dimensions ?? 768
  if (value === undefined) return most
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > most) {
    throw invalid(`* EmbedContentRequest.output_dimensionality: must be in the range 1..${most}\n`)
  }
  return Number(value)
}
