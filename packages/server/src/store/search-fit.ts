import { type RawBuilder, sql } from 'kysely'
import { bandConditions } from './search-bands.ts'

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
  /** Of these bands alone. */
  bands?: readonly [from: number, until: number]
}

/**
 * These columns of the rows that fit; `order` ends each part with its own order and limit. The words of each band have an index
 * of their own, which is read where the condition of the band stands there as it stands in the index.
 */
export function rowsFitting(
  columns: RawBuilder<unknown>,
  fit: SearchFit,
  order: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  const conditions = fitting(fit)
  const [from, until] = fit.bands ?? [0, bandConditions.length]
  if (fit.queries.length === 0 || fit.uids !== undefined)
    return sql`(SELECT ${columns} FROM model_search WHERE ${conditions} ${order})`
  const parts = bandConditions
    .slice(from, until)
    .map((band) => sql`(SELECT ${columns} FROM model_search WHERE ${sql.raw(band)} AND ${conditions} ${order})`)
  return sql`(${sql.join(parts, sql` UNION ALL `)})`
}

/** A date known to the month or year counts as its first day. */
const releaseDay = sql`substr(release_date || '-01-01', 1, 10)`

/**
 * As conditions. Each tsquery is one of its own, because the index goes from one to the next row of the rarest and looks up
 * only that in the others; within one tsquery it reads all rows of every word. Bounds are written so that no index is read
 * for them: their sizes are among the words.
 */
export function fitting({ queries, bounds, uids }: SearchFit): RawBuilder<boolean> {
  const conditions = queries.map((query) => sql<boolean>`search_tsv @@ CAST(${query} AS tsquery)`)
  const add = <T>(bound: T | undefined, condition: (bound: T) => RawBuilder<boolean>) => {
    if (bound !== undefined) conditions.push(condition(bound))
  }
  add(uids, (some) => sql`uid = ANY (CAST(${some} AS text[]))`)
  if (bounds.isShown === true) conditions.push(sql`is_shown`)
  add(bounds.inputAtMost, (most) => sql`input_price + 0 <= ${most}`)
  add(bounds.outputAtMost, (most) => sql`output_price + 0 <= ${most}`)
  add(bounds.contextFrom, (least) => sql`context_length + 0 >= ${least}`)
  add(bounds.maxTokensFrom, (least) => sql`max_tokens + 0 >= ${least}`)
  add(bounds.releasedFrom, (day) => sql`${releaseDay} >= ${day}`)
  add(bounds.releasedBefore, (day) => sql`${releaseDay} < ${day}`)
  add(bounds.shutdownBefore, (day) => sql`shutdown_date < ${day}`)
  add(bounds.updatedFrom, (time) => sql`updated_at + 0 >= ${time}`)
  return conditions.length === 0 ? sql`TRUE` : sql.join(conditions, sql` AND `)
}
