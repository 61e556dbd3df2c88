import { Readable } from 'node:stream'
import { ApiError } from '@proxyapi/contract/errors'
import { type ClassRow, type EgressClass, egressClasses, type Limits } from './classes.ts'
import { HOP_HEADER, type OutgoingHeaders, outgoingHeaders } from './headers.ts'
import type { Judge } from './judge.ts'
import { STREAM_TOTAL_MS } from './limits.ts'
import type { Pool } from './pool.ts'
import type { Contract, Target } from './target.ts'

/** One request that is to leave. */
export interface EgressCall {
  readonly class: EgressClass
  /** Of class `instance`, which reaches nothing without it. */
  readonly contract?: Contract
  readonly method: string
  readonly url: string
  readonly headers?: OutgoingHeaders
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | null
  /** Another protocol that the connection is to speak from then on; the answer may decline. */
  readonly upgrade?: 'websocket'
  /** Instead of those of the class. */
  readonly limits?: Partial<Limits>
  /** Whose connections it may use; absent: those that all calls of its class share. */
  readonly pool?: Pool
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
  readonly pool: Pool | null
  readonly upgrade: 'websocket' | null
  readonly answer: ClassRow['answer']
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** A stream is held by its gap limit; how long and how large it becomes is the reader's matter. */
const STREAM_LIMITS: Partial<Limits> = { totalMs: STREAM_TOTAL_MS, maxBytes: Number.POSITIVE_INFINITY }

/** A header value that can go onto the wire: no line break, no control character, Latin-1. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/

/** Throws ApiError: TARGET_URL_INVALID, TARGET_BLOCKED, METHOD_NOT_ALLOWED, or INVALID_REQUEST for a header. */
export function planCall(call: EgressCall, judge: Judge, userAgent: string, streamed: boolean): Plan {
  if (!METHODS.has(call.method)) throw new ApiError('METHOD_NOT_ALLOWED')
  const target = judge(call)
  const row = egressClasses[call.class]
  const body = call.body ?? null
  return {
    target,
    method: call.method,
    path: target.url.pathname + target.url.search,
    headers: headersOf(call, userAgent, row.answer === 'read'),
    body: body === null || typeof body === 'string' || body instanceof Uint8Array ? body : Readable.from(body),
    limits: limitsOf(streamed ? { ...row.limits, ...STREAM_LIMITS } : row.limits, call.limits),
    pool: call.pool ?? null,
    upgrade: call.upgrade ?? null,
    answer: row.answer,
  }
}

/** A limit that a caller left undefined is one it did not give. */
function limitsOf(ofClass: Limits, given: Partial<Limits> | undefined): Limits {
  if (given === undefined) return ofClass
  return {
    connectMs: given.connectMs ?? ofClass.connectMs,
    headersMs: given.headersMs ?? ofClass.headersMs,
    idleMs: given.idleMs ?? ofClass.idleMs,
    totalMs: given.totalMs ?? ofClass.totalMs,
    maxBytes: given.maxBytes ?? ofClass.maxBytes,
  }
}

function headersOf(call: EgressCall, userAgent: string, read: boolean): string[] {
  const headers = outgoingHeaders(call.class, call.headers ?? {})
  let agent = false
  let encoding = !read
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
