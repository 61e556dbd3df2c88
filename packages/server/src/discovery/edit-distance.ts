/**
 * Whether one text becomes the other by at most `most` insertions, deletions, replacements or swaps of neighbours
 * (Damerau–Levenshtein, no part edited twice). The distance; Infinity where it is more.
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const cost = distanceAt(a, b, i, j, row, last, before)
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least > most) return Number.POSITIVE_INFINITY
    before = last
    last = row
  }
  const distance = last[b.length] ?? 0
  return distance > most ? Number.POSITIVE_INFINITY : distance
}

function distanceAt(
  a: string,
  b: string,
  i: number,
  j: number,
  row: number[],
  last: number[],
  before: number[],
): number {
  const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
  const edited = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1))
  const isSwapped =
    i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
  return isSwapped ? Math.min(edited, (before[j - 2] ?? 0) + 1) : edited
}
