import type { Tx } from '../../store/database.ts'
import { bestFitting, type FoundCard } from '../../store/search.ts'
import type { SearchBounds } from '../../store/search-fit.ts'
import { worthClasses } from './row-worth.ts'
import { worthWord } from './search-record.ts'
import { depthsOf, type Group, tsqueryOf, type Words, worthGroup } from './stored-query.ts'
import { hiddenWords } from './trait-words.ts'

/** As many rows are ranked. */
export const bestMax = 300
/** As far as rows that fit are counted. */
export const countedMax = 10_000
/** Where no more rows than these have the rarest word, all that fit are looked at; else those of the better classes. */
const wholeMax = 20_000

export const worthWords = Array.from({ length: worthClasses }, (_, worth) => worthWord(worth))

interface BestRows {
  rows: Iterable<FoundCard>
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
  const found = new Map<string, FoundCard>()
  const queries = groups.map(tsqueryOf)
  const classes = worthWords.map((word) => known.get(word) ?? 0)
  const rarest = Math.min(...groups.map(({ rows }) => rows))
  const isNone = groups.length === 0 || rarest === 0
  const depths = rarest <= wholeMax ? [classes.length] : depthsOf(classes, rarest, bestMax)
  let counted = 0
  let from = 0
  for (const until of isNone ? [] : depths) {
    const band = until === classes.length ? null : worthGroup(classes, from, until)
    const fit = { queries: band === null ? queries : [tsqueryOf(band), ...queries], bounds }
    const { cards, fitting } = await bestFitting(tx, fit, bestMax, countedMax)
    for (const card of cards) found.set(card.uid, card)
    counted = band === null ? fitting : counted + fitting
    if (band !== null && found.size >= bestMax) {
      const total = Math.max(counted, knownTotal(groups, bounds, known))
      return { rows: found.values(), total: Math.min(total, countedMax), isLowerBound: true }
    }
    from = until
  }
  return { rows: found.values(), total: Math.min(counted, countedMax), isLowerBound: counted > countedMax }
}

/** At least so many rows fit that have a word alone: all of its rows, but for those that are not shown. */
function knownTotal([first, ...others]: readonly Group[], bounds: SearchBounds, known: Words): number {
  const { isShown = false, ...rest } = bounds
  if (first === undefined || others.length > 0 || Object.keys(rest).length > 0) return 0
  const hidden = hiddenWords.reduce((sum, word) => sum + (known.get(word) ?? 0), 0)
  return first.mostRows - (isShown ? hidden : 0)
}
