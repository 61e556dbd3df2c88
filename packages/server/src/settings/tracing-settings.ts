/** From the configuration to what tracing is told: who collects, what is recorded, who we say we are. */
import type { Config } from '../config/schema.ts'
import { collectorUrl } from '../config/telemetry.ts'
import type { TracingSettings } from '../telemetry/tracing/create-tracing.ts'
import { version } from '../version.ts'

/** Null where nothing is traced. */
export function tracingSettingsOf({ telemetry, monitoring, app }: Config): TracingSettings | null {
  const { enabled, otlp, jaeger, zipkin, sampling, resource } = telemetry
  if (!enabled || !monitoring.enabled) return null
  const { service_name, service_version = app.version ?? version } = telemetry
  const targets: TracingSettings['targets'] = [
    ...(otlp.enabled ? [otlpTarget('otlp', otlp.endpoint, otlp.headers)] : []),
    ...(jaeger.enabled ? [otlpTarget('jaeger', jaeger.endpoint!, credentialOf(jaeger))] : []),
    ...(zipkin.enabled ? [{ name: 'zipkin', format: 'zipkin' as const, url: zipkin.endpoint!, headers: {} }] : []),
  ]
  if (targets.length === 0) return null
  return {
    targets,
    resource: defined({
      'service.name': service_name,
      'service.version': service_version,
      'deployment.environment.name': resource.environment ?? app.environment,
      'cloud.region': resource.region,
      'k8s.cluster.name': resource.cluster,
    }),
    propagates: telemetry.propagate,
    sampling: {
      probability: sampling.probability,
      isParentBased: sampling.parent_based,
      rules: sampling.rules
        .filter(({ service }) => service === undefined || service === service_name)
        .map(({ operation = null, probability }) => ({ operation, probability })),
    },
  }
}

const otlpTarget = (name: string, endpoint: string, headers: Record<string, string>) => ({
  name,
  format: 'otlp' as const,
  url: collectorUrl(endpoint),
  headers,
})

const credentialOf = ({ username, password = '' }: Config['telemetry']['jaeger']): Record<string, string> =>
  username === undefined ? {} : { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }

const defined = (row: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(row).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** Which ids of a request its log line has. */
export function loggedIdsOf({ logging }: Config) {
  const { enabled, include_request_id, include_trace_id, include_span_id } = logging.structured
  return {
    requestId: enabled && include_request_id,
    traceId: enabled && include_trace_id,
    spanId: enabled && include_span_id,
  }
}
