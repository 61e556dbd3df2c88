import type { SearchBounds } from '../../store/search-fit.ts'
import type { Facet } from '../filter.ts'
import { priceAtMost } from '../price.ts'
import type { Filters } from '../wanted.ts'
import { type Standing, sizesFrom, sizesTo, type Trait, traitWord } from './trait-words.ts'

/** What rows must have that pass the filters of a query: one word of each list, and what the bounds say. */
export interface StoredFilter {
  words: readonly (readonly string[])[]
  bounds: SearchBounds
}

type Value = string | number | boolean

const costUnits = { per_1k: 'usd_per_1k_tokens', per_1m: 'usd_per_1m_tokens' } as const
const statuses = 7
const states = 6

/** The filters of a query as the database knows them, all but the one of a facet. Some rows are in another state in memory. */
export function storedFilter(filters: Filters, without?: Facet): StoredFilter {
  const { availability } = filters
  const status = without === 'status' ? [] : filters.status
  const standings: Standing[] = [
    'shown',
    ...(without === 'status' || status.includes('retired') ? (['retired'] as const) : []),
    ...(availability.includes('removed') ? (['removed'] as const) : []),
  ]
  const words: string[][] = []
  const oneOf = (trait: Trait, values: readonly Value[]) => {
    if (trait !== without)
      words.push(values.flatMap((value) => standings.map((standing) => traitWord(trait, value, standing))))
  }
  const given = <T>(value: T | undefined, add: (value: T) => void) => {
    if (value !== undefined) add(value)
  }
  given(filters.provider, (names) => oneOf('provider', names))
  for (const flag of ['supports_chat', 'supports_completion', 'suspect', 'family', 'author'] as const)
    given(filters[flag], (value) => oneOf(flag, [value]))
  for (const list of ['capabilities', 'input_modality', 'output_modality'] as const)
    for (const value of filters[list] ?? []) oneOf(list, [value])
  given(filters.min_context, (least) => oneOf('context_length', sizesFrom(least)))
  given(filters.min_output_tokens, (least) => oneOf('max_tokens', sizesFrom(least)))
  const [input, output] = [priceBound(filters.max_cost, filters), priceBound(filters.max_output_cost, filters)]
  given(input, (most) => oneOf('input_cost', sizesTo(most)))
  given(output, (most) => oneOf('output_cost', sizesTo(most)))
  // Those that are shown are all of theirs, but for some states.
  const isMixed = standings.length > 1
  if (status.length < (isMixed ? statuses : statuses - 1)) oneOf('status', status)
  if (availability.length < (isMixed ? states : states - 1)) oneOf('state', storedStates(availability))
  return {
    words,
    bounds: defined({
      isShown: isMixed ? undefined : true,
      inputAtMost: input,
      outputAtMost: output,
      contextFrom: filters.min_context,
      maxTokensFrom: filters.min_output_tokens,
      releasedFrom: filters.released_after,
      releasedBefore: filters.released_before,
      shutdownBefore: filters.shutdown_before,
      updatedFrom: filters.updated_since === undefined ? undefined : Date.parse(filters.updated_since),
    }),
  }
}

/** The bound as pico-USD; below every price where it is none. */
const priceBound = (most: number | undefined, { cost_unit }: Filters): number | undefined =>
  most === undefined ? undefined : (priceAtMost(most, costUnits[cost_unit]) ?? -1)

/** Rows become stale in memory only. */
const storedStates = (states: Filters['availability']): string[] => [
  ...new Set(states.flatMap((state) => (state === 'stale' ? ['listed', 'missing'] : [state]))),
]

const defined = (bounds: { [K in keyof SearchBounds]: SearchBounds[K] | undefined }): SearchBounds =>
  Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined))
