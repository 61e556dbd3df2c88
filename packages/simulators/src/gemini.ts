import { jsonAnswer } from './answer.ts'
import { batchEmbedContents, embedContent } from './gemini/embeddings.ts'
import { badKey, invalid, notFound, tooLong, unknownModel, unregistered, wording } from './gemini/errors.ts'
import { type GenerateContext, generateAnswer } from './gemini/generate-answer.ts'
import { countedTokens, generateRequest } from './gemini/generate-request.ts'
import { type GeminiModel, geminiModels, modelPage, modelRow } from './gemini/models.ts'
import { isObject, type JsonObject } from './json.ts'
import { think } from './mind.ts'
import {
  type Call,
  type Family,
  type ModelOptions,
  type ModelSimulator,
  type Served,
  serveModels,
} from './model-server.ts'
import { decoded } from './receive.ts'
import { fingerprint, letterId, seeded } from './seeded.ts'

export type GeminiOptions = ModelOptions<GeminiModel> & { port?: number }

/**
 * Gemini's generateContent, token count, embeddings and models on a loopback port. Members that the API does not have are
 * refused, as its own reader does.
 */
export function simulateGemini(options: GeminiOptions = {}): Promise<ModelSimulator> {
  return serveModels(geminiFamily(options), options)
}

interface State {
  models: readonly GeminiModel[]
  keys: string[] | null | undefined
}

function geminiFamily({ models = [...geminiModels], keys }: ModelOptions<GeminiModel>): Family {
  const state: State = { models, keys }
  return { wording, modelOf: ({ path }) => asked(path)?.id ?? null, serve: (call) => serve(state, call) }
}

const list = /^\/v1(?:beta)?\/models$/
const json = { 'content-type': 'application/json; charset=UTF-8' }

/** The model and the method of `/v1beta/models/{id}:{method}`, or of the same under `/v1`; ids may hold slashes and colons. */
function asked(path: string): { id: string; method: string } | null {
  const [, id, method = ''] = decoded(path).match(/^\/v1(?:beta)?\/models\/(.+?)(?::([A-Za-z]+))?$/) ?? []
  return id === undefined ? null : { id, method }
}

function serve(state: State, call: Call): Served {
  const key = authenticated(state, call)
  if (call.method === 'GET' && list.test(call.path)) {
    const page = modelPage(state.models, call.query)
    if (!page) throw invalid('Page token is invalid.')
    return { answer: jsonAnswer(200, page, json) }
  }
  const route = asked(call.path)
  if (!route) throw notFound()
  const model = known(state, route)
  if (call.method === 'GET') return { answer: jsonAnswer(200, modelRow(model), json) }
  const body = bodyOf(call)
  switch (route.method) {
    case 'generateContent':
    case 'streamGenerateContent':
      return generate(call, key, model, body, route.method === 'streamGenerateContent')
    case 'countTokens': {
      const { text, media } = countedTokens(body, model)
      const promptTokensDetails = [{ modality: 'TEXT', tokenCount: text }]
      return { answer: jsonAnswer(200, { totalTokens: text + media, promptTokensDetails }, json) }
    }
    case 'embedContent': {
      const { vectors, promptTokens } = embedContent(body, model)
      const charge = { key, model: model.id, input_tokens: promptTokens }
      return { answer: jsonAnswer(200, { embedding: vectors[0] }, json), charge }
    }
    case 'batchEmbedContents': {
      const { vectors, promptTokens } = batchEmbedContents(body, model)
      const charge = { key, model: model.id, input_tokens: promptTokens }
      return { answer: jsonAnswer(200, { embeddings: vectors }, json), charge }
    }
    default:
      throw notFound()
  }
}

function authenticated({ keys }: State, { headers, query }: Call): string {
  const key = headers['x-goog-api-key'] ?? query.get('key')
  if (keys === null) return key ?? ''
  if (!key) throw unregistered()
  if (keys && !keys.includes(key)) throw badKey()
  return key
}

function known({ models }: State, { id, method }: { id: string; method: string }): GeminiModel {
  const model = models.find((candidate) => candidate.id === id)
  // The stream and the batch are ways of the listed method.
  const listed = { streamGenerateContent: 'generateContent', batchEmbedContents: 'embedContent' }[method] ?? method
  const isServed = method === '' || (model?.supportedGenerationMethods ?? [listed]).includes(listed)
  if (!model || !isServed) throw unknownModel(id, method || 'generateContent')
  return model
}

function bodyOf({ body }: Call): JsonObject {
  if (!isObject(body)) throw invalid('Invalid JSON payload received. Expected an object.')
  return body
}

function generate(call: Call, key: string, model: GeminiModel, body: JsonObject, streams: boolean): Served {
  const request = generateRequest(body, model)
  const input = request.prompt.text + request.prompt.media
  const most = model.inputTokenLimit ?? Infinity
  if (input > most) throw tooLong(input, most)
  const topic = fingerprint(body)
  const question = call.quirk === 'off-schema' ? { ...request.question, json: null } : request.question
  const thoughts = Array.from({ length: request.candidates }, (_, index) =>
    think(question, seeded(call.seed, model.id, topic, index)),
  )
  const context: GenerateContext = {
    responseId: letterId(seeded(call.seed, 'response', call.n), 22),
    model: model.id,
    signs: model.signs === true,
    callId: (choice, index) =>
      model.ids ? letterId(seeded(call.seed, topic, 'call', call.n, choice, index), 8).toLowerCase() : undefined,
    request,
    framing: streams ? (call.query.get('alt') === 'sse' ? 'sse' : 'array') : 'whole',
    headers: json,
    quirk: call.quirk,
  }
  return { answer: generateAnswer(thoughts, context), charge: { key, model: model.id, input_tokens: input } }
}
