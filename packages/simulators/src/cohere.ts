import { type Answer, jsonAnswer } from './answer.ts'
import { chatAnswer } from './cohere/chat-answer.ts'
import { chatRequest } from './cohere/chat-request.ts'
import { embeddings } from './cohere/embed.ts'
import { invalid, tooManyTokens, unknownModel, wording } from './cohere/errors.ts'
import { type CohereEndpoint, type CohereModel, cohereModels, modelRow } from './cohere/models.ts'
import { ranking } from './cohere/rerank.ts'
import { isObject, type JsonObject } from './json.ts'
import { refuse, think } from './mind.ts'
import {
  type Call,
  type Family,
  type ModelOptions,
  type ModelSimulator,
  type Served,
  serveModels,
} from './model-server.ts'
import { decoded } from './receive.ts'
import { fingerprint, letterId, type Random, seeded } from './seeded.ts'

export type CohereOptions = ModelOptions<CohereModel> & { port?: number }

/** Cohere's chat, embed, rerank and models on a loopback port. A member that it does not know is refused. */
export function simulateCohere(options: CohereOptions = {}): Promise<ModelSimulator> {
  return serveModels(cohereFamily(options), options)
}

interface State {
  models: readonly CohereModel[]
  keys: string[] | null | undefined
}

function cohereFamily({ models = [...cohereModels], keys }: ModelOptions<CohereModel>): Family {
  const state: State = { models, keys }
  return { wording, serve: (call) => serve(state, call) }
}

function serve(state: State, call: Call): Served {
  const key = authenticated(state, call)
  const route = `${call.method} ${call.path}`
  const modelPath = '/v1/models/'
  if (route === 'GET /v1/models') return { answer: jsonAnswer(200, listed(state, call.query), headersOf(call)) }
  if (call.method === 'GET' && call.path.startsWith(modelPath)) {
    const model = known(state, decoded(call.path.slice(modelPath.length)))
    return { answer: jsonAnswer(200, modelRow(model), headersOf(call)) }
  }
  if (route === 'POST /v2/chat') return chat(state, call, key)
  if (route === 'POST /v2/embed') return embed(state, call, key)
  if (route === 'POST /v2/rerank') return rerank(state, call, key)
  throw invalid('404 page not found', 404)
}

function authenticated({ keys }: State, { headers }: Call): string {
  const key = headers.authorization?.match(/^Bearer (\S+)$/i)?.[1]
  if (keys === null) return key ?? ''
  if (key === undefined) throw invalid('no api key supplied', 401)
  if (keys && !keys.includes(key)) throw invalid('invalid api token', 401)
  return key
}

function headersOf({ n, seed }: Call, deprecated?: CohereModel): Record<string, string> {
  return {
    'x-debug-trace-id': letterId(seeded(seed, 'request', n), 32).toLowerCase(),
    'x-endpoint-monthly-call-limit': '1000',
    'x-trial-endpoint-call-limit': '40',
    'x-trial-endpoint-call-remaining': '39',
    ...(deprecated?.is_deprecated
      ? { 'x-api-warning': `model '${deprecated.name}' is deprecated and will be removed.` }
      : {}),
  }
}

const maxPage = 1000

/** One page of the models that serve the endpoint, or of all; the token names the next page. */
function listed({ models }: State, query: URLSearchParams): Record<string, unknown> {
  const size = Number(query.get('page_size') ?? 20)
  if (!Number.isInteger(size) || size < 1 || size > maxPage) {
    throw invalid(`invalid request: page_size must be between 1 and ${maxPage}`)
  }
  const endpoint = query.get('endpoint')
  const serving = models.filter(({ endpoints }) => endpoint === null || endpoints.some((name) => name === endpoint))
  const token = query.get('page_token') ?? ''
  const place = token === '' ? '0' : Buffer.from(token, 'base64url').toString('utf8')
  if (!/^\d{1,9}$/.test(place)) throw invalid('invalid request: invalid page token')
  const from = Number(place)
  const end = from + size
  return {
    models: serving.slice(from, end).map(modelRow),
    ...(end < serving.length ? { next_page_token: Buffer.from(`${end}`).toString('base64url') } : {}),
  }
}

function asked(state: State, { body }: Call, endpoint: CohereEndpoint): { body: JsonObject; model: CohereModel } {
  if (!isObject(body)) throw invalid('invalid json syntax')
  if (typeof body.model !== 'string') throw invalid('invalid request: model is required')
  const model = known(state, body.model)
  if (!model.endpoints.includes(endpoint)) {
    throw invalid(`invalid request: model '${model.name}' is not supported by the ${endpoint} API`)
  }
  return { body, model }
}

function known({ models }: State, name: string): CohereModel {
  const model = models.find((candidate) => candidate.name === name)
  if (!model) throw unknownModel(name)
  return model
}

function chat(state: State, call: Call, key: string): Served {
  const { body, model } = asked(state, call, 'chat')
  const request = chatRequest(body, model)
  const { inputTokens } = request
  if (inputTokens > model.context_length) throw tooManyTokens(inputTokens - model.context_length, model.context_length)
  const { stream: _stream, ...topicOf } = body
  const topic = fingerprint(topicOf)
  const question = call.quirk === 'off-schema' ? { ...request.question, json: null } : request.question
  const answer = chatAnswer(call.quirk === 'refusal' ? refuse() : think(question, seeded(call.seed, topic)), {
    id: uuid(seeded(call.seed, 'chat', call.n)),
    request,
    headers: headersOf(call, model),
    quirk: call.quirk,
    callId: (index, name) => `${name}_${letterId(seeded(call.seed, topic, index), 12).toLowerCase()}`,
  })
  return { answer, charge: { key, model: model.name, input_tokens: inputTokens } }
}

function embed(state: State, call: Call, key: string): Served {
  const { body, model } = asked(state, call, 'embed')
  const { body: reply, inputTokens } = embeddings(body, model, uuid(seeded(call.seed, 'embed', call.n)))
  return {
    answer: measured(call, model, reply, inputTokens),
    charge: { key, model: model.name, input_tokens: inputTokens },
  }
}

function rerank(state: State, call: Call, key: string): Served {
  const { body, model } = asked(state, call, 'rerank')
  const { body: reply, searchUnits } = ranking(body, model, uuid(seeded(call.seed, 'rerank', call.n)))
  return { answer: measured(call, model, reply), charge: { key, model: model.name, search_units: searchUnits } }
}

/** Operations without a stream say in a header, too, how much they have read. */
function measured(call: Call, model: CohereModel, reply: Record<string, unknown>, inputTokens?: number): Answer {
  const counted: Record<string, string> = inputTokens === undefined ? {} : { num_tokens: `${inputTokens}` }
  return jsonAnswer(200, reply, { ...headersOf(call, model), ...counted })
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
