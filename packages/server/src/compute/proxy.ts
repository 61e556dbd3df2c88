import type { components, PlainReply, StreamWriter } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { EgressResponse } from '../egress/answer.ts'
import type { Limits } from '../egress/classes.ts'
import { EgressFailure, toApiError } from '../egress/failure.ts'
import { readHops } from '../egress/headers.ts'
import type { EgressCall } from '../egress/plan.ts'
import { touchGpuInstance } from '../store/gpu-instances.ts'
import { newId } from '../store/ids.ts'
import { invalid } from './launch.ts'
import { createOpenCalls, type OpenCalls } from './open-calls.ts'
import type { ComputeParts } from './parts.ts'
import { type ProxyBody, type Shaped, shape } from './proxy-shape.ts'
import { type Destination, destinationOf } from './proxy-target.ts'

export type ProxyResult = components['schemas']['GpuProxyResult']

export interface ProxyCall {
  userId: string
  body: ProxyBody
  /** The caller's own headers: they go nowhere, and what is secret in them may not be sent elsewhere either. */
  headers: Headers
  signal: AbortSignal
}

export interface Proxy {
  /** The target's answer in an envelope. Throws TARGET_… and the refusals of `destinationOf` and `shape`. */
  envelope(call: ProxyCall): Promise<ProxyResult>
  /** The target's answer as it comes, with its own status. */
  relay(call: ProxyCall): Promise<PlainReply & { type: string; content: StreamWriter }>
}

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

  async function send(call: ProxyCall, limits: Partial<Limits>): Promise<{ answer: EgressResponse; done: () => void }> {
    const { body, userId, headers, signal } = call
    const shaped = shape(body, secretsIn(headers), () => newId('req', parts))
    const destination = await destinationOf(parts, userId, body)
    checkPath(body, destination)
    const done = enter(open, userId, destination)
    try {
      const waits = { connectMs, idleMs, headersMs: body.timeout_ms ?? headersMs, ...limits }
      const hops = readHops(headers.get('x-proxyapi-hops') ?? undefined)
      const answer = await sendOnceOrTwice(egressCall(destination, shaped, { limits: waits, hops, signal }))
      touch(destination)
      return { answer, done }
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

  /** Notes that it is in use, for contracts that end when they are idle. */
  function touch(destination: Destination): void {
    if (destination.class !== 'instance') return
    const { id, idle_ttl_ms, used_at } = destination.instance
    const now = clock.now()
    if (idle_ttl_ms === null || now - (used_at ?? 0) < touchEveryMs) return
    store
      .write((tx) => touchGpuInstance(tx, id, now))
      .catch((error: unknown) => parts.log.warn('The use of an instance was not noted', { contract_id: id, error }))
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
    async relay(call) {
      const { answer, done } = await send(call, { totalMs: streamTotalMs, maxBytes: Number.POSITIVE_INFINITY })
      const { 'content-type': type = 'application/octet-stream', 'content-length': _, ...headers } = headersOf(answer)
      return {
        status: answer.status,
        headers: { ...headers, 'x-proxy-source': 'target', 'x-content-type-options': 'nosniff' },
        type,
        async content(outlet) {
          try {
            for await (const chunk of answer.body) {
              if (outlet.signal.aborted) break
              await outlet.write(chunk)
            }
          } finally {
            answer.cancel()
            done()
          }
        },
      }
    },
  }
}

type Facts = Pick<EgressCall, 'limits' | 'hops' | 'signal'>

function egressCall(
  destination: Destination,
  { method, defaultPath, headers, body }: Shaped,
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
