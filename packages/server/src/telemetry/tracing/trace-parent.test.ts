import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatTraceParent, parseTraceParent } from './trace-parent.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'

test('a header of the standard is read, with its bit for sampled', () => {
  expect(parseTraceParent(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, isSampled: true })
  expect(parseTraceParent(`00-${traceId}-${spanId}-00`)).toEqual({ traceId, spanId, isSampled: false })
  expect(parseTraceParent(`00-${traceId}-${spanId}-03`)?.isSampled).toBe(true)
  expect(parseTraceParent(`00-${traceId}-${spanId}-02`)?.isSampled).toBe(false)
})

test('a later version may say more at its end, ours may not', () => {
  expect(parseTraceParent(`cc-${traceId}-${spanId}-01-what-the-future-brings`)?.traceId).toBe(traceId)
  expect(parseTraceParent(`00-${traceId}-${spanId}-01-more`)).toBeNull()
})

test.each([
  ['nothing', null],
  ['an empty text', ''],
  ['the version that is none', `ff-${traceId}-${spanId}-01`],
  ['capitals', `00-${traceId.toUpperCase()}-${spanId}-01`],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
  ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['a short trace', `00-${traceId.slice(1)}-${spanId}-01`],
  ['no flags', `00-${traceId}-${spanId}`],
  ['text before it', ` 00-${traceId}-${spanId}-01`],
  ['a second header joined to it', `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
])('%s begins a new trace', (_, text) => {
  expect(parseTraceParent(text)).toBeNull()
})

const hexOf = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => `1${digits.join('').slice(1)}`)

test('what is written is read again, and no text makes it throw', () => {
  fc.assert(
    fc.property(hexOf(32), hexOf(16), (trace, span) => {
      const written = formatTraceParent({ traceId: trace, spanId: span })
      expect(parseTraceParent(written)).toEqual({ traceId: trace, spanId: span, isSampled: true })
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => parseTraceParent(text) === null))
})
