import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { renderError } from '@proxyapi/contract'
import type { ApiError } from '@proxyapi/contract/errors'

/** Says what was wrong to a socket that has no request to answer, and ends it. */
export function writeRefusal(socket: Duplex, error: ApiError, requestId: string, now: Date): void {
  const { status, headers, body } = renderError('plain', error, requestId, now)
  const content = JSON.stringify(body)
  const fields = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(content)),
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
    Connection: 'close',
    ...headers,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\n${lines.join('')}\r\n${content}`)
}
