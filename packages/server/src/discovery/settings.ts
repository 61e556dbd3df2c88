import type { Brand } from '@proxyapi/providers'
import type { Modality, ModelStatus, OtherCapability, PriceName, SupportName } from './model.ts'
import type { CatalogFormat } from './sources/catalogs/import-catalog.ts'

/** One configured provider as discovery uses it; `app.ts` makes these from the configuration. */
export interface ConfiguredProvider {
  readonly name: string
  readonly brand: Brand
  /** Without a trailing slash; the path of the brand's list is appended. */
  readonly baseUrl: string
  readonly key: string | null
  /** Of brands with a dated surface; stands in the query of the list instead of the brand's own. */
  readonly apiVersion?: string
  /** Added to every request. */
  readonly headers: Readonly<Record<string, string>>
  /** Native ids that may be called; `*` is all that is discovered. */
  readonly models: readonly string[]
  /** Callable name → base model, where the provider serves deployments. */
  readonly deployments: Readonly<Record<string, string>>
  readonly enabled: boolean
  /** 1–1000, lower first. */
  readonly priority: number
}

/** A public catalog: where it is, and how often it is asked. Either `url` or `path` is there. */
export interface CatalogEntry {
  readonly format: CatalogFormat
  readonly url: string | null
  readonly path: string | null
  readonly intervalMs: number
}

export type OverridePricing = { readonly [N in PriceName]?: number | undefined } & {
  readonly mode?: 'dynamic' | 'hourly' | undefined
  readonly batch?: { readonly input?: number | undefined; readonly output?: number | undefined } | undefined
  readonly tiers?:
    | readonly {
        readonly min_input_tokens: number
        readonly input?: number | undefined
        readonly output?: number | undefined
        readonly cache_read?: number | undefined
        readonly cache_write_5m?: number | undefined
      }[]
    | undefined
}

/** What the operator says of a row, under the names of the wire: costs in USD per 1,000 tokens, `pricing` per 1,000,000. */
export interface OverrideFields {
  readonly name?: string | undefined
  readonly author?: string | undefined
  readonly family?: string | undefined
  readonly canonical_id?: string | undefined
  readonly alias_of?: string | undefined
  readonly aliases?: string[] | undefined
  readonly context_length?: number | undefined
  readonly max_input_tokens?: number | undefined
  readonly max_tokens?: number | undefined
  readonly status?: ModelStatus | undefined
  readonly release_date?: string | undefined
  readonly knowledge_cutoff?: string | undefined
  readonly deprecation_date?: string | undefined
  readonly shutdown_date?: string | undefined
  readonly replacement?: string[] | undefined
  readonly supports_chat?: boolean | undefined
  readonly supports_completion?: boolean | undefined
  readonly supports?: { readonly [N in SupportName]?: boolean | undefined } | undefined
  readonly capabilities?: readonly OtherCapability[] | undefined
  readonly modalities?:
    | { readonly input?: Modality[] | undefined; readonly output?: Modality[] | undefined }
    | undefined
  readonly input_cost?: number | undefined
  readonly output_cost?: number | undefined
  readonly pricing?: OverridePricing | undefined
}

export interface OverrideEntry {
  /** A uid, or a glob over uids. */
  readonly pattern: string
  readonly fields: OverrideFields & { readonly note?: string | undefined }
}

/** What discovery is told; times are milliseconds. */
export interface DiscoverySettings {
  readonly providers: readonly ConfiguredProvider[]
  /** False: nothing is fetched unless it is asked for. */
  readonly autoRefresh: boolean
  /** A read that meets an older list makes it due. */
  readonly cacheTtlMs: number
  readonly refreshIntervalMs: number
  /** A list younger than this is not fetched again unless forced. */
  readonly minRefreshIntervalMs: number
  /** Without a healthy fetch for so long, rows are `stale`. */
  readonly staleAfterMs: number
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  readonly readTimeoutMs: number
  readonly maxRetries: number
  /** Before the first retry; doubles. */
  readonly retryDelayMs: number
  /** Sources fetched at the same time. */
  readonly concurrency: number
  /** A list that lost more than this share of its rows is held for confirmation. */
  readonly dropGuard: number
  readonly removalMisses: number
  readonly removalHoldMs: number
  /** Who searches: memory as long as the catalog fits into it, else the database. */
  readonly searchEngine: 'auto' | 'memory' | 'postgres'
  /** Above so many rows, memory holds those of enabled providers only. */
  readonly maxInMemoryRows: number
  /** Public catalogs; those with an address are asked only where a provider is called for real. */
  readonly catalogs: readonly CatalogEntry[]
  /** In the order of the configuration. */
  readonly overrides: readonly OverrideEntry[]
}

export const defaultDiscoverySettings: DiscoverySettings = {
  providers: [],
  autoRefresh: true,
  cacheTtlMs: 300_000,
  refreshIntervalMs: 3_600_000,
  minRefreshIntervalMs: 60_000,
  staleAfterMs: 86_400_000,
  timeoutMs: 30_000,
  connectTimeoutMs: 10_000,
  readTimeoutMs: 20_000,
  maxRetries: 3,
  retryDelayMs: 1_000,
  concurrency: 4,
  dropGuard: 0.2,
  removalMisses: 3,
  removalHoldMs: 86_400_000,
  searchEngine: 'auto',
  maxInMemoryRows: 100_000,
  catalogs: [],
  overrides: [],
}

/** Whether a provider's models are its own and not its brand's: its address is the operator's, so its list is one account's. */
export const ownsItsModels = ({ brand }: Pick<ConfiguredProvider, 'brand'>): boolean =>
  brand.baseUrl === null || brand.quirks.privateAddress === true

/** The `provider` of this provider's rows. */
export const rowsNameOf = (provider: Pick<ConfiguredProvider, 'name' | 'brand'>): string =>
  ownsItsModels(provider) ? provider.name : provider.brand.id

/** Whether nothing can be asked of it, because its brand wants a key and there is none. */
export const lacksKey = ({ key, brand }: ConfiguredProvider): boolean =>
  key === null && brand.auth !== 'none' && brand.quirks.privateAddress !== true

/** Whether it is called for real: it has a key, and its address is its brand's own or one of the operator's beyond this machine. */
export function isReal({ enabled, key, brand, baseUrl }: ConfiguredProvider): boolean {
  if (!enabled || key === null || !URL.canParse(baseUrl)) return false
  const { origin, protocol } = new URL(baseUrl)
  return brand.baseUrl === null ? protocol === 'https:' : origin === new URL(brand.baseUrl).origin
}
