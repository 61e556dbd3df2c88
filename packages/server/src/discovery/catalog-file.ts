import { traitsOf } from './brand-traits.ts'
import { dateOf } from './fact-values.ts'
import { type CatalogRow, type Facts, uidOf } from './model.ts'
import { authorOf, canonicalIdOf, familyOf } from './model-names.ts'
import type { ProviderNames } from './provider-names.ts'
import { resolve } from './resolve.ts'
import { defined } from './sources/listed-facts.ts'

/** A row of a list of models, as much of it as search looks at. */
export interface ListedRow {
  provider: string
  id: string
  name?: string | undefined
  releaseDate?: string | undefined
  shutdownDate?: string | undefined
  isDeprecated?: boolean
}

/** Rows of the catalog from such a list alone; `providers` in its words or ours, none for all. */
export function rowsOfList(
  list: readonly ListedRow[],
  providers: readonly string[],
  names: ProviderNames,
  now: number,
): CatalogRow[] {
  const brandOf = (word: string) => names.rowsOf(word)[0] ?? word
  const wanted = new Set(providers.flatMap((word) => [word, brandOf(word)]))
  const rows = new Map<string, CatalogRow>()
  for (const listed of list) {
    const provider = brandOf(listed.provider)
    if (wanted.size > 0 && !wanted.has(provider) && !wanted.has(listed.provider)) continue
    const row = rowOf({ ...listed, provider }, now)
    rows.set(row.doc.uid, row)
  }
  return [...rows.values()]
}

const date = (text: string | undefined) => {
  const read = dateOf(text)
  return read === 'implausible' ? undefined : read
}

function rowOf({ provider, id, name, releaseDate, shutdownDate, isDeprecated }: ListedRow, now: number): CatalogRow {
  const { author } = traitsOf(provider)
  const uid = uidOf(provider, id)
  const facts: Facts = defined({
    name,
    release_date: date(releaseDate),
    shutdown_date: date(shutdownDate),
    status: isDeprecated === true ? 'deprecated' : undefined,
  })
  const inferred = defined({
    author: authorOf(id, author),
    canonical_id: canonicalIdOf(id, author, []),
    family: familyOf(id),
  })
  const seen = { firstSeen: now, fetchedAt: now, misses: 0, missingSince: null }
  const by = {
    uid,
    sourceKey: id,
    url: null,
    facts,
    inferred,
    suspects: [],
    sourceId: 'file',
    source: 'static' as const,
  }
  const resolved = resolve({ uid, id, provider, brand: provider }, { now: [{ ...by, ...seen }], before: [] }, null, now)
  const standing = { state: 'listed' as const, misses: 0, missingSince: null, removedAt: null }
  return { ...resolved, ...standing, version: 1, createdAt: now, updatedAt: now }
}
