import type { components, PlainReply, StreamWriter } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { EgressResponse, Upgraded } from '../egress/answer.ts'
import type { Limits } from '../egress/classes.ts'
import { EgressFailure, toApiError } from '../egress/failure.ts'
import { readHops } from '../egress/headers.ts'
import type { EgressCall } from '../egress/plan.ts'
import { touchGpuInstance } from '../store/gpu-instances.ts'
import { newId } from '../store/ids.ts'
import { invalid, secretsOf } from './launch.ts'
import { createOpenCalls, type OpenCalls } from './open-calls.ts'
import type { ComputeParts } from './parts.ts'
import { ourKey, type ProxyBody, type Shaped, shape } from './proxy-shape.ts'
import { byContract, type Destination, destinationOf } from './proxy-target.ts'

export type ProxyResult = components['schemas']['GpuProxyResult']

export interface ProxyCall {
  userId: string
  body: ProxyBody
  /** The caller's own headers: they go nowhere, and what is secret in them may not be sent elsewhere either. */
  headers: Headers
  signal: AbortSignal
}

/** A request that goes to an instance as it came. */
export interface PassCall {
  userId: string
  contractId: string
  port: number
  /** With its query, as it stood on the wire. */
  path: string
  method: string
  /** Ours stop here. */
  headers: Headers
  body: Uint8Array
  signal: AbortSignal
}

/** A socket to an instance that speaks what the caller asked for, from then on. */
export interface Tunnel extends Upgraded {
  /** Bytes have passed. */
  used(): void
  /** To be called once, when it is closed. */
  done(): void
}

export interface Proxy {
  /** The same for a WebSocket: its socket, or the answer of an instance that opens none. */
  tunnel(call: Omit<PassCall, 'method' | 'body'>): Promise<Tunnel | Relayed>
  /** The instance's answer as it comes. Throws as `relay` does. */
  pass(call: PassCall): Promise<Relayed>
  /** The target's answer in an envelope. Throws TARGET_… and the refusals of `destinationOf` and `shape`. */
  envelope(call: ProxyCall): Promise<ProxyResult>
  /** The target's answer as it comes, with its own status. */
  relay(call: ProxyCall): Promise<Relayed>
}

/** An answer with the status, headers and bytes of its target. */
export type Relayed = PlainReply & { type: string; headers: Record<string, string>; content: StreamWriter }

const connectMs = 3_000
const idleMs = 60_000
const headersMs = 60_000
const totalMs = 600_000
const streamTotalMs = 24 * 3_600_000
const envelopeBytesMax = 50_000_000
const retryAfterMs = 100
const touchEveryMs = 60_000

