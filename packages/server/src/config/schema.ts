/**
 * The configuration: every key, its type and its default. Sections of areas that are not built yet are parsed and kept
 * (`kept`); an unknown key is an error with a suggestion, but for keys that begin with `x-`.
 */
import { brands } from '@proxyapi/providers'
import { z } from 'zod'
import { isBlock } from '../identity/ip-fence.ts'
import { logSinks, memorySection, metricsSection, networkSimulationSection } from './accepted-sections.ts'
import { billingSchema } from './billing.ts'
import { cachingSchema } from './caching.ts'
import { condensationSchema } from './condensation.ts'
import { validationSchema } from './content.ts'
import { discoverySection } from './discovery.ts'
import { weakSecrets, webhooksSection } from './incoming.ts'
import { rateLimitingSection, rateLimitSection } from './limit-schema.ts'
import { loadTestingSection } from './load-testing.ts'
import { modelOverride } from './model-overrides.ts'
import { breakerSection, healthCheckSection, httpClientSection, routesSection } from './routing-schema.ts'
import { jwtSection, oauth2Section } from './sign-in-schema.ts'
import { structuredSection, telemetrySection } from './telemetry.ts'
import { templatesSchema } from './templates.ts'
import { decimal, duration, flag, integer } from './values.ts'

const rows = [...brands.values()]
const providerTypes = rows.map(({ id }) => id)

const reserved =
  /^(?:authorization|x-api-key|api-key|x-goog-api-key|cookie|host|content-(?:length|type|encoding)|(?:proxy-|transfer-|keep-).*|connection|te|trailer|upgrade|expect)$/i

/** Sent with every request to a provider; credentials and framing are not the operator's to write. */
const ownHeaders = z
  .record(z.string(), z.string())
  .default({})
  .superRefine((headers, { addIssue }) => {
    for (const [name, value] of Object.entries(headers)) {
      const path = [name]
      if (reserved.test(name)) addIssue({ code: 'custom', path, message: 'is a credential or part of the framing' })
      else if (!/^[A-Za-z0-9_-]+$/.test(name))
        addIssue({ code: 'custom', path, message: 'must be the name of a header' })
      else if (/[^\t\x20-\x7e]/.test(value)) addIssue({ code: 'custom', path, message: 'must be one line of ASCII' })
    }
  })

const provider = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be lower-case letters, digits, dot, dash or underscore, at most 64'),
  type: z.string().refine((type) => brandOf(type) !== undefined, { message: 'type' }),
  base_url: z.url({ protocol: /^https?$/ }).optional(),
  api_key_env: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable, in upper case')
    .optional(),
  models: z.array(z.string().min(1)).min(1, 'must name at least one model, or "*"'),
  enabled: flag.default(true),
  priority: integer(1, 1000).optional(),
  /** Seconds to the first token, or to the end of an answer that is not streamed. */
  timeout: decimal(0.001, 3600).optional(),
  /** Our requests an hour to this provider; none unless written. */
  rate_limit: integer(1, 1e9).optional(),
  retry_attempts: integer(0, 10).optional(),
  max_retries: integer(0, 10).optional(),
  retry_delay: decimal(0, 60).default(1),
  max_connections: integer(1, 10_000).default(100),
  /** Accepted: idle connections are bounded for all providers together, by `http_client.pool_limits`. */
  max_keepalive_connections: integer(0, 10_000).optional(),
  keepalive_expiry: decimal(0, 3600).optional(),
  headers: ownHeaders,
  fallback_provider: z.string().optional(),
  fallback_models: z.record(z.string(), z.string()).default({}),
  deployments: z.record(z.string(), z.string()).default({}),
  idle_timeout: duration.optional(),
  total_timeout: duration.default(600_000),
})

const apiKey = z.union([
  z.string().min(1),
  z.strictObject({
    key: z.string().min(1),
    name: z.string().optional(),
    role: z.enum(['user', 'operator', 'admin']).default('operator'),
  }),
])

const kept = z.record(z.string(), z.unknown()).optional()

