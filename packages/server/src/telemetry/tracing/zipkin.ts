/** Zipkin v2 in JSON, as its collectors take it at /api/v2/spans. https://zipkin.io/zipkin-api/#/default/post_spans */
import type { Attributes, SpanKind } from '../../runtime.ts'
import { fineTime, type Resource, type SpanRecord } from './span-record.ts'

const kinds: Readonly<Record<SpanKind, string | undefined>> = {
  internal: undefined,
  server: 'SERVER',
  client: 'CLIENT',
}

/** The body of one export. Links, which Zipkin has not, are told as tags. */
export function encodeZipkin(spans: readonly SpanRecord[], { 'service.name': serviceName, ...resource }: Resource) {
  return JSON.stringify(
    spans.map((span) => ({
      traceId: span.traceId,
      id: span.spanId,
      ...(span.parentSpanId !== null && { parentId: span.parentSpanId }),
      name: span.name,
      kind: kinds[span.kind],
      timestamp: Number(fineTime(span.startMs, 3)),
      // Zero would mean that it is not known.
      duration: Math.max(1, Math.round((span.endMs - span.startMs) * 1_000)),
      localEndpoint: { serviceName },
      annotations: span.events.map(({ name, atMs, attributes }) => ({
        timestamp: Number(fineTime(atMs, 3)),
        value: [name, attributes['exception.type']].filter(Boolean).join(' '),
      })),
      tags: tagsOf({
        ...resource,
        ...span.attributes,
        ...(span.error !== null && { error: span.error }),
        ...(span.links.length > 0 && { links: span.links.map(({ traceId, spanId }) => `${traceId}-${spanId}`) }),
      }),
    })),
  )
}

const tagsOf = (attributes: Attributes) =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  )
