/** `discovery`: how often models are asked for, what is believed, and what the operator knows better. */
import { z } from 'zod'
import { decimal, duration, flag, integer } from './values.ts'

const formats = ['models_dev', 'litellm', 'openrouter', 'deprecations'] as const

/** Public catalogs, as they are asked where nothing else is written. */
const publicCatalogs = [
  { format: 'models_dev', url: 'https://models.dev/api.json' },
  {
    format: 'litellm',
    url: 'https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json',
  },
  { format: 'openrouter', url: 'https://openrouter.ai/api/v1/models' },
  { format: 'deprecations', url: 'https://deprecations.info/v1/deprecations.json' },
] as const

const catalog = z
  .strictObject({
    format: z.enum(formats),
    url: z.url({ protocol: /^https?$/ }).optional(),
    path: z.string().min(1).optional(),
    interval_seconds: integer(60, 31_536_000).optional(),
  })
  .refine(({ url, path }) => (url === undefined) !== (path === undefined), {
    message: 'needs a url or a path, not both',
  })

const tokens = integer(1, 1e9).optional()
const usd = decimal(0, 1e9).optional()
const names = z.array(z.string().min(1)).max(50).optional()
const day = z.iso.date().optional()
const partialDate = z
  .string()
  .regex(/^\d{4}(?:-\d{2}){0,2}$/, 'must be YYYY, YYYY-MM or YYYY-MM-DD')
  .optional()
const modality = z.enum(['text', 'image', 'audio', 'video', 'pdf', 'embedding'])
const supports = [
  'streaming',
  'tools',
  'parallel_tools',
  'json_mode',
  'structured_output',
  'vision',
  'audio',
  'pdf',
  'reasoning',
  'prompt_cache',
  'embeddings',
  'rerank',
  'web_search',
] as const
const capabilities = [
  'moderation',
  'image_generation',
  'speech',
  'transcription',
  'realtime',
  'batch',
  'fine_tuning',
] as const

/** USD for 1,000,000 tokens, or for one piece. */
const pricing = z.strictObject({
  mode: z.enum(['dynamic', 'hourly']).optional(),
  input: usd,
  output: usd,
  cache_read: usd,
  cache_write_5m: usd,
  cache_write_1h: usd,
  reasoning: usd,
  input_audio: usd,
  output_audio: usd,
  input_image: usd,
  image: usd,
  request: usd,
  web_search: usd,
  character: usd,
  audio_minute: usd,
  hour: usd,
  batch: z.strictObject({ input: usd, output: usd }).optional(),
  tiers: z
    .array(
      z.strictObject({
        min_input_tokens: integer(1, 1e9),
        input: usd,
        output: usd,
        cache_read: usd,
        cache_write_5m: usd,
      }),
    )
    .max(20)
    .optional(),
})

const override = z.strictObject({
  note: z.string().max(500).optional(),
  name: z.string().min(1).max(200).optional(),
  author: z.string().min(1).max(200).optional(),
  family: z.string().min(1).max(200).optional(),
  canonical_id: z.string().min(1).max(300).optional(),
  alias_of: z.string().min(1).max(300).optional(),
  aliases: names,
  context_length: tokens,
  max_input_tokens: tokens,
  max_tokens: tokens,
  status: z.enum(['alpha', 'beta', 'ga', 'legacy', 'deprecated', 'retired', 'unknown']).optional(),
  release_date: partialDate,
  knowledge_cutoff: partialDate,
  deprecation_date: day,
  shutdown_date: day,
  replacement: names,
  supports_chat: flag.optional(),
  supports_completion: flag.optional(),
  supports: z.partialRecord(z.enum(supports), flag).optional(),
  capabilities: z.array(z.enum(capabilities)).optional(),
  modalities: z.strictObject({ input: z.array(modality).optional(), output: z.array(modality).optional() }).optional(),
  /** USD per 1,000 tokens. */
  input_cost: usd,
  output_cost: usd,
  pricing: pricing.optional(),
})

const uidOrGlob = z.string().regex(/^[^:\s]+:\S.*$|\*/, 'must be a uid such as openai:gpt-4o, or hold a *')

export const discoverySection = z
  .looseObject({
    enabled: flag.default(true),
    auto_refresh: flag.default(true),
    cache_ttl: duration.default(300_000),
    refresh_interval: duration.default(3_600_000),
    min_refresh_interval: duration.default(60_000),
    stale_after: duration.default(86_400_000),
    timeout: duration.default(30_000),
    connect_timeout: duration.default(10_000),
    read_timeout: duration.default(20_000),
    max_retries: integer(0, 10).default(3),
    retry_delay: duration.default(1_000),
    concurrency: integer(1, 64).default(4),
    drop_guard: decimal(0, 1).default(0.2),
    removal_misses: integer(1, 100).default(3),
    removal_hold_hours: decimal(0, 8_760).default(24),
    catalogs: z
      .array(catalog)
      .max(20)
      .default([...publicCatalogs]),
    catalog_interval: duration.default(21_600_000),
    overrides: z.record(uidOrGlob, override).default({}),
    search: z
      .strictObject({
        engine: z.enum(['auto', 'memory', 'postgres']).default('auto'),
        max_in_memory_rows: integer(1, 10_000_000).default(100_000),
      })
      .prefault({}),
  })
  .prefault({})