export function createProxy(parts: ComputeParts): Proxy {
  const { clock, egress, store } = parts
  const open = createOpenCalls()

  async function send(call: ProxyCall, limits: Partial<Limits>): Promise<Sent> {
    const { body, userId, headers } = call
    const shaped = shape(body, secretsIn(headers), () => newId('req', parts))
    const destination = await destinationOf(parts, userId, body)
    checkPath(body, destination)
    const waits = { headersMs: body.timeout_ms ?? headersMs, ...limits }
    return dispatch(destination, shaped, call, waits, sendOnceOrTwice)
  }

  async function dispatch<T>(
    destination: Destination,
    shaped: Outgoing,
    { userId, headers, signal }: Pick<ProxyCall, 'userId' | 'headers' | 'signal'>,
    limits: Partial<Limits>,
    sendBy: (call: EgressCall) => Promise<T>,
  ): Promise<Sent<T>> {
    const done = enter(open, userId, destination)
    try {
      const waits = { connectMs, idleMs, ...limits }
      const hops = readHops(headers.get('x-proxyapi-hops') ?? undefined)
      const guarded = { ...shaped, headers: withToken(shaped.headers, destination, parts) }
      const answer = await sendBy(egressCall(destination, guarded, { limits: waits, hops, signal }))
      const used = useOf(destination)
      used()
      return { answer, used, done }
    } catch (error) {
      done()
      throw error instanceof EgressFailure ? toApiError(error, 'target') : error
    }
  }

  async function sendOnceOrTwice(call: EgressCall): Promise<EgressResponse> {
    try {
      return await egress.request(call)
    } catch (error) {
      if (!(error instanceof EgressFailure) || !mayRepeat(error, call.method)) throw error
      await clock.sleep(retryAfterMs, call.signal)
      return egress.request(call)
    }
  }

  /** Notes that it is in use, for contracts that end when they are idle: once a minute, as often as it is called. */
  function useOf(destination: Destination): () => void {
    if (destination.class !== 'instance' || destination.instance.idle_ttl_ms === null) return () => {}
    const { id, used_at } = destination.instance
    let notedAt = used_at ?? 0
    return () => {
      const now = clock.now()
      if (now - notedAt < touchEveryMs) return
      notedAt = now
      store
        .write((tx) => touchGpuInstance(tx, id, now))
        .catch((error: unknown) => parts.log.warn('The use of an instance was not noted', { contract_id: id, error }))
    }
  }

  async function toPort(call: Omit<PassCall, 'method' | 'body'>, method: string, body: Uint8Array | null) {
    const { userId, contractId, port, path, headers } = call
    const destination = await byContract(parts, userId, contractId, port, path)
    const passed = passedHeaders(headers, parts.settings().keyHeader)
    return { destination, shaped: { method, defaultPath: '/', headers: passed, body } }
  }

  return {
    async envelope(call) {
      const began = clock.monotonic()
      const { answer, done } = await send(call, { totalMs, maxBytes: envelopeBytesMax })
      try {
        const bytes = await answer.bytes()
        const headers = headersOf(answer)
        return {
          status_code: answer.status,
          headers,
          ...contentOf(bytes, headers['content-type']),
          duration_ms: clock.monotonic() - began,
        }
      } catch (error) {
        throw error instanceof EgressFailure ? toApiError(error, 'target') : error
      } finally {
        done()
      }
    },
    relay: async (call) => relayed(await send(call, streamLimits)),
    async pass(call) {
      const { destination, shaped } = await toPort(call, call.method, call.body.length === 0 ? null : call.body)
      const limits = { headersMs, ...streamLimits }
      return relayed(await dispatch(destination, shaped, call, limits, sendOnceOrTwice))
    },
    async tunnel(call) {
      const { destination, shaped } = await toPort(call, 'GET', null)
      const limits = { headersMs, ...streamLimits }
      const upgrade = (asked: EgressCall) => egress.upgrade({ ...asked, upgrade: 'websocket' })
      const { answer, used, done } = await dispatch(destination, shaped, call, limits, upgrade)
      return 'upgraded' in answer
        ? { ...answer.upgraded, used, done }
        : relayed({ answer: answer.declined, used, done })
    },
  }
}

/** A request as it goes out. */
interface Outgoing extends Omit<Shaped, 'body'> {
  body: string | Uint8Array | null
}

interface Sent<T = EgressResponse> {
  answer: T
  used: () => void
  done: () => void
}

const streamLimits = { totalMs: streamTotalMs, maxBytes: Number.POSITIVE_INFINITY }

/** Status, headers and bytes of the target. */
function relayed({ answer, used, done }: Sent): Relayed {
  const { 'content-type': type = 'application/octet-stream', 'content-length': _, ...headers } = headersOf(answer)
  return {
    status: answer.status,
    headers: { ...headers, 'x-proxy-source': 'target', 'x-content-type-options': 'nosniff' },
    type,
    async content({ signal, write }) {
      const leave = () => answer.cancel()
      signal.addEventListener('abort', leave, { once: true })
      try {
        for await (const chunk of answer.body) {
          signal.throwIfAborted()
          used()
          await write(chunk)
        }
        signal.throwIfAborted()
      } finally {
        signal.removeEventListener('abort', leave)
        leave()
        done()
      }
    },
  }
}

