import type { Pace, Work } from './pace.ts'
import { type FilterRule, redacted, type Span } from './rule.ts'
import { merged, spansOf } from './scan.ts'

/** What a gate tells: the text that may go on, and the rules that found something in it. */
export interface Passed {
  readonly text: string
  readonly found: readonly FilterRule[]
}

/**
 * Judges a text that comes in pieces. It keeps back as much of its end as may be the beginning of a match, so that what goes
 * on is the same at every split, for matches up to the width of their matcher.
 */
export class TextGate {
  readonly #rules: readonly FilterRule[]
  readonly #pace: Pace
  readonly #keeps: number
  /** What was not passed on, behind one character that was: a word's edge depends on it. */
  #kept = ''
  #context = ''

  constructor(rules: readonly FilterRule[], pace: Pace) {
    this.#rules = rules
    this.#pace = pace
    this.#keeps = 1 + Math.max(0, ...rules.flatMap(({ matchers }) => matchers.map(({ width }) => width)))
  }

  *push(text: string, isLast: boolean): Work<Passed> {
    const from = this.#context.length
    const all = this.#context + this.#kept + text
    const spansByRule: [FilterRule, Span[]][] = []
    for (const rule of this.#rules) {
      const spans: Span[] = []
      for (const matcher of rule.matchers) spans.push(...(yield* spansOf(all, matcher, from, false, this.#pace)))
      if (spans.length > 0) spansByRule.push([rule, spans])
    }
    const hidden = merged(spansByRule.flatMap(([, spans]) => spans))
    const until = isLast ? all.length : this.#border(all, from, hidden)
    const isCertain = ({ start }: Span) => start < until
    const found = spansByRule.filter(([, spans]) => spans.some(isCertain)).map(([rule]) => rule)
    let passed = ''
    let at = from
    for (const { start, end } of hidden) {
      if (start >= until) break
      passed += all.slice(at, start) + redacted
      at = Math.min(end, until)
    }
    passed += all.slice(at, until)
    this.#context = until === 0 ? '' : all.slice(until - 1, until)
    this.#kept = all.slice(until)
    return { text: passed, found }
  }

  /** Up to where nothing that is still to come can change a match. */
  #border(all: string, from: number, hidden: readonly Span[]): number {
    let until = all.length - this.#keeps
    const cut = hidden.find(({ start, end }) => start < until && end > until)
    // A match that goes on for longer than any is promised to is cut.
    if (cut !== undefined && until - cut.start <= this.#keeps) until = cut.start
    if (until <= from) return from
    const isPair = (all.charCodeAt(until - 1) & 0xfc00) === 0xd800
    return isPair ? until - 1 : until
  }
}
