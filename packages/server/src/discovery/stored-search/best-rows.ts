import type { Tx } from '../../store/database.ts'
import { bestMatching, type FoundCard } from '../../store/search.ts'
import { worthClasses } from './row-worth.ts'
import { worthWord } from './search-record.ts'
import { depthsOf, type Group, tsqueryOf, worthGroup } from './stored-query.ts'

/** As many rows are ranked where most of them may be in the answer. */
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

/** The best rows that have one word of each group. */
export async function bestRows(
  tx: Tx,
  groups: readonly Group[],
  classes: readonly number[],
  wanted: number,
): Promise<BestRows> {
  const found = new Map<string, FoundCard>()
  const queries = groups.map(tsqueryOf)
  const rarest = Math.min(...groups.map(({ rows }) => rows))
  const isNone = groups.length === 0 || rarest === 0
  const depths = rarest <= wholeMax ? [classes.length] : depthsOf(classes, rarest, wanted)
  let counted = 0
  let from = 0
  for (const until of isNone ? [] : depths) {
    const band = until === classes.length ? null : worthGroup(classes, from, until)
    const inBand = band === null ? queries : [tsqueryOf(band), ...queries]
    const { cards, fitting } = await bestMatching(tx, inBand, wanted, countedMax)
    for (const card of cards) found.set(card.uid, card)
    counted = band === null ? fitting : counted + fitting
    if (band !== null && found.size >= wanted) return { rows: found.values(), ...atLeast(groups, counted) }
    from = until
  }
  return { rows: found.values(), total: Math.min(counted, countedMax), isLowerBound: counted > countedMax }
}

/** More may fit than were counted; the rows of a word alone are known. */
function atLeast(groups: readonly Group[], counted: number): Pick<BestRows, 'total' | 'isLowerBound'> {
  const [first] = groups
  const known = groups.length === 1 && first !== undefined ? first : null
  const total = Math.max(counted, known?.mostRows ?? 0)
  const isExact = known?.words.length === 1 && total <= countedMax
  return { total: Math.min(total, countedMax), isLowerBound: !isExact }
}
