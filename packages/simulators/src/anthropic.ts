import { jsonAnswer } from './answer.ts'
import { errorAnswer, invalid, notFound, tooLong, unauthenticated, wording } from './anthropic/errors.ts'
import { type MessagesContext, messagesAnswer } from './anthropic/messages-answer.ts'
import { messagesRequest, promptOf } from './anthropic/messages-request.ts'
import { type AnthropicModel, anthropicModels, modelRow } from './anthropic/models.ts'
import { type PromptCache, promptCache } from './anthropic/prompt-cache.ts'
import { isObject, type JsonObject } from './json.ts'
import { refuse, think } from './mind.ts'
import {
  type Call,
  type Family,
  type ModelOptions,
  type ModelSimulator,
  Refused,
  type Served,
  serveModels,
} from './model-server.ts'
import { decoded } from './receive.ts'
import { fingerprint, letterId, seeded } from './seeded.ts'

export type AnthropicOptions = ModelOptions<AnthropicModel> & { port?: number }

/** Anthropic's messages, token count and models on a loopback port. Unknown members of a request are ignored. */
export function simulateAnthropic(options: AnthropicOptions = {}): Promise<ModelSimulator> {
  return serveModels(anthropicFamily(options), options)
}

interface State {
  models: readonly AnthropicModel[]
  keys: string[] | null | undefined
  cache: PromptCache
}

function anthropicFamily({ models = [...anthropicModels], keys }: ModelOptions<AnthropicModel>): Family {
  const state: State = { models, keys, cache: promptCache() }
  return { wording, serve: (call) => serve(state, call) }
}

function serve(state: State, call: Call): Served {
  const key = authenticated(state, call)
  const headers = headersOf(call)
  const route = `${call.method} ${call.path}`
  if (route === 'GET /v1/models') return { answer: jsonAnswer(200, listed(state, call.query), headers) }
  if (route.startsWith('GET /v1/models/')) {
    const id = decoded(call.path.slice('/v1/models/'.length))
    return { answer: jsonAnswer(200, modelRow(known(state, id)), headers) }
  }
  if (route === 'POST /v1/messages') return message(state, call, key, headers)
  if (route === 'POST /v1/messages/count_tokens') {
    const body = bodyOf(call)
    known(state, body.model)
    return { answer: jsonAnswer(200, { input_tokens: promptOf(body).inputTokens }, headers) }
  }
  throw notFound('Not Found')
}

function authenticated({ keys }: State, { headers }: Call): string {
  const key = headers['x-api-key'] ?? headers.authorization?.match(/^Bearer (\S+)$/i)?.[1]
  if (!key && keys !== null) throw unauthenticated('x-api-key header is required')
  if (keys && !keys.includes(key ?? '')) throw unauthenticated('invalid x-api-key')
  const version = headers['anthropic-version']
  if (version === undefined) throw invalid('anthropic-version: header is required')
  if (!/^\d{4}-\d{2}-\d{2}$/.test(version)) {
    throw invalid(`anthropic-version: "${version}" is not a valid version.`)
  }
  return key ?? ''
}

function headersOf({ n, seed, nowMs }: Call): Record<string, string> {
  const reset = new Date(Math.ceil(nowMs / 1000) * 1000).toISOString().replace('.000', '')
  const limits = ['requests', 'tokens', 'input-tokens', 'output-tokens'].flatMap((name) => [
    [`anthropic-ratelimit-${name}-limit`, '4000000'],
    [`anthropic-ratelimit-${name}-remaining`, '3999000'],
    [`anthropic-ratelimit-${name}-reset`, reset],
  ])
  return {
    'request-id': `req_${letterId(seeded(seed, 'request', n), 24)}`,
    'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
    ...Object.fromEntries(limits),
  }
}

function bodyOf({ body }: Call): JsonObject & { model: string } {
  if (!isObject(body)) throw invalid('The request body is not valid JSON')
  if (body.model === undefined) throw invalid('model: Field required')
  if (typeof body.model !== 'string') throw invalid('model: Input should be a valid string')
  return { ...body, model: body.model }
}

function known({ models }: State, id: string): AnthropicModel {
  const model = models.find((candidate) => candidate.id === id || candidate.aliases?.includes(id))
  if (!model) throw notFound(`model: ${id}`)
  return model
}

const maxPage = 1000

/** One page, newest first; `before_id` pages backwards. */
function listed({ models }: State, query: URLSearchParams): Record<string, unknown> {
  const limit = Number(query.get('limit') ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > maxPage) throw invalid(`limit: range: 1..${maxPage}`)
  const at = (id: string | null) => {
    const index = models.findIndex((model) => model.id === id)
    if (index < 0) throw invalid(`after_id: model ${id} not found`)
    return index
  }
  const after = query.get('after_id')
  const before = query.get('before_id')
  const end = before === null ? models.length : at(before)
  const from = after === null ? (before === null ? 0 : Math.max(0, end - limit)) : at(after) + 1
  const page = models.slice(from, Math.min(end, from + limit))
  return {
    data: page.map(modelRow),
    has_more: before === null ? from + page.length < models.length : from > 0,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  }
}

const maxBodyBytes = 32 * 1024 * 1024

function message(state: State, call: Call, key: string, headers: Record<string, string>): Served {
  if (Number(call.headers['content-length'] ?? 0) > maxBodyBytes) {
    throw new Refused(errorAnswer(413, 'request_too_large', 'Request exceeds the maximum size'))
  }
  const body = bodyOf(call)
  const model = known(state, body.model)
  const request = messagesRequest(body, model)
  const { inputTokens } = request
  if (model.max_input_tokens && inputTokens > model.max_input_tokens) throw tooLong(inputTokens, model.max_input_tokens)
  const { stream: _stream, ...asked } = body
  const topic = fingerprint(asked)
  const question = call.quirk === 'off-schema' ? { ...request.question, json: null } : request.question
  const thought = call.quirk === 'refusal' ? refuse() : think(question, seeded(call.seed, topic))
  const cache = state.cache.use(`${key} ${model.id}`, request.segments, call.nowMs)
  const context: MessagesContext = {
    id: `msg_01${letterId(seeded(call.seed, 'message', call.n), 22)}`,
    model: model.id,
    stream: request.stream,
    inputTokens,
    cache,
    headers,
    quirk: call.quirk,
    callId: (index) => `toolu_01${letterId(seeded(call.seed, topic, index), 22)}`,
    random: seeded(call.seed, topic, 'padding'),
  }
  const charge = {
    key,
    model: model.id,
    input_tokens: inputTokens,
    cached_tokens: cache.read,
    cache_write_tokens: cache.write5m + cache.write1h,
  }
  return { answer: messagesAnswer(thought, context), charge }
}
