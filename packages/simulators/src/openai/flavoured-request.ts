import { isObject, type JsonObject, objectsOf } from '../json.ts'
import type { Call } from '../model-server.ts'
import { letterId, type Random } from '../seeded.ts'
import type { ChatRequest } from './chat-request.ts'
import { invalid } from './errors.ts'
import type { Flavour } from './flavours.ts'

/** A request of this brand as OpenAI would get it: its paths and members. Throws Refused for what the brand refuses. */
export function flavouredCall(call: Call, flavour: Flavour): Call {
  const { path, model } = locate(call, flavour)
  const body = isObject(call.body) ? heard(call.body, flavour) : call.body
  return { ...call, path, body: model !== undefined && isObject(body) ? { ...body, model } : body }
}

/** Where OpenAI would have this path, and the model that stands in it. */
export function locate(
  { path, query }: Pick<Call, 'path' | 'query'>,
  { bases, deployments, list }: Flavour,
): { path: string; model?: string } {
  if (path === list?.path) return { path: '/v1/models' }
  const isDated = query.has('api-version')
  if (deployments !== undefined && path.startsWith(`${deployments}/`)) {
    if (!isDated) throw nowhere()
    const [model = '', ...rest] = path.slice(deployments.length + 1).split('/')
    return { path: `/v1/${rest.join('/')}`, model: decodeURIComponent(model) }
  }
  const base = bases.find((one) => one !== '' && path.startsWith(`${one}/`)) ?? ''
  if (!bases.includes(base)) throw nowhere()
  // Without a version in the path, the query has to name one.
  if (deployments !== undefined && !/\/v\d+$/.test(base) && !isDated) throw nowhere()
  return { path: `/v1${path.slice(base.length)}` }
}

const nowhere = () => invalid('Resource not found', null, '404', 404)

function heard(body: JsonObject, flavour: Flavour): JsonObject {
  for (const name of flavour.refuses ?? []) {
    if (body[name] !== undefined) throw invalid(`Extra inputs are not permitted: ${name}`, name, 'extra_forbidden', 422)
  }
  if (flavour.toolCallIdLength !== undefined) judgeIds(body, flavour.toolCallIdLength)
  const known = Object.entries(body).filter(([name]) => flavour.ignores?.includes(name) !== true)
  const { max_tokens: limit, ...rest } = Object.fromEntries(known) as JsonObject
  // OpenAI's newer word for it, which all of its models take.
  return limit === undefined ? rest : { ...rest, max_completion_tokens: rest.max_completion_tokens ?? limit }
}

function judgeIds(body: JsonObject, length: number): void {
  const messages = objectsOf(body.messages)
  const ids = messages.flatMap((message) => [
    ...objectsOf(message.tool_calls).map(({ id }) => id),
    ...(message.tool_call_id === undefined ? [] : [message.tool_call_id]),
  ])
  for (const id of ids) {
    if (typeof id === 'string' && id.length === length && /^[a-zA-Z0-9]+$/.test(id)) continue
    throw invalid(`Tool call id has to be a-z, A-Z, 0-9, with a length of ${length}.`, 'messages', null)
  }
}

/** The prompt as it is read: some cut it without a word. */
export const windowed = (
  request: ChatRequest,
  { truncatesBeyond = Number.POSITIVE_INFINITY }: Flavour,
): ChatRequest => ({
  ...request,
  promptTokens: Math.min(request.promptTokens, truncatesBeyond),
})

/** An id of a tool call as the brand makes them. */
export const callIdOf = (random: Random, { toolCallIdLength }: Flavour): string =>
  toolCallIdLength === undefined ? `call_${letterId(random, 24)}` : letterId(random, toolCallIdLength)
