import { brands } from '@proxyapi/providers'
import type { Clock, Metrics } from '../runtime.ts'
import { remembered } from './catalog.ts'
import { importedOf, rowOfFile } from './catalog-file.ts'
import type { CatalogRow } from './model.ts'
import { providerNames } from './provider-names.ts'
import { createQueries, type Queries } from './queries.ts'
import { resolvingAgain } from './resolve-again.ts'
import { rowTokens } from './row-tokens.ts'
import { buildIndex } from './search-index.ts'
import { defaultDiscoverySettings } from './settings.ts'
import type { CatalogFormat } from './sources/catalogs/import-catalog.ts'
import { entryOf, tokenCosts, type View } from './view.ts'

export { formatOf, rowFormats } from './catalog-file.ts'
export type { CatalogFormat } from './sources/catalogs/import-catalog.ts'
export type { ModelQuery } from './wanted.ts'

/** A file of a public catalog as the only catalog there is. */
export interface CatalogSearch {
  rows: readonly CatalogRow[]
  /** As the server answers, over all rows. */
  search: Queries['search']
  /** Every word that the catalog knows for a provider of its rows, its own first. */
  spellingsOf(provider: string): string[]
  /** Makes the index again: as after a change of few rows, or from rows that were never read. */
  rebuild(of: 'changed' | 'all'): void
  /** Gives what resolves every row again from what the file says and compares it with what it was: how many changes it finds. */
  resolvingAgain(): () => number
}

/** Rows of a file, searched as the server searches; `providers` in its words or ours, none for all. Throws UnreadableCatalog. */
export function searchCatalog(
  text: string,
  format: CatalogFormat,
  providers: readonly string[],
  now: number,
): CatalogSearch {
  const names = providerNames(brands.values(), [])
  const imported = importedOf(text, format, providers, names)
  const rows = imported.map((row) => rowOfFile(row, format, now))
  rows.sort((a, b) => (a.doc.uid < b.doc.uid ? -1 : 1))
  const tokensOf = remembered(rowTokens)
  const view = viewOf(rows, () => buildIndex(rows, names.words, tokensOf), now)
  const queries = createQueries({
    clock: still(now),
    metrics: silent,
    cursors: { write: (_, position) => position, read: (_, cursor) => cursor },
    brands: [...brands.values()],
    checkedAt: new Map(),
    view: () => view,
    names: () => names,
    settings: () => defaultDiscoverySettings,
    onStale: () => {},
    isSilent: () => false,
  })
  return {
    rows,
    search: (query) => queries.search({ ...query, scope: 'all' }),
    spellingsOf: (provider) => [provider, ...(brands.get(provider)?.aliases ?? [])],
    resolvingAgain: () => resolvingAgain(imported, format, rows, now),
    rebuild: (of) => {
      buildIndex(rows, names.words, of === 'all' ? rowTokens : tokensOf)
    },
  }
}

const silent: Metrics = { count: () => {}, observe: () => {}, gauge: () => {} }
const still = (now: number): Clock => ({ now: () => now, monotonic: () => now, sleep: async () => {} })

function viewOf(rows: readonly CatalogRow[], index: () => View['index'], now: number): View {
  const parts = { providers: [], freshUntil: new Map(), costsOf: tokenCosts, now }
  const entries = rows.map((row) => entryOf(row, [], parts))
  return {
    snapshot: 'snap_file',
    stamp: 'file',
    entries,
    byUid: new Map(entries.map((entry) => [entry.row.doc.uid, entry])),
    index: index(),
    sources: new Map(),
    providers: [],
    staleAt: Number.POSITIVE_INFINITY,
  }
}
