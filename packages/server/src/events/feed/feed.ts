import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../../runtime.ts'
import type { Store } from '../../store/database.ts'
import type { EventRow } from '../../store/events.ts'
import type { Job } from '../../worker.ts'
import { mayBePublic } from '../catalog.ts'
import type { Sealer } from '../parts.ts'
import { iso } from '../views.ts'
import { EventTexts } from './frames.ts'
import { CLOSING_MS, POLL_MS, SOCKETS_MAX, SWEEP_MS } from './limits.ts'
import { closeCodes, type FeedParts, type Peer, type Visitor } from './parts.ts'
import { Session } from './session.ts'
import { createTails, type Follower } from './tails.ts'
import { createTickets, type Tickets } from './tickets.ts'

/** An event as a handler in this process gets it: the fields of a webhook's body. */
export interface HandledEvent {
  id: string
  event: string
  seq: number
  timestamp: string
  data: Record<string, unknown>
}

/** What one connection tells the feed. */
export interface Line {
  /** Null for a message that is not text. */
  message(bytes: Uint8Array | null): void
  pong(): void
  closed(): void
}

/** Events as they happen, for sockets and for handlers in this process. */
export interface Feed {
  readonly tickets: Tickets
  /** Throws OVERLOADED, SHUTTING_DOWN where a further connection cannot be. */
  admit(): void
  connect(visitor: Visitor, peer: Peer): Line
  /** Streams have come so far, here or in another process. */
  announced(heads: ReadonlyMap<string, number>): void
  /** Hears of each event of that name that belongs to everybody, once, in order; returns what ends it. */
  on(name: string, handler: (event: HandledEvent) => void | Promise<void>): () => void
  jobs(): Job[]
  /** Tells every socket to connect elsewhere; resolves when all have gone. */
  close(): Promise<void>
}

interface FeedRoomParts extends Runtime {
  store: Store
  sealer: Sealer
  credentialHeaders: readonly string[]
}

const ticketsMs = 60_000
/** Credentials that were forgotten are read from the store. */
const askedAtOnce = 32

export function createFeed(given: FeedRoomParts): Feed {
  const { store, clock, metrics } = given
  const log = given.log.child('feed')
  const tails = createTails({ store, log })
  const parts: FeedParts = { store, clock, log, tails, texts: new EventTexts() }
  const tickets = createTickets(given)
  const sessions = new Set<Session>()
  const allGone = new AbortController()
  let isClosing = false

  const showOpen = () => metrics.gauge('proxyapi_sockets_open', sessions.size)

  return {
    tickets,
    admit() {
      if (isClosing) throw new ApiError('SHUTTING_DOWN', undefined, { retryAfterMs: CLOSING_MS })
      if (sessions.size >= SOCKETS_MAX) throw new ApiError('OVERLOADED', undefined, { retryAfterMs: CLOSING_MS })
    },
    connect(visitor, peer) {
      const session = new Session(visitor, peer, parts)
      sessions.add(session)
      showOpen()
      return {
        message: (bytes) => session.receive(bytes),
        pong: () => session.heard(),
        closed() {
          if (!sessions.delete(session)) return
          session.end()
          showOpen()
          if (isClosing && sessions.size === 0) allGone.abort()
        },
      }
    },
    announced: (heads) => tails.announced(heads),
    on(name, handler) {
      if (!mayBePublic(name)) throw new Error(`${name} belongs to an account: handlers hear of public events`)
      const handle = async (row: EventRow) => {
        try {
          await handler(handledEvent(row))
        } catch (error) {
          log.error('A handler of events failed', { name, error })
        }
      }
      const follower: Follower = {
        take(rows) {
          for (const row of rows) if (row.name === name) void handle(row)
        },
      }
      const following = tails.follow('public', follower)
      following.catch((error: unknown) => log.error('A handler hears nothing', { name, error }))
      return () => void following.then((tail) => tail.leave(follower)).catch(() => {})
    },
    jobs: () => [
      { name: 'feed.poll', everyMs: POLL_MS, run: () => tails.poll().then(none) },
      { name: 'feed.tickets', everyMs: ticketsMs, run: () => tickets.deleteOld().then(none) },
      {
        name: 'feed.sweep',
        everyMs: SWEEP_MS,
        async run() {
          const all = [...sessions]
          for (const session of all) session.lookAfter()
          for (let at = 0; at < all.length; at += askedAtOnce)
            await Promise.all(all.slice(at, at + askedAtOnce).map((session) => session.askAgain()))
          return 0
        },
      },
    ],
    async close() {
      isClosing = true
      for (const session of sessions) session.close(closeCodes.restarting, 'The server restarts; connect again.')
      if (sessions.size > 0) await clock.sleep(CLOSING_MS, allGone.signal)
      for (const session of sessions) session.cut()
    },
  }
}

const none = () => 0

const handledEvent = ({ id, name, seq, at, data }: EventRow): HandledEvent => ({
  id,
  event: name,
  seq: seq as number,
  timestamp: iso(at),
  data: JSON.parse(data) as HandledEvent['data'],
})
