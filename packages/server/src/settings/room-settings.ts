/** From the configuration to what each room is told: keys from the environment, defaults of brands, operator rules. */
import { type Brand, baseUrlOf } from '@proxyapi/providers'
import type { ComputeSettings } from '../compute/compute.ts'
import { requestFields } from '../config/model-overrides.ts'
import { ConfigError } from '../config/problem.ts'
import { brandOf, type Config, type ProviderConfig } from '../config/schema.ts'
import type { GraphqlSettings } from '../discovery/graphql/graphql.ts'
import type { DiscoverySettings } from '../discovery/settings.ts'
import type { EgressRules } from '../egress/target.ts'
import type { CachesSettings } from '../gateway/cache/create-caches.ts'
import type { CondenseSettings } from '../gateway/condense/condense-settings.ts'
import { compileRules } from '../gateway/filter/compile-rules.ts'
import { type FilterRules, noRules } from '../gateway/filter/rule.ts'
import type { GatewaySettings } from '../gateway/gateway-parts.ts'
import type { ModelFacts, ModelLookup, ModelPrice } from '../gateway/lane.ts'
import type { ProviderSettings } from '../gateway/provider-settings.ts'
import type { Templates } from '../gateway/template/templates.ts'
import type { RequestRules } from '../http/request-rules.ts'
import type { StaticKey } from '../identity/authenticate.ts'
import { microsOfAmount } from '../ledger/money.ts'
import { isWebhookSecret, type PaymentSettings, webhookSecretBytesMin } from '../payments/payment-settings.ts'
import type { RedisSettings } from '../store/redis.ts'
import { limitsOf, routingOf } from './routing-settings.ts'
import { callableModels, deployedModels, surfaceOf } from './surface.ts'
import { tracingSettingsOf } from './tracing-settings.ts'

type Environment = Record<string, string | undefined>

