import { ProxyAPIError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { FeedEvent, FeedEventKey, FeedEventOf, Position } from './events.ts'
import { isFresh, moved } from './position.ts'

/** The socket is closed while so many events were not taken. */
const undeliveredMax = 1_000

interface SubscriptionParts {
  resume: Position
  logger: Logger
  close(): void
}

/**
 * Events as they happen, each once and in order, over as many connections as it takes. Take them by `for await`, or give
 * handlers by `on`: then nothing waits for a loop that begins later. It lives, and keeps the process alive, until
 * `close()`, or `break` in the loop.
 */
export class Subscription implements AsyncIterable<FeedEvent> {
  readonly #parts: SubscriptionParts
  readonly #handlers = new Map<string, Set<(event: FeedEvent) => void>>()
  readonly #undelivered: FeedEvent[] = []
  #isIterated = false
  #received: Position
  #position: Position
  #hasBegun = false
  #ended: { error: unknown } | null = null
  #waiting: (() => void)[] = []

  constructor(parts: SubscriptionParts) {
    this.#parts = parts
    this.#received = parts.resume
    this.#position = parts.resume
  }

  /** The last event of each stream that was delivered: give it to a later `subscribe` as `resume`. */
  get position(): Position {
    return this.#position
  }

  /** Resolves when the server has subscribed the channels: what happens from then on is told. Rejects where it ended before. */
  async ready(): Promise<void> {
    while (!this.#hasBegun && this.#ended === null) await this.#change()
    if (!this.#hasBegun) throw this.#ended?.error ?? new ProxyAPIError('CLIENT_CLOSED', 'The subscription was closed')
  }

  /** Calls back for each event of this name (`instance.ready`) or frame type (`instance_ready`). Returns what ends that. */
  on<Key extends FeedEventKey>(key: Key, callback: (event: FeedEventOf<Key>) => void): () => void {
    const given = callback as (event: FeedEvent) => void
    const handlers = this.#handlers.get(key) ?? new Set()
    this.#handlers.set(key, handlers.add(given))
    if (!this.#isIterated) this.#handleUndelivered()
    return () => void handlers.delete(given)
  }

  /** Ends it. */
  close(): void {
    this.end({ error: null })
    this.#parts.close()
  }

  /** From here on events wait for the loop; before, with a handler, they go by. */
  [Symbol.asyncIterator](): AsyncGenerator<FeedEvent, void, undefined> {
    this.#isIterated = true
    return this.#events()
  }

  async *#events(): AsyncGenerator<FeedEvent, void, undefined> {
    try {
      for (;;) {
        const event = this.#undelivered.shift()
        if (event !== undefined) {
          this.#deliver(event)
          yield event
        } else if (this.#ended) {
          if (this.#ended.error !== null) throw this.#ended.error
          return
        } else await this.#change()
      }
    } finally {
      this.close()
    }
  }

  /** Where the next connection goes on. */
  get received(): Position {
    return this.#received
  }

  /** Streams begin where the server says, unless a place was given or reached. */
  begin(head: Position): void {
    this.#received = { ...head, ...this.#received }
    this.#position = { ...head, ...this.#position }
    this.#hasBegun = true
    this.#wake()
  }

  /** Takes an event unless it was seen; false where no more are to come for now. */
  take(event: FeedEvent): boolean {
    if (!isFresh(this.#received, event)) return true
    this.#received = moved(this.#received, event)
    if (!this.#isIterated && this.#handlers.size > 0) this.#deliver(event)
    else {
      this.#undelivered.push(event)
      this.#wake()
    }
    return this.#undelivered.length < undeliveredMax
  }

  /** Resolves when what came was delivered, or it has ended. */
  async taken(): Promise<void> {
    while (this.#undelivered.length > 0 && this.#ended === null) await this.#change()
  }

  end(ended: { error: unknown }): void {
    if (this.#ended) return
    this.#ended = ended
    if (ended.error !== null && !this.#isIterated && this.#handlers.size > 0)
      this.#parts.logger.error('a subscription ended', ended.error)
    this.#wake()
  }

  #handleUndelivered(): void {
    for (let event = this.#undelivered.shift(); event; event = this.#undelivered.shift()) this.#deliver(event)
  }

  #deliver(event: FeedEvent): void {
    this.#position = moved(this.#position, event)
    for (const key of new Set([event.name, event.type])) {
      for (const handler of this.#handlers.get(key) ?? []) {
        try {
          handler(event)
        } catch (thrown) {
          this.#parts.logger.error(`a handler of ${key} threw`, thrown)
        }
      }
    }
    this.#wake()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
