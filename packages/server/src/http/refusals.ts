/** What comes to the listener and is no request that a router could take: refused in our words, and its connection closed. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { renderError } from '@proxyapi/contract'
import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import type { ServerDoor } from './door.ts'
import { writeRefusal } from './write-refusal.ts'

export interface Refusals {
  /** Answers what Node's parser could not read; where an answer has begun, it is cut. */
  malformed(error: Error & { code?: string }, socket: Duplex): void
  /** Answers a request to be a tunnel. */
  tunnel(socket: Duplex): void
  /** The answer to a request whose head was read and may not go on. */
  reply(error: ApiError): Response
}

type Read = Pick<IncomingMessage, 'rawHeaders'>

/** Null, or why RFC 9112 allows no such headers, where Node lets them through. */
export function judgeFraming({ rawHeaders }: Read): ApiError | null {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.length === 4 && /^host$/i.test(name)) hosts++
    else if (name.length === 17 && /^transfer-encoding$/i.test(name) && !/^chunked$/i.test(rawHeaders[at + 1] ?? ''))
      return new ApiError('INVALID_REQUEST', 'The one Transfer-Encoding of a request is chunked.')
  }
  return hosts > 1 ? new ApiError('INVALID_REQUEST', 'A request has one Host.') : null
}

const codes: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'PAYLOAD_TOO_LARGE',
}

const noSuchMethod = () =>
  new ApiError('METHOD_NOT_ALLOWED', 'There is no such method.', {
    headers: { Allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' },
  })

function errorOf(cause: Error & { code?: string }): ApiError {
  if (cause.code === 'HPE_INVALID_METHOD') return noSuchMethod()
  const code = codes[cause.code ?? '']
  return code === undefined
    ? new ApiError('INVALID_REQUEST', 'This is no request of HTTP/1.1.', { cause })
    : new ApiError(code, undefined, { cause })
}

export function createRefusals({ requestId, now, done }: Pick<ServerDoor, 'requestId' | 'now' | 'done'>): Refusals {
  return {
    malformed(cause, socket) {
      const error = errorOf(cause)
      const id = noted(error)
      // What Node is writing on this socket: nothing may stand in the middle of it.
      const { _httpMessage: answer } = socket as Duplex & { _httpMessage?: ServerResponse }
      if (socket.writable && !answer?.headersSent) writeRefusal(socket, error, id, now())
      else socket.destroy()
    },
    tunnel(socket) {
      const error = noSuchMethod()
      // Whoever goes away while he is told is told nothing.
      socket.on('error', () => socket.destroy())
      writeRefusal(socket, error, noted(error), now())
    },
    reply(error) {
      const id = noted(error)
      const { status, headers, body } = renderError('plain', error, id, now())
      const own = { 'Cache-Control': 'no-store', 'X-Request-Id': id, Connection: 'close' }
      return Response.json(body, { status, headers: { ...own, ...headers } })
    },
  }

  /** As every answer is: in the log and the metrics, under an id. */
  function noted(error: ApiError): string {
    const headers = new Headers()
    const id = requestId(headers)
    const knock = { requestId: id, method: 'none', url: '', headers, signal: neverAborted, connection: undefined }
    done?.(knock, error.status, error)
    return id
  }
}

const neverAborted = new AbortController().signal
