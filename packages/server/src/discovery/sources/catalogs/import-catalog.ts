import { brands, dialects } from '@proxyapi/providers'
import { traitsOf } from '../../brand-traits.ts'
import type { CatalogSource } from '../../model.ts'
import { atOnce, type Sliced } from '../../slices.ts'
import { statementOf } from '../listed-facts.ts'
import { keepPrices } from '../listed-prices.ts'
import { importDeprecations } from './deprecations.ts'
import { collect, type Imported, UnreadableCatalog } from './imported.ts'
import { importLitellm } from './litellm.ts'
import { importModelsDev } from './models-dev.ts'
import { type ProviderWords, providerWords } from './names.ts'
import { parseJson } from './sliced-json.ts'

export const catalogFormats = ['models_dev', 'litellm', 'openrouter', 'deprecations'] as const
export type CatalogFormat = (typeof catalogFormats)[number]

/** What a format is as a source; one that adds facts only makes no rows. */
export const formatFacts: Readonly<Record<CatalogFormat, { source: CatalogSource; addsFactsOnly: boolean }>> = {
  models_dev: { source: 'models_dev', addsFactsOnly: false },
  litellm: { source: 'litellm', addsFactsOnly: false },
  openrouter: { source: 'openrouter', addsFactsOnly: false },
  deprecations: { source: 'deprecation_feed', addsFactsOnly: true },
}

const importers: Readonly<Record<CatalogFormat, (text: string, words: ProviderWords) => Sliced<Imported>>> = {
  models_dev: importModelsDev,
  litellm: importLitellm,
  openrouter: (text) => importList(text, 'openrouter'),
  deprecations: importDeprecations,
}

const words = providerWords(brands.values())

/** Every row of a public catalog, and what was not taken. Throws UnreadableCatalog for a text that is not of the format. */
export const importCatalog = (format: CatalogFormat, text: string): Imported => atOnce(importing(format, text))

/** As `importCatalog`, and may be laid down between rows. */
export const importing = (format: CatalogFormat, text: string): Sliced<Imported> => importers[format](text, words)

/** A provider's own list, as anybody can read it. */
function* importList(text: string, brand: string): Sliced<Imported> {
  const { listPrices } = traitsOf(brand)
  const dialect = dialects.get(brands.get(brand)?.list?.dialect ?? '')
  const list = dialect?.models?.(yield* parsed(text, listPrices)) ?? { rows: [], rejected: 0 }
  const entries = list.rows.map((row, at) => [`/data/${at}`, row] as const)
  const read = yield* collect(entries, (row) => {
    const statement = statementOf(row, brand, brand)
    if (statement === undefined) return { reject: 'has an id that cannot be a name' }
    const { uid: _, ...said } = statement
    return { ...said, provider: brand, id: row.id }
  })
  const unnamed = Array.from({ length: list.rejected }, () => ({ path: '/data', reason: 'has no id' }))
  const { counts } = read
  return {
    ...read,
    rejects: [...read.rejects, ...unnamed],
    counts: { ...counts, read: counts.read + unnamed.length, rejected: counts.rejected + unnamed.length },
  }
}

function* parsed(text: string, prices: Parameters<typeof keepPrices>[0]): Sliced<unknown> {
  try {
    return yield* parseJson(text, keepPrices(prices))
  } catch {
    // What stands there may be anything; only that it is no JSON matters.
    throw new UnreadableCatalog('is not JSON, or was cut')
  }
}
