/** How long work may keep the event loop: counted in steps, so that it does not depend on the machine. */

/** Between two turns of the loop. A step takes 1–60 ns. */
export const stepsPerTurn = 250_000

/** Work that stops by itself after about `stepsPerTurn` steps, to let others run. */
export type Work<T> = Generator<void, T>

/** Counts the steps of one piece of work. */
export class Pace {
  #left = stepsPerTurn;

  /** Stops first where they would be too many for this turn. */
  *spend(steps: number): Work<void> {
    if (steps > this.#left) {
      yield
      this.#left = stepsPerTurn
    }
    this.#left -= steps
  }
}

/** Gives turns of the event loop to works that did not end within one: one work a turn, whoever waits longest. */
export class Turns {
  readonly #waiting: (() => void)[] = []

  /** The result at once where one turn is enough. */
  run<T>(work: Work<T>): T | Promise<T> {
    const first = work.next()
    return first.done === true ? first.value : this.#goOn(work)
  }

  async #goOn<T>(work: Work<T>): Promise<T> {
    for (;;) {
      await new Promise<void>((resolve) => {
        if (this.#waiting.push(resolve) === 1) setImmediate(this.#next)
      })
      const step = work.next()
      if (step.done === true) return step.value
    }
  }

  readonly #next = (): void => {
    this.#waiting.shift()?.()
    if (this.#waiting.length > 0) setImmediate(this.#next)
  }
}
