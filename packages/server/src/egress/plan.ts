import { Readable } from 'node:stream'
import { ApiError } from '@proxyapi/contract/errors'
import { type EgressClass, egressClasses, type Limits } from './classes.ts'
import { HOP_HEADER, type OutgoingHeaders, outgoingHeaders } from './headers.ts'
import { STREAM_TOTAL_MS } from './limits.ts'
import { type Contract, checkUrl, type EgressRules, type Target } from './target.ts'

/** One request that is to leave. */
export type EgressCall = CallFacts &
  (
    | { readonly class: Exclude<EgressClass, 'instance'>; readonly contract?: undefined }
    | { readonly class: 'instance'; readonly contract: Contract }
  )

interface CallFacts {
  readonly method: string
  readonly url: string
  readonly headers?: OutgoingHeaders
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | null
  /** Instead of those of the class. */
  readonly limits?: Partial<Limits>
  /** How many servers like this one the request that caused this call had passed (`readHops`). */
  readonly hops?: number
  readonly signal?: AbortSignal
}

/** A call that passed every check that needs no packet. */
export interface Plan {
  readonly target: Target
  readonly method: string
  readonly path: string
  readonly headers: string[]
  readonly body: string | Uint8Array | Readable | null
  readonly limits: Limits
  readonly relayed: boolean
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** A header value that can go onto the wire: no line break, no control character, Latin-1. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/

/** Throws ApiError: TARGET_URL_INVALID, TARGET_BLOCKED, METHOD_NOT_ALLOWED, or INVALID_REQUEST for a header. */
export function planCall(call: EgressCall, rules: EgressRules, userAgent: string, streamed: boolean): Plan {
  if (!METHODS.has(call.method)) throw new ApiError('METHOD_NOT_ALLOWED')
  const target = checkUrl(call.url, call.class, rules, call.contract)
  const row = egressClasses[call.class]
  const limits = { ...row.limits, ...(streamed ? STREAM_LIMITS : null), ...call.limits }
  const body = call.body ?? null
  return {
    target,
    method: call.method,
    path: target.url.pathname + target.url.search,
    headers: headersOf(call, userAgent, row.relayed),
    body: body === null || typeof body === 'string' || body instanceof Uint8Array ? body : Readable.from(body),
    limits,
    relayed: row.relayed,
  }
}

/** A stream is held by its gap limit; how long and how large it becomes is the reader's matter. */
const STREAM_LIMITS: Partial<Limits> = { totalMs: STREAM_TOTAL_MS, maxBytes: Number.POSITIVE_INFINITY }

function headersOf(call: EgressCall, userAgent: string, relayed: boolean): string[] {
  const headers = outgoingHeaders(call.class, call.headers ?? {})
  let agent = false
  let encoding = relayed
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? ''
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(headers[index + 1] ?? '')) throw invalidHeader(name)
    agent ||= name === 'user-agent'
    encoding ||= name === 'accept-encoding'
  }
  if (!agent) headers.push('user-agent', userAgent)
  // Nothing here decompresses: a bomb stays as small as it was sent.
  if (!encoding) headers.push('accept-encoding', 'identity')
  headers.push(HOP_HEADER, String((call.hops ?? 0) + 1))
  return headers
}

function invalidHeader(name: string): ApiError {
  const details = [{ path: `header.${name}`, message: 'This header cannot be sent.' }]
  return new ApiError('INVALID_REQUEST', undefined, { details })
}
