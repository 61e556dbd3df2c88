import type { Call, Dialect, DialectRequest, Target } from '@proxyapi/providers'
import { overridden } from './overrides.ts'
import type { Lane } from './provider-settings.ts'
import { spliced } from './splice.ts'

/** A call as one lane will get it. */
export interface Prepared {
  readonly lane: Lane
  readonly dialect: Dialect
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
  /** Lane and caller speak the same dialect, and the lane gets what the caller wrote. */
  readonly isNative: boolean
  /** What the lane cannot take and does not get. */
  readonly dropped: readonly string[]
  /** Since when the lane's name for the model is not to be used any more, in Unix seconds. */
  readonly deprecatedSince?: number
}

/** A field that a lane cannot honor. */
export interface Refused {
  readonly refused: string
}

interface Preparation {
  readonly call: Call
  /** The caller's body as it came, where there is one text of it. */
  readonly bytes: Uint8Array | undefined
  /** A lane that would drop a field is no candidate. */
  readonly requireParameters: boolean
  readonly dialects: ReadonlyMap<string, Dialect>
}

/** Writes the first of several calls that the lane can take. */
export function prepareFirst(
  lane: Lane,
  calls: readonly Call[],
  preparation: Omit<Preparation, 'call'>,
): Prepared | Refused {
  let refused: Refused = { refused: 'model' }
  for (const call of calls) {
    const prepared = prepare(lane, { ...preparation, call })
    if (!('refused' in prepared)) return prepared
    refused = prepared
  }
  return refused
}

/** Writes the call for one lane, or names the field that keeps it from going there. */
export function prepare(lane: Lane, { call, bytes, requireParameters, dialects }: Preparation): Prepared | Refused {
  const dialect = dialectFor(lane, call.from, dialects)
  if (dialect === undefined) return { refused: 'model' }
  const own = overridden(call, lane.model.overrides)
  const request = dialect.request(own, targetOf(lane))
  if ('unsupported' in request) return { refused: request.unsupported }
  const dropped = request.dropped.find(isParameter)
  if (requireParameters && dropped !== undefined) return { refused: dropped }
  const isNative = dialect.id === call.from && own.raw !== null
  const accept = call.stream ? 'text/event-stream' : 'application/json'
  const body = (isNative && textOf(call.raw, bytes, request.body)) || JSON.stringify(request.body)
  return { dialect, isNative, body, ...addressed(lane, request, accept) }
}

/** Thoughts of another model are what was said, not how it is to be answered. */
const isParameter = (dropped: string): boolean => dropped !== 'messages[].reasoning' && dropped !== 'input[].reasoning'

/** Where a request goes, and with what. */
export function addressed(lane: Lane, request: DialectRequest, accept: string) {
  const { method, path, headers, dropped, deprecatedSince: since } = request
  const { baseUrl, headers: own } = lane.provider
  const told = since === undefined ? undefined : { deprecatedSince: since }
  return { lane, method, url: baseUrl + path, headers: { accept, ...headers, ...own }, dropped, ...told }
}

/**
 * A lane speaks the caller's dialect if its brand does, else the brand's first. A model that chats, and is not known to
 * complete texts, is asked as one that chats.
 */
export function dialectFor(
  { provider: { brand }, model }: Lane,
  from: string,
  dialects: ReadonlyMap<string, Dialect>,
): Dialect | undefined {
  const own = brand.speaks.includes(from) ? dialects.get(from) : undefined
  const isApt = own?.completes !== true || model.supportsChat !== true || model.capabilities.includes('completion')
  if (own !== undefined && isApt) return own
  const spoken = brand.speaks.find((id) => dialects.has(id))
  return spoken === undefined ? undefined : dialects.get(spoken)
}

export function targetOf({ provider, model }: Lane): Target {
  const deployment = Object.hasOwn(provider.deployments, model.id) ? provider.deployments[model.id] : undefined
  return {
    baseUrl: provider.baseUrl,
    key: provider.key,
    model: deployment ?? model.id,
    brand: provider.brand,
    ...(model.maxOutputTokens !== null && { maxOutputTokens: model.maxOutputTokens }),
    ...(model.capabilities.includes('reasoning') && { reasons: true }),
    ...(provider.apiVersion !== undefined && { apiVersion: provider.apiVersion }),
  }
}

/** The caller's own text, with what names the lane put in. */
export function textOf(
  raw: Readonly<Record<string, unknown>> | null,
  bytes: Uint8Array | undefined,
  body: unknown,
): Buffer | null {
  if (bytes === undefined || raw === null || typeof body !== 'object' || body === null) return null
  return spliced(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), raw, body as Record<string, unknown>)
}
