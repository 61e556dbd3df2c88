/** Sections, and parts of sections, of areas that are not built: what may be written, so that a mistake is found today. */
import { z } from 'zod'
import { decimal, duration, flag, integer, megabytes, size } from './values.ts'

const percent = (fallback: number) => decimal(0, 100).default(fallback)
const url = z.url({ protocol: /^https?$/ })

const profile = z
  .strictObject({
    enabled: flag.optional(),
    dump_on_high_usage: flag.default(true),
    profile_interval: duration.default(300_000),
  })
  .prefault({})

export const memorySection = z
  .strictObject({
    gc_threshold_percent: percent(80),
    max_usage_percent: percent(85),
    emergency_threshold_percent: percent(95),
    /** Absolute, of a process; in their place the percentages do not count. */
    max_usage_mb: megabytes.optional(),
    emergency_usage_mb: megabytes.optional(),
    monitoring_interval: duration.default(30_000),
    cache_cleanup_interval: duration.default(300_000),
    gc_tuning: z
      .strictObject({
        enabled: flag.default(true),
        generation0_threshold: integer(1, 1e9).default(700),
        generation1_threshold: integer(1, 1e9).default(10),
        generation2_threshold: integer(1, 1e9).default(10),
      })
      .prefault({}),
    profiling: profile,
    leak_detection: profile,
  })
  .prefault({})
  .refine((row) => row.gc_threshold_percent <= row.max_usage_percent, {
    message: 'is greater than memory.max_usage_percent: the thresholds must rise',
    path: ['gc_threshold_percent'],
  })
  .refine((row) => row.max_usage_percent <= row.emergency_threshold_percent, {
    message: 'is greater than memory.emergency_threshold_percent: the thresholds must rise',
    path: ['max_usage_percent'],
  })

const ownLabelsMax = 8

const alertRule = z.strictObject({
  name: z.string().min(1),
  condition: z.string().min(1),
  severity: z.string().default('warning'),
  description: z.string().default(''),
})

export const metricsSection = z
  .strictObject({
    enabled: flag.default(true),
    prometheus: z
      .strictObject({
        enabled: flag.default(true),
        port: integer(0, 65_535).optional(),
        path: z.string().startsWith('/').default('/metrics'),
        registry: z.string().default('default'),
      })
      .prefault({}),
    custom: z
      .strictObject({
        enabled: flag.default(true),
        prefix: z
          .string()
          .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be lower-case letters, digits and underscores, at most 40')
          .default('proxyapi'),
        labels: z
          .record(z.string(), z.string())
          .default({})
          .superRefine((labels, { addIssue }) => {
            if (Object.keys(labels).length > ownLabelsMax)
              addIssue({ code: 'custom', message: `must be at most ${ownLabelsMax}` })
            for (const name of Object.keys(labels))
              if (!/^(?!le$|__)[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))
                addIssue({ code: 'custom', path: [name], message: 'must be the name of a label' })
          }),
      })
      .prefault({}),
    collection: z.strictObject({ interval: duration.default(30_000), timeout: duration.default(10_000) }).prefault({}),
    alerting: z
      .strictObject({
        enabled: flag.default(true),
        rules: z.array(alertRule).default([]),
        webhook_url: url.optional(),
        cpu_threshold: percent(80),
        memory_threshold: percent(85),
      })
      .prefault({}),
  })
  .prefault({})

export const networkSimulationSection = z
  .strictObject({
    enabled: flag.default(false),
    target: z.string().default('all'),
    latency_ms: integer(0, 600_000).default(0),
    jitter_ms: integer(0, 600_000).default(0),
    loss: decimal(0, 1).default(0),
    bandwidth_kbps: integer(0, 1e9).default(0),
  })
  .prefault({})

/** Of `logging`: where lines go beside the standard output. */
export const logSinks = {
  file: z.string().min(1).optional(),
  max_file_size: size.default(100 * 2 ** 20),
  max_files: integer(1, 10_000).default(10),
  backup_count: integer(1, 10_000).optional(),
  rotation: z.enum(['daily', 'size', 'time']).default('daily'),
  compression: z.enum(['none', 'gzip']).default('none'),
  encoding: z.string().default('utf-8'),
  filters: z
    .array(
      z.strictObject({
        type: z.string(),
        level: z.string().optional(),
        modules: z.array(z.string()).optional(),
        patterns: z.array(z.string()).optional(),
      }),
    )
    .default([]),
  external: z
    .strictObject({
      loki: z
        .strictObject({
          enabled: flag.default(false),
          url: url.optional(),
          labels: z.record(z.string(), z.string()).default({}),
        })
        .prefault({}),
      elasticsearch: z
        .strictObject({
          enabled: flag.default(false),
          hosts: z.array(z.string()).default([]),
          index: z.string().optional(),
          username: z.string().optional(),
          password: z.string().optional(),
        })
        .prefault({}),
    })
    .prefault({}),
}

/** Of `health_check`: what counts, and what is shown. */
export const healthParts = {
  checks: { cache: flag.default(true), database: flag.default(false), external_services: flag.default(true) },
  detailed: z
    .strictObject({
      enabled: flag.default(true),
      include_metrics: flag.default(true),
      include_config: flag.default(false),
    })
    .prefault({}),
  endpoints: z
    .strictObject({
      liveness: z.string().startsWith('/').default('/health/live'),
      readiness: z.string().startsWith('/').default('/health/ready'),
      detailed: z.string().startsWith('/').default('/health'),
    })
    .prefault({}),
}
