/** How many of the last summaries were good. */
const remembered = 20
/** Fewer say nothing. */
const tellingFrom = 10

export interface Degradation {
  readonly success_rate: number
  readonly threshold: number
  readonly attempts: number
  readonly since: string
}

export class SuccessRate {
  #last: { good: boolean; at: number }[] = []
  #isDegraded = false

  /** What is to be told where too few are good; once, until enough are again. */
  note(good: boolean, threshold: number, nowMs: number): Degradation | null {
    this.#last = [...this.#last.slice(1 - remembered), { good, at: nowMs }]
    const attempts = this.#last.length
    if (attempts < tellingFrom) return null
    const rate = this.#last.filter((summary) => summary.good).length / attempts
    const wasDegraded = this.#isDegraded
    this.#isDegraded = rate < threshold
    if (wasDegraded || !this.#isDegraded) return null
    const since = new Date(this.#last[0]?.at ?? nowMs).toISOString()
    return { success_rate: rate, threshold, attempts, since }
  }
}
