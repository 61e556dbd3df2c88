/** Providers, models and a catalog for tests. */
import { type Brand, baseUrlOf, brands } from '@proxyapi/providers'
import { noRules } from '../../src/gateway/filter/rule.ts'
import type { GatewaySettings } from '../../src/gateway/gateway-parts.ts'
import type { ModelFacts, ModelLookup, ModelPrice } from '../../src/gateway/lane.ts'
import { defaultCheckSettings } from '../../src/gateway/provider-checks.ts'
import { defaultProviderSettings, type ProviderSettings, poolOf } from '../../src/gateway/provider-settings.ts'
import type { CallFacts } from '../../src/gateway/route.ts'
import { compileRoutes, type Route, type WrittenRoute } from '../../src/gateway/routes.ts'
import { noTemplates } from '../../src/gateway/template/templates.ts'

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
  pool: poolOf(name, more.maxConnections ?? 100, 30_000),
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

/** The same provider, of a brand that speaks only this dialect. */
export const speaking = (dialect: string, settings: ProviderSettings): ProviderSettings => ({
  ...settings,
  brand: { ...settings.brand, speaks: [dialect] },
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
  supports: {},
  price,
  ...more,
})

export function lookup(rows: readonly ModelFacts[]): ModelLookup {
  return {
    version: () => rows,
    find: (name, id) => rows.find((row) => row.provider === name && row.id === id),
    of: (name) => rows.filter((row) => row.provider === name),
    named: (name) => rows.filter((row) => row.id === name || row.canonicalId === name || row.aliases.includes(name)),
  }
}

export const callFacts = (more: Partial<CallFacts> = {}): CallFacts => ({
  inputTokens: 1_000,
  maxTokens: 500,
  billed: true,
  hasTools: false,
  hasImages: false,
  sessionId: null,
  pinnedTo: null,
  ...more,
})

/** What a gateway is told where a test says nothing. */
export const defaultSettings: Omit<GatewaySettings, 'providers'> = {
  routes: new Map(),
  aliases: {},
  attemptsMax: 6,
  clientTimeoutMs: null,
  filter: noRules,
  templates: noTemplates,
  checks: defaultCheckSettings,
  breakerMetrics: true,
  breakerAlerts: true,
}

export const noSelections: ReadonlyMap<string, string> = new Map()

/** Routes as an operator writes them. */
export function routesOf(written: Record<string, Partial<WrittenRoute>>): ReadonlyMap<string, Route> {
  const usual: WrittenRoute = { strategy: 'priority', targets: [], fallbacks: [], when: [], sticky: 'off' }
  const whole = Object.fromEntries(Object.entries(written).map(([name, route]) => [name, { ...usual, ...route }]))
  const { routes, problems } = compileRoutes(whole)
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return routes
}
