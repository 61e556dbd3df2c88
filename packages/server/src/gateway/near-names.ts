const similarityMin = 0.4

/** At most `max` of the known names that share most pairs of letters with a mistyped one, best first. */
export function nearNames(name: string, known: readonly string[], max: number): string[] {
  const asked = pairs(name)
  return known
    .map((candidate) => ({ candidate, score: similarity(asked, pairs(candidate)) }))
    .filter(({ score }) => score >= similarityMin)
    .sort((a, b) => b.score - a.score || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, max)
    .map(({ candidate }) => candidate)
}

function pairs(text: string): Set<string> {
  const lower = text.slice(0, 200).toLowerCase()
  const found = new Set<string>()
  for (let at = 0; at + 1 < lower.length; at++) found.add(lower.slice(at, at + 2))
  return found
}

/** Sørensen–Dice: 1 for equal sets, 0 for disjoint ones. */
function similarity(a: Set<string>, b: Set<string>): number {
  if (a.size + b.size === 0) return 0
  let shared = 0
  for (const pair of a) if (b.has(pair)) shared++
  return (2 * shared) / (a.size + b.size)
}
