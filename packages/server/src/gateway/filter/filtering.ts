import type { AnswerEvent, Call } from '@proxyapi/providers'
import type { Metrics } from '../../runtime.ts'
import { type PassageOwner, type Staging, straight } from '../passage.ts'
import { AnswerFilter } from './filter-answer.ts'
import { FilteredEvents } from './filtered-events.ts'
import { type Judged, judgeCall, judgeTexts } from './judge.ts'
import type { Turns, Work } from './pace.ts'
import { type FilterRules, type Verdict, verdictsText } from './rule.ts'

/** The content rules at work on one call: what they found in it, and in the answer that was given last. */
export class Filtering {
  readonly #rules: FilterRules
  readonly #turns: Turns
  readonly #metrics: Metrics
  #input: readonly Verdict[] = []
  #answer: AnswerFilter | null = null

  constructor(rules: FilterRules, turns: Turns, metrics: Metrics) {
    this.#rules = rules
    this.#turns = turns
    this.#metrics = metrics
  }

  /** Answers have to be read, so their bytes cannot be forwarded. */
  get judgesAnswers(): boolean {
    return this.#rules.output.length > 0
  }

  /** The call as it may go out. Throws CONTENT_BLOCKED. */
  judge(call: Call): Call | Promise<Call> {
    return this.#rules.input.length === 0 ? call : this.#taken(judgeCall(call, this.#rules.input))
  }

  /** Plain texts as they may go out. Throws CONTENT_BLOCKED. */
  judgeTexts(texts: readonly string[]): readonly string[] | Promise<readonly string[]> {
    const { input } = this.#rules
    return input.length === 0 || texts.length === 0 ? texts : this.#taken(judgeTexts(texts, input))
  }

  async #taken<T>(work: Work<Judged<T>>): Promise<T> {
    try {
      const { value, verdicts } = await this.#turns.run(work)
      this.#input = verdicts
      return value
    } catch (error) {
      this.#metrics.count('proxyapi_content_filter_total', { action: 'block' })
      throw error
    }
  }

  staging(owner: Pick<PassageOwner, 'broke'>): Staging {
    if (!this.judgesAnswers) return straight
    const filter = new AnswerFilter(this.#rules.output)
    this.#answer = filter
    return (taker) => new FilteredEvents(filter, this.#turns, taker, owner)
  }

  /** A whole answer that is at hand. */
  judgeAnswer(events: readonly AnswerEvent[]): readonly AnswerEvent[] | Promise<readonly AnswerEvent[]> {
    if (!this.judgesAnswers) return events
    const filter = new AnswerFilter(this.#rules.output)
    this.#answer = filter
    return this.#turns.run(filter.pushAll(events))
  }

  /** Of an answer as far as it was read when its head is written: of a stream, only what the call held. */
  headers(): Record<string, string> {
    const verdicts = this.#verdicts()
    return verdicts.length === 0 ? {} : { 'x-proxyapi-content-filter': verdictsText(verdicts) }
  }

  /** Once the call has ended. */
  count(): void {
    for (const { action } of this.#verdicts()) this.#metrics.count('proxyapi_content_filter_total', { action })
  }

  #verdicts(): Verdict[] {
    const answer = this.#answer?.verdicts() ?? []
    const isKnown = ({ rule }: Verdict) => this.#input.some((known) => known.rule === rule)
    return [...this.#input, ...answer.filter((verdict) => !isKnown(verdict))]
  }
}
