/** Where a request becomes a socket of the feed: everything that the door asks stands before the upgrade. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { asApiError, operations } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Feed } from '../events/feed/feed.ts'
import { CLOSING_MS, SOCKETS_A_USER_MAX } from '../events/feed/limits.ts'
import type { Peer, Visitor } from '../events/feed/parts.ts'
import type { Identity } from '../identity/identity.ts'
import { networkOf } from '../identity/ip-fence.ts'
import type { Place, Places } from '../store/places.ts'
import type { ServerDoor } from './door.ts'
import { judgeOrigin } from './origin.ts'
import { writeRefusal } from './write-refusal.ts'

export interface Upgrades {
  /** Whether a request that asks for an upgrade gets one; others are answered as if they had not asked. */
  takes(request: IncomingMessage): boolean
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

interface UpgradeParts {
  door: ServerDoor
  feed: Feed
  identity: Identity
  places: Places
  corsOrigins(): readonly string[]
}

const payloadBytesMax = 64 * 1024
const fragmentsMax = 64
const path = '/ws'

export function createUpgrades({ door, feed, identity, places, corsOrigins }: UpgradeParts): Upgrades {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: payloadBytesMax,
    maxFragments: fragmentsMax,
    perMessageDeflate: false,
    clientTracking: false,
  })

  return {
    takes: ({ url, headers }) => pathOf(url) === path && /^websocket$/i.test(headers.upgrade ?? ''),
    take(request, socket, head) {
      // Whoever goes away while he is judged is told nothing.
      socket.on('error', () => socket.destroy())
      open(request, socket, head).catch(() => socket.destroy())
    },
  }

  async function open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const headers = headersOf(request)
    const requestId = door.requestId(headers)
    const knock = {
      operation: operations.connectRealtime,
      requestId,
      method: request.method ?? 'GET',
      url: `http://localhost${path}`,
      headers,
      signal: neverAborted,
      connection: { incoming: request },
    }
    try {
      judgeOrigin(headers.get('origin'), headers.get('host'), corsOrigins())
      const query = new URL(request.url ?? path, 'http://localhost').searchParams
      const credential = await credentialOf(query, headers)
      const { principal, clientIp } = await door.admit({ ...knock, headers: credential })
      door.leave(credential)
      const unknown = [...query.keys()].filter((name) => name !== 'ticket')
      if (unknown.length > 0) throw new ApiError('UNKNOWN_PARAMETER', `Unknown query parameter ${unknown.join(', ')}.`)
      const ask = () => identity.authenticate({ headers: credential, clientIp })
      const visitor = { principal, ask, network: networkOf(clientIp) }
      feed.admit()
      const place = await placeOf(visitor)
      let isOpen = false
      server.handleUpgrade(request, socket, head, (webSocket) => {
        isOpen = true
        connect(webSocket, visitor, place)
      })
      if (!isOpen) void place.leave()
      door.done?.(knock, 101)
    } catch (thrown) {
      const error = asApiError(thrown)
      door.done?.(knock, error.status, error)
      writeRefusal(socket, error, requestId, door.now())
    }
  }

  /** The request's own headers, or with a ticket those that it stands for: a credential in both is one too many. */
  async function credentialOf(query: URLSearchParams, headers: Headers): Promise<Headers> {
    const [ticket, ...more] = query.getAll('ticket')
    if (ticket === undefined) return headers
    if (more.length > 0) throw new ApiError('INVALID_REQUEST', 'One ticket opens one socket.')
    const held = await feed.tickets.redeem(ticket, headers.get('origin'))
    const credential = new Headers(headers)
    for (const [name, value] of held) {
      if (headers.has(name)) throw new ApiError('INVALID_REQUEST', 'The request carries two credentials; send one.')
      credential.set(name, value)
    }
    return credential
  }

  /** Throws CONCURRENCY_LIMITED. */
  async function placeOf({ principal, network }: Visitor): Promise<Place> {
    const place = await places.take('socket', principal.userId ?? `network ${network}`, SOCKETS_A_USER_MAX)
    if (place !== null) return place
    const message = `At most ${SOCKETS_A_USER_MAX} sockets; close one first.`
    throw new ApiError('CONCURRENCY_LIMITED', message, { retryAfterMs: CLOSING_MS })
  }

  function connect(webSocket: WebSocket, visitor: Visitor, place: Place): void {
    const line = feed.connect(visitor, peerOf(webSocket))
    webSocket.on('message', (data, isBinary) => line.message(isBinary ? null : bytesOf(data)))
    webSocket.on('pong', () => line.pong())
    webSocket.on('close', () => {
      line.closed()
      void place.leave()
    })
    // What breaks the protocol is closed by the library, with its code.
    webSocket.on('error', () => {})
  }
}

const neverAborted = new AbortController().signal

const pathOf = (url = '') => url.split('?', 1)[0]

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values = []] of Object.entries(headersDistinct))
    for (const value of values) headers.append(name, value)
  return headers
}

const bytesOf = (data: RawData): Uint8Array =>
  Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data

const peerOf = (webSocket: WebSocket): Peer => ({
  send: (text, left) => webSocket.send(text, left),
  ping: () => webSocket.ping(),
  close: (code, reason) => webSocket.close(code, reason),
  cut: () => webSocket.terminate(),
})
