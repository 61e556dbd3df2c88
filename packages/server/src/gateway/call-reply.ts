import type { PlainReply } from '@proxyapi/contract'
import type { ApiError } from '@proxyapi/contract/errors'
import type { AnswerHead, InboundDialect } from '@proxyapi/providers'
import { CallerStream, type Source } from './caller-stream.ts'
import type { WholeAnswer } from './passage.ts'

const ping = ': ping\n\n'

/** What the caller of one request gets: settled once, and then a stream where it is one. */
export class CallReply {
  readonly settled: Promise<PlainReply>
  readonly #requestId: string
  readonly #inbound: InboundDialect
  readonly #stream: CallerStream
  #isBegun = false
  #resolve: (reply: PlainReply) => void = () => {}
  #reject: (error: ApiError) => void = () => {}

  constructor(requestId: string, inbound: InboundDialect, source: Source) {
    this.#requestId = requestId
    this.#inbound = inbound
    this.#stream = new CallerStream(source)
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Sends the head of a stream, if it was not sent. */
  begin(headers: Record<string, string>): void {
    if (this.#isBegun) return
    this.#isBegun = true
    this.#resolve({ status: 200, headers, type: 'text/event-stream', content: this.#stream.writer })
  }

  /** Shows a waiting caller that somebody is there; errors are told in the stream from here on. */
  ping(): void {
    this.begin({})
    this.#stream.write(ping)
  }

  write(chunk: string | Uint8Array): void {
    this.#stream.write(chunk)
  }

  end(): void {
    this.#stream.end()
  }

  whole(answer: WholeAnswer, headers: Record<string, string>): void {
    const content = 'bytes' in answer ? { type: 'application/json', content: answer.bytes } : answer
    this.#resolve({ status: 200, headers, ...content })
  }

  /** Thrown, or told in the stream's own form without an end marker. */
  fail(error: ApiError, head: AnswerHead): void {
    if (!this.#isBegun) {
      this.#reject(error)
      return
    }
    const { code, message, options } = error
    const { param, upstream } = options
    const told = {
      code,
      message,
      requestId: this.#requestId,
      ...(param !== undefined && { param }),
      ...(upstream && { upstream }),
    }
    this.#stream.write(this.#inbound.stream(head).fail(told))
    this.#stream.end()
  }
}
