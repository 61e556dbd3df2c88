import type { PlainReply } from '@proxyapi/contract'
import type { ApiError } from '@proxyapi/contract/errors'
import { CallerStream, type Source } from './caller-stream.ts'
import type { Delivery, WholeAnswer } from './passage.ts'

/** Who says a failure in the stream. */
type Failing = Pick<Delivery, 'failure'>

const ping = ': ping\n\n'
const eventStream = 'text/event-stream'

/** What the caller of one request gets: settled once, and then a stream where it is one. */
export class CallReply {
  readonly settled: Promise<PlainReply>
  readonly #requestId: string
  readonly #delivery: Delivery
  readonly #stream: CallerStream
  #isBegun = false
  #resolve: (reply: PlainReply) => void = () => {}
  #reject: (error: ApiError) => void = () => {}

  constructor(requestId: string, delivery: Delivery, source: Source) {
    this.#requestId = requestId
    this.#delivery = delivery
    this.#stream = new CallerStream(source)
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Sends the head of a stream, if it was not sent. */
  begin(headers: Record<string, string>, type = eventStream): void {
    if (this.#isBegun) return
    this.#isBegun = true
    this.#resolve({ status: 200, headers, type, content: this.#stream.writer })
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
    const content = 'bytes' in answer ? { type: answer.type ?? 'application/json', content: answer.bytes } : answer
    this.#resolve({ status: 200, headers, ...content })
  }

  /** Thrown, or told in the stream's own form without an end marker, or by a cut. */
  fail(error: ApiError, delivered: Failing | null): void {
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
    const text = (delivered ?? this.#delivery).failure(told)
    if (text === null) this.#stream.cut(error)
    else {
      this.#stream.write(text)
      this.#stream.end()
    }
  }
}
