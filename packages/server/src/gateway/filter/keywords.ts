import type { Matcher, Span } from './rule.ts'

const stepsPerCharacter = 8
const wordUnit = /[\p{L}\p{N}\p{M}_]/u

/** Finds whole words or phrases in any case, all in one walk (Aho and Corasick). Linear in the text, however many there are. */
export function keywordMatcher(keywords: readonly string[]): Matcher {
  const { next, fail, lengths } = automatonOf(keywords)
  const width = Math.max(...keywords.map(({ length }) => length))

  function step(state: number, unit: number): number {
    for (let at = state; ; at = fail[at]!) {
      const found = next.get(at * unitCount + unit)
      if (found !== undefined) return found
      if (at === 0) return 0
    }
  }

  return {
    stepsPerCharacter,
    width,
    looksFar: false,
    find(text, from) {
      let first: Span | null = null
      for (let at = from, state = 0; at < text.length; at++) {
        state = step(state, folded(text.charCodeAt(at)))
        for (const length of lengths[state]!) {
          const span = { start: at + 1 - length, end: at + 1 }
          if (isEarlier(span, first) && isWhole(text, span)) first = span
        }
        // A match that began before the first one must have ended by now.
        if (first !== null && at + 1 - first.start >= width) break
      }
      return first
    },
  }
}

const unitCount = 65_536

interface Automaton {
  /** State and unit → state. */
  readonly next: ReadonlyMap<number, number>
  readonly fail: readonly number[]
  /** Lengths of the keywords that end in a state, longest first. */
  readonly lengths: readonly (readonly number[])[]
}

function automatonOf(keywords: readonly string[]): Automaton {
  const next = new Map<number, number>()
  const fail = [0]
  const lengths: number[][] = [[]]
  const edges: [from: number, unit: number, to: number][][] = []
  for (const keyword of keywords) {
    let state = 0
    for (let depth = 0; depth < keyword.length; depth++) {
      const unit = folded(keyword.charCodeAt(depth))
      let to = next.get(state * unitCount + unit)
      if (to === undefined) {
        to = fail.push(0) - 1
        lengths.push([])
        next.set(state * unitCount + unit, to)
        edges[depth] ??= []
        edges[depth]?.push([state, unit, to])
      }
      state = to
    }
    if (!lengths[state]?.includes(keyword.length)) lengths[state]?.push(keyword.length)
  }
  // By depth, so that the links of a shorter state are known before they are needed.
  for (const [from, unit, to] of edges.flat()) {
    if (from !== 0) fail[to] = followed(next, fail, fail[from]!, unit)
    lengths[to]?.push(...lengths[fail[to]!]!)
  }
  return { next, fail, lengths }
}

function followed(next: ReadonlyMap<number, number>, fail: readonly number[], start: number, unit: number): number {
  for (let at = start; ; at = fail[at]!) {
    const found = next.get(at * unitCount + unit)
    if (found !== undefined) return found
    if (at === 0) return 0
  }
}

const isEarlier = ({ start, end }: Span, other: Span | null): boolean =>
  other === null || start < other.start || (start === other.start && end > other.end)

const isWhole = (text: string, { start, end }: Span): boolean =>
  !(isWord(text, start - 1) && isWord(text, start)) && !(isWord(text, end) && isWord(text, end - 1))

function isWord(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit < 128)
    return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95
  return at >= 0 && at < text.length && wordUnit.test(text[at]!)
}

/** A UTF-16 unit without its case, where that leaves one unit. */
function folded(unit: number): number {
  if (unit < 128) return unit >= 65 && unit <= 90 ? unit + 32 : unit
  const lower = String.fromCharCode(unit).toUpperCase().toLowerCase()
  return lower.length === 1 ? lower.charCodeAt(0) : unit
}
