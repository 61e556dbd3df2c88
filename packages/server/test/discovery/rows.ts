/** Rows and views made without a database. */
import { brands } from '@proxyapi/providers'
import { docOf } from '../../src/discovery/doc.ts'
import type { CatalogDoc, CatalogRow, Facts } from '../../src/discovery/model.ts'
import { providerNames } from '../../src/discovery/provider-names.ts'
import { resolve } from '../../src/discovery/resolve.ts'
import { rowTokens } from '../../src/discovery/row-tokens.ts'
import { buildIndex } from '../../src/discovery/search-index.ts'
import type { ConfiguredProvider } from '../../src/discovery/settings.ts'
import { builtinStatements, loadBuiltin } from '../../src/discovery/sources/builtin.ts'
import { type Entry, entryOf, tokenCosts, type View } from '../../src/discovery/view.ts'

export const noon = Date.UTC(2026, 10, 20, 12)

export const rowOfDoc = (doc: CatalogDoc, over: Partial<CatalogRow> = {}): CatalogRow => ({
  doc,
  origins: {},
  conflicts: [],
  state: 'listed',
  misses: 0,
  missingSince: null,
  version: 1,
  createdAt: noon,
  updatedAt: noon,
  removedAt: null,
  ...over,
})

export const row = (
  uid: string,
  facts: Facts = {},
  over: Partial<CatalogRow> = {},
  suspects: string[] = [],
): CatalogRow => {
  const [provider = '', ...rest] = uid.split(':')
  return rowOfDoc(docOf({ uid, id: rest.join(':'), provider, brand: provider }, facts, suspects), over)
}

/** The built-in catalog as rows. */
export const builtinRows = (): CatalogRow[] =>
  loadBuiltin().flatMap((catalog) =>
    builtinStatements(catalog).map((statement) => {
      const identity = {
        uid: statement.uid,
        id: statement.uid.slice(catalog.brand.length + 1),
        provider: catalog.brand,
        brand: catalog.brand,
      }
      const by = {
        ...statement,
        sourceId: 'static',
        source: 'static' as const,
        firstSeen: noon,
        fetchedAt: noon,
        misses: 0,
        missingSince: null,
      }
      return rowOfDoc(resolve(identity, { now: [by], before: [] }, null, noon).doc)
    }),
  )

export function viewOfRows(rows: readonly CatalogRow[], providers: readonly ConfiguredProvider[] = []): View {
  const sorted = [...rows].sort((a, b) => (a.doc.uid < b.doc.uid ? -1 : 1))
  const entries: Entry[] = sorted.map((one) =>
    entryOf(one, [], { providers, freshUntil: new Map(), costsOf: tokenCosts, now: noon }),
  )
  return {
    snapshot: 'snap_000000000000000000000000',
    stamp: '00000000',
    entries,
    byUid: new Map(entries.map((entry) => [entry.row.doc.uid, entry])),
    index: buildIndex(sorted, providerNames(brands.values(), providers).words, rowTokens),
    sources: new Map(),
    providers,
    staleAt: Number.POSITIVE_INFINITY,
  }
}
