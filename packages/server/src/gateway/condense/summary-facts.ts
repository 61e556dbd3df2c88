/** What a summary must not lose: numbers, quotes, identifiers and names, found without knowing the language. */

/** Of a word or a quote; longer ones are no facts. */
const charsMax = 80
/** One class of characters, so that no text makes the search slow. */
const word = /[\p{L}\p{N}_$@#/\\.:-]+/gu
const quoted = /"([^"\n]{3,80})"|\u201c([^\u201d\n]{3,80})\u201d|\u00ab([^\u00bb\n]{3,80})\u00bb/g
const edges = /^[.:\\/-]+|[.:\\/-]+$/g
const digit = /\p{N}/u
/** Like `max_tokens`, `src/app.ts`, `a.b`, `fooBar`: no word of a language. */
const identifier = /[\p{L}\p{N}][_$@#/\\.:][\p{L}\p{N}]|\p{Ll}\p{Lu}/u
const capital = /^\p{Lu}\p{L}+/u
const sentenceEnd = /[.!?:\n]\s*$/

/** The facts of a text that tell most: the most frequent, of these the latest; `max` at most. */
export function factsOf(text: string, max: number): string[] {
  const seen = new Map<string, { count: number; last: number }>()
  const note = (fact: string, at: number) => {
    const known = seen.get(fact)
    seen.set(fact, { count: (known?.count ?? 0) + 1, last: at })
  }
  for (const { index, ...groups } of text.matchAll(quoted)) note(groups[1] ?? groups[2] ?? groups[3] ?? '', index)
  for (const { 0: found, index } of text.matchAll(word)) {
    const fact = found.slice(0, charsMax + 1).replace(edges, '')
    if (fact.length <= charsMax && isFact(fact, text, index)) note(fact, index)
  }
  return [...seen]
    .sort(([, a], [, b]) => b.count - a.count || b.last - a.last)
    .slice(0, max)
    .map(([fact]) => fact)
}

function isFact(fact: string, text: string, at: number): boolean {
  if (fact.length < 2) return digit.test(fact)
  if (digit.test(fact) || identifier.test(fact)) return true
  // The first word of a sentence has a capital whatever it is.
  return capital.test(fact) && at > 0 && !sentenceEnd.test(text.slice(Math.max(0, at - 4), at))
}

/** Share of the facts that a summary keeps word by word, 0–1; an empty summary keeps nothing. */
export function keptShare(facts: readonly string[], summary: string): number {
  if (summary.trim() === '') return 0
  if (facts.length === 0) return 1
  return facts.filter((fact) => summary.includes(fact)).length / facts.length
}
