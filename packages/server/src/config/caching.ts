import { z } from 'zod'
import { duration, flag, integer, megabytes } from './values.ts'

const cache = (sizeMb: number, ttlSeconds: number, entries: number) =>
  z
    .strictObject({
      max_size_mb: megabytes.prefault(sizeMb),
      ttl: duration.prefault(ttlSeconds),
      /** Below memory, from 4 KB on. */
      compression: flag.default(false),
      max_entries: integer(1, 10_000_000).default(entries),
    })
    .prefault({})

/** What may be kept of answers and summaries, and where. */
export const cachingSchema = z
  .strictObject({
    enabled: flag.default(false),
    response_cache: cache(256, 1_800, 10_000),
    summary_cache: cache(128, 3_600, 2_000),
    /** Of all caches together. */
    max_memory_mb: megabytes.prefault(512),
    /** Models whose newest answers are taken into memory before the server is ready. */
    warm: z.array(z.string()).default([]),
    disk: z
      .strictObject({
        enabled: flag.default(false),
        path: z.string().min(1).default('cache'),
        max_size_mb: megabytes.prefault(1_024),
      })
      .prefault({}),
  })
  .prefault({})
