/** Sections of the configuration that decide where calls go and how long they wait. */
import { z } from 'zod'
import { compileRoutes } from '../gateway/routes.ts'
import { strategyNames } from '../gateway/strategies.ts'
import { healthParts } from './accepted-sections.ts'
import { decimal, duration, flag, integer } from './values.ts'

const model = z.string().min(1).max(256)

const scoreWeights = z.strictObject({
  price: decimal(0, 1_000).optional(),
  failure: decimal(0, 1_000).optional(),
  first_token: decimal(0, 1_000).optional(),
  speed: decimal(0, 1_000).optional(),
  busy: decimal(0, 1_000).optional(),
})

const route = z.strictObject({
  strategy: z.enum(strategyNames).default('priority'),
  weights: scoreWeights.optional(),
  targets: z
    .array(z.strictObject({ model, weight: decimal(0, 1e6).default(1) }))
    .min(1, 'must name at least one target')
    .max(100, 'must not name more than 100 targets'),
  fallbacks: z.array(model).max(16, 'must not name more than 16 fallbacks').default([]),
  when: z
    .array(z.strictObject({ if: z.record(z.string(), z.record(z.string(), z.unknown())), use: model }))
    .max(64, 'must not have more than 64 rules')
    .default([]),
  canary: z
    .strictObject({ model, percent: decimal(0, 100), by: z.enum(['session', 'request']).default('session') })
    .optional(),
  sticky: z.enum(['session', 'off']).default('off'),
})

export const routesSection = z
  .record(z.string().min(1).max(128), route)
  .default({})
  .check(({ value, issues }) => {
    for (const problem of compileRoutes(value).problems)
      issues.push({ code: 'custom', input: value, path: [...problem.path], message: problem.message })
  })

const breaker = {
  failure_threshold: integer(1, 1_000),
  recovery_timeout: duration,
  half_open_max_calls: integer(1, 1_000),
}

export const breakerSection = z
  .strictObject({
    enabled: flag.default(true),
    failure_threshold: breaker.failure_threshold.default(5),
    recovery_timeout: breaker.recovery_timeout.default(60_000),
    half_open_max_calls: breaker.half_open_max_calls.default(3),
    /** Accepted; which failures count is fixed. */
    expected_exception: z.string().default('ProviderError'),
    /** By the name or the type of a provider. */
    providers: z
      .record(
        z.string(),
        z.strictObject({
          enabled: flag.optional(),
          failure_threshold: breaker.failure_threshold.optional(),
          recovery_timeout: breaker.recovery_timeout.optional(),
          half_open_max_calls: breaker.half_open_max_calls.optional(),
        }),
      )
      .default({}),
    monitoring: z
      .strictObject({ enabled: flag.default(true), metrics: flag.default(true), alerts: flag.default(true) })
      .prefault({}),
  })
  .prefault({})

/** Seconds, where the unit is not in the name: what providers say themselves counts before these. */
export const httpClientSection = z
  .strictObject({
    timeout: decimal(0.001, 3_600).optional(),
    connect_timeout: decimal(0.001, 600).default(10),
    read_timeout: decimal(0.001, 3_600).default(60),
    retry_attempts: integer(0, 10).default(3),
    dns_cache_ttl: decimal(0, 86_400).default(300),
    pool_limits: z
      .strictObject({
        max_connections: integer(1, 100_000).default(2_000),
        max_keepalive_connections: integer(0, 100_000).default(200),
        keepalive_timeout: decimal(0, 3_600).default(30),
        max_per_host: integer(1, 100_000).default(200),
      })
      .prefault({}),
  })
  .prefault({})

export const healthCheckSection = z
  .strictObject({
    enabled: flag.default(true),
    interval: duration.default(30_000),
    timeout: duration.default(5_000),
    unhealthy_threshold: integer(1, 1_000).default(3),
    checks: z.strictObject({ providers: flag.default(true), ...healthParts.checks }).prefault({}),
    detailed: healthParts.detailed,
    endpoints: healthParts.endpoints,
  })
  .prefault({})
