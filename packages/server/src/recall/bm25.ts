/** How well texts fit a question by the words that they share (BM25), where no model compares their meaning. */

const saturation = 1.2
const lengthShare = 0.75

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** One number a text, scaled so that the best is 1; 0 for a text that shares no word with the question. */
export function wordLikeness(question: string, texts: readonly string[]): number[] {
  const counted = texts.map((text) => countsOf(wordsOf(text)))
  const lengths = counted.map((counts) => [...counts.values()].reduce((sum, n) => sum + n, 0))
  const average = lengths.reduce((sum, n) => sum + n, 0) / Math.max(1, texts.length)
  const scores = new Array<number>(texts.length).fill(0)
  for (const word of new Set(wordsOf(question))) {
    const holders = counted.filter((counts) => counts.has(word)).length
    const rarity = Math.log(1 + (texts.length - holders + 0.5) / (holders + 0.5))
    for (const [at, counts] of counted.entries()) {
      const n = counts.get(word) ?? 0
      if (n === 0) continue
      const relativeLength = (lengths[at] ?? 0) / average
      const weight = (n * (saturation + 1)) / (n + saturation * (1 - lengthShare + lengthShare * relativeLength))
      scores[at] = (scores[at] ?? 0) + rarity * weight
    }
  }
  const best = scores.reduce((most, score) => Math.max(most, score), 0)
  return best === 0 ? scores : scores.map((score) => score / best)
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
