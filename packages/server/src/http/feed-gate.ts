import { operations } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Feed } from '../events/feed/feed.ts'
import { CLOSING_MS, SOCKETS_A_USER_MAX } from '../events/feed/limits.ts'
import type { Peer, Visitor } from '../events/feed/parts.ts'
import type { Identity } from '../identity/identity.ts'
import { networkOf } from '../identity/ip-fence.ts'
import type { Place, Places } from '../store/places.ts'
import type { ServerDoor } from './door.ts'
import type { Gate } from './upgrade.ts'

interface FeedGateParts {
  door: Pick<ServerDoor, 'leave'>
  feed: Feed
  identity: Identity
  places: Places
}

const payloadBytesMax = 64 * 1024
const fragmentsMax = 64
const path = '/ws'

/** Where a request becomes a socket of the feed. */
export function createFeedGate({ door, feed, identity, places }: FeedGateParts): Gate {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: payloadBytesMax,
    maxFragments: fragmentsMax,
    perMessageDeflate: false,
    clientTracking: false,
  })

  return {
    operation: operations.connectRealtime,
    opens: (asked) => asked === path,
    async open({ request, socket, head, query, credential, context: { principal, clientIp } }) {
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
      return 101
    },
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

const bytesOf = (data: RawData): Uint8Array =>
  Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data

const peerOf = (webSocket: WebSocket): Peer => ({
  send: (text, left) => webSocket.send(text, left),
  ping: () => webSocket.ping(),
  close: (code, reason) => webSocket.close(code, reason),
  cut: () => webSocket.terminate(),
})
