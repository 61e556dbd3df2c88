import fc from 'fast-check'
import { expect, it } from 'vitest'
import { closeFrame, FrameScan } from './frame-scan.ts'

interface Frame {
  opcode: number
  isFinal: boolean
  isMasked: boolean
  payload: Uint8Array
}

/** A frame as RFC 6455 §5.2 draws it, written without the code under test. */
function written({ opcode, isFinal, isMasked, payload }: Frame): Buffer {
  const { length } = payload
  const size = length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 255] : null
  const long = Buffer.alloc(8)
  long.writeBigUInt64BE(BigInt(length))
  const lengths = size ?? [127, ...long]
  const [first = 0, ...rest] = lengths
  const mask = isMasked ? [1, 2, 3, 4] : []
  return Buffer.from([(isFinal ? 0x80 : 0) | opcode, first | (isMasked ? 0x80 : 0), ...rest, ...mask, ...payload])
}

const payloads = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 140 }) },
  { weight: 1, arbitrary: fc.integer({ min: 65_530, max: 65_540 }).map((length) => new Uint8Array(length)) },
)
const frames: fc.Arbitrary<Frame> = fc.record({
  opcode: fc.constantFrom(0, 1, 2, 8, 9, 10),
  isFinal: fc.boolean(),
  isMasked: fc.boolean(),
  payload: payloads,
})

/** The same bytes in pieces of these lengths, over and over. */
function* pieces(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const length = lengths[n % lengths.length] ?? 1
    yield bytes.subarray(at, at + length)
    at += length
  }
}

/** How many whole frames may pass: those before the one with which a message exceeds the limit. */
function passing(all: readonly Frame[], max: number): number {
  let message = 0
  for (const [index, { opcode, isFinal, payload }] of all.entries()) {
    if (opcode >= 8) continue
    message += payload.length
    if (message > max) return index
    if (isFinal) message = 0
  }
  return all.length
}

it('passes every byte before the first message that is too long, in any pieces, and none after it', () => {
  fc.assert(
    fc.property(
      fc.array(frames, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 400 }),
      (all, lengths, max) => {
        const scan = new FrameScan(max)
        const out: Uint8Array[] = []
        let isTooLong = false
        for (const piece of pieces(Buffer.concat(all.map(written)), lengths)) {
          const passed = scan.pass(piece)
          out.push(passed.bytes)
          isTooLong = passed.isTooLong
          if (isTooLong) break
        }
        const whole = passing(all, max)
        expect(isTooLong).toBe(whole < all.length)
        expect(Buffer.concat(out).equals(Buffer.concat(all.slice(0, whole).map(written)))).toBe(true)
        expect(scan.isBetween).toBe(true)
      },
    ),
    { numRuns: 150 },
  )
})

it('a frame that is half sent lets no other follow', () => {
  const scan = new FrameScan(100)
  const frame = written({ opcode: 1, isFinal: true, isMasked: true, payload: new Uint8Array(10) })
  expect(scan.pass(frame.subarray(0, 5)).bytes.length).toBe(0)
  expect(scan.isBetween).toBe(true)
  expect(scan.pass(frame.subarray(5, 9)).bytes.length).toBe(9)
  expect(scan.isBetween).toBe(false)
  expect(scan.pass(frame.subarray(9)).bytes.length).toBe(7)
  expect(scan.isBetween).toBe(true)
})

it('a length beyond what there is in memory is too long', () => {
  const head = Buffer.from([0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
  expect(new FrameScan(16 * 2 ** 20).pass(head)).toMatchObject({ bytes: { length: 0 }, isTooLong: true })
})

it.each([
  [false, [0x88, 5, 0x03, 0xf1, 0x62, 0x79, 0x65]],
  [true, [0x88, 0x85, 0, 0, 0, 0, 0x03, 0xf1, 0x62, 0x79, 0x65]],
])('a close frame has its code and reason; from a client: %s', (isFromClient, bytes) => {
  expect([...closeFrame(1009, 'bye', isFromClient)]).toEqual(bytes)
})