const ours: ReadonlySet<string> = new Set(['authorization', 'cookie', 'x-api-key', 'x-request-id', 'idempotency-key'])

/** What the caller says to the instance; what he says to us stays here, in whatever header it is. */
function passedHeaders(headers: Headers, keyHeader: string | null): Record<string, string> {
  const passed: Record<string, string> = {}
  for (const [name, value] of headers) {
    const isOurs = ours.has(name) || name.startsWith('x-proxyapi-') || name === keyHeader?.toLowerCase()
    if (!isOurs && !ourKey.test(value)) passed[name] = value
  }
  return passed
}

/** An instance that we gave a token gets it, unless the caller says otherwise. */
function withToken(
  headers: Record<string, string>,
  destination: Destination,
  { sealer }: Pick<ComputeParts, 'sealer'>,
): Record<string, string> {
  if (destination.class !== 'instance' || 'authorization' in headers) return headers
  const token = secretsOf(destination.instance, sealer)?.token
  return token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` }
}

type Facts = Pick<EgressCall, 'limits' | 'hops' | 'signal'>

function egressCall(
  destination: Destination,
  { method, defaultPath, headers, body }: Outgoing,
  facts: Facts,
): EgressCall {
  const common = { method, headers, body, ...facts }
  if (destination.class === 'instance') {
    const { url, contract } = destination
    const isBare = url.pathname === '/' && url.search === ''
    return { class: 'instance', contract, url: isBare ? new URL(defaultPath, url).href : url.href, ...common }
  }
  const { url, hasPath } = destination
  return { class: 'target', url: hasPath ? url : new URL(defaultPath, url).href, ...common }
}

const openPaths = /^\/(v1\/.*|health|healthz|ping|version|metrics)?$/

/** Of a model server that the caller rents only what belongs to the protocol is passed. */
function checkPath({ protocol }: ProxyBody, destination: Destination): void {
  if (protocol !== 'openai' || destination.class !== 'instance') return
  if (!openPaths.test(destination.url.pathname)) throw invalid('/path', 'openai passes /v1/* and health paths only')
}

function enter(open: OpenCalls, userId: string, destination: Destination): () => void {
  const keys = destination.class === 'instance' ? [`i ${destination.instance.id}`] : []
  const done = open.enter([`u ${userId}`, ...keys])
  if (!done) throw new ApiError('CONCURRENCY_LIMITED', undefined, { retryAfterMs: 1_000 })
  return done
}

/** Where no connection was made, or nothing of the answer to a mere question has come. */
function mayRepeat({ sent, kind, phase }: EgressFailure, method: string): boolean {
  if (kind !== 'refused' && kind !== 'reset') return false
  return !sent || ((method === 'GET' || method === 'HEAD') && phase === 'headers')
}

function secretsIn(headers: Headers): string[] {
  const bearer = headers.get('authorization')?.match(/^bearer\s+(\S+)$/i)?.[1]
  return [headers.get('x-api-key'), bearer].filter((secret): secret is string => !!secret && secret.length >= 8)
}

function headersOf({ rawHeaders }: EgressResponse): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of rawHeaders) {
    const lower = name.toLowerCase()
    headers[lower] = Object.hasOwn(headers, lower) ? `${headers[lower]}, ${value}` : value
  }
  return headers
}

/** JSON where it is that, text where it is UTF-8, else base64. */
function contentOf(bytes: Uint8Array, type = ''): Pick<ProxyResult, 'body' | 'body_encoding'> {
  if (bytes.length === 0) return { body: null, body_encoding: 'json' }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // Not UTF-8: the bytes travel as they are.
    return { body: Buffer.from(bytes).toString('base64'), body_encoding: 'base64' }
  }
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(type)) return { body: text, body_encoding: 'text' }
  try {
    return { body: JSON.parse(text) as ProxyResult['body'], body_encoding: 'json' }
  } catch {
    // It says JSON and is none: the caller reads what it is.
    return { body: text, body_encoding: 'text' }
  }
}
