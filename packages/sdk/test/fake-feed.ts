/** A server of the feed behind a WebSocket that is an object, and a clock that moves when a test says so. */
import type { Timing } from '../src/core/transport.ts'

export interface TestTiming extends Timing {
  /** Moves the clock, a second at a time, and lets what is due run. */
  advance(ms: number): Promise<void>
  waits: number[]
}

/** Lets promises that are due run, also those behind a dynamic import. */
export const turns = async () => {
  for (let n = 0; n < 10; n++) await new Promise((resolve) => setImmediate(resolve))
}

export function testTiming(random: () => number = () => 1): TestTiming {
  let now = Date.UTC(2026, 10, 20)
  const sleepers = new Set<{ until: number; wake(): void }>()
  const waits: number[] = []
  return {
    waits,
    now: () => now,
    random,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        waits.push(ms)
        if (ms === 0) return void setImmediate(resolve)
        const sleeper = {
          until: now + ms,
          wake() {
            sleepers.delete(sleeper)
            signal.removeEventListener('abort', sleeper.wake)
            resolve()
          },
        }
        sleepers.add(sleeper)
        signal.addEventListener('abort', sleeper.wake)
      }),
    async advance(ms) {
      for (const end = now + ms; now < end; ) {
        now = Math.min(end, now + 1_000)
        for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake()
        await turns()
      }
    },
  }
}

interface Told {
  stream: 'account' | 'public'
  seq: number
  type: string
  payload: object
}

type Said = { type: string; channels?: string[]; resume?: Record<string, number> }

export interface FakeSocket {
  url: string
  said: Said[]
  /** The server closes it. */
  cut(code?: number, reason?: string): void
  frame(frame: object): void
}

export class FakeFeed {
  readonly log: Told[] = []
  readonly sockets: FakeSocket[] = []
  /** Cuts each connection after so many events. */
  cutAfter = Number.POSITIVE_INFINITY
  /** Answers pings. */
  isAlive = true
  rejected: object[] = []
  /** Opens connections. */
  isUp = true
  readonly WebSocket: new (
    url: string,
  ) => never
  #open = new Set<{ told: Record<string, number>; live: boolean; push(told: Told): void }>()

  constructor() {
    const feed = this
    this.WebSocket = class {
      onopen: (() => void) | null = null
      onmessage: ((event: { data: string }) => void) | null = null
      onclose: ((event: { code: number; reason: string }) => void) | null = null
      onerror: (() => void) | null = null
      constructor(url: string) {
        feed.#accept(this, url)
      }
      send: (text: string) => void = () => {}
      close: () => void = () => {}
    } as never
  }

  get open(): number {
    return this.#open.size
  }

  head(stream: string): number {
    return this.log.filter((told) => told.stream === stream).length
  }

  tell(type = 'key_created', stream: Told['stream'] = 'account', payload: object = {}): void {
    const told = { stream, seq: this.head(stream) + 1, type, payload }
    this.log.push(told)
    for (const client of [...this.#open]) if (client.live) client.push(told)
  }

  #accept(
    socket: {
      onopen: (() => void) | null
      onmessage: ((event: { data: string }) => void) | null
      onclose: ((event: { code: number; reason: string }) => void) | null
      send: (text: string) => void
      close: () => void
    },
    url: string,
  ): void {
    let events = 0
    let isOpen = true
    const said: Said[] = []
    const frame = (frame: object) => {
      if (isOpen) socket.onmessage?.({ data: JSON.stringify(frame) })
    }
    const cut = (code = 1006, reason = '') => {
      if (!isOpen) return
      isOpen = false
      this.#open.delete(client)
      socket.onclose?.({ code, reason })
    }
    const client = {
      told: {} as Record<string, number>,
      live: false,
      push: (told: Told) => {
        if (!isOpen) return
        if (events++ >= this.cutAfter) return cut()
        frame({ ...told, id: `evt_${told.stream}_${told.seq}`, channel: 'account_events', timestamp: '' })
      },
    }
    this.sockets.push({ url, said, cut, frame })
    socket.close = () => {
      isOpen = false
      this.#open.delete(client)
    }
    socket.send = (text) => {
      const message = JSON.parse(text) as Said
      said.push(message)
      if (message.type === 'ping' && this.isAlive) frame({ type: 'pong' })
      if (message.type !== 'subscribe') return
      const { resume = {}, channels = [] } = message
      const head = { account: this.head('account'), public: this.head('public') }
      frame({ type: 'subscribed', channels, rejected: this.rejected, head })
      for (const told of [...this.log]) if (told.seq > (resume[told.stream] ?? Infinity)) client.push(told)
      client.live = true
    }
    queueMicrotask(() => {
      if (!this.isUp) return cut()
      if (!isOpen) return
      this.#open.add(client)
      socket.onopen?.()
    })
  }
}
