/** Configured providers with what the environment and their brand add. */
import { type Brand, baseUrlOf } from '@proxyapi/providers'
import { brandOf, type Config, type ProviderConfig } from '../config/schema.ts'
import type { ModelPrice } from '../gateway/lane.ts'

export type Environment = Record<string, string | undefined>

export interface Provider {
  row: ProviderConfig
  brand: Brand
  key: string | null
  baseUrl: string
  priority: number
  enabled: boolean
}

/** Configured providers in order of priority; without a key where one is needed a provider is off. */
export function providersOf({ providers }: Config, environment: Environment): Provider[] {
  const written = Math.max(0, ...providers.map(({ priority }) => priority ?? 0))
  return providers.map((row, i) => {
    const brand = brandOf(row.type)!
    const key = keyOf(row, brand, environment)
    const needsKey = brand.auth !== 'none' && brand.quirks.privateAddress !== true
    return {
      row,
      brand,
      key,
      baseUrl: baseUrlOf(brand, row.base_url),
      priority: row.priority ?? written + i + 1,
      enabled: row.enabled && (key !== null || !needsKey),
    }
  })
}

function keyOf({ api_key_env }: ProviderConfig, { keyEnv }: Brand, environment: Environment): string | null {
  for (const name of api_key_env ? [api_key_env] : keyEnv) if (environment[name]) return environment[name]
  return null
}

/** Providers that are off for want of a key, for one warning at start. */
export const withoutKey = (providers: readonly Provider[]): string[] =>
  providers.filter(({ enabled, row }) => row.enabled && !enabled).map(({ row }) => row.name)

/** What is written holds for prompts of every length, and for what is thought as for what is said. */
export const withoutOwnPrices = ({ tiers: _tiers, reasoning: _reasoning, ...price }: ModelPrice): ModelPrice => price
