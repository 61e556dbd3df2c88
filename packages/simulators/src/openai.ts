import { type Answer, jsonAnswer } from './answer.ts'
import type { Charge } from './bill.ts'
import { isObject, type JsonObject } from './json.ts'
import { refuse, think } from './mind.ts'
import {
  type Call,
  type Family,
  faultModels,
  type ModelOptions,
  type ModelSimulator,
  Refused,
  type Served,
  serveModels,
} from './model-server.ts'
import { type ChatContext, chatAnswer } from './openai/chat-answer.ts'
import { chatRequest } from './openai/chat-request.ts'
import { completions } from './openai/completions.ts'
import { embeddings } from './openai/embeddings.ts'
import {
  contextLength,
  invalid,
  missing,
  responsesWording,
  unknownModel,
  unknownResponsesModel,
  wording,
  wrongType,
} from './openai/errors.ts'
import { flavouredError, flavouredWording } from './openai/flavoured-errors.ts'
import { callIdOf, flavouredCall, windowed } from './openai/flavoured-request.ts'
import { type Flavour, type FlavourName, flavours, openaiFlavour } from './openai/flavours.ts'
import { formOf, images, moderations, rerank, speech, transcriptions } from './openai/media.ts'
import { type Ability, isAble, modelRow, type OpenAIModel, openaiModels } from './openai/models.ts'
import { type PrefixCache, prefixCache } from './openai/prefix-cache.ts'
import { responsesAnswer } from './openai/responses-answer.ts'
import { itemsOf, responsesRequest } from './openai/responses-request.ts'
import { decoded, type Received } from './receive.ts'
import { fingerprint, letterId, seeded } from './seeded.ts'

export type OpenAIOptions = ModelOptions<OpenAIModel> & { port?: number }

/** A brand that speaks OpenAI's dialect, with the peculiarities of its wire, on a loopback port. */
export function simulateBrand(brand: FlavourName, options: OpenAIOptions = {}): Promise<ModelSimulator> {
  return serveModels(openaiFamily(options, flavours[brand]), options)
}

/** OpenAI's models, chat, completions, embeddings, moderations, images and sound, and a compatible server's rerank, on a loopback port. Members of a request that it does not know are ignored. */
export function simulateOpenAI(options: OpenAIOptions = {}): Promise<ModelSimulator> {
  return serveModels(openaiFamily(options), options)
}

interface State {
  models: readonly OpenAIModel[]
  keys: string[] | null | undefined
  flavour: Flavour
  cache: PrefixCache
  /** Items of responses that were stored, by id. */
  stored: Map<string, JsonObject[]>
}

const storedMax = 1_000

export function openaiFamily(options: ModelOptions<OpenAIModel>, flavour: Flavour = openaiFlavour): Family {
  const models = options.models ?? withFaults(flavour)
  const state: State = { models, keys: options.keys, flavour, cache: prefixCache(), stored: new Map() }
  return {
    wording: flavour === openaiFlavour ? wording : flavouredWording(flavour),
    modelOf: (request) => modelIn(request, flavour),
    serve: (call) => flavoured(state, call),
  }
}

/** The models of a brand and those that fail on purpose. */
function withFaults({ models }: Flavour): OpenAIModel[] {
  const known = new Set(models.map(({ id }) => id))
  return [...models, ...openaiModels.filter(({ id }) => faultModels.includes(id) && !known.has(id))]
}

function modelIn(
  { path, headers, body }: Pick<Received, 'path' | 'headers' | 'body'>,
  flavour: Flavour,
): string | null {
  const { deployments } = flavour
  if (deployments !== undefined && path.startsWith(`${deployments}/`)) {
    return decoded(path.slice(deployments.length + 1).replace(/\/.*/, ''))
  }
  return modelOf(isObject(body) ? body.model : formOf(body, headers['content-type'])?.get('model'))
}

/** Serves a call of this brand as OpenAI would, and answers in the brand's words. */
function flavoured(state: State, call: Call): Served {
  if (state.flavour === openaiFlavour) return serve(state, call)
  try {
    return serve(state, flavouredCall(call, state.flavour))
  } catch (error) {
    if (error instanceof Refused) throw new Refused(flavouredError(error.answer, state.flavour))
    throw error
  }
}

const modelOf = (model: unknown) => (typeof model === 'string' ? model : null)

const abilities: Readonly<Record<string, Exclude<Ability, 'chat' | 'embeddings'>>> = {
  'POST /v1/completions': 'completions',
  'POST /v1/rerank': 'rerank',
  'POST /v1/moderations': 'moderations',
  'POST /v1/images/generations': 'images',
  'POST /v1/audio/speech': 'speech',
  'POST /v1/audio/transcriptions': 'transcriptions',
}

