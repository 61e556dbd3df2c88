import type { Tx } from '../../store/database.ts'
import { countMatching, type FoundRow, rowsMatching } from '../../store/search.ts'
import { worthClasses } from './row-worth.ts'
import { worthWord } from './search-record.ts'
import { depthsOf, type Group, tsqueryOf, worthGroup } from './stored-query.ts'

/** As many rows are ranked where most of them may be in the answer. */
export const bestMax = 300
/** As far as rows that fit are counted. */
export const countedMax = 10_000
/** Where no more rows than these have the rarest word, all that fit are counted before any is read. */
const countedFirst = 50_000

export const worthWords = Array.from({ length: worthClasses }, (_, worth) => worthWord(worth))

interface BestRows {
  rows: Iterable<FoundRow>
  /** How many there are in all, to `countedMax`; null where `rows` are all. */
  count(): Promise<number | null>
}

/** Rows that have one word of each group: those of the better classes, and of the last one whichever come first. */
export async function bestRows(
  tx: Tx,
  groups: readonly Group[],
  classes: readonly number[],
  wanted: number,
): Promise<BestRows> {
  const found = new Map<string, FoundRow>()
  const queries = groups.map(tsqueryOf)
  const known = await knownCount(tx, groups, wanted)
  const fitting = Math.min(known ?? Number.POSITIVE_INFINITY, ...groups.map(({ rows }) => rows))
  let from = 0
  for (const until of fitting === 0 || groups.length === 0 ? [] : depthsOf(classes, fitting, wanted)) {
    const band = until === classes.length ? null : worthGroup(classes, from, until)
    const rows = await rowsMatching(tx, band === null ? queries : [tsqueryOf(band), ...queries], wanted)
    for (const row of rows) found.set(row.uid, row)
    if (found.size >= wanted)
      return { rows: found.values(), count: async () => known ?? countMatching(tx, queries, countedMax) }
    from = until
  }
  return { rows: found.values(), count: async () => null }
}

/** How many rows fit, where that is known at once or soon counted; else null. */
async function knownCount(tx: Tx, groups: readonly Group[], wanted: number): Promise<number | null> {
  const [first] = groups
  if (first === undefined) return 0
  if (groups.length === 1 && (first.words.length === 1 || first.mostRows >= countedMax))
    return Math.min(first.mostRows, countedMax)
  const rarest = Math.min(...groups.map(({ rows }) => rows))
  if (rarest <= wanted || rarest > countedFirst) return null
  return countMatching(tx, groups.map(tsqueryOf), countedMax)
}
