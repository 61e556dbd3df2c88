import type { Tx } from '../../store/database.ts'
import { bestFitting, type FoundCard } from '../../store/search.ts'
import { bandCount } from '../../store/search-bands.ts'
import type { SearchBounds } from '../../store/search-fit.ts'
import { bandWord } from './search-record.ts'
import { type Group, stepsOf, tsqueryOf, type Words } from './stored-query.ts'
import { hiddenWords } from './trait-words.ts'

/** As many rows are ranked. */
export const bestMax = 300
/** As far as rows that fit are counted. */
export const countedMax = 10_000

export const bandWords = Array.from({ length: bandCount }, (_, band) => bandWord(band))

interface BestRows {
  /** Those of a better band first. */
  rows: readonly FoundCard[]
  /** How many there are in all, as far as they were counted. */
  total: number
  isLowerBound: boolean
}

/** The best rows that have one word of each group and are within the bounds. */
export async function bestRows(
  tx: Tx,
  groups: readonly Group[],
  bounds: SearchBounds,
  known: Words,
): Promise<BestRows> {
  const found: FoundCard[] = []
  const queries = groups.map(tsqueryOf)
  const bands = bandWords.map((word) => known.get(word) ?? 0)
  const rarest = Math.min(...groups.map(({ rows }) => rows))
  const isNone = groups.length === 0 || rarest === 0
  let counted = 0
  let from = 0
  for (const until of isNone ? [] : stepsOf(bands, rarest, bestMax)) {
    const wanted = bestMax - found.length
    const { cards, fitting } = await bestFitting(tx, { queries, bounds, bands: [from, until] }, wanted, countedMax)
    found.push(...cards)
    counted += fitting
    if (until < bandCount && found.length >= bestMax) {
      const total = Math.max(counted, knownTotal(groups, bounds, known))
      return { rows: found, total: Math.min(total, countedMax), isLowerBound: true }
    }
    from = until
  }
  return { rows: found, total: Math.min(counted, countedMax), isLowerBound: counted > countedMax }
}

/** At least so many rows fit that have a word alone: all of its rows, but for those that are not shown. */
function knownTotal([first, ...others]: readonly Group[], bounds: SearchBounds, known: Words): number {
  const { isShown = false, ...rest } = bounds
  if (first === undefined || others.length > 0 || Object.keys(rest).length > 0) return 0
  const hidden = hiddenWords.reduce((sum, word) => sum + (known.get(word) ?? 0), 0)
  return first.mostRows - (isShown ? hidden : 0)
}
