import type { Principal } from '../../identity/principal.ts'
import { type EventRow, eventsAfter } from '../../store/events.ts'
import { channelFor, type StreamName, storedAs } from './channels.ts'
import { advance, cursorAt, join, leave } from './cursor.ts'
import { EVENTS_A_READ } from './limits.ts'
import type { FeedParts } from './parts.ts'
import { isKept } from './resume.ts'
import { type Follower, slicesOf, type Tail } from './tails.ts'

/** The socket that a reader reads for. */
export interface Sink {
  readonly isOpen: boolean
  readonly principal: Principal
  send(row: EventRow, stream: StreamName, channel: string): void
  /** What lies before `head` cannot be sent any more. */
  lost(stream: StreamName, head: number): void
  /** Resolves when more can be sent. */
  ready(): Promise<void>
  failed(error: unknown): void
}

/** One stream for one socket: what was missed from the store, then what happens; each event once, in order. */
export class StreamReader implements Follower {
  readonly stream: StreamName
  readonly #parts: FeedParts
  readonly #sink: Sink
  readonly #stored: string
  #tail: Tail | null = null
  #cursor = cursorAt(0)
  #lastSent = 0
  #isLive = false

  constructor(stream: StreamName, parts: FeedParts, sink: Sink) {
    this.stream = stream
    this.#parts = parts
    this.#sink = sink
    this.#stored = storedAs(stream, sink.principal)
  }

  /** To be awaited before anything else. */
  async open(): Promise<void> {
    const tail = await this.#parts.tails.follow(this.#stored, this)
    this.#tail = tail
    this.#cursor = cursorAt(tail.head)
    this.#isLive = true
  }

  get head(): number {
    return this.#tail?.head ?? 0
  }

  /** The last event that the socket was sent, or did not want. */
  get place(): number {
    return Math.max(this.#cursor.position, this.#lastSent)
  }

  /** Whether what came after a place can still be sent. */
  async keeps(place: number): Promise<boolean> {
    // Another process may have sent it what this one has not read yet.
    if (place > this.head) await this.#tail?.catchUp()
    if (place >= this.head) return place === this.head
    const [next] = await eventsAfter(this.#parts.store.db, this.#stored, place, 1)
    const nextAt = next?.seq === place + 1 ? next.at : null
    return isKept({ seq: place, head: this.head, nextAt }, this.#parts.clock.now())
  }

  /** Sends these channels too: what came after `from`, or what comes from now on. */
  want(channels: readonly string[], from: number | null): void {
    this.#cursor = join(this.#cursor, channels, from ?? this.head)
    this.#lastSent = 0
    if (this.#isLive && this.#cursor.position < this.head) this.#replay()
  }

  drop(channels: readonly string[]): void {
    this.#cursor = leave(this.#cursor, channels)
  }

  take(rows: readonly EventRow[]): void {
    if (this.#isLive && !this.#give(rows)) this.#replay()
  }

  close(): void {
    this.#isLive = false
    this.#tail?.leave(this)
  }

  #replay(): void {
    this.#isLive = false
    this.#readMissed().catch((error: unknown) => this.#sink.failed(error))
  }

  async #readMissed(): Promise<void> {
    while (this.#sink.isOpen) {
      const { position } = this.#cursor
      // Nothing is awaited between this look and the next rows of the tail.
      if (position >= this.head) {
        this.#isLive = true
        return
      }
      const rows = await eventsAfter(this.#parts.store.db, this.#stored, position, EVENTS_A_READ)
      if (position !== this.#cursor.position) continue
      if (rows[0]?.seq !== position + 1) this.#skip()
      for (const slice of slicesOf(rows)) {
        // A channel that was added meanwhile may want what lies before.
        if (!this.#give(slice)) break
        await this.#sink.ready()
      }
    }
  }

  /** The store has lost what comes next. */
  #skip(): void {
    this.#cursor = { ...this.#cursor, position: this.head }
    this.#sink.lost(this.stream, this.head)
  }

  /** False where rows before these are missing. */
  #give(rows: readonly EventRow[]): boolean {
    const { principal } = this.#sink
    const placed = rows.map((row) => ({
      row,
      seq: row.seq as number,
      channel: channelFor(row, this.stream, principal),
    }))
    const step = advance(this.#cursor, placed)
    if (step === null) return false
    for (const { row, seq, channel } of step.wanted) {
      if (!this.#sink.isOpen) return true
      this.#lastSent = seq
      this.#sink.send(row, this.stream, channel as string)
    }
    this.#cursor = step.cursor
    return true
  }
}