interface Provider {
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

export function gatewaySettingsOf(
  config: Config,
  providers: readonly Provider[],
  templates: Templates,
): GatewaySettings {
  return {
    ...routingOf(config),
    providers: providers.map((provider) => gatewayProvider(provider, config)),
    aliases: config.model_aliases,
    attemptsMax: config.max_attempts,
    clientTimeoutMs: config.server.client_timeout ?? null,
    filter: filterOf(config),
    templates,
  }
}

function filterOf({ validation: { content_filter, response } }: Config): FilterRules {
  const rules = content_filter.enabled ? compileRules(content_filter.rules, response.sanitize_output === true) : noRules
  // The configuration was checked when it was loaded.
  return Array.isArray(rules) ? noRules : rules
}

function gatewayProvider({ row, brand, key, baseUrl, priority, enabled }: Provider, config: Config): ProviderSettings {
  return {
    ...limitsOf(row, config),
    name: row.name,
    brand,
    baseUrl,
    key,
    models: callableModels(row),
    enabled,
    priority,
    ...surfaceOf(row, brand),
    fallbackProvider: row.fallback_provider ?? null,
    fallbackModels: row.fallback_models,
    deployments: row.deployments,
  }
}

/** A summary may live as long, and there may be as many, as both sections allow. */
export function cachesSettingsOf({ caching, condensation }: Config): CachesSettings {
  const row = ({ max_size_mb, ttl, compression, max_entries }: Config['caching']['response_cache']) => ({
    enabled: caching.enabled,
    bytesMax: max_size_mb,
    entriesMax: max_entries,
    ttlMs: ttl,
    compression,
    onDisk: caching.disk.enabled,
    isShared: true,
  })
  const summaries = row(caching.summary_cache)
  const { cache_size, cache_ttl, cache_persist } = condensation
  return {
    responses: row(caching.response_cache),
    summaries: {
      ...summaries,
      enabled: condensation.enabled && cache_size > 0,
      entriesMax: Math.min(summaries.entriesMax, cache_size),
      ttlMs: Math.min(summaries.ttlMs, cache_ttl),
      onDisk: cache_persist,
      isShared: cache_persist,
    },
    bytesMax: caching.max_memory_mb,
    warm: caching.warm,
  }
}

/** Where entries outlive the process; null: nowhere. */
export function cacheFileOf({ caching, condensation }: Config): { folder: string; bytesMax: number } | null {
  const { enabled, path, max_size_mb } = caching.disk
  const isUsed = (caching.enabled && enabled) || (condensation.enabled && condensation.cache_persist)
  return isUsed ? { folder: path, bytesMax: max_size_mb } : null
}

const defaultSummaryTokens = 512
const defaultErrorPatterns = ['context length', 'maximum context', 'too long', 'exceeds maximum']

export function condenseSettingsOf({ condensation: row }: Config): CondenseSettings {
  const { monitoring } = row
  return {
    enabled: row.enabled,
    truncationThreshold: row.truncation_threshold ?? null,
    summaryTokensMax: row.summary_max_tokens ?? row.max_tokens_default ?? defaultSummaryTokens,
    adaptiveFactor: row.adaptive_enabled ? row.adaptive_factor : null,
    qualityThreshold: row.quality_threshold,
    errorPatterns: row.error_patterns ?? row.error_keywords ?? defaultErrorPatterns,
    fallbackStrategies: row.fallback_strategies,
    parallelProviders: row.parallel_providers,
    batchSize: row.batch_size,
    concurrencyMax: row.concurrency_limit,
    timeoutMs: row.timeout * 1_000,
    model: row.model ?? null,
    metrics: monitoring.enabled && monitoring.metrics,
    alertBelow: monitoring.enabled && monitoring.alerts ? monitoring.alert_threshold : null,
  }
}

/** Null without an address. */
export function redisSettingsOf({ redis }: Config): RedisSettings | null {
  if (redis.url === undefined) return null
  return { url: redis.url, keyPrefix: redis.key_prefix, commandTimeoutMs: redis.command_timeout }
}

export function discoverySettingsOf(config: Config, providers: readonly Provider[]): DiscoverySettings {
  const { discovery: row } = config
  return {
    autoRefresh: row.enabled && row.auto_refresh,
    searchEngine: row.search.engine,
    maxInMemoryRows: row.search.max_in_memory_rows,
    cacheTtlMs: row.cache_ttl,
    refreshIntervalMs: row.refresh_interval,
    minRefreshIntervalMs: row.min_refresh_interval,
    staleAfterMs: row.stale_after,
    timeoutMs: row.timeout,
    connectTimeoutMs: row.connect_timeout,
    readTimeoutMs: row.read_timeout,
    maxRetries: row.max_retries,
    retryDelayMs: row.retry_delay,
    concurrency: row.concurrency,
    dropGuard: row.drop_guard,
    removalMisses: row.removal_misses,
    removalHoldMs: row.removal_hold_hours * 3_600_000,
    catalogs: row.catalogs.map(({ format, url = null, path = null, interval_seconds }) => ({
      format,
      url,
      path,
      intervalMs: interval_seconds === undefined ? row.catalog_interval : interval_seconds * 1000,
    })),
    overrides: Object.entries(row.overrides).map(([pattern, fields]) => ({ pattern, fields })),
    providers: providers.map(({ row, brand, key, baseUrl, priority, enabled }) => ({
      name: row.name,
      brand,
      baseUrl,
      key,
      ...surfaceOf(row, brand),
      models: row.models,
      deployments: deployedModels(row),
      enabled,
      priority,
    })),
  }
}

export function graphqlSettingsOf({ graphql: { enabled, introspection }, app }: Config): GraphqlSettings {
  const isOpen = introspection === 'auto' ? app.environment !== 'production' : introspection
  return { enabled, schemaFor: isOpen ? 'everybody' : introspection === 'auto' ? 'administrators' : 'nobody' }
}

/** What may be reached although it is private: only what the operator wrote, host and port. */
export function egressRulesOf(config: Config): EgressRules {
  const { environment } = config.app
  return {
    allow: [
      ...config.egress.allow.map((authority) => hostPort(new URL(`http://${authority}`))),
      ...config.providers.flatMap(({ base_url }) => literal(base_url, 'provider')),
      ...Object.values(config.clouds).flatMap(({ base_url }) => literal(base_url, 'cloud')),
      ...literal(config.billing.base_url, 'provider'),
      ...literal(config.auth.oauth2.issuer, 'identity'),
      ...collectorsOf(config),
    ],
    ...(config.egress.ports && { ports: config.egress.ports }),
    ...(config.server.port > 0 && { own: [{ host: config.server.host, port: config.server.port }] }),
    plainWebhooks: environment !== 'production',
  }
}

/** A collector stands beside us more often than not, under a name of the inside; its address is the operator's word. */
const collectorsOf = (config: Config) =>
  (tracingSettingsOf(config)?.targets ?? []).map(({ url }) => ({
    ...hostPort(new URL(url)),
    class: 'telemetry' as const,
  }))

/** A base URL that is an address says itself that it is meant; a name may still come to point inside. */
function literal(baseUrl: string | undefined, egressClass: 'provider' | 'cloud' | 'identity') {
  if (!baseUrl) return []
  const url = new URL(baseUrl)
  const isAddress = /^[\d.]+$|^\[/.test(url.hostname) || url.hostname === 'localhost'
  return isAddress ? [{ ...hostPort(url), class: egressClass }] : []
}

function hostPort({ hostname, port, protocol }: URL): { host: string; port: number } {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'http:' ? 80 : 443)) }
}

export const computeSettingsOf = ({ compute, auth }: Config, environment: Environment): ComputeSettings => ({
  defaultImage: compute.default_image,
  maxInstancesPerUser: compute.max_instances_per_user,
  marginPercent: compute.margin_percent,
  chargeFrom: compute.charge_from,
  keyHeader: auth.api_key_header ?? null,
  createTimeoutMs: 60_000,
  publicUrl: environment.PROXY_API_PUBLIC_URL?.replace(/\/+$/, '') || null,
})

