import type { Duplex } from 'node:stream'
import type { StreamCall, StreamHandler } from './call.ts'
import { EgressFailure } from './failure.ts'
import { type IncomingHeaders, relayedRawHeaders } from './headers.ts'
import { MAX_UNREAD_BODY_BYTES } from './limits.ts'

/** The answer to a request whose head has come; its body is read once, by one of its readers. */
export interface EgressResponse {
  readonly status: number
  readonly headers: Headers
  /** Names and values as they stood on the wire; without what a relayed answer must not bring back. */
  readonly rawHeaders: readonly (readonly [string, string])[]
  readonly remoteAddress: string | null
  /** Ends in an EgressFailure where the answer was cut, stalled or grew too large. Leaving the loop closes the socket. */
  readonly body: AsyncIterable<Uint8Array>
  /** The whole body as UTF-8; an EgressFailure of kind `too-large` above `maxBytes`. */
  text(maxBytes?: number): Promise<string>
  bytes(maxBytes?: number): Promise<Uint8Array>
  /** Closes the socket if the body has not ended. */
  cancel(): void
}

/** Turns the callbacks of a stream into one answer; `relayed` says whether its raw headers are cleaned. */
export function answerOf(start: (handler: StreamHandler) => StreamCall, relayed: boolean): Promise<EgressResponse> {
  return new Promise((resolve, reject) => {
    let body: Body | null = null
    const call = start({
      onHead(status, headers, raw) {
        body = new Body(call)
        resolve(new Answer(status, headers, relayed ? relayedRawHeaders(pairs(raw)) : pairs(raw), call, body))
      },
      onData: (chunk) => body?.push(chunk),
      onEnd: () => body?.end(null),
      onFailure(failure) {
        if (body === null) reject(failure)
        else body.end(failure)
      },
    })
  })
}

/** A connection that speaks the protocol that was asked for; whoever has it closes it. */
export interface Upgraded {
  readonly headers: Headers
  readonly socket: Duplex
}

/** What came of a call that asked for another protocol: that, or an ordinary answer. */
export function upgradeOf(
  start: (handler: StreamHandler) => StreamCall,
): Promise<{ upgraded: Upgraded } | { declined: EgressResponse }> {
  return new Promise((resolve, reject) => {
    const answered = answerOf(
      (handler) =>
        start({
          onHead: (...head) => handler.onHead(...head),
          onData: (chunk) => handler.onData(chunk),
          onEnd: () => handler.onEnd(),
          onFailure: (failure) => handler.onFailure(failure),
          onUpgrade: (headers, socket) => resolve({ upgraded: { headers: headersFrom(headers), socket } }),
        }),
      true,
    )
    answered.then((declined) => resolve({ declined }), reject)
  })
}

class Answer implements EgressResponse {
  readonly status: number
  readonly headers: Headers
  readonly rawHeaders: readonly (readonly [string, string])[]
  readonly remoteAddress: string | null
  readonly body: Body
  readonly #call: StreamCall

  constructor(
    status: number,
    headers: IncomingHeaders,
    rawHeaders: readonly (readonly [string, string])[],
    call: StreamCall,
    body: Body,
  ) {
    this.status = status
    this.headers = headersFrom(headers)
    this.rawHeaders = rawHeaders
    this.remoteAddress = call.remoteAddress
    this.body = body
    this.#call = call
  }

  async text(maxBytes?: number): Promise<string> {
    return new TextDecoder().decode(await this.bytes(maxBytes))
  }

  async bytes(maxBytes = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of this.body) {
      length += chunk.length
      if (length > maxBytes) throw new EgressFailure({ phase: 'body', kind: 'too-large', sent: true })
      chunks.push(chunk)
    }
    return Buffer.concat(chunks, length)
  }

  cancel(): void {
    this.#call.abort()
  }
}

/** Keeps at most a few chunks between the socket and its one reader. */
class Body implements AsyncIterable<Uint8Array> {
  readonly #call: StreamCall
  readonly #chunks: Uint8Array[] = []
  #unread = 0
  #ended = false
  #failure: EgressFailure | null = null
  #read = false
  #wake: (() => void) | null = null

  constructor(call: StreamCall) {
    this.#call = call
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#unread += chunk.length
    if (this.#unread >= MAX_UNREAD_BODY_BYTES) this.#call.pause()
    this.#wake?.()
  }

  end(failure: EgressFailure | null): void {
    this.#ended = true
    this.#failure = failure
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    if (this.#read) throw new Error('The body of an answer can be read once.')
    this.#read = true
    try {
      while (true) {
        const chunk = this.#chunks.shift()
        if (chunk !== undefined) {
          this.#unread -= chunk.length
          if (this.#unread === 0) this.#call.resume()
          yield chunk
        } else if (this.#ended) break
        else await this.#more()
      }
      if (this.#failure !== null) throw this.#failure
    } finally {
      this.#call.abort()
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

function headersFrom(headers: IncomingHeaders): Headers {
  const all = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) all.append(name, one)
  }
  return all
}

function pairs(raw: readonly Buffer[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    raw[2 * index]?.toString('latin1') ?? '',
    raw[2 * index + 1]?.toString('latin1') ?? '',
  ])
}
