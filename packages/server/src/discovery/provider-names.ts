import type { Brand } from '@proxyapi/providers'
import { type ConfiguredProvider, ownsItsModels, rowsNameOf } from './settings.ts'
import { squeezed, tokenize } from './tokenize.ts'

/** What the words for providers mean: brands, their other spellings, configured names. */
export interface ProviderNames {
  /** `provider` of the rows that a word means; empty where it means none. */
  rowsOf(word: string): readonly string[]
  /** Configured providers that a word means, by name first, else by brand. */
  configured(word: string): readonly ConfiguredProvider[]
  /** Words without separators → `provider` of rows; for search. */
  readonly words: ReadonlyMap<string, ReadonlySet<string>>
}

export function providerNames(brands: Iterable<Brand>, providers: readonly ConfiguredProvider[]): ProviderNames {
  const rows = new Map<string, Set<string>>()
  const words = new Map<string, Set<string>>()
  const say = (word: string, name: string) => {
    put(rows, word.toLowerCase(), name)
    const search = squeezed(tokenize(word))
    if (search !== '') put(words, search, name)
  }
  for (const brand of brands) {
    const owners = providers.filter((provider) => provider.brand.id === brand.id && ownsItsModels(provider))
    const names = owners.length > 0 ? owners.map(({ name }) => name) : [brand.id]
    for (const word of [brand.id, brand.name, ...brand.aliases]) for (const name of names) say(word, name)
  }
  for (const provider of providers) say(provider.name, rowsNameOf(provider))
  return {
    rowsOf: (word) => [...(rows.get(word.toLowerCase()) ?? [])],
    configured(word) {
      const wanted = word.toLowerCase()
      const named = providers.filter(({ name }) => name.toLowerCase() === wanted)
      return named.length > 0 ? named : providers.filter(({ brand }) => [brand.id, ...brand.aliases].includes(wanted))
    },
    words,
  }
}

function put(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, new Set([value]))
  else known.add(value)
}
