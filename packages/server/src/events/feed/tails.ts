import type { Log } from '../../runtime.ts'
import type { Store } from '../../store/database.ts'
import { type EventRow, eventsAfter, streamHeads } from '../../store/events.ts'
import { EVENTS_A_READ, WAITING_BYTES_MAX, WAITING_FRAMES_LOW } from './limits.ts'

export interface Follower {
  /** Rows after the tail's last head, in the order of `seq`. */
  take(rows: readonly EventRow[]): void
}

/** One stream, read once in this process for all who follow it. */
export interface Tail {
  /** The last event that followers were given. */
  readonly head: number
  /** Reads what there is; resolves when followers have had all that was there at the call. */
  catchUp(): Promise<void>
  leave(follower: Follower): void
}

export interface Tails {
  /** Follows a stream; its head is known when this resolves. */
  follow(stream: string, follower: Follower): Promise<Tail>
  /** A stream is said to have come so far: followed ones are read. */
  announced(heads: ReadonlyMap<string, number>): void
  /** Reads what an announcement was lost of. */
  poll(): Promise<void>
}

interface OpenTail {
  readonly stream: string
  readonly opened: Promise<void>
  head: number
  followers: Set<Follower>
  reading: Promise<void> | null
  isAskedAgain: boolean
}

const streamsAQuery = 500
const sliceChars = WAITING_BYTES_MAX / 8

/** Rows in order, in parts that may be sent in one go. */
export function slicesOf<Row extends { data: string }>(rows: readonly Row[]): Row[][] {
  const slices: Row[][] = []
  let chars = Number.POSITIVE_INFINITY
  for (const row of rows) {
    if (chars >= sliceChars || (slices.at(-1)?.length ?? 0) >= WAITING_FRAMES_LOW) {
      slices.push([])
      chars = 0
    }
    slices.at(-1)?.push(row)
    chars += row.data.length
  }
  return slices
}

export function createTails({ store, log }: { store: Pick<Store, 'db'>; log: Log }): Tails {
  const tails = new Map<string, OpenTail>()

  return {
    async follow(stream, follower) {
      const tail = tails.get(stream) ?? openTail(stream)
      tail.followers.add(follower)
      const leave = (gone: Follower) => {
        tail.followers.delete(gone)
        if (tail.followers.size === 0 && tails.get(stream) === tail) tails.delete(stream)
      }
      await tail.opened.catch((error: unknown) => {
        leave(follower)
        throw error
      })
      return {
        get head() {
          return tail.head
        },
        catchUp: () => read(tail),
        leave,
      }
    },
    announced(heads) {
      for (const [stream, seq] of heads) {
        const tail = tails.get(stream)
        if (tail && tail.head < seq) readSoon(tail)
      }
    },
    async poll() {
      const streams = [...tails.keys()]
      for (let at = 0; at < streams.length; at += streamsAQuery) {
        this.announced(await streamHeads(store.db, streams.slice(at, at + streamsAQuery)))
      }
    },
  }

  function openTail(stream: string): OpenTail {
    const tail: OpenTail = {
      stream,
      opened: streamHeads(store.db, [stream]).then((heads) => {
        tail.head = heads.get(stream) ?? 0
      }),
      head: Number.POSITIVE_INFINITY,
      followers: new Set(),
      reading: null,
      isAskedAgain: false,
    }
    tails.set(stream, tail)
    return tail
  }

  function readSoon(tail: OpenTail): void {
    read(tail).catch((error: unknown) => log.warn('A stream of events could not be read', { error }))
  }

  /** One read at a time; who asks while one runs is answered by a second one. */
  function read(tail: OpenTail): Promise<void> {
    tail.isAskedAgain = true
    tail.reading ??= readAll(tail).finally(() => {
      tail.reading = null
    })
    return tail.reading
  }

  async function readAll(tail: OpenTail): Promise<void> {
    await tail.opened
    while (tail.isAskedAgain) {
      tail.isAskedAgain = false
      for (let isMore = true; isMore; ) {
        const rows = await eventsAfter(store.db, tail.stream, tail.head, EVENTS_A_READ)
        for (const slice of slicesOf(rows)) {
          tail.head = slice.at(-1)?.seq ?? tail.head
          for (const follower of tail.followers) follower.take(slice)
          // What was written leaves before more is written, or every burst would look like a slow reader.
          await new Promise((resolve) => setImmediate(resolve))
        }
        isMore = rows.length === EVENTS_A_READ
      }
    }
  }
}
