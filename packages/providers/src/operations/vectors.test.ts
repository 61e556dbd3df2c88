import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64Of, encodedAs, floatsOf, int8Of } from './vectors.ts'

const vector = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 64 })

test('numbers are little-endian 32-bit floats in base64, and come back as they were', () => {
  expect(base64Of([1, -2])).toBe(Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]).toString('base64'))
  fc.assert(
    fc.property(vector, (numbers) => {
      expect(floatsOf(base64Of(numbers))).toEqual(numbers)
    }),
  )
})

test('whatever an upstream sends is told as the caller asked', () => {
  fc.assert(
    fc.property(vector, (numbers) => {
      const text = base64Of(numbers)
      expect(encodedAs(numbers, 'float')).toEqual(numbers)
      expect(encodedAs(text, 'float')).toEqual(numbers)
      expect(encodedAs(numbers, 'base64')).toBe(text)
      expect(encodedAs(text, 'base64')).toBe(text)
    }),
  )
})

test.each([[], [null], ['x'], [Number.NaN], 'AAA=', '', null, undefined, {}])('%j is no vector', (value) => {
  expect(encodedAs(value, 'float')).toBeUndefined()
})

test('signed bytes are numbers from −128 to 127', () => {
  expect(int8Of(Buffer.from([0, 127, 128, 255]).toString('base64'))).toEqual([0, 127, -128, -1])
})
