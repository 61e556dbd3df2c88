import type { components } from '@proxyapi/contract'
import type { Brand } from '@proxyapi/providers'
import type { StoredSource } from '../store/discovery-sources.ts'
import { isoTimeOrNull } from './iso-time.ts'
import { type ConfiguredProvider, lacksKey, rowsNameOf } from './settings.ts'
import { isCatalogId } from './sources/catalogs/catalog-source.ts'
import { configId, listId, staticId } from './sources.ts'
import type { Entry } from './view.ts'

type Schemas = components['schemas']
export type ProviderStatus = Schemas['ProviderStatus']
type State = Schemas['ProviderState']

export interface StatusParts {
  sources: ReadonlyMap<string, StoredSource>
  /** Rows of a provider that are not removed, by `provider`. */
  counts: ReadonlyMap<string, number>
  /** Of how many of its rows each public catalog speaks: `provider` → id of the source → rows. */
  catalogRows: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** When the built-in catalog of a brand was last checked. */
  checkedAt: ReadonlyMap<string, number>
  staleAfterMs: number
  now: number
  /** Whether the gateway's last checks of a provider went unanswered. */
  isSilent(provider: string): boolean
}

/** How many rows each provider has, and of how many of them each public catalog speaks now. */
export function countRows(entries: readonly Entry[]): Pick<StatusParts, 'counts' | 'catalogRows'> {
  const counts = new Map<string, number>()
  const catalogRows = new Map<string, Map<string, number>>()
  for (const { row, availability, words } of entries) {
    if (availability.state === 'removed') continue
    const { provider } = row.doc
    counts.set(provider, (counts.get(provider) ?? 0) + 1)
    for (const { sourceId, isCurrent } of words) {
      if (!isCurrent || !isCatalogId(sourceId)) continue
      const catalogs = catalogRows.get(provider) ?? new Map<string, number>()
      catalogRows.set(provider, catalogs.set(sourceId, (catalogs.get(sourceId) ?? 0) + 1))
    }
  }
  return { counts, catalogRows }
}

/** How discovery fares with a configured provider. */
export function statusOf(provider: ConfiguredProvider, parts: StatusParts): ProviderStatus {
  const { sources, counts } = parts
  const list = sources.get(listId(provider.name))
  const missingKey = lacksKey(provider)
    ? { code: 'NOT_CONFIGURED', message: `No key: set ${provider.brand.keyEnv.join(' or ') || 'its key'}.` }
    : null
  const failure = list?.error_code != null ? { code: list.error_code, message: list.error_message ?? '' } : null
  return {
    name: provider.name,
    status: stateOf(provider, list, parts),
    brand: provider.brand.id,
    enabled: provider.enabled,
    priority: provider.priority,
    models: counts.get(rowsNameOf(provider)) ?? 0,
    last_refresh_at: isoTimeOrNull(list?.last_refresh_at ?? null),
    last_success_at: isoTimeOrNull(list?.last_success_at ?? null),
    next_refresh_at: provider.enabled ? isoTimeOrNull(list?.due_at ?? null) : null,
    duration_ms: list?.duration_ms ?? null,
    consecutive_failures: list?.failures ?? 0,
    error: provider.brand.list === null ? null : (missingKey ?? failure),
    sources: [
      ...sourcesOf(
        [listId(provider.name), configId(provider.name), staticId(rowsNameOf(provider))],
        provider.brand.id,
        parts,
      ),
      ...catalogsOf(rowsNameOf(provider), parts),
    ],
  }
}

function stateOf(
  provider: ConfiguredProvider,
  list: StoredSource | undefined,
  { staleAfterMs, now, isSilent }: StatusParts,
): State {
  if (!provider.enabled) return 'disabled'
  if (provider.brand.list === null) return 'active'
  if (lacksKey(provider) || list?.error_code === 'UPSTREAM_AUTH_FAILED') return 'error'
  const last = list?.last_success_at ?? null
  if (last === null) return list?.last_refresh_at == null ? 'stale' : 'error'
  if (now - last >= staleAfterMs) return 'stale'
  return list?.verdict === 'healthy' && !isSilent(provider.name) ? 'active' : 'degraded'
}

/** A brand that is known and not configured. */
export function unconfigured(brand: Brand, parts: StatusParts): ProviderStatus {
  return {
    name: brand.id,
    status: 'unconfigured',
    brand: brand.id,
    enabled: false,
    priority: null,
    models: parts.counts.get(brand.id) ?? 0,
    last_refresh_at: null,
    last_success_at: null,
    next_refresh_at: null,
    duration_ms: null,
    consecutive_failures: 0,
    error: null,
    sources: [...sourcesOf([staticId(brand.id)], brand.id, parts), ...catalogsOf(brand.id, parts)],
  }
}

/** Sources that have spoken; the configuration only where it names something. */
function sourcesOf(
  ids: readonly string[],
  brand: string,
  { sources, checkedAt }: StatusParts,
): Schemas['ProviderSource'][] {
  return ids.flatMap((id) => {
    const row = sources.get(id)
    if (row === undefined || row.last_success_at === null || (row.source === 'config' && row.rows === 0)) return []
    const at = row.source === 'static' ? (checkedAt.get(brand) ?? row.last_success_at) : row.last_success_at
    return [told(row, at, row.rows)]
  })
}

/** Public catalogs that speak of rows of a provider; what a file rejects belongs to no provider, so it stands with each. */
function catalogsOf(rowsName: string, { sources, catalogRows }: StatusParts): Schemas['ProviderSource'][] {
  return [...(catalogRows.get(rowsName) ?? [])].sort().flatMap(([id, rows]) => {
    const row = sources.get(id)
    return row === undefined ? [] : [told(row, row.last_success_at, rows)]
  })
}

const told = ({ source, rejects }: StoredSource, at: number | null, rows: number): Schemas['ProviderSource'] => ({
  source: source as Schemas['CatalogSource'],
  fetched_at: isoTimeOrNull(at),
  rows,
  rejects,
})

const healthStates: Record<State, Schemas['HealthState']> = {
  active: 'healthy',
  degraded: 'degraded',
  stale: 'degraded',
  error: 'unhealthy',
  disabled: 'disabled',
  unconfigured: 'disabled',
}

/** The same for the health report. `lastCheckedAt` is milliseconds. */
export const healthOf = ({ status, last_refresh_at }: ProviderStatus) => ({
  status: healthStates[status],
  lastCheckedAt: last_refresh_at === null ? null : Date.parse(last_refresh_at),
})
