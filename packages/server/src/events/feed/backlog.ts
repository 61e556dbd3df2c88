import { WAITING_BYTES_MAX, WAITING_FRAMES_LOW, WAITING_FRAMES_MAX } from './limits.ts'

/** What was sent and has not left: it is counted, so that it cannot grow. */
export class Backlog {
  #frames = 0
  #bytes = 0
  #waiting: (() => void)[] = []

  /** Returns false where this is more than may wait. */
  add(bytes: number): boolean {
    this.#frames += 1
    this.#bytes += bytes
    return this.#frames <= WAITING_FRAMES_MAX && this.#bytes <= WAITING_BYTES_MAX
  }

  left(bytes: number): void {
    this.#frames -= 1
    this.#bytes -= bytes
    if (this.isLow()) this.release()
  }

  isLow(): boolean {
    return this.#frames <= WAITING_FRAMES_LOW && this.#bytes <= WAITING_BYTES_MAX / 2
  }

  /** Resolves when little waits, or nobody reads any more. */
  low(): Promise<void> {
    return this.isLow() ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve))
  }

  release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
