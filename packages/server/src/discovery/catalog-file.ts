import type { CatalogRow } from './model.ts'
import { uidOf } from './model.ts'
import type { ProviderNames } from './provider-names.ts'
import { resolve } from './resolve.ts'
import { type CatalogFormat, catalogFormats, formatFacts, importCatalog } from './sources/catalogs/import-catalog.ts'
import { type ImportedRow, UnreadableCatalog } from './sources/catalogs/imported.ts'

/** The formats that hold rows. */
export const rowFormats = catalogFormats.filter((format) => !formatFacts[format].addsFactsOnly)

/** The format of which a text has the most rows. Throws UnreadableCatalog for a text of none. */
export function formatOf(text: string): CatalogFormat {
  const [first = 'models_dev', ...others] = rowFormats
  let best = { format: first, rows: rowCount(text, first) }
  for (const format of others) {
    const rows = rowCount(text, format)
    if (rows > best.rows) best = { format, rows }
  }
  if (best.rows === 0) throw new UnreadableCatalog('The file holds no models in a format that we know.')
  return best.format
}

function rowCount(text: string, format: CatalogFormat): number {
  try {
    return importCatalog(format, text).rows.length
  } catch {
    // Not of this format, or of none: the reader of the format that is taken says what is wrong.
    return 0
  }
}

/** What a file of a public catalog says; `providers` in its words or ours, none for all. Throws UnreadableCatalog. */
export function importedOf(
  text: string,
  format: CatalogFormat,
  providers: readonly string[],
  names: ProviderNames,
): ImportedRow[] {
  const wanted = new Set(providers.flatMap((word) => [word, word.replaceAll('_', '-'), ...names.rowsOf(word)]))
  return importCatalog(format, text).rows.filter(({ provider }) => wanted.size === 0 || wanted.has(provider))
}

/** The row that a file gives by itself. */
export function rowOfFile({ provider, id, ...said }: ImportedRow, format: CatalogFormat, now: number): CatalogRow {
  const uid = uidOf(provider, id)
  const standing = { misses: 0, missingSince: null }
  const { source } = formatFacts[format]
  const by = { ...said, ...standing, uid, sourceId: `file:${format}`, source, firstSeen: now, fetchedAt: now }
  const resolved = resolve({ uid, id, provider, brand: provider }, { now: [by], before: [] }, null, now)
  return { ...resolved, ...standing, state: 'listed', removedAt: null, version: 1, createdAt: now, updatedAt: now }
}
