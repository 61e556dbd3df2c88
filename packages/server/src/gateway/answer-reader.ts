import { ApiError } from '@proxyapi/contract/errors'
import { type AnswerEvent, type Dialect, protocolError, type Quirks, sseParser } from '@proxyapi/providers'

/** Turns the bytes of one reply into the events of the answer. */
export interface AnswerReader {
  push(chunk: Buffer): void
  /** The bytes are over. */
  end(): void
  /** The answer is complete, although its end was not seen. */
  finishSeen(): boolean
}

export interface ReaderOptions {
  readonly dialect: Dialect
  readonly quirks: Quirks
  /** False: nothing more is wanted. */
  onEvent(event: AnswerEvent): boolean
}

/** Of a stream. `onRead` is called for each event of the wire, also for one that says nothing; comments are none. */
export function streamReader(
  { dialect, quirks, onEvent }: ReaderOptions,
  onRead: (data: string) => void,
): AnswerReader {
  const decoder = dialect.stream(quirks)
  let isWanted = true
  const take = (events: readonly AnswerEvent[]) => {
    for (const event of events) {
      if (!isWanted) return
      isWanted = onEvent(event)
    }
  }
  const parse = sseParser((event) => {
    if (!isWanted) return
    onRead(event.data)
    take(decoder.push(event))
  })
  return {
    push(chunk) {
      try {
        parse(chunk)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        take([{ type: 'error', error: protocolError(String(error.cause)) }])
      }
    },
    end: () => take(decoder.end()),
    finishSeen: decoder.finishSeen,
  }
}

/** Of a whole reply: everything comes at the end. */
export function wholeReader(
  { dialect, quirks, onEvent }: ReaderOptions,
  onBytes?: (bytes: Buffer) => void,
): AnswerReader {
  const chunks: Buffer[] = []
  return {
    push: (chunk) => void chunks.push(chunk),
    end() {
      const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
      onBytes?.(bytes)
      const body = parsed(bytes)
      const events: readonly AnswerEvent[] =
        body === undefined ? [{ type: 'error', error: protocolError('not JSON') }] : dialect.reply(body, quirks)
      for (const event of events) if (!onEvent(event)) return
    },
    finishSeen: () => false,
  }
}

/** A body as JSON; undefined where it is none. */
export function parsed(text: Buffer | string): unknown {
  try {
    return JSON.parse(text.toString()) as unknown
  } catch {
    // What is not JSON is told from everything else by being undefined.
    return undefined
  }
}
