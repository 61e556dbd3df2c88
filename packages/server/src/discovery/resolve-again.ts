import type { StoredModel } from '../store/catalog.ts'
import type { CatalogRow, Observation, Statement } from './model.ts'
import { uidOf } from './model.ts'
import { recordOf } from './records.ts'
import { atOnce } from './slices.ts'
import { type CatalogFormat, formatFacts } from './sources/catalogs/import-catalog.ts'
import type { ImportedRow } from './sources/catalogs/imported.ts'
import { diffRows, resolveRows } from './take-over.ts'

const rules = { removalMisses: 3, removalHoldMs: 86_400_000 }

/**
 * Takes a file over again onto the rows that it gave, as the refresh of a source does: every row is resolved and compared.
 * Gives a function that does it once and says how many changes there were.
 */
export function resolvingAgain(
  imported: readonly ImportedRow[],
  format: CatalogFormat,
  rows: readonly CatalogRow[],
  now: number,
): () => number {
  const { source } = formatFacts[format]
  const sourceId = `file:${format}`
  const stored = Map.groupBy(rows.map(storedModel), ({ provider }) => provider)
  const said = Map.groupBy(imported, ({ provider }) => provider)
  const words = [...said].map(([provider, of]) => {
    const statements = of.map(({ provider, id, ...facts }): Statement => ({ ...facts, uid: uidOf(provider, id) }))
    const observations = statements.map(
      (statement): Observation => ({
        ...statement,
        ...{ sourceId, source, firstSeen: now, fetchedAt: now, misses: 0, missingSince: null },
      }),
    )
    return { provider, statements, observations }
  })
  return () =>
    words.reduce((changes, { provider, statements, observations }) => {
      const word = {
        ...{ sourceId, source, provider, brand: provider, statements },
        ...{ countsAbsences: true, withdraws: false, forgets: true, blindMs: 0, provenGone: new Set<string>() },
        isThorough: true,
      }
      const before = { models: stored.get(provider) ?? [], observations }
      return changes + atOnce(diffRows(atOnce(resolveRows(before, word, rules, now)), now)).changes.length
    }, 0)
}

const storedModel = (row: CatalogRow): StoredModel => ({
  ...recordOf(row),
  revision: 0,
  input_cost: null,
  output_cost: null,
})
