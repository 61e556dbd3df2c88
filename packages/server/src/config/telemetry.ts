/** `telemetry`: which work is traced, and who collects it. */
import { z } from 'zod'
import { decimal, flag } from './values.ts'

const url = z.url({ protocol: /^https?$/ })

const needsEndpoint = { message: 'is a required property', path: ['endpoint'] }
const hasEndpoint = ({ enabled, endpoint }: { enabled: boolean; endpoint?: string | undefined }) =>
  !enabled || endpoint !== undefined

/** Of a request to a collector; framing is not the operator's to write. */
const sentHeaders = z
  .record(
    z.string().regex(/^(?!(?:host|content-(?:length|type|encoding)|connection|transfer-encoding)$)[\w-]+$/i),
    z.string(),
  )
  .default({})

export const telemetrySection = z
  .strictObject({
    enabled: flag.default(false),
    service_name: z.string().min(1).default('llm-proxy'),
    service_version: z.string().optional(),
    propagate: flag.default(false),
    jaeger: z
      .strictObject({
        enabled: flag.default(false),
        endpoint: url.optional(),
        username: z.string().optional(),
        password: z.string().optional(),
      })
      .refine(hasEndpoint, needsEndpoint)
      .prefault({}),
    zipkin: z
      .strictObject({ enabled: flag.default(false), endpoint: url.optional() })
      .refine(hasEndpoint, needsEndpoint)
      .prefault({}),
    otlp: z
      .strictObject({
        enabled: flag.default(false),
        endpoint: url.default('http://localhost:4317'),
        headers: sentHeaders,
      })
      .prefault({}),
    sampling: z
      .strictObject({
        probability: decimal(0, 1).default(1),
        parent_based: flag.default(true),
        rules: z
          .array(
            z.strictObject({
              service: z.string().optional(),
              operation: z.string().optional(),
              probability: decimal(0, 1),
            }),
          )
          .max(100)
          .default([]),
      })
      .prefault({}),
    resource: z
      .strictObject({
        environment: z.string().optional(),
        region: z.string().optional(),
        cluster: z.string().optional(),
      })
      .prefault({}),
  })
  .prefault({})

/** Which of its fields a log line has. */
export const structuredSection = z
  .strictObject({
    enabled: flag.default(true),
    include_trace_id: flag.default(true),
    include_span_id: flag.default(true),
    include_request_id: flag.default(true),
  })
  .prefault({})

const tracesPath = '/v1/traces'
/** Where collectors take OTLP over HTTP. */
const httpPort = '4318'
/** Where they take it over gRPC, and where Jaeger took a form of its own. */
const otherPorts: ReadonlySet<string> = new Set(['4317', '14268'])

/** Where a collector takes OTLP over HTTP, of the address that is written for it. */
export function collectorUrl(endpoint: string): string {
  const url = new URL(endpoint)
  if (otherPorts.has(url.port)) {
    url.port = httpPort
    url.pathname = tracesPath
  } else if (!url.pathname.endsWith(tracesPath)) url.pathname = url.pathname.replace(/\/*$/, tracesPath)
  return url.href
}

/** What is written and will be done in another way, or not at all. */
export function telemetryWarnings({ enabled, otlp, jaeger, zipkin }: z.output<typeof telemetrySection>): string[] {
  if (!enabled) return []
  const isAnyOn = otlp.enabled || jaeger.enabled || zipkin.enabled
  if (!isAnyOn) return ['telemetry.enabled has no effect: no exporter is enabled']
  return Object.entries({ otlp, jaeger }).flatMap(([name, { enabled, endpoint }]) =>
    enabled && endpoint !== undefined && otherPorts.has(new URL(endpoint).port)
      ? [`telemetry.${name}.endpoint: spans go to ${new URL(collectorUrl(endpoint)).host}, by OTLP over HTTP`]
      : [],
  )
}
