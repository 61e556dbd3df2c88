import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSseParser } from './sse.ts'

const vector =
  '\ufeff: hello\r\nevent: a\r\ndata: ü€𝄞\r\ndata:  two\r\n\r\ndata\n\nid: 7\ndata:{"x":1}\n\r\n: ping\n\ndata: last\r\rdata: cut'
const expected = [
  { event: 'a', data: 'ü€𝄞\n two', id: null },
  { event: null, data: '', id: null },
  { event: null, data: '{"x":1}', id: '7' },
  { event: null, data: 'last', id: '7' },
]
const bytes = new TextEncoder().encode(vector)

test('the same events at every byte split', () => {
  for (let cut = 0; cut <= bytes.length; cut++) {
    const parse = createSseParser()
    expect([...parse(bytes.slice(0, cut)), ...parse(bytes.slice(cut))], `cut at ${cut}`).toEqual(expected)
  }
})

test('the same events however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (cuts) => {
      const parse = createSseParser()
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      expect(edges.flatMap((start, i) => parse(bytes.slice(start, edges[i + 1] ?? start)))).toEqual(expected)
    }),
  )
})

test('an event above 8 MB ends the stream', () => {
  const parse = createSseParser()
  const piece = new TextEncoder().encode(`data: ${'x'.repeat(2 ** 20)}`)
  expect(() => {
    for (let i = 0; i < 9; i++) parse(i === 0 ? piece : piece.slice(6))
  }).toThrow('larger than 8 MB')
})
