/** From the configuration to how calls are spread, limited and given up. */
import type { BreakerSettings } from '../cells.ts'
import type { Config, ProviderConfig } from '../config/schema.ts'
import type { ConnectionLimits } from '../egress/connections.ts'
import type { GatewaySettings } from '../gateway/gateway-parts.ts'
import { type BucketSettings, type ProviderSettings, poolOf } from '../gateway/provider-settings.ts'
import { compileRoutes } from '../gateway/routes.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

/** What names and breakers follow, beside the providers. */
export function routingOf({
  routes,
  circuit_breaker,
  health_check,
}: Config): Pick<GatewaySettings, 'routes' | 'checks' | 'breakerMetrics' | 'breakerAlerts'> {
  const { enabled, metrics, alerts } = circuit_breaker.monitoring
  return {
    routes: compileRoutes(routes).routes,
    checks: {
      isEnabled: health_check.enabled && health_check.checks.providers,
      intervalMs: health_check.interval,
      timeoutMs: health_check.timeout,
      unhealthyThreshold: health_check.unhealthy_threshold,
    },
    breakerMetrics: enabled && metrics,
    breakerAlerts: enabled && alerts,
  }
}

type Limits = Pick<
  ProviderSettings,
  | 'timeoutMs'
  | 'connectTimeoutMs'
  | 'idleTimeoutMs'
  | 'totalTimeoutMs'
  | 'answerBytesMax'
  | 'retryAttempts'
  | 'retryDelayMs'
  | 'maxConnections'
  | 'pool'
  | 'buckets'
  | 'breaker'
>

/** How long a provider is waited for, and how much it is asked: what its row says, else what is said for all. */
export function limitsOf(row: ProviderConfig, config: Config): Limits {
  const { http_client, validation } = config
  const timeout = row.timeout ?? http_client.timeout
  return {
    timeoutMs: timeout === undefined ? null : timeout * 1_000,
    connectTimeoutMs: http_client.connect_timeout * 1_000,
    idleTimeoutMs: row.idle_timeout ?? http_client.read_timeout * 1_000,
    totalTimeoutMs: row.total_timeout,
    answerBytesMax: validation.response.max_response_size,
    retryAttempts: row.retry_attempts ?? row.max_retries ?? http_client.retry_attempts,
    retryDelayMs: row.retry_delay * 1_000,
    maxConnections: row.max_connections,
    pool: poolOf(
      row.name,
      row.max_connections,
      (row.keepalive_expiry ?? http_client.pool_limits.keepalive_timeout) * 1_000,
    ),
    buckets: bucketsOf(row, config),
    breaker: breakerOf(row, config),
  }
}

/** A saved hour, or as many as the operator lets go at once. */
function bucketsOf(row: ProviderConfig, { rate_limit }: Config): BucketSettings[] {
  const ofProvider = forProvider(row, rate_limit.providers)
  const hourly = row.rate_limit === undefined ? [] : [{ everyMs: hourMs / row.rate_limit, burst: row.rate_limit }]
  if (ofProvider === undefined) return hourly
  const { requests_per_minute, burst_limit = requests_per_minute } = ofProvider
  return [...hourly, { everyMs: minuteMs / requests_per_minute, burst: burst_limit }]
}

function breakerOf(row: ProviderConfig, { circuit_breaker }: Config): BreakerSettings {
  const own = forProvider(row, circuit_breaker.providers)
  return {
    enabled: own?.enabled ?? circuit_breaker.enabled,
    failureThreshold: own?.failure_threshold ?? circuit_breaker.failure_threshold,
    recoveryMs: own?.recovery_timeout ?? circuit_breaker.recovery_timeout,
    halfOpenMaxCalls: own?.half_open_max_calls ?? circuit_breaker.half_open_max_calls,
  }
}

/** By its name, else by its type. */
function forProvider<T>({ name, type }: ProviderConfig, rows: Readonly<Record<string, T>>): T | undefined {
  if (Object.hasOwn(rows, name)) return rows[name]
  return Object.hasOwn(rows, type) ? rows[type] : undefined
}

/** Of the whole process, a class of calls each. */
export function connectionLimitsOf({ http_client }: Config): Partial<ConnectionLimits> {
  const { max_connections, max_keepalive_connections, keepalive_timeout, max_per_host } = http_client.pool_limits
  return {
    maxConnections: max_connections,
    maxIdle: max_keepalive_connections,
    maxPerOrigin: max_per_host,
    idleMs: keepalive_timeout * 1_000,
  }
}
