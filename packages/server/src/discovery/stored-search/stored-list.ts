import type { Tx } from '../../store/database.ts'
import { wordsBegun } from '../../store/search.ts'
import type { SearchFit } from '../../store/search-fit.ts'
import { type OrderedRow, rowsInOrder, type SearchOrder, totalOf } from '../../store/search-lists.ts'
import type { SortKey } from '../page.ts'
import type { Filters } from '../wanted.ts'
import { countedMax } from './best-rows.ts'
import { isEverything } from './stored-facets.ts'
import { traitPrefix } from './trait-words.ts'

/** Rows in an order that the database keeps. */
export interface StoredPage {
  rows: readonly SortKey[]
  next: SortKey | null
}

export interface StoredTotal {
  total: number
  isLowerBound: boolean
  /** Whose they are, as far as they were counted. */
  providers: readonly string[]
}

const columns = {
  provider: 'provider',
  name: 'name',
  input_cost: 'input_price',
  output_cost: 'output_price',
  context_length: 'context_length',
  max_tokens: 'max_tokens',
  release_date: 'release_date',
  updated_at: 'updated_at',
} as const

/** The page of rows that fit after a position. `sort` is not relevance. */
export async function storedPage(
  tx: Tx,
  fit: SearchFit,
  sort: Filters['sort'],
  position: SortKey | null,
  limit: number,
): Promise<StoredPage> {
  const after: OrderedRow | null = position && { uid: position.uid, value: position.values[0] ?? null }
  const found = await rowsInOrder(tx, fit, orderOf(sort), after, limit + 1)
  const rows = found.slice(0, limit).map(({ uid, value }): SortKey => ({ uid, values: [value] }))
  return { rows, next: found.length > limit ? (rows.at(-1) ?? null) : null }
}

function orderOf(sort: Filters['sort']): SearchOrder {
  const isDown = sort.startsWith('-')
  return { column: columns[(isDown ? sort.slice(1) : sort) as keyof typeof columns], isDown }
}

/** More providers than any catalog has. */
const providersMax = 100_000

/** How many rows fit; of the whole catalog that is known. */
export async function storedTotal(tx: Tx, fit: SearchFit): Promise<StoredTotal> {
  if (isEverything(fit)) {
    const prefix = traitPrefix('provider', 'shown')
    const words = await wordsBegun(tx, prefix, providersMax)
    const total = [...words.values()].reduce((sum, rows) => sum + rows, 0)
    return { total, isLowerBound: false, providers: [...words.keys()].map((word) => word.slice(prefix.length)) }
  }
  const { rows, providers } = await totalOf(tx, fit, countedMax + 1)
  return { total: Math.min(rows, countedMax), isLowerBound: rows > countedMax, providers }
}
