/** Providers, models and a catalog for tests. */
import { type Brand, baseUrlOf, brands } from '@proxyapi/providers'
import type { ModelFacts, ModelLookup, ModelPrice } from '../../src/gateway/lane.ts'
import { defaultProviderSettings, type ProviderSettings } from '../../src/gateway/provider-settings.ts'

const brandOf = (id: string): Brand => {
  const brand = brands.get(id)
  if (brand === undefined) throw new Error(`no brand ${id}`)
  return brand
}

export const provider = (
  name: string,
  brand: string,
  url: string,
  more: Partial<ProviderSettings> = {},
): ProviderSettings => ({
  ...defaultProviderSettings,
  name,
  brand: brandOf(brand),
  baseUrl: baseUrlOf(brandOf(brand), `${url}/v1`),
  key: 'sim-key',
  models: ['*'],
  priority: 1,
  retryAttempts: 0,
  retryDelayMs: 10,
  ...more,
})

export const price: ModelPrice = {
  input: 1_000_000,
  output: 4_000_000,
  cacheRead: 100_000,
  cacheWrite5m: null,
  cacheWrite1h: null,
}

export const facts = (provider: string, id: string, more: Partial<ModelFacts> = {}): ModelFacts => ({
  uid: `${provider}:${id}`,
  id,
  provider,
  canonicalId: null,
  aliases: [],
  contextLength: 128_000,
  maxOutputTokens: 16_384,
  supportsChat: true,
  capabilities: ['chat', 'streaming', 'tools'],
  price,
  ...more,
})

export function lookup(rows: readonly ModelFacts[]): ModelLookup {
  return {
    find: (name, id) => rows.find((row) => row.provider === name && row.id === id),
    of: (name) => rows.filter((row) => row.provider === name),
    named: (name) => rows.filter((row) => row.id === name || row.canonicalId === name || row.aliases.includes(name)),
  }
}
