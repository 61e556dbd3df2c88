/** Feeds over a real store, as of several processes; their sockets are objects. */
import { onTestFinished } from 'vitest'
import type { EgressRules } from '../../src/egress/target.ts'
import { createFeed, type Feed, type Line } from '../../src/events/feed/feed.ts'
import type { Peer, Visitor } from '../../src/events/feed/parts.ts'
import type { Principal } from '../../src/identity/principal.ts'
import { egressFor } from '../egress/loopback.ts'
import { testClock, testRuntime } from '../runtime.ts'
import type { OpenStore } from '../stores.ts'
import { openSealer, roomOver, someone, type TestRoom } from './room.ts'

export interface Frame {
  type: string
  payload?: Record<string, unknown>
  id?: string
  seq?: number
  stream?: string
  channel?: string
  [member: string]: unknown
}

export interface TestSocket extends Line {
  frames: Frame[]
  /** The code and reason that it was closed with. */
  end: { code: number; reason: string } | null
  pings: number
  /** Says a frame, and waits for what that has brought. */
  say(frame: unknown): Promise<void>
  events(): Frame[]
}

export interface FeedRoom extends TestRoom {
  feed: Feed
  /** A feed of another process, which no message reaches. */
  another(): Feed
  run(job: string, feed?: Feed): Promise<number>
}

export const reader = (userId: string, ...more: string[]): Principal => ({
  ...someone(userId),
  permissions: new Set(['events:read', ...more]),
})

export async function openFeedRoom(open: OpenStore, rules: EgressRules = {}): Promise<FeedRoom> {
  const store = await open()
  onTestFinished(() => store.close())
  const clock = testClock()
  const another = () =>
    createFeed({ ...testRuntime(clock), store, sealer: openSealer, credentialHeaders: ['authorization', 'x-api-key'] })
  const feed = another()
  const room = roomOver(store, clock, egressFor([], { rules: { plainWebhooks: true, ...rules } }), (heads) =>
    feed.announced(heads),
  )
  return {
    ...room,
    feed,
    another,
    run: async (job, of = feed) => {
      const found = of.jobs().find(({ name }) => name === job)
      if (!found) throw new Error(`There is no job ${job}`)
      return found.run(new AbortController().signal)
    },
  }
}

/** Lets reads of the store and what follows them end. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 50; n++) await new Promise((resolve) => setTimeout(resolve, n < 5 ? 0 : 1))
}

export interface SocketOptions {
  ask?: Visitor['ask']
  network?: string
  /** A reader that takes nothing: frames never leave. */
  isStuck?: boolean
}

export function connect(
  feed: Feed,
  principal: Principal,
  { ask = () => principal, network = '192.0.2.1', isStuck = false }: SocketOptions = {},
): TestSocket {
  const frames: Frame[] = []
  const state: Pick<TestSocket, 'end' | 'pings'> = { end: null, pings: 0 }
  const peer: Peer = {
    send(text, left) {
      frames.push(JSON.parse(text) as Frame)
      if (!isStuck) setImmediate(left)
    },
    ping: () => void state.pings++,
    close(code, reason) {
      state.end = { code, reason }
      line.closed()
    },
    cut() {
      state.end = { code: 1006, reason: '' }
      line.closed()
    },
  }
  const visitor = { principal, ask, network }
  feed.admit()
  const line = feed.connect(visitor, peer)
  const text = (frame: unknown) => new TextEncoder().encode(typeof frame === 'string' ? frame : JSON.stringify(frame))
  return Object.assign(state, {
    ...line,
    frames,
    async say(frame: unknown) {
      const before = frames.length
      line.message(text(frame))
      for (let n = 0; n < 500 && frames.length === before && state.end === null; n++) {
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      await settled()
    },
    events: () => frames.filter(({ seq }) => seq !== undefined),
  })
}
