import { type Pace, stepsPerTurn, type Work } from './pace.ts'
import { type FilterRule, type Matcher, redacted, type Span } from './rule.ts'

/** Characters that are searched at once. */
const sliceMax = 16_384
const sliceMin = 256

/** Every match of a matcher, in order; only the first where that is enough. Matches begin at `from` or behind it. */
export function* spansOf(text: string, matcher: Matcher, from: number, onlyFirst: boolean, pace: Pace): Work<Span[]> {
  const found: Span[] = []
  const { stepsPerCharacter } = matcher
  const slice = Math.min(sliceMax, Math.max(sliceMin, Math.floor(stepsPerTurn / stepsPerCharacter) - matcher.width))
  let at = from
  while (at < text.length) {
    const limit = at + slice
    // One character before and one behind, since what a word's edge is depends on them.
    const start = Math.max(0, at - 1)
    const end = Math.min(text.length, limit + matcher.width + 1)
    const piece = start === 0 && end === text.length ? text : text.slice(start, end)
    const match = matcher.find(piece, at - start)
    const seen = match === null || matcher.looksFar ? piece.length : match.end + matcher.width
    yield* pace.spend(Math.min(seen, piece.length) * stepsPerCharacter)
    if (match === null || match.start + start >= limit) at = limit
    else {
      found.push({ start: match.start + start, end: match.end + start })
      if (onlyFirst) break
      at = match.end + start
    }
  }
  return found
}

/** Whether a rule finds anything. */
export function* isFound(text: string, { matchers }: FilterRule, pace: Pace): Work<boolean> {
  for (const matcher of matchers) {
    const [first] = yield* spansOf(text, matcher, 0, true, pace)
    if (first !== undefined) return true
  }
  return false
}

/** In order, with those that touch each other as one. */
export function merged(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = all.at(-1)
    if (last === undefined || span.start >= last.end) all.push(span)
    else if (span.end > last.end) all[all.length - 1] = { start: last.start, end: span.end }
  }
  return all
}

/** The text with every span, merged ones in order, put out of sight. */
export function withoutSpans(text: string, spans: readonly Span[]): string {
  let result = ''
  let at = 0
  for (const { start, end } of spans) {
    result += text.slice(at, start) + redacted
    at = end
  }
  return result + text.slice(at)
}
