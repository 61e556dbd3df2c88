import type { SpanRecord } from './span-record.ts'

export const batchMax = 512
export const queueMax = 2_048

/** Spans that wait to be sent. Beyond its bound they are dropped and counted: a request never waits for a collector. */
export class SpanQueue {
  readonly #dropped: (spans: number) => void
  readonly #full: () => void
  #waiting: SpanRecord[] = []

  /** `full` is called when a batch has come together. */
  constructor(dropped: (spans: number) => void, full: () => void) {
    this.#dropped = dropped
    this.#full = full
  }

  get length(): number {
    return this.#waiting.length
  }

  add(span: SpanRecord): void {
    if (this.#waiting.length >= queueMax) {
      this.#dropped(1)
      return
    }
    this.#waiting.push(span)
    if (this.#waiting.length === batchMax) this.#full()
  }

  /** The oldest, at most a batch. */
  take(): SpanRecord[] {
    return this.#waiting.splice(0, batchMax)
  }

  /** What could not be sent is the oldest again; there may be no room for all of it any more. */
  giveBack(batch: readonly SpanRecord[]): void {
    const kept = batch.slice(0, queueMax - this.#waiting.length)
    this.#waiting = [...kept, ...this.#waiting]
    if (kept.length < batch.length) this.#dropped(batch.length - kept.length)
  }
}
