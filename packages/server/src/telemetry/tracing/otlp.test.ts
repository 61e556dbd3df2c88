import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Attributes } from '../../runtime.ts'
import { encodeOtlp } from './otlp.ts'
import type { Resource, SpanRecord } from './span-record.ts'

type TheirSpan = Parameters<typeof JsonTraceSerializer.serializeRequest>[0][number]

const kinds = { internal: 0, server: 1, client: 2 } as const
const resource: Resource = { 'service.name': 'llm-proxy', 'service.version': '2.0.0' }
/** One object, as spans of one process have it. */
const theirResource = { attributes: resource } as TheirSpan['resource']
const theirScope = { name: 'proxyapi', version: '1' }
const empty = { droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 }
const hrTime = (ms: number): [number, number] => [Math.floor(ms / 1_000), Math.floor((ms % 1_000) * 1e6)]
const context = ({ traceId, spanId }: { traceId: string; spanId: string }) => ({ traceId, spanId, traceFlags: 1 })

/** The same span, as the reference implementation knows it. */
const theirs = (span: SpanRecord): TheirSpan => ({
  ...empty,
  name: span.name,
  kind: kinds[span.kind],
  spanContext: () => context(span),
  ...(span.parentSpanId && { parentSpanContext: context({ traceId: span.traceId, spanId: span.parentSpanId }) }),
  startTime: hrTime(span.startMs),
  endTime: hrTime(span.endMs),
  duration: [0, 0],
  ended: true,
  status: span.error === null ? { code: 0 } : { code: 2, message: span.error },
  attributes: span.attributes as TheirSpan['attributes'],
  links: span.links.map((link) => ({ context: context(link) })),
  events: span.events.map(({ name, atMs, attributes }) => ({
    name,
    time: hrTime(atMs),
    attributes: attributes as TheirSpan['attributes'],
  })),
  resource: theirResource,
  instrumentationScope: theirScope,
})

/** Counts of what was dropped and flags are said by it and may be left out. */
function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutZeros)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => !/^dropped\w+Count$|^flags$/.test(name) && !(name === 'code' && member === 0))
      .map(([name, member]) => [name, withoutZeros(member)]),
  )
}

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => `1${digits.join('').slice(1)}`)
const anyAttributes: fc.Arbitrary<Attributes> = fc.dictionary(
  fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
  fc.oneof(
    fc.string(),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: 0.1, max: 1e6 }),
    fc.array(fc.string()),
  ),
)
/** To the microsecond, as clocks tell it. */
const anyTime = fc.integer({ min: 0, max: 999 }).map((eighths) => Date.UTC(2026, 10, 20) + eighths / 8)
const anySpan: fc.Arbitrary<SpanRecord> = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: fc.option(hex(16)),
  name: fc.string(),
  kind: fc.constantFrom('internal', 'server', 'client'),
  startMs: anyTime,
  endMs: anyTime,
  attributes: anyAttributes,
  events: fc.array(fc.record({ name: fc.string(), atMs: anyTime, attributes: anyAttributes }), { maxLength: 2 }),
  error: fc.option(fc.string()),
  links: fc.array(fc.record({ traceId: hex(32), spanId: hex(16) }), { maxLength: 2 }),
})

test('any spans are written as the reference implementation writes them', () => {
  fc.assert(
    fc.property(fc.array(anySpan, { minLength: 1, maxLength: 3 }), (spans) => {
      const ours: unknown = JSON.parse(encodeOtlp(spans, resource, '1'))
      const reference = new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans.map(theirs)))
      expect(ours).toEqual(withoutZeros(JSON.parse(reference)))
    }),
  )
})

test('an attribute that is undefined is left out', () => {
  const [span] = fc.sample(anySpan, 1)
  expect(encodeOtlp([{ ...span!, attributes: { absent: undefined } }], resource, '1')).not.toContain('absent')
})
