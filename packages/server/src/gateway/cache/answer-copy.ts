import type { AnswerEvent, Dialect, Quirks } from '@proxyapi/providers'
import { streamReader, wholeReader } from '../answer-reader.ts'
import type { Delivery } from '../passage.ts'

/** The bytes of one reply as they came, to be read again when it is over. Beyond `bytesMax` it holds nothing. */
export class AnswerCopy {
  readonly #bytesMax: number
  #isStream = false
  #chunks: Buffer[] | null = []
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** Another reply, instead of the one before it. */
  begin(isStream: boolean): void {
    this.#isStream = isStream
    this.#chunks = []
    this.#bytes = 0
  }

  push(chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#bytesMax) this.#chunks = null
    else this.#chunks?.push(chunk)
  }

  /** The events of the reply; null where it was too long. */
  events(dialect: Dialect, quirks: Quirks): AnswerEvent[] | null {
    if (this.#chunks === null) return null
    const events: AnswerEvent[] = []
    const reading = { dialect, quirks, onEvent: (event: AnswerEvent) => events.push(event) > 0 }
    const reader = this.#isStream ? streamReader(reading, () => {}) : wholeReader(reading)
    for (const chunk of this.#chunks) reader.push(chunk)
    reader.end()
    return events
  }
}

/** A delivery whose replies are copied as they come; one after another, so the copy is of the last. */
export const copied = (delivery: Delivery, copy: AnswerCopy): Delivery => ({
  ...delivery,
  passage(reply, owner) {
    const passage = delivery.passage(reply, owner)
    copy.begin(reply.isEventStream)
    return {
      ...(passage.type !== undefined && { type: passage.type }),
      push(chunk) {
        copy.push(chunk)
        passage.push(chunk)
      },
      end: () => passage.end(),
      finishSeen: () => passage.finishSeen(),
      isBusy: () => passage.isBusy?.() === true,
      ...(passage.failure !== undefined && { failure: (error) => passage.failure?.(error) ?? '' }),
    }
  },
})
