import type { Outlet, StreamWriter } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'

/** How the source of a stream is told of its reader. */
export interface Source {
  /** The reader is slow: send nothing until `resume`. */
  pause(): void
  resume(): void
  /** The reader has gone. */
  gone(): void
  /** The reader may have no more, and is to be told why. */
  stop(reason: ApiError): void
}

type Chunk = string | Uint8Array

const heldBytesMax = 1_048_576

/** The caller's end of a stream: takes chunks at once and keeps them in order, until the outlet is there and while it is slow. */
export class CallerStream {
  readonly #source: Source
  #held: Chunk[] = []
  #heldBytes = 0
  #outlet: Outlet | null = null
  #waits = false
  #isLeft = false
  #ended = false
  #finish: (() => void) | null = null
  #fail: ((reason: Error) => void) | null = null
  #cut: Error | null = null

  constructor(source: Source) {
    this.#source = source
  }

  readonly writer: StreamWriter = (outlet) =>
    new Promise((resolve, reject) => {
      this.#outlet = outlet
      this.#finish = resolve
      this.#fail = reject
      if (this.#cut !== null) return this.cut(this.#cut)
      if (outlet.signal.aborted) return this.#leave()
      outlet.signal.addEventListener('abort', this.#leave, { once: true })
      this.#flush()
    })

  write(chunk: Chunk): void {
    if (this.#ended || chunk.length === 0) return
    if (this.#outlet !== null && !this.#waits) this.#send(chunk)
    else this.#hold(chunk)
  }

  /** After what is held; nothing can be written any more. */
  end(): void {
    this.#ended = true
    if (this.#outlet !== null && !this.#waits) this.#close()
  }

  /** At once, and in a way that nobody takes for the end. */
  cut(reason: Error): void {
    this.#cut = reason
    this.#ended = true
    this.#held = []
    this.#outlet?.signal.removeEventListener('abort', this.#leave)
    this.#fail?.(reason)
  }

  #send(chunk: Chunk): void {
    const drained = this.#outlet?.write(chunk)
    if (drained === undefined) return
    this.#waits = true
    this.#source.pause()
    void drained.then(this.#drained)
  }

  readonly #drained = () => {
    this.#waits = false
    if (!this.#isLeft) this.#flush()
  }

  #hold(chunk: Chunk): void {
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    if (this.#heldBytes > heldBytesMax) this.#source.pause()
  }

  #flush(): void {
    const held = this.#held
    this.#held = []
    this.#heldBytes = 0
    for (const [index, chunk] of held.entries()) {
      this.#send(chunk)
      if (!this.#waits) continue
      for (const rest of held.slice(index + 1)) this.#hold(rest)
      return
    }
    if (this.#ended) this.#close()
    else this.#source.resume()
  }

  readonly #leave = () => {
    const reason: unknown = this.#outlet?.signal.reason
    if (reason instanceof ApiError && reason.code !== 'CLIENT_DISCONNECTED') return this.#source.stop(reason)
    this.#isLeft = true
    this.#ended = true
    this.#held = []
    this.#source.gone()
    this.#close()
  }

  #close(): void {
    this.#outlet?.signal.removeEventListener('abort', this.#leave)
    this.#finish?.()
    this.#finish = null
  }
}