function serve(state: State, call: Call): Served {
  const key = authenticated(state, call)
  const headers = state.flavour.headers ?? headersOf(call)
  const route = `${call.method} ${call.path}`
  if (route === 'GET /v1/models') {
    const member = state.flavour.list?.member ?? 'data'
    return { answer: jsonAnswer(200, { object: 'list', [member]: state.models.map(modelRow) }, headers) }
  }
  if (route.startsWith('GET /v1/models/')) {
    const id = decoded(call.path.slice('/v1/models/'.length))
    return { answer: jsonAnswer(200, modelRow(known(state, id)), headers) }
  }
  if (route === 'POST /v1/chat/completions') return chat(state, call, key, headers)
  if (route === 'POST /v1/responses') return respond(state, call, key, headers)
  if (route === 'POST /v1/embeddings') return embed(state, call, key, headers)
  const ability = abilities[route]
  if (ability !== undefined) return operate(ability, state, call, key, headers)
  throw invalid(`Invalid URL (${route})`, null, null, 404)
}

function authenticated({ keys, flavour }: State, { headers }: Call): string {
  const key = flavour.auth === undefined ? headers.authorization?.match(/^Bearer (\S+)$/i)?.[1] : headers[flavour.auth]
  if (keys === null) return key ?? ''
  if (key === undefined) {
    const text = "You didn't provide an API key. Provide it in an Authorization header using Bearer auth."
    throw invalid(text, null, null, 401)
  }
  if (keys && !keys.includes(key)) {
    throw invalid(`Incorrect API key provided: ${key.slice(0, 3)}****.`, null, 'invalid_api_key', 401)
  }
  return key
}

function headersOf({ n, seed }: Call): Record<string, string> {
  return {
    'x-request-id': `req_${letterId(seeded(seed, 'request', n), 32).toLowerCase()}`,
    'openai-version': '2020-10-01',
    'openai-processing-ms': '12',
    'openai-organization': 'simulated',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-reset-requests': '6ms',
    'x-ratelimit-limit-tokens': '2000000',
    'x-ratelimit-remaining-tokens': '1999000',
    'x-ratelimit-reset-tokens': '30ms',
  }
}

function bodyOf({ body }: Call): JsonObject & { model: string } {
  if (!isObject(body)) {
    throw invalid('We could not parse the JSON body of your request.', null, null)
  }
  if (body.model === undefined) throw missing('model')
  if (typeof body.model !== 'string') throw wrongType('model', 'a string')
  return { ...body, model: body.model }
}

function known({ models }: State, id: string): OpenAIModel {
  const model = models.find((candidate) => candidate.id === id)
  if (!model) throw unknownModel(id)
  return model
}

function chat(state: State, call: Call, key: string, headers: Record<string, string>): Served {
  const body = bodyOf(call)
  const model = known(state, body.model)
  if (!isAble(model, 'chat')) {
    throw invalid('This is not a chat model and thus not supported in this endpoint.', 'model', null, 404)
  }
  const request = windowed(chatRequest(body, model), state.flavour)
  if (model.context && request.promptTokens > model.context) throw contextLength()
  const { stream: _stream, stream_options: _streamOptions, ...asked } = body
  const question = call.quirk === 'off-schema' ? { ...request.question, json: null } : request.question
  const topic = fingerprint(asked)
  const thoughts = Array.from({ length: request.n }, (_, index) =>
    call.quirk === 'refusal' ? refuse() : think(question, seeded(call.seed, topic, index)),
  )
  const cachedTokens = request.cacheKey === null ? 0 : state.cache.cached(`${key} ${request.cacheKey}`, request.prompt)
  const context: ChatContext = {
    id: `chatcmpl-${letterId(seeded(call.seed, 'chat', call.n), 29)}`,
    created: Math.floor(call.nowMs / 1000),
    model: model.id,
    fingerprint: `fp_${fingerprint(model.id).slice(0, 10)}`,
    request,
    cachedTokens,
    headers,
    quirk: call.quirk,
    flavour: state.flavour,
    callId: (choice, index) => callIdOf(seeded(call.seed, topic, choice, index), state.flavour),
    random: seeded(call.seed, topic, 'padding'),
  }
  const charge = { key, model: model.id, input_tokens: request.promptTokens, cached_tokens: cachedTokens }
  return { answer: chatAnswer(thoughts, context), charge }
}

