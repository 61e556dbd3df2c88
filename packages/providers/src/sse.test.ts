import { ApiError } from '@proxyapi/contract/errors'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SseEvent } from './dialect.ts'
import { type SseLimits, sseParser, sseText } from './sse.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Parses the bytes cut at the given places. */
function parse(all: Uint8Array, cuts: readonly number[] = [], limits?: SseLimits): SseEvent[] {
  const events: SseEvent[] = []
  const push = sseParser((event) => events.push(event), limits)
  let at = 0
  for (const cut of [...cuts, all.length]) {
    push(all.subarray(at, cut))
    at = cut
  }
  return events
}

/** The same language, read all at once in the slowest and plainest way. */
function parseNaively(all: string): SseEvent[] {
  const events: SseEvent[] = []
  const lines = all.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  let fields: [string, string][] = []
  // What follows the last line break is no line yet.
  for (const line of lines.slice(0, -1)) {
    if (line !== '') {
      const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
      fields.push([name, value])
      continue
    }
    const data = fields.filter(([name]) => name === 'data').map(([, value]) => value)
    const event = fields.findLast(([name]) => name === 'event')?.[1]
    const id = fields.findLast(([name, value]) => name === 'id' && !value.includes('\0'))?.[1]
    if (data.length > 0) {
      events.push({ data: data.join('\n'), ...(event && { event }), ...(id !== undefined && { id }) })
    }
    fields = []
  }
  return events
}

const nasty = [
  '\uFEFF: a comment first\n',
  'data: {"text":"žluťoučký 🦊 漢字"}\n\n',
  'event: content_block_delta\r\ndata: one\r\ndata:two\r\ndata:  three\r\n\r\n',
  'id: 7\revent: ping\rdata\r\r',
  'retry: 10\nunknown: x\ndatax: no\n data: no\ndata : no\n\n',
  ':\n:\n\n\n',
  'event: only a name\n\n',
  'id: a\0b\ndata: :colon: : in it\n\n',
  'data:\n\n',
  'data: \uFEFFa mark inside stays\r\n\n',
  'event: first\nevent: last\ndata: [DONE]\n\r\n',
  'data: cut off by the end\n',
].join('')

const wanted: SseEvent[] = [
  { data: '{"text":"žluťoučký 🦊 漢字"}' },
  { event: 'content_block_delta', data: 'one\ntwo\n three' },
  { event: 'ping', id: '7', data: '' },
  { data: ':colon: : in it' },
  { data: '' },
  { data: '\uFEFFa mark inside stays' },
  { event: 'last', data: '[DONE]' },
]

