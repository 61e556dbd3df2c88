import { traitsOf } from './brand-traits.ts'
import type { Fetched } from './health.ts'
import { type CatalogSource, type RowOwner, type Statement, uidOf } from './model.ts'
import {
  type ConfiguredProvider,
  type DiscoverySettings,
  isReal,
  lacksKey,
  ownsItsModels,
  rowsNameOf,
} from './settings.ts'
import type { Source } from './source.ts'
import { accountStatements, type BuiltinCatalog, builtinStatements } from './sources/builtin.ts'
import { type CatalogParts, catalogSource } from './sources/catalogs/catalog-source.ts'
import { configuredStatements } from './sources/configured.ts'
import { hasGlobs, type KnownRow, overrideStatements } from './sources/overrides.ts'
import { fetchList, type ListParts } from './sources/provider-list.ts'
import { isGoneAt } from './sources/provider-model.ts'

export const listId = (provider: string): string => `list:${provider}`
export const configId = (provider: string): string => `config:${provider}`
export const staticId = (rows: string): string => `static:${rows}`

const dayMs = 86_400_000

export const overrideId = 'override'

/** Every source of a provider that this configuration gives, local ones first. */
export function sourcesFor(
  settings: DiscoverySettings,
  builtin: readonly BuiltinCatalog[],
  parts: ListParts,
): Source[] {
  const { providers } = settings
  const owners = providers.filter(ownsItsModels)
  return [
    ...builtin.filter(({ brand }) => !owners.some((owner) => owner.brand.id === brand)).map(builtinSource),
    ...owners.flatMap((owner) => accountSources(owner, builtin)),
    ...providers.map(configSource),
    ...providers
      .filter((provider) => provider.enabled && canBeListed(provider, parts))
      .map((provider) => listSource(provider, settings, parts)),
  ]
}

/** Whether a provider has a list that we can read, with the credential that we have. */
export const canBeListed = (provider: ConfiguredProvider, { dialects }: Pick<ListParts, 'dialects'>): boolean => {
  const { list } = provider.brand
  return list !== null && dialects.get(list.dialect)?.models !== undefined && !lacksKey(provider)
}

/** Public catalogs that may be asked: files always, addresses where a provider is called for real. */
export const catalogSources = (settings: DiscoverySettings, parts: CatalogParts): Source[] =>
  settings.catalogs
    .filter(({ path }) => path !== null || settings.providers.some(isReal))
    .map((entry) => catalogSource(entry, settings, parts))

/** What the operator says of rows; `known` are the rows of the catalog. */
export const overrideSource = (
  { overrides }: DiscoverySettings,
  known: () => Promise<readonly KnownRow[]>,
  ownerOf: (uid: string) => RowOwner | null,
): Source => ({
  ...local,
  id: overrideId,
  source: 'override',
  provider: null,
  owner: null,
  fetch: async () => stated(overrideStatements(overrides, hasGlobs(overrides) ? await known() : [], ownerOf)),
})

/** Says nothing any more: what a source that is gone from the configuration said is withdrawn. */
export const farewell = (id: string, source: CatalogSource): Source => ({
  ...local,
  isFarewell: true,
  id,
  source,
  provider: null,
  owner: null,
  fetch: async () => stated([]),
})

const local = { intervalMs: dayMs, withdraws: true, addsFactsOnly: false }

/** What is stated by this process itself: whole, at once, without fail. */
const stated = (statements: Statement[]): Fetched => ({
  outcome: 'list',
  statements,
  rejected: 0,
  etag: null,
  lastModified: null,
})

const builtinSource = (catalog: BuiltinCatalog): Source => ({
  ...local,
  id: staticId(catalog.brand),
  source: 'static',
  provider: null,
  owner: { provider: catalog.brand, brand: catalog.brand },
  fetch: async () => stated(builtinStatements(catalog)),
})

function accountSources(provider: ConfiguredProvider, builtin: readonly BuiltinCatalog[]): Source[] {
  const catalog = builtin.find(({ brand }) => brand === provider.brand.id)
  if (catalog === undefined) return []
  const facts = {
    id: staticId(provider.name),
    source: 'static' as const,
    provider: null,
    owner: { provider: provider.name, brand: provider.brand.id },
  }
  return [{ ...local, ...facts, fetch: async () => stated(accountStatements(catalog, provider)) }]
}

const ownerOf = (provider: ConfiguredProvider) => ({ provider: rowsNameOf(provider), brand: provider.brand.id })

const configSource = (provider: ConfiguredProvider): Source => ({
  ...local,
  id: configId(provider.name),
  source: 'config',
  provider: provider.name,
  owner: ownerOf(provider),
  fetch: async () => stated(configuredStatements(provider)),
})

function listSource(provider: ConfiguredProvider, settings: DiscoverySettings, parts: ListParts): Source {
  const addsFactsOnly = traitsOf(provider.brand.id).listAddsFactsOnly === true
  const deadline = () => parts.clock.monotonic() + settings.readTimeoutMs
  return {
    id: listId(provider.name),
    source: 'provider_api',
    provider: provider.name,
    owner: ownerOf(provider),
    intervalMs: settings.refreshIntervalMs,
    withdraws: addsFactsOnly,
    addsFactsOnly,
    async fetch(validators, signal, span) {
      const fetched = await fetchList(provider, validators, settings, parts, signal, span)
      return addsFactsOnly && fetched.outcome === 'list'
        ? { ...fetched, statements: aboutDeployments(fetched.statements, provider) }
        : fetched
    },
    isGone: (id, signal) => isGoneAt({ provider, settings, endsAt: deadline(), signal }, id, parts),
  }
}

/** What a list of base models states for the deployments that the configuration names. */
function aboutDeployments(statements: readonly Statement[], provider: ConfiguredProvider): Statement[] {
  const known = new Map(statements.map((statement) => [statement.uid, statement]))
  const deployed = Object.entries(provider.deployments).flatMap(([name, base]) => {
    const statement = known.get(uidOf(provider.name, base))
    return statement === undefined ? [] : [{ ...statement, uid: uidOf(provider.name, name) }]
  })
  return [...new Map([...statements, ...deployed].map((statement) => [statement.uid, statement])).values()]
}
