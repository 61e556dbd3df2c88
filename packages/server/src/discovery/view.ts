import type { StoredSource } from '../store/discovery-sources.ts'
import { pricesOf } from './doc.ts'
import { isoTime, isoTimeOrNull } from './iso-time.ts'
import type { CatalogDoc, CatalogRow, CatalogSource, Model } from './model.ts'
import type { Pico } from './price.ts'
import type { SearchIndex } from './search-index.ts'
import { type ConfiguredProvider, rowsNameOf } from './settings.ts'

/** That a source states something about a row, without what it states. */
export interface SourceWord {
  sourceId: string
  source: CatalogSource
  sourceKey: string | null
  url: string | null
  /** When it last stated it. */
  statedAt: number
  /** Whether it stated it the last time it was asked. */
  isCurrent: boolean
}

/** A row as it is read: with what configuration, sources and time add to it. */
export interface Entry {
  readonly row: CatalogRow
  /** Null is unknown. */
  readonly input: Pico | null
  readonly output: Pico | null
  readonly servedBy: readonly string[]
  readonly availability: Model['availability']
  readonly words: readonly SourceWord[]
}

/** The catalog at one moment; immutable, swapped whole. */
export interface View {
  /** `snap_…` of the rows. */
  readonly snapshot: string
  /** Differs whenever an answer could: the snapshot, and what configuration and fetches add to it. */
  readonly stamp: string
  /** By uid. */
  readonly entries: readonly Entry[]
  readonly byUid: ReadonlyMap<string, Entry>
  readonly index: SearchIndex
  readonly sources: ReadonlyMap<string, StoredSource>
  readonly providers: readonly ConfiguredProvider[]
  /** When the next row becomes stale; Infinity where none will. */
  readonly staleAt: number
}

/** What makes an entry of a row. */
export interface EntryParts {
  providers: readonly ConfiguredProvider[]
  /** `provider` of rows → until when its newest healthy list counts; absent where it was never read. */
  freshUntil: ReadonlyMap<string, number>
  costsOf(doc: CatalogDoc): TokenCosts
  now: number
}

export type TokenCosts = Pick<Entry, 'input' | 'output'>

/** What input and output cost; null is unknown. */
export function tokenCosts({ pricing }: CatalogDoc): TokenCosts {
  const prices = pricesOf(pricing)
  return { input: prices['pricing.input'] ?? null, output: prices['pricing.output'] ?? null }
}

export function entryOf(
  row: CatalogRow,
  words: readonly SourceWord[],
  { providers, freshUntil, costsOf, now }: EntryParts,
): Entry {
  const fresh = freshUntil.get(row.doc.provider)
  const isStale = fresh !== undefined && fresh <= now && (row.state === 'listed' || row.state === 'missing')
  const lists = words.filter(({ source }) => source === 'provider_api')
  return {
    row,
    ...costsOf(row.doc),
    servedBy: servedBy(row, providers, fresh !== undefined),
    availability: {
      state: isStale ? 'stale' : row.state,
      misses: row.misses,
      missing_since: isoTimeOrNull(row.missingSince),
      first_seen: isoTime(row.createdAt),
      last_seen: isoTimeOrNull(latest(words)),
      last_verified: isoTimeOrNull(latest(lists)),
    },
    words,
  }
}

const latest = (words: readonly SourceWord[]): number | null =>
  words.length === 0 ? null : Math.max(...words.map(({ statedAt }) => statedAt))

/**
 * Enabled providers through which a row can be called: those that name it, and those that offer all they discover. What
 * only a catalog asserts counts as discovered as long as the provider's own list was never read.
 */
function servedBy({ doc, state }: CatalogRow, providers: readonly ConfiguredProvider[], hasList: boolean): string[] {
  if (state === 'removed') return []
  const isDiscovered = state === 'listed' || state === 'missing' || (state === 'unverified' && !hasList)
  return providers
    .filter((provider) => provider.enabled && rowsNameOf(provider) === doc.provider)
    .filter(
      ({ models, deployments }) =>
        models.includes(doc.id) || Object.hasOwn(deployments, doc.id) || (isDiscovered && models.includes('*')),
    )
    .map(({ name }) => name)
}
