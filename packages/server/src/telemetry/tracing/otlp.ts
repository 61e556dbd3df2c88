/** OTLP/HTTP in JSON, as collectors take it at /v1/traces. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
import type { Attributes, AttributeValue, SpanContext, SpanKind } from '../../runtime.ts'
import { fineTime, type Resource, type SpanRecord } from './span-record.ts'

const kinds: Readonly<Record<SpanKind, number>> = { internal: 1, server: 2, client: 3 }
const failed = 2

/** The body of one export. */
export function encodeOtlp(spans: readonly SpanRecord[], resource: Resource, version: string): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: keyValues(resource) },
        scopeSpans: [{ scope: { name: 'proxyapi', version }, spans: spans.map(spanOf) }],
      },
    ],
  })
}

const spanOf = ({ traceId, spanId, parentSpanId, ...span }: SpanRecord) => ({
  traceId,
  spanId,
  ...(parentSpanId !== null && { parentSpanId }),
  name: span.name,
  kind: kinds[span.kind],
  startTimeUnixNano: fineTime(span.startMs, 6),
  endTimeUnixNano: fineTime(span.endMs, 6),
  attributes: keyValues(span.attributes),
  events: span.events.map(({ name, atMs, attributes }) => ({
    name,
    timeUnixNano: fineTime(atMs, 6),
    attributes: keyValues(attributes),
  })),
  links: span.links.map(({ traceId, spanId }: SpanContext) => ({ traceId, spanId, attributes: [] })),
  status: span.error === null ? {} : { code: failed, message: span.error },
})

const keyValues = (attributes: Attributes) =>
  Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value) }]))

function anyValue(value: AttributeValue): Record<string, unknown> {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: value } : { doubleValue: value }
  return { arrayValue: { values: value.map(anyValue) } }
}
