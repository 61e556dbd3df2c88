/** From the configuration to what limits count. */
import type { Config } from '../config/schema.ts'
import type { Rate } from '../limits/gcra.ts'
import type { LimitSettings } from '../limits/limit-settings.ts'
import { compileRouteLimits } from '../limits/route-limits.ts'

const minuteMs = 60_000
const defaultRequests = 100

/** `rate_limit` goes before its older name in `security`, key by key. */
export function limitSettingsOf({ rate_limit, security }: Config): LimitSettings {
  const { ip_limits, headers, routes } = rate_limit
  const principal = principalRate(rate_limit, security.rate_limiting)
  const perAddress = ip_limits.requests_per_minute
  return {
    isEnabled: rate_limit.enabled ?? security.rate_limiting.enabled ?? true,
    principal,
    user: userRate(rate_limit.user_limits, principal),
    routes: compileRouteLimits(routes).routes,
    ip: {
      strangers: ip_limits.enabled ? perMinute(perAddress ?? defaultRequests) : null,
      all: ip_limits.enabled && perAddress !== undefined ? perMinute(perAddress) : null,
      whitelist: ip_limits.enabled ? ip_limits.whitelist : [],
      blacklist: ip_limits.enabled ? ip_limits.blacklist : [],
    },
    headers: {
      isEnabled: headers.enabled,
      remaining: headers.remaining,
      reset: headers.reset,
      retryAfter: headers.retry_after,
    },
  }
}

function principalRate(above: Config['rate_limit'], below: Config['security']['rate_limiting']): Rate {
  const isOlder = above.requests_per_window === undefined && below.requests_per_minute !== undefined
  const limit = above.requests_per_window ?? below.requests_per_minute ?? defaultRequests
  const windowMs = isOlder ? minuteMs : (above.window_seconds ?? 60) * 1_000
  return { limit, windowMs, burst: above.burst_limit ?? below.burst_limit ?? limit }
}

function userRate(row: Config['rate_limit']['user_limits'], principal: Rate): Rate | null {
  const { enabled, requests_per_minute: limit, burst_limit: burst } = row
  if (!enabled) return null
  if (limit !== undefined) return perMinute(limit, burst)
  return burst === undefined ? principal : { ...principal, burst }
}

const perMinute = (limit: number, burst = limit): Rate => ({ limit, windowMs: minuteMs, burst })
