import type { Timing } from '../core/transport.ts'
import { type FeedEvent, nameOf, type Position } from './events.ts'
import type { Subscription } from './subscription.ts'
import type { WebSocketConstructor, WebSocketLike } from './web-socket.ts'

export interface ConnectionParts {
  url: string
  channels: readonly string[]
  subscription: Subscription
  webSocket: WebSocketConstructor
  timing: Timing
  signal: AbortSignal
  warn(message: string): void
  /** Before each event is delivered. */
  seen(event: FeedEvent): void
}

/** How a connection ended. */
export interface Ending {
  code: number
  reason: string
  /** Milliseconds since its channels were subscribed to; null where they never were. */
  livedMs: number | null
  /** What the server said against it for good. */
  refusal: { code: string; message: string } | null
}

/** Not a code of the protocol: nothing more is taken for now. */
export const fullCode = 4999
export const gone = 1006

const openMs = 30_000
const pingEveryMs = 25_000
const pongMs = 10_000

interface Frame {
  type: string
  payload?: { code: string; message: string }
  rejected?: { channel: string; code: string }[]
  head?: { [stream: string]: number | null }
}

/** One connection, from opening to its end. Never rejects. */
export function connectOnce(parts: ConnectionParts): Promise<Ending> {
  const { url, channels, subscription, timing, signal } = parts
  return new Promise((resolve) => {
    const over = new AbortController()
    let socket: WebSocketLike
    let subscribedAt: number | null = null
    let heardAt = timing.now()
    const end = (code: number, reason = '', refusal: Ending['refusal'] = null) => {
      if (over.signal.aborted) return
      over.abort()
      signal.removeEventListener('abort', leave)
      socket?.close()
      resolve({ code, reason, livedMs: subscribedAt === null ? null : timing.now() - subscribedAt, refusal })
    }
    const leave = () => end(1000)
    signal.addEventListener('abort', leave)
    if (signal.aborted) return leave()
    try {
      socket = new parts.webSocket(url)
    } catch {
      // A runtime may refuse an address at once; the next try says the same, in its time.
      return end(gone)
    }
    const say = (frame: object) => socket.send(JSON.stringify(frame))
    socket.onopen = () => say({ type: 'subscribe', channels, resume: subscription.received })
    socket.onclose = ({ code, reason }: { code: number; reason: unknown }) => end(code, String(reason))
    socket.onerror = () => end(gone)
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (over.signal.aborted) return
      heardAt = timing.now()
      hear(JSON.parse(String(data)) as Frame)
    }
    void watch()

    function hear(frame: Frame): void {
      if (frame.type === 'subscribed') {
        const [refused] = frame.rejected ?? []
        if (refused) end(1000, '', { code: refused.code, message: `The server refuses ${refused.channel}.` })
        else {
          subscription.begin(placesOf(frame.head ?? {}))
          subscribedAt = timing.now()
        }
      } else if (frame.type === 'error') parts.warn(`the server did not understand: ${frame.payload?.message}`)
      else if (frame.type !== 'pong' && frame.type !== 'unsubscribed') {
        const event = { ...frame, name: nameOf(frame.type) } as unknown as FeedEvent
        parts.seen(event)
        if (!subscription.take(event)) end(fullCode)
      }
    }

    async function watch(): Promise<void> {
      await timing.wait(openMs, over.signal)
      if (subscribedAt === null) return end(gone, 'It was not opened in time.')
      while (!over.signal.aborted) {
        const before = heardAt
        say({ type: 'ping' })
        await timing.wait(pongMs, over.signal)
        if (heardAt === before) return end(gone, 'Nothing was heard.')
        await timing.wait(pingEveryMs - pongMs, over.signal)
      }
    }
  })
}

/** Streams that the socket does not have are null. */
const placesOf = (head: NonNullable<Frame['head']>): Position =>
  Object.fromEntries(Object.entries(head).filter(([, seq]) => seq !== null)) as Position
