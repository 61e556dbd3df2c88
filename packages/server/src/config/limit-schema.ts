/** Sections of the configuration that say how much may be asked. Counts are requests. */
import { z } from 'zod'
import { isBlock } from '../identity/ip-fence.ts'
import { compileRouteLimits } from '../limits/route-limits.ts'
import { flag, integer } from './values.ts'

const count = integer(1, 1e9)
const blocks = z
  .array(z.string().refine(isBlock, 'must be an address or a block such as 10.0.0.0/8'))
  .max(10_000)
  .default([])
const header = (name: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/, 'must be the name of a header')
    .default(name)

export const rateLimitSection = z
  .strictObject({
    /** Absent: as `security.rate_limiting` says, else true. */
    enabled: flag.optional(),
    requests_per_window: count.optional(),
    window_seconds: integer(1, 86_400).optional(),
    burst_limit: count.optional(),
    /** A path or an operation → `500/minute`. */
    routes: z.record(z.string(), z.string()).default({}),
    /** Of our own calls to a provider, by its name or type. */
    providers: z
      .record(z.string(), z.strictObject({ requests_per_minute: count, burst_limit: count.optional() }))
      .default({}),
    ip_limits: z
      .strictObject({
        enabled: flag.default(true),
        /** Absent: 100, and only for callers without a valid credential. */
        requests_per_minute: count.optional(),
        whitelist: blocks,
        blacklist: blocks,
      })
      .prefault({}),
    user_limits: z
      .strictObject({
        enabled: flag.default(true),
        requests_per_minute: count.optional(),
        burst_limit: count.optional(),
      })
      .prefault({}),
    headers: z
      .strictObject({
        enabled: flag.default(true),
        remaining: header('X-RateLimit-Remaining'),
        reset: header('X-RateLimit-Reset'),
        retry_after: header('Retry-After'),
      })
      .prefault({}),
  })
  .prefault({})
  .check(({ value, issues }) => {
    for (const { path, message } of compileRouteLimits(value.routes).problems)
      issues.push({ code: 'custom', input: value, path: ['routes', ...path], message })
  })

/** The older name of the principal's limit: `rate_limit` goes before it. */
export const rateLimitingSection = z
  .strictObject({
    enabled: flag.optional(),
    requests_per_minute: count.optional(),
    burst_limit: count.optional(),
  })
  .prefault({})