/** Keys are the environment's. A secret that could be guessed is refused: in production at the start, else where it is used. */
export const paymentSettingsOf = ({ app, billing }: Config, environment: Environment): PaymentSettings => ({
  secretKey: environment.STRIPE_SECRET_KEY || null,
  webhookSecret: webhookSecretOf(app.environment, environment.STRIPE_WEBHOOK_SECRET),
  baseUrl: billing.base_url,
  plans: billing.plans.map(({ id, stripe_price_id, amount, credits = amount }) => ({
    id,
    priceId: stripe_price_id,
    cents: Math.round(amount * 100),
    credits: microsOfAmount(credits),
  })),
  returnOrigins: billing.return_origins,
})

function webhookSecretOf(mode: Config['app']['environment'], given: string | undefined): string | null {
  const isSafe = isWebhookSecret(given ?? '')
  if (isSafe || given === undefined || mode !== 'production') return isSafe ? (given ?? null) : null
  const message = `is empty or shorter than ${webhookSecretBytesMin} bytes: copy it from the endpoint's page`
  throw new ConfigError([{ path: 'STRIPE_WEBHOOK_SECRET', message, source: 'environment' }], 'the environment')
}

export const staticKeysOf = ({ auth }: Config): StaticKey[] =>
  auth.api_keys.map((entry) =>
    typeof entry === 'string' ? { key: entry, role: 'operator' } : { key: entry.key, role: entry.role },
  )

export const requestRulesOf = ({ validation: { request }, auth }: Config): RequestRules => ({
  requiredHeaders: request.required_headers,
  contentTypes: request.allowed_content_types,
  credentialHeaders: [
    'authorization',
    'x-api-key',
    ...(auth.api_key_header ? [auth.api_key_header.toLowerCase()] : []),
  ],
})

/** Seed clients of the catalog send no key; production asks for one unless the operator says otherwise. */
export function anonymousPermissionsOf({ app, auth, server }: Config): readonly string[] {
  if (auth.anonymous_permissions) return auth.anonymous_permissions
  if (app.environment === 'production' || auth.api_keys_required) return []
  const loopback = server.host === '127.0.0.1' || server.host === 'localhost' || server.host === '::1'
  return ['models:read', 'models:refresh', ...(loopback ? ['events:read'] : [])]
}

/** Of callers on this machine: in production a proxy that hides whom it asks for would pass for one. */
export const localPermissionsOf = ({ app, auth }: Config): readonly string[] =>
  auth.anonymous_permissions || app.environment === 'production' || auth.api_keys_required ? [] : ['metrics:read']

/** USD per 1,000 tokens → micro-USD per 1,000,000. */
const microsPerMillion = (usdPerThousand: number) => Math.round(usdPerThousand * 1e9)

/** The catalog as routing and billing see it: what the operator wrote of a model beats what the catalog says. */
export function withOverrides(lookup: ModelLookup, { model_overrides }: Config): ModelLookup {
  if (Object.keys(model_overrides).length === 0) return lookup
  const overridden = (facts: ModelFacts): ModelFacts => {
    const written = model_overrides[facts.id]
    return written === undefined ? facts : withOverride(facts, written)
  }
  return {
    version: () => lookup.version(),
    find(provider, id) {
      const facts = lookup.find(provider, id)
      return facts && overridden(facts)
    },
    of: (provider) => lookup.of(provider).map(overridden),
    named: (name) => lookup.named(name).map(overridden),
    written: overridden,
  }
}

/** What is written holds for prompts of every length, and for what is thought as for what is said. */
const withoutOwnPrices = ({ tiers: _tiers, reasoning: _reasoning, ...price }: ModelPrice): ModelPrice => price

function withOverride(facts: ModelFacts, written: Config['model_overrides'][string]): ModelFacts {
  const { context_length, input_cost, output_cost, max_tokens = null, timeout } = written
  const known: ModelPrice = facts.price ?? {
    input: null,
    output: null,
    cacheRead: null,
    cacheWrite5m: null,
    cacheWrite1h: null,
  }
  const isPriced = input_cost !== undefined || output_cost !== undefined
  const { maxOutputTokens } = facts
  return {
    ...facts,
    contextLength: context_length ?? facts.contextLength,
    maxOutputTokens: max_tokens === null ? maxOutputTokens : Math.min(maxOutputTokens ?? max_tokens, max_tokens),
    price: isPriced
      ? {
          ...withoutOwnPrices(known),
          input: input_cost === undefined ? known.input : microsPerMillion(input_cost),
          output: output_cost === undefined ? known.output : microsPerMillion(output_cost),
        }
      : facts.price,
    overrides: {
      fields: requestFields(written),
      maxTokens: max_tokens,
      timeoutMs: timeout === undefined ? null : timeout * 1_000,
    },
  }
}
