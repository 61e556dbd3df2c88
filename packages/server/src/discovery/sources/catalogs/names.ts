import type { Brand } from '@proxyapi/providers'

/** What a catalog calls a provider → what we call it: the brand where we know it, else the catalog's own word. */
export type ProviderWords = (word: string) => string

/** Brands are known by id and aliases, however these are punctuated. */
export function providerWords(brands: Iterable<Brand>): ProviderWords {
  const known = new Map<string, string>()
  for (const { id, aliases } of brands) for (const name of [id, ...aliases]) known.set(squeezed(name), id)
  return (word) => known.get(squeezed(word)) ?? word.toLowerCase().replaceAll('_', '-')
}

const squeezed = (word: string): string => word.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