describe('sseParser', () => {
  test('reads the nasty vector whole', () => {
    expect(parse(bytes(nasty))).toEqual(wanted)
    expect(parseNaively(nasty)).toEqual(wanted)
  })

  test('ST03 reads the nasty vector cut into two at every byte, and in chunks of every size', () => {
    const all = bytes(nasty)
    for (let cut = 0; cut <= all.length; cut++) expect(parse(all, [cut])).toEqual(wanted)
    for (let size = 1; size <= all.length; size++) {
      const cuts = Array.from({ length: Math.floor(all.length / size) }, (_, i) => (i + 1) * size)
      expect(parse(all, cuts)).toEqual(wanted)
    }
  })

  test('ST03 agrees with the naive parser on any text and any cuts', () => {
    const piece = fc.oneof(
      fc.constantFrom('data', 'event', 'id', 'retry', ':', ': ', ' ', '\n', '\r', '\r\n', '\n\n', '\uFEFF', '\0'),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    )
    const stream = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(stream, fc.array(fc.nat(200), { maxLength: 12 }), (text, places) => {
        const all = bytes(text)
        const cuts = places.map((place) => place % (all.length + 1)).sort((a, b) => a - b)
        // Lone surrogates become U+FFFD in bytes.
        expect(parse(all, cuts)).toEqual(parseNaively(new TextDecoder('utf-8', { ignoreBOM: true }).decode(all)))
      }),
      { numRuns: 2_000 },
    )
  })

  test('replaces bytes that are no UTF-8', () => {
    const all = new Uint8Array([...bytes('data: '), 0xff, 0xc3, ...bytes('\n\n')])
    for (let cut = 0; cut <= all.length; cut++) expect(parse(all, [cut])).toEqual([{ data: '\uFFFD\uFFFD' }])
  })

  test('does not keep the chunk that it was given', () => {
    const events: SseEvent[] = []
    const push = sseParser((event) => events.push(event))
    const chunk = bytes('data: abc')
    push(chunk)
    chunk.fill(0)
    push(bytes('\n\n'))
    expect(events).toEqual([{ data: 'abc' }])
  })

  test('reads a multi-megabyte event of many lines and a line that comes byte by byte', () => {
    const line = `data: ${'x'.repeat(100_000)}\n`
    const [event] = parse(bytes(`${line.repeat(70)}\n`))
    expect(event?.data.length).toBe(70 * 100_000 + 69)
    const slow = bytes(`data: ${'y'.repeat(200_000)}\n\n`)
    const cuts = Array.from({ length: slow.length - 1 }, (_, i) => i + 1)
    expect(parse(slow, cuts)).toEqual([{ data: 'y'.repeat(200_000) }])
  })

  describe('limits', () => {
    const limits = { lineBytesMax: 20, eventBytesMax: 30 }
    const before = 'data: fine\n\n'

    function parseTooMuch(text: string, cut: number) {
      const events: SseEvent[] = []
      const push = sseParser((event) => events.push(event), limits)
      let thrown: unknown
      const all = bytes(text)
      try {
        push(all.subarray(0, cut))
        push(all.subarray(cut))
      } catch (error) {
        thrown = error
      }
      return { events, thrown, push }
    }

    test.each([
      ['a line', `${before}data: ${'x'.repeat(15)}\n\n`],
      ['a line that never ends', `${before}${'x'.repeat(21)}`],
      ['a comment', `${before}:${'x'.repeat(20)}\n`],
      ['an event', `${before}${`data: ${'x'.repeat(10)}\n`.repeat(3)}\n`],
    ])('%s beyond its limit is UPSTREAM_PROTOCOL_ERROR, wherever it is cut', (_, text) => {
      for (let cut = 0; cut <= text.length; cut++) {
        const { events, thrown, push } = parseTooMuch(text, cut)
        expect(events).toEqual([{ data: 'fine' }])
        expect(thrown).toBeInstanceOf(ApiError)
        expect(thrown).toMatchObject({
          code: 'UPSTREAM_PROTOCOL_ERROR',
          options: { cause: expect.stringContaining('longer than') },
        })
        expect(() => push(bytes('data: more\n\n')), 'a failed parser stays failed').toThrow(ApiError)
      }
    })

    test('what just fits is no error', () => {
      const text = `data: ${'x'.repeat(14)}\n\n${`data: ${'x'.repeat(9)}\n`.repeat(3)}\n`
      for (let cut = 0; cut <= text.length; cut++) expect(parse(bytes(text), [cut], limits)).toHaveLength(2)
    })

    test('the defaults are 1 MB a line and 8 MB an event', () => {
      expect(() => parse(bytes(`data: ${'x'.repeat(1_048_576)}\n\n`))).toThrow(ApiError)
      const line = `data: ${'x'.repeat(1_000_000)}\n`
      expect(parse(bytes(`${line.repeat(8)}\n`))).toHaveLength(1)
      expect(() => parse(bytes(`${line.repeat(9)}\n`))).toThrow(ApiError)
    })
  })
})

describe('sseText', () => {
  test('is read back as it was', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record(
            {
              data: fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\r', '\n')),
              event: fc.stringMatching(/^[a-z_.]{1,20}$/),
              id: fc.stringMatching(/^[a-z0-9]{0,8}$/),
            },
            { requiredKeys: ['data'] },
          ),
        ),
        (events) => {
          const text = events.map(sseText).join('')
          expect(parse(bytes(text))).toEqual(parseNaively(text))
          expect(parse(bytes(text)).map((event) => ({ ...event }))).toEqual(events)
        },
      ),
    )
  })

  test('writes one frame, line breaks as lines', () => {
    expect(sseText({ event: 'error', data: '{}' })).toBe('event: error\ndata: {}\n\n')
    expect(sseText({ id: '1', data: 'a\r\nb\rc\nd' })).toBe('id: 1\ndata: a\ndata: b\ndata: c\ndata: d\n\n')
  })
})