export const configSchema = z
  .strictObject({
    app: z
      .strictObject({
        name: z.string().default('LLM Proxy API'),
        version: z.string().optional(),
        environment: z.enum(['development', 'staging', 'production']).default('development'),
        debug: flag.default(false),
      })
      .prefault({}),
    server: z
      .strictObject({
        host: z.string().default('127.0.0.1'),
        port: integer(0, 65_535).default(8000),
        debug: flag.default(false),
        reload: flag.default(false),
        workers: z.union([z.literal('auto'), integer(1, 256)]).default(1),
        worker_class: z.string().optional(),
        max_requests: integer(0, 1e9).default(0),
        max_requests_jitter: integer(0, 1e9).default(0),
        drain_timeout: duration.default(25_000),
        client_timeout: duration.optional(),
        max_connections: integer(1, 1_000_000).default(10_000),
        keepalive_timeout: duration.default(75_000),
        headers_timeout: duration.default(10_000),
        request_timeout: duration.default(30_000),
        ssl: z.strictObject({ certfile: z.string().optional(), keyfile: z.string().optional() }).optional(),
      })
      .prefault({}),
    auth: z
      .strictObject({
        api_keys: z.array(apiKey).default([]),
        api_key_header: z.string().optional(),
        api_keys_required: flag.optional(),
        anonymous_permissions: z.array(z.string()).optional(),
        jwt: jwtSection,
        oauth2: oauth2Section,
      })
      .prefault({}),
    providers: z.array(provider).default([]),
    clouds: z
      .record(
        z.string(),
        z.strictObject({
          base_url: z.url({ protocol: /^https?$/ }).optional(),
          private_endpoints: flag.default(false),
          /** Of the cloud `local` alone. */
          price_per_gpu_hour: decimal(0, 10_000).default(0),
          images: z.array(z.string()).default([]),
          programs: z.record(z.string(), z.array(z.string()).min(1)).default({}),
        }),
      )
      .default({}),
    compute: z
      .strictObject({
        default_image: z.string().default('nvidia/cuda:12.0.0-base-ubuntu22.04'),
        max_instances_per_user: integer(1, 10_000).default(20),
        margin_percent: decimal(0, 1000).default(0),
        charge_from: z.enum(['accepted', 'ready']).default('accepted'),
      })
      .prefault({}),
    database: z
      .strictObject({
        url: z.string().default('./gpuproxy.db'),
        pool_max: integer(1, 1000).default(10),
        statement_timeout: duration.default(5_000),
      })
      .prefault({}),
    security: z
      .strictObject({
        enforce_https: flag.default(false),
        ssl_verify: flag.default(true),
        ca_file: z.string().min(1).optional(),
        trusted_proxies: z
          .array(z.string().refine(isBlock, 'must be an address or a block such as 10.0.0.0/8'))
          .default([]),
        cors_origins: z.array(z.string()).default([]),
        rate_limiting: rateLimitingSection,
      })
      .prefault({}),
    validation: validationSchema,
    logging: z
      .strictObject({
        ...logSinks,
        level: z
          .preprocess((level) => String(level).toLowerCase(), z.enum(['debug', 'info', 'warning', 'error', 'critical']))
          .optional(),
        format: z.string().default('json'),
        structured: structuredSection,
      })
      .prefault({}),
    discovery: discoverySection,
    egress: z
      .strictObject({
        ports: z.array(integer(1, 65_535)).optional(),
        /** Exact `host:port` that may be private, for every class. */
        allow: z
          .array(z.string().regex(/^[^\s/@:]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/, 'must be host:port'))
          .default([]),
      })
      .prefault({}),
    model_aliases: z.record(z.string(), z.string()).default({}),
    model_overrides: z.record(z.string(), modelOverride).default({}),
    max_attempts: integer(1, 20).default(6),
    routes: routesSection,
    graphql: z
      .strictObject({
        enabled: flag.default(true),
        introspection: z.union([z.literal('auto'), flag]).default('auto'),
      })
      .prefault({}),
    caching: cachingSchema,
    rate_limit: rateLimitSection,
    http_client: httpClientSection,
    condensation: condensationSchema,
    memory: memorySection,
    circuit_breaker: breakerSection,
    telemetry: telemetrySection,
    metrics: metricsSection,
    monitoring: z.strictObject({ enabled: flag.default(true) }).prefault({}),
    health_check: healthCheckSection,
    load_testing: loadTestingSection,
    chaos_engineering: kept,
    templates: templatesSchema,
    network_simulation: networkSimulationSection,
    webhooks: webhooksSection,
    billing: billingSchema,
    api: z.strictObject({ unversioned: z.string().default('v1') }).prefault({}),
    redis: z
      .strictObject({
        url: z.url({ protocol: /^rediss?$/ }).optional(),
        key_prefix: z.string().default('px:'),
        command_timeout: duration.default(100),
      })
      .prefault({}),
  })
  .check(({ value, issues }) => {
    const weak = value.app.environment === 'production' ? weakSecrets(value.webhooks) : []
    for (const problem of [...crossChecks(value.providers), ...weak])
      issues.push({ code: 'custom', input: value, ...problem })
  })

export type Config = z.output<typeof configSchema>
export type ProviderConfig = Config['providers'][number]

export const providerTypeList = `[${providerTypes.map((type) => `'${type}'`).join(', ')}]`

/** The row of a `type`, by name or alias. */
export const brandOf = (type: string) => rows.find(({ id, aliases }) => id === type || aliases.includes(type))

interface Problem {
  path: (string | number)[]
  message: string
}

function crossChecks(providers: readonly ProviderConfig[]): Problem[] {
  const found: Problem[] = []
  const say = (i: number, key: string, message: string) => found.push({ path: ['providers', i, key], message })
  for (const [i, { name, priority, fallback_provider, type, base_url }] of providers.entries()) {
    if (providers.findIndex((other) => other.name === name) < i) say(i, 'name', 'Provider names must be unique')
    if (priority !== undefined && providers.findIndex((other) => other.priority === priority) < i)
      say(i, 'priority', 'Provider priorities must be unique')
    if (!base_url && brandOf(type)?.baseUrl === null) say(i, 'base_url', 'is a required property')
    if (fallback_provider === undefined) continue
    if (fallback_provider === name) say(i, 'fallback_provider', 'a provider cannot fall back to itself')
    else if (!providers.some((other) => other.name === fallback_provider))
      say(i, 'fallback_provider', `there is no provider '${fallback_provider}'`)
    else if (isCycle(providers, name)) say(i, 'fallback_provider', 'the fallbacks form a cycle')
  }
  return found
}

function isCycle(providers: readonly ProviderConfig[], start: string): boolean {
  const next = new Map(providers.map(({ name, fallback_provider }) => [name, fallback_provider]))
  const seen = new Set<string>()
  for (let at: string | undefined = start; at !== undefined; at = next.get(at)) {
    if (seen.has(at)) return at === start
    seen.add(at)
  }
  return false
}
