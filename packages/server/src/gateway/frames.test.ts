import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameCutter, frameEnd, hasCr } from './frames.ts'

const ends = (text: string): string[] => {
  const bytes = Buffer.from(text)
  const found: string[] = []
  let from = 0
  const mixed = hasCr(bytes)
  for (let end = frameEnd(bytes, 0, mixed); end !== -1; end = frameEnd(bytes, end, mixed)) {
    found.push(text.slice(from, end))
    from = end
  }
  return found
}

test.each([
  ['data: a\n\ndata: b\n\nda', ['data: a\n\n', 'data: b\n\n']],
  ['data: a\r\n\r\ndata: b\r\n\r\n', ['data: a\r\n\r\n', 'data: b\r\n\r\n']],
  ['data: a\r\rdata: b\r\r', ['data: a\r\r', 'data: b\r\r']],
  ['data: a\n\r\ndata: b\r\n\n', ['data: a\n\r\n', 'data: b\r\n\n']],
  ['event: x\ndata: a\ndata: b\n\n', ['event: x\ndata: a\ndata: b\n\n']],
  ['data: a\r\n', []],
  ['', []],
])('%j', (text, expected) => {
  expect(ends(text)).toEqual(expected)
})

test('whatever the cuts: all bytes come out in order, complete events only, and nothing else is held', () => {
  const piece = fc.constantFrom('data: a', '\n', '\r\n', '\r', '\n\n', ': c', 'é😀')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(200)), (pieces, cuts) => {
      const bytes = Buffer.from(pieces.join(''))
      const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
      const cutter = new FrameCutter()
      const out: Buffer[] = []
      let from = 0
      for (const place of [...places, bytes.length]) {
        out.push(cutter.push(bytes.subarray(from, place)))
        from = place
      }
      const passed = Buffer.concat(out)
      expect(bytes.subarray(0, passed.length).equals(passed)).toBe(true)
      expect(passed.length + cutter.restBytes).toBe(bytes.length)
      expect(ends(bytes.subarray(passed.length).toString('latin1')).filter((frame) => /[^\r\n]/.test(frame))).toEqual(
        [],
      )
    }),
    { numRuns: 1_000 },
  )
})
