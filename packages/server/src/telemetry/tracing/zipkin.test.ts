import { expect, test } from 'vitest'
import type { SpanRecord } from './span-record.ts'
import { encodeZipkin } from './zipkin.ts'

const span: SpanRecord = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  parentSpanId: '1111111111111111',
  name: 'GET /v1/models',
  kind: 'server',
  startMs: 1_768_213_800_000.25,
  endMs: 1_768_213_800_012.5,
  attributes: { 'http.response.status_code': 503, streamed: true, absent: undefined },
  events: [{ name: 'exception', atMs: 1_768_213_800_010, attributes: { 'exception.type': 'OVERLOADED' } }],
  error: 'OVERLOADED',
  links: [{ traceId: '4bf92f3577b34da6a3ce929d0e0e4737', spanId: '2222222222222222' }],
}
const resource = { 'service.name': 'llm-proxy', 'cloud.region': 'eu' }
const written = (over: Partial<SpanRecord> = {}) =>
  (JSON.parse(encodeZipkin([{ ...span, ...over }], resource)) as Record<string, unknown>[])[0]!

test('a span is written in the form of Zipkin: microseconds, text tags, its service', () => {
  expect(written()).toEqual({
    traceId: span.traceId,
    id: span.spanId,
    parentId: span.parentSpanId,
    name: 'GET /v1/models',
    kind: 'SERVER',
    timestamp: 1_768_213_800_000_250,
    duration: 12_250,
    localEndpoint: { serviceName: 'llm-proxy' },
    annotations: [{ timestamp: 1_768_213_800_010_000, value: 'exception OVERLOADED' }],
    tags: {
      'cloud.region': 'eu',
      'http.response.status_code': '503',
      streamed: 'true',
      error: 'OVERLOADED',
      links: '4bf92f3577b34da6a3ce929d0e0e4737-2222222222222222',
    },
  })
})

test('what has no parent, no kind and no failure says nothing of them', () => {
  const plain = written({ parentSpanId: null, kind: 'internal', error: null, links: [], events: [] })
  expect(Object.keys(plain)).not.toContain('parentId')
  expect(Object.keys(plain)).not.toContain('kind')
  expect(plain.tags).not.toHaveProperty('error')
})

test('a span of no time has lasted a microsecond, since none would mean that nobody knows', () => {
  expect(written({ endMs: span.startMs }).duration).toBe(1)
})
