import { type APIError, APITimeoutError, APIUserAbortError, StreamError } from './errors.ts'
import { foldEvents } from './fold.ts'
import { answeredOf } from './read-error.ts'
import { createSseParser, type SseEvent } from './sse.ts'

/** How the end of a family's stream is recognized. */
export type StreamFamily = 'openai' | 'anthropic' | 'lines'

export interface StreamParts {
  response: Response
  family: StreamFamily
  abort: AbortController
  /** Lets go of the caller's signal. */
  release(): void
  idleMs: number
  attempts: number
  now: () => number
  requestId: string | null
}

/**
 * The events of one answer; async iterable once. `break`, `return`, an abort and `abort()` close the connection. A stream
 * that ends without its end, or with an error event, throws StreamError with what had arrived in `partial`.
 */
export class Stream<Event> implements AsyncIterable<Event> {
  readonly #parts: StreamParts
  #taken = false

  constructor(parts: StreamParts) {
    this.#parts = parts
  }

  get requestId(): string | null {
    return this.#parts.requestId
  }

  abort(): void {
    this.#parts.abort.abort()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined> {
    if (this.#taken) throw new TypeError('A stream can be read once')
    this.#taken = true
    const { family, abort, release } = this.#parts
    const seen: unknown[] = []
    let ended = family === 'lines'
    try {
      for await (const { event, data } of this.#events()) {
        if (data === '[DONE]') {
          ended = true
          return
        }
        const value = JSON.parse(data) as Event
        const failure = errorIn(value, event)
        if (failure) throw this.#failure(failure, seen)
        ended ||= isEnd(family, value)
        seen.push(value)
        yield value
      }
      if (!ended)
        throw this.#failure(
          { error: { code: 'upstream_truncated', message: 'The stream ended without its end' } },
          seen,
        )
    } finally {
      release()
      abort.abort()
    }
  }

  /** Reads to the end and folds the events to the answer that a whole reply would have been. */
  async final(): Promise<unknown> {
    const events: Event[] = []
    for await (const event of this) events.push(event)
    return foldEvents(events)
  }

  toReadableStream(): ReadableStream<Uint8Array> {
    const iterator = this[Symbol.asyncIterator]()
    const encoder = new TextEncoder()
    return new ReadableStream({
      async pull(controller) {
        const { value, done } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
      },
      async cancel() {
        await iterator.return()
      },
    })
  }

  async *#events(): AsyncGenerator<SseEvent> {
    const { response, abort, idleMs } = this.#parts
    const reader = response.body?.getReader()
    if (!reader) return
    const parse = createSseParser()
    let idle: ReturnType<typeof setTimeout> | undefined
    try {
      while (true) {
        idle = setTimeout(() => abort.abort(new APITimeoutError('idle', idleMs)), idleMs)
        const { value, done } = await reader.read().catch((error: unknown) => {
          throw this.#readFailure(error)
        })
        clearTimeout(idle)
        if (done) return
        yield* parse(value)
      }
    } finally {
      clearTimeout(idle)
      reader.cancel().catch(() => {}) // the connection is closed already where this rejects
    }
  }

  #readFailure(error: unknown): unknown {
    const { signal } = this.#parts.abort
    if (!signal.aborted)
      return this.#failure({ error: { code: 'upstream_truncated', message: 'The connection was cut' } }, [], error)
    return signal.reason instanceof APITimeoutError ? signal.reason : new APIUserAbortError(signal.reason)
  }

  #failure(body: unknown, seen: unknown[], cause?: unknown): APIError {
    const { response, attempts, now } = this.#parts
    const error = new StreamError(answeredOf(response, body, attempts, now()), foldEvents(seen))
    if (cause !== undefined) error.cause = cause
    return error
  }
}

function errorIn(value: unknown, event: string | null): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const { error, type } = value as { error?: unknown; type?: unknown }
  return (error !== undefined && error !== null && type !== 'response.failed') || event === 'error' || type === 'error'
    ? value
    : undefined
}

/** `[DONE]` ends an OpenAI chat stream; these end the others. */
function isEnd(family: StreamFamily, value: unknown): boolean {
  const { type } = (value ?? {}) as { type?: unknown }
  return (
    family !== 'openai' &&
    (type === 'message_stop' ||
      type === 'response.completed' ||
      type === 'response.incomplete' ||
      type === 'response.failed')
  )
}
