import { jsonAnswer } from './answer.ts'
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
import { agentAnswer } from './perplexity/agent-answer.ts'
import { agentRequest } from './perplexity/agent-request.ts'
import { embeddings } from './perplexity/embeddings.ts'
import { contextLength, invalid, unknownModel, wording } from './perplexity/errors.ts'
import { modelRow, type PerplexityModel, perplexityModels } from './perplexity/models.ts'
import { fingerprint, letterId, seeded } from './seeded.ts'

export type PerplexityOptions = ModelOptions<PerplexityModel> & { port?: number }

/** Perplexity's agent, embeddings and models on a loopback port. A member that it does not know is refused. */
export function simulatePerplexity(options: PerplexityOptions = {}): Promise<ModelSimulator> {
  return serveModels(perplexityFamily(options), options)
}

interface State {
  models: readonly PerplexityModel[]
  keys: string[] | null | undefined
}

/** What a preset runs. */
const presetModel = 'perplexity/sonar'

function perplexityFamily({ models = [...perplexityModels], keys }: ModelOptions<PerplexityModel>): Family {
  const state: State = { models, keys }
  return {
    wording,
    modelOf: ({ body }) => (isObject(body) ? nameIn(body) : null),
    serve: (call) => serve(state, call),
  }
}

function nameIn({ preset, model }: JsonObject): string | null {
  if (typeof preset === 'string') return preset
  return typeof model === 'string' ? model : null
}

function serve(state: State, call: Call): Served {
  const route = `${call.method} ${call.path}`
  // The list is public.
  if (route === 'GET /v1/models') {
    const listed = state.models.filter(({ kind }) => kind === 'model')
    return { answer: jsonAnswer(200, { object: 'list', data: listed.map(modelRow) }) }
  }
  const key = authenticated(state, call)
  if (route === 'POST /v1/agent' || route === 'POST /v1/responses') return run(state, call, key)
  if (route === 'POST /v1/embeddings') return embed(state, call, key)
  throw invalid(`No such path: ${route}.`, 404, 'not_found')
}

function authenticated({ keys }: State, { headers }: Call): string {
  const key = headers.authorization?.match(/^Bearer (\S+)$/i)?.[1]
  if (keys === null) return key ?? ''
  if (key === undefined || (keys && !keys.includes(key))) {
    throw invalid('Invalid API key provided.', 401, 'authentication_error')
  }
  return key
}

function asked({ models }: State, { body }: Call): { body: JsonObject; model: PerplexityModel } {
  if (!isObject(body)) throw invalid('The body must be a JSON object.')
  const name = nameIn(body)
  if (name === null) throw invalid('model or preset is required.')
  const isPreset = typeof body.preset === 'string'
  const model = models.find(({ id, kind }) => id === name && (kind === 'preset') === isPreset)
  if (model === undefined) throw unknownModel(name)
  return { body, model }
}

function run(state: State, call: Call, key: string): Served {
  const { body, model } = asked(state, call)
  if (model.kind === 'embedding') throw invalid(`Model '${model.id}' cannot be used here.`)
  const request = agentRequest(body, model)
  const { inputTokens } = request
  if (inputTokens > (model.context ?? Infinity)) throw contextLength()
  const { stream: _, ...topicOf } = body
  const topic = fingerprint(topicOf)
  const question = call.quirk === 'off-schema' ? { ...request.question, json: null } : request.question
  const answer = agentAnswer(call.quirk === 'refusal' ? refuse() : think(question, seeded(call.seed, topic)), {
    id: `resp_${letterId(seeded(call.seed, 'run', call.n), 32).toLowerCase()}`,
    created: Math.floor(call.nowMs / 1000),
    model: model.kind === 'preset' ? presetModel : model.id,
    request,
    quirk: call.quirk,
    idOf: (prefix, item) => `${prefix}_${letterId(seeded(call.seed, topic, prefix, item), 24)}`,
  })
  const searches = request.search === null ? {} : { search_units: 1 }
  return { answer, charge: { key, model: model.id, input_tokens: inputTokens, ...searches } }
}

function embed(state: State, call: Call, key: string): Served {
  const { body, model } = asked(state, call)
  if (model.kind === 'preset') throw unknownModel(model.id)
  const { answer, inputTokens } = embeddings(body, model)
  return { answer, charge: { key, model: model.id, input_tokens: inputTokens } }
}