function respond(state: State, call: Call, key: string, headers: Record<string, string>): Served {
  const body = bodyOf(call)
  const model = state.models.find(({ id }) => id === body.model)
  if (model === undefined || !isAble(model, 'chat')) throw unknownResponsesModel(body.model)
  const before = storedItems(state, body.previous_response_id)
  const request = responsesRequest(body, model, before)
  if (model.context && request.promptTokens > model.context) throw contextLength('input')
  const { stream: _stream, stream_options: _streamOptions, ...asked } = body
  const topic = fingerprint(asked)
  const question = call.quirk === 'off-schema' ? { ...request.question, json: null } : request.question
  const thought = call.quirk === 'refusal' ? refuse() : think(question, seeded(call.seed, topic, 0))
  const cachedTokens = request.cacheKey === null ? 0 : state.cache.cached(`${key} ${request.cacheKey}`, request.prompt)
  const id = `resp_${letterId(seeded(call.seed, 'response', call.n), 48)}`
  const { answer, output } = responsesAnswer(thought, {
    id,
    created: Math.floor(call.nowMs / 1000),
    model: model.id,
    asked: body,
    request,
    cachedTokens,
    headers,
    quirk: call.quirk,
    idOf: (prefix, item) => `${prefix}_${letterId(seeded(call.seed, topic, prefix, item), 24)}`,
    random: seeded(call.seed, topic, 'padding'),
  })
  if (body.store !== false) keep(state, id, [...before, ...itemsOf(body.input), ...output])
  const charge = { key, model: model.id, input_tokens: request.promptTokens, cached_tokens: cachedTokens }
  return { answer, charge, wording: responsesWording }
}

function storedItems({ stored }: State, id: unknown): JsonObject[] {
  if (id === undefined || id === null) return []
  const items = stored.get(String(id))
  if (items !== undefined) return items
  const text = `Previous response with id '${id}' not found.`
  throw invalid(text, 'previous_response_id', 'previous_response_not_found')
}

function keep({ stored }: State, id: string, items: JsonObject[]): void {
  stored.set(id, items)
  const oldest = stored.keys().next().value
  if (stored.size > storedMax && oldest !== undefined) stored.delete(oldest)
}

function embed(state: State, call: Call, key: string, headers: Record<string, string>): Served {
  const body = bodyOf(call)
  const model = known(state, body.model)
  if (!isAble(model, 'embeddings')) throw invalid('This model does not support embeddings.', 'model', null)
  const { answer, promptTokens } = embeddings(body, model, headers)
  return { answer, charge: { key, model: model.id, input_tokens: promptTokens } }
}

function operate(
  ability: Exclude<Ability, 'chat' | 'embeddings'>,
  state: State,
  call: Call,
  key: string,
  headers: Record<string, string>,
): Served {
  const form = ability === 'transcriptions' ? formOf(call.body, call.headers['content-type']) : undefined
  const body = form === undefined ? bodyOf(call) : { model: form.get('model') ?? '' }
  const model = known(state, body.model)
  if (!isAble(model, ability)) throw invalid(`This model does not support ${ability}.`, 'model', null, 404)
  const { answer, charge } = operated(ability, body, model, call, headers, form)
  return { answer, ...(charge && { charge: { key, model: model.id, ...charge } }) }
}

function operated(
  ability: Exclude<Ability, 'chat' | 'embeddings'>,
  body: JsonObject,
  model: OpenAIModel,
  call: Call,
  headers: Record<string, string>,
  form: Map<string, string> | undefined,
): { answer: Answer; charge?: Charge } {
  const created = Math.floor(call.nowMs / 1000)
  const idFor = (prefix: string) => `${prefix}-${letterId(seeded(call.seed, ability, call.n), 24)}`
  switch (ability) {
    case 'completions': {
      const { stream: _stream, stream_options: _streamOptions, ...asked } = body
      const topic = fingerprint([call.seed, asked])
      const context = { id: idFor('cmpl'), created, model: model.id, headers, quirk: call.quirk, topic }
      const { answer, promptTokens } = completions(body, context)
      return { answer, charge: { input_tokens: promptTokens } }
    }
    case 'rerank':
      return rerank(body, model.id, idFor('rerank'), headers)
    case 'moderations':
      return { answer: moderations(body, model.id, idFor('modr'), headers) }
    case 'images':
      return images(body, model, created, headers)
    case 'speech':
      return speech(body, headers)
    case 'transcriptions':
      if (form === undefined) throw invalid('Could not parse multipart form', null, null)
      return transcriptions(form, model, headers)
  }
}
