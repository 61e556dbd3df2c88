import { z } from 'zod'
import { decimal, duration, flag, integer } from './values.ts'

const strategy = z.enum(['truncate', 'secondary_provider', 'skip_summarization'])

/** When and how long prompts are made shorter. */
export const condensationSchema = z
  .strictObject({
    enabled: flag.default(true),
    /** Characters of history; unwritten: only a prompt that does not fit is made shorter. */
    truncation_threshold: integer(1, 1e9).optional(),
    summary_max_tokens: integer(1, 1_000_000).optional(),
    /** The older name of the one above, which wins. */
    max_tokens_default: integer(1, 1_000_000).optional(),
    cache_size: integer(0, 10_000_000).default(1_000),
    cache_ttl: duration.prefault(3_600),
    cache_persist: flag.default(false),
    adaptive_enabled: flag.default(true),
    adaptive_factor: decimal(0, 1).default(0.5),
    quality_threshold: decimal(0, 1).default(0.8),
    error_patterns: z.array(z.string().min(1)).optional(),
    /** The older name of the one above, which wins. */
    error_keywords: z.array(z.string().min(1)).optional(),
    fallback_strategies: z.array(strategy).default(['truncate', 'secondary_provider', 'skip_summarization']),
    batch_size: integer(1, 10_000).default(10),
    concurrency_limit: integer(1, 1_000).default(5),
    timeout: decimal(0.1, 600).default(30),
    parallel_providers: integer(1, 8).default(1),
    model: z.string().min(1).optional(),
    monitoring: z
      .strictObject({
        enabled: flag.default(true),
        metrics: flag.default(true),
        alerts: flag.default(true),
        alert_threshold: decimal(0, 1).default(0.9),
      })
      .prefault({}),
  })
  .prefault({})
