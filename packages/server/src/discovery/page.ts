import { ApiError } from '@proxyapi/contract/errors'
import type { Candidate } from './filter.ts'
import type { Filters } from './wanted.ts'

/** What a row is sorted by; unknown values come last either way. The uid settles ties. */
export interface SortKey {
  values: readonly (string | number | null)[]
  uid: string
}

/** A candidate in its place, with the others of its group. */
export interface Ranked {
  candidate: Candidate
  key: SortKey
  alsoAt: string[]
}

interface Order {
  valuesOf(candidate: Candidate): (string | number | null)[]
  /** 1 ascends, -1 descends; one for each value. */
  directions: readonly (1 | -1)[]
}

type Sort = Filters['sort']

const fields: Record<Exclude<Sort, 'relevance' | `-${string}`>, (candidate: Candidate) => string | number | null> = {
  provider: ({ entry }) => entry.row.doc.provider,
  name: ({ entry }) => entry.row.doc.name.toLowerCase(),
  input_cost: ({ entry }) => entry.input,
  output_cost: ({ entry }) => entry.output,
  context_length: ({ entry }) => entry.row.doc.context_length,
  max_tokens: ({ entry }) => entry.row.doc.max_tokens,
  release_date: ({ entry }) => entry.row.doc.release_date,
  updated_at: ({ entry }) => entry.row.updatedAt,
}

function orderOf(sort: Sort): Order {
  if (sort === 'relevance') {
    return { valuesOf: ({ score, entry }) => [score, entry.row.doc.release_date], directions: [-1, -1] }
  }
  const isDown = sort.startsWith('-')
  const field = fields[(isDown ? sort.slice(1) : sort) as keyof typeof fields]
  return { valuesOf: (candidate) => [field(candidate)], directions: [isDown ? -1 : 1] }
}

/** All candidates in order; with `canonical`, the first of each canonical id, which names the others. */
export function ranked(candidates: readonly Candidate[], sort: Sort, group: Filters['group']): Ranked[] {
  const order = orderOf(sort)
  const all = candidates.map((candidate): Ranked => {
    const { uid } = candidate.entry.row.doc
    return { candidate, key: { values: order.valuesOf(candidate), uid }, alsoAt: [] }
  })
  all.sort((a, b) => compareKeys(a.key, b.key, order.directions))
  return group === 'canonical' ? grouped(all) : all
}

/** The first of each canonical id, which names the others. */
export function grouped(all: readonly Ranked[]): Ranked[] {
  const first = new Map<string, Ranked>()
  const kept: Ranked[] = []
  for (const row of all) {
    const { canonical_id } = row.candidate.entry.row.doc
    const known = canonical_id === null ? undefined : first.get(canonical_id)
    if (known !== undefined) known.alsoAt.push(row.key.uid)
    else {
      kept.push(row)
      if (canonical_id !== null) first.set(canonical_id, row)
    }
  }
  return kept
}

function compareKeys(a: SortKey, b: SortKey, directions: readonly (1 | -1)[]): number {
  for (const [at, direction] of directions.entries()) {
    const difference = compareValues(a.values[at] ?? null, b.values[at] ?? null, direction)
    if (difference !== 0) return difference
  }
  return a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0
}

function compareValues(a: string | number | null, b: string | number | null, direction: 1 | -1): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return a < b ? -direction : direction
}

export interface Page {
  rows: Ranked[]
  /** Where the next page begins; null at the end. */
  next: SortKey | null
}

/** The rows after a position; a row that has gone meanwhile is no hindrance. */
export function pageAfter(all: readonly Ranked[], position: SortKey | null, sort: Sort, limit: number): Page {
  const from = position === null ? 0 : firstAfter(all, position, orderOf(sort).directions)
  const rows = all.slice(from, from + limit)
  const last = rows.at(-1)
  return { rows, next: last !== undefined && from + limit < all.length ? last.key : null }
}

function firstAfter(all: readonly Ranked[], position: SortKey, directions: readonly (1 | -1)[]): number {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >> 1
    const key = all[middle]?.key
    if (key !== undefined && compareKeys(key, position, directions) <= 0) low = middle + 1
    else high = middle
  }
  return low
}

export const writePosition = ({ values, uid }: SortKey): string => JSON.stringify([values, uid])

/** Throws INVALID_CURSOR. */
export function readPosition(text: string): SortKey {
  try {
    const [values, uid] = JSON.parse(text) as [SortKey['values'], string]
    return { values, uid }
  } catch (cause) {
    throw new ApiError('INVALID_CURSOR', undefined, { cause })
  }
}
