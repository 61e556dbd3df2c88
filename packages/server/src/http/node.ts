/** The Node side of the door: bodies read from the socket, answers written to it, without web streams in between. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import {
  concatenated,
  type Outlet,
  type PlainReply,
  type StreamWriter,
  tooLarge,
  webResponse,
} from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Context } from 'hono'
import type { TurnEnd } from './turn-end.ts'

interface NodeBindings {
  incoming: IncomingMessage
  outgoing: ServerResponse
}

const stallMs = 60_000

const bindingsOf = (c: Context): NodeBindings | undefined =>
  c.env && typeof c.env === 'object' && 'outgoing' in c.env ? (c.env as NodeBindings) : undefined

/** The body's bytes, counted as they arrive. Throws PAYLOAD_TOO_LARGE; undefined where this is no Node connection. */
export function bodyOfNode(c: Context, bytesMax: number): Promise<Uint8Array> | undefined {
  const bindings = bindingsOf(c)
  if (!bindings) return undefined
  const { incoming, outgoing } = bindings
  const announced = Number(incoming.headers['content-length'] ?? 0)
  if (announced > bytesMax) return Promise.reject(tooLarge(bytesMax))
  if (incoming.headers.expect !== undefined) invite(outgoing)
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    incoming.on('data', (chunk: Uint8Array) => {
      size += chunk.length
      if (size > bytesMax) {
        incoming.pause()
        reject(tooLarge(bytesMax))
      } else chunks.push(chunk)
    })
    incoming.once('end', () => resolve(concatenated(chunks, size)))
    incoming.once('error', (cause) => reject(new ApiError('CLIENT_DISCONNECTED', undefined, { cause })))
    incoming.once('close', () => {
      if (!incoming.readableEnded) reject(new ApiError('CLIENT_DISCONNECTED'))
    })
  })
}

/** Tells a caller who waits for it that his body is wanted; with the body the connection can go on. */
function invite(outgoing: ServerResponse): void {
  outgoing.writeContinue()
  outgoing.shouldKeepAlive = true
}

/** Answers go straight to the socket, their heads and ends at the end of the turn; a HEAD is left to Hono, which takes the body off a Response. */
export function sendNode(c: Context, reply: PlainReply, extra: Record<string, string>, turnEnd: TurnEnd): Response {
  const outgoing = bindingsOf(c)?.outgoing
  if (!outgoing || c.req.method === 'HEAD') return webResponse(c, reply, extra)
  const { status, content = JSON.stringify(reply.body) } = reply
  const type = reply.type ?? (content === undefined ? undefined : 'application/json')
  const headers = { ...(type && { 'Content-Type': type }), ...extra, ...reply.headers }
  if (typeof content === 'function') sendStream(outgoing, status, headers, content, turnEnd)
  else if (content === undefined) outgoing.writeHead(status, headers).end()
  else {
    outgoing.writeHead(status, { 'Content-Length': Buffer.byteLength(content), ...headers })
    turnEnd.add(() => outgoing.end(content))
  }
  return RESPONSE_ALREADY_SENT
}

function sendStream(
  outgoing: ServerResponse,
  status: number,
  headers: Record<string, string>,
  writer: StreamWriter,
  turnEnd: TurnEnd,
): void {
  outgoing.writeHead(status, { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no', ...headers })
  // The head goes out with the turn, in one write with the chunks that are already there.
  outgoing.cork()
  outgoing.flushHeaders()
  turnEnd.add(() => outgoing.uncork())
  writer(outletOf(outgoing)).then(
    () => turnEnd.add(() => outgoing.end()),
    () => outgoing.destroy(),
  )
}

function outletOf(outgoing: ServerResponse): Outlet {
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort(new ApiError('CLIENT_DISCONNECTED'))
  })
  if (outgoing.destroyed) gone.abort(new ApiError('CLIENT_DISCONNECTED'))
  return {
    signal: gone.signal,
    write(chunk) {
      if (gone.signal.aborted || outgoing.write(chunk)) return
      return drained(outgoing, gone.signal)
    },
  }
}

/** A reader that takes nothing for `stallMs` is cut, so that it holds no upstream open. */
function drained(outgoing: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      outgoing.off('drain', finish)
      gone.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(() => outgoing.destroy(), stallMs)
    outgoing.once('drain', finish)
    gone.addEventListener('abort', finish, { once: true })
  })
}
