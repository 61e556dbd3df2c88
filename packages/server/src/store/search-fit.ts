import { type RawBuilder, sql } from 'kysely'

/** What a row must be, beside its words. */
export interface SearchBounds {
  /** Neither retired nor removed. */
  isShown?: boolean
  inputAtMost?: number
  outputAtMost?: number
  contextFrom?: number
  maxTokensFrom?: number
  /** Days. */
  releasedFrom?: string
  releasedBefore?: string
  shutdownBefore?: string
  updatedFrom?: number
}

/** Which rows are looked for: those that fit every tsquery and are within the bounds. */
export interface SearchFit {
  queries: readonly string[]
  bounds: SearchBounds
  /** Of these alone. */
  uids?: readonly string[]
}

/** A date known to the month or year counts as its first day. */
const releaseDay = sql`substr(release_date || '-01-01', 1, 10)`

/**
 * As conditions. Each tsquery is one of its own, because the index goes from one to the next row of the rarest and looks up
 * only that in the others; within one tsquery it reads all rows of every word.
 */
export function fitting({ queries, bounds, uids }: SearchFit): RawBuilder<boolean> {
  const conditions = queries.map((query) => sql<boolean>`search_tsv @@ CAST(${query} AS tsquery)`)
  const add = <T>(bound: T | undefined, condition: (bound: T) => RawBuilder<boolean>) => {
    if (bound !== undefined) conditions.push(condition(bound))
  }
  add(uids, (some) => sql`uid = ANY (CAST(${some} AS text[]))`)
  if (bounds.isShown === true) conditions.push(sql`is_shown`)
  add(bounds.inputAtMost, (most) => sql`input_price <= ${most}`)
  add(bounds.outputAtMost, (most) => sql`output_price <= ${most}`)
  add(bounds.contextFrom, (least) => sql`context_length >= ${least}`)
  add(bounds.maxTokensFrom, (least) => sql`max_tokens >= ${least}`)
  add(bounds.releasedFrom, (day) => sql`${releaseDay} >= ${day}`)
  add(bounds.releasedBefore, (day) => sql`${releaseDay} < ${day}`)
  add(bounds.shutdownBefore, (day) => sql`shutdown_date < ${day}`)
  add(bounds.updatedFrom, (time) => sql`updated_at >= ${time}`)
  return conditions.length === 0 ? sql`TRUE` : sql.join(conditions, sql` AND `)
}
