/** Lets at most `most` pieces of work run at once, as it is when one wants to begin; the others wait in order. */
export class Slots {
  readonly #most: () => number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(most: () => number) {
    this.#most = most
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#most()) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#running++
    try {
      return await work()
    } finally {
      this.#running--
      while (this.#running < this.#most() && this.#waiting.length > 0) {
        this.#running++
        this.#waiting.shift()?.()
      }
    }
  }
}
