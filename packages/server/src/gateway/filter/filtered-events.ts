import type { AnswerEvent } from '@proxyapi/providers'
import type { EventTaker, PassageOwner, Stage } from '../passage.ts'
import type { AnswerFilter } from './filter-answer.ts'
import type { Turns } from './pace.ts'

/** Events of an answer that may wait while one is judged. */
const waitingMax = 100_000

/** Passes events on through a filter, in order: at once where that is quick, else in turns of the event loop. */
export class FilteredEvents implements Stage {
  readonly #filter: AnswerFilter
  readonly #turns: Turns
  readonly #taker: EventTaker
  readonly #owner: Pick<PassageOwner, 'broke'>
  #waiting: AnswerEvent[] = []
  isBusy = false

  constructor(filter: AnswerFilter, turns: Turns, taker: EventTaker, owner: Pick<PassageOwner, 'broke'>) {
    this.#owner = owner
    this.#filter = filter
    this.#turns = turns
    this.#taker = taker
  }

  push(event: AnswerEvent): void {
    if (!this.isBusy) this.#judge(event)
    else if (this.#waiting.push(event) > waitingMax) throw new Error('an answer comes faster than it can be judged')
  }

  #judge(event: AnswerEvent): void {
    const judged = this.#turns.run(this.#filter.push(event))
    if (judged instanceof Promise) {
      this.isBusy = true
      judged.then((events) => this.#goOn(events)).catch((error: unknown) => this.#owner.broke(error))
    } else for (const passed of judged) this.#taker.take(passed)
  }

  #goOn(events: readonly AnswerEvent[]): void {
    this.isBusy = false
    for (const event of events) this.#taker.take(event)
    const waiting = this.#waiting
    this.#waiting = []
    for (const event of waiting) this.push(event)
    if (!this.isBusy) this.#taker.caughtUp()
  }
}
