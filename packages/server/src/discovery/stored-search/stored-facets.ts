import type { Tx } from '../../store/database.ts'
import { wordsBegun } from '../../store/search.ts'
import type { SearchFit } from '../../store/search-fit.ts'
import { traitsOf } from '../../store/search-lists.ts'
import { type Facet, type Facets, facetValuesMax, mostFrequent } from '../filter.ts'
import type { Filters } from '../wanted.ts'
import { countedMax } from './best-rows.ts'
import { storedFilter } from './stored-filter.ts'
import { tsqueryOf } from './stored-query.ts'
import { type Standing, traitPrefix } from './trait-words.ts'

const standings: readonly Standing[] = ['shown', 'retired', 'removed']

/** Rows that have these words and pass the filters, all but that of a facet. */
export function fitOf(queries: readonly string[], filters: Filters, without?: Facet): SearchFit {
  const { words, bounds } = storedFilter(filters, without)
  return { queries: [...queries, ...words.map((some) => tsqueryOf({ words: some }))], bounds }
}

/** Whether these are all rows that are shown. */
export const isEverything = ({ queries, bounds, uids }: SearchFit): boolean =>
  queries.length === 0 && uids === undefined && Object.keys(bounds).join() === 'isShown'

/**
 * How often each value is among the rows that fit, each facet without its own filter: among the first 10,000, and of the
 * whole catalog exactly. `own` is what fits with all filters.
 */
export async function storedFacets(
  tx: Tx,
  facets: readonly Facet[],
  queries: readonly string[],
  filters: Filters,
  own: SearchFit,
): Promise<Facets> {
  const counts: Facets = {}
  let ofOwn: ReadonlyMap<string, number> | null = null
  for (const facet of facets) {
    const isFree = facet !== 'status' && (facet === 'brand' || filters[facet] === undefined)
    const fit = isFree ? own : fitOf(queries, filters, facet)
    const isWhole = queries.length === 0 && isEverything(isFree ? own : fitOf([], filters))
    if (isWhole) {
      counts[facet] = await countsOfWhole(tx, facet)
    } else {
      const words: ReadonlyMap<string, number> = (isFree ? ofOwn : null) ?? (await traitsOf(tx, fit, countedMax))
      if (isFree) ofOwn = words
      counts[facet] = mostFrequent(valuesAmong(words, facet))
    }
  }
  return counts
}

/** Of all rows; how many have which status is told of the retired ones, too. */
async function countsOfWhole(tx: Tx, facet: Facet): Promise<Facets[Facet]> {
  const words = new Map(await wordsBegun(tx, traitPrefix(facet, 'shown'), facetValuesMax))
  if (facet === 'status')
    for (const [word, rows] of await wordsBegun(tx, traitPrefix(facet, 'retired'), facetValuesMax))
      words.set(word, rows)
  return mostFrequent(valuesAmong(words, facet))
}

function valuesAmong(words: ReadonlyMap<string, number>, facet: Facet): Map<string, number> {
  const values = new Map<string, number>()
  for (const [word, rows] of words) {
    const prefix = standings.map((standing) => traitPrefix(facet, standing)).find((one) => word.startsWith(one))
    if (prefix === undefined) continue
    const value = word.slice(prefix.length)
    values.set(value, (values.get(value) ?? 0) + rows)
  }
  return values
}
