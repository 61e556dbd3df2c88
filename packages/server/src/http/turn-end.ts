/**
 * Does what it is given at the end of the event loop’s turn, in order: to wake the process at the other end of a
 * connection for every single answer costs more than the answers. What it is given must not throw.
 */
export class TurnEnd {
  #work: (() => void)[] = []

  add(work: () => void): void {
    if (this.#work.push(work) === 1) setImmediate(this.#run)
  }

  readonly #run = () => {
    const work = this.#work
    this.#work = []
    for (const each of work) each()
  }
}
