import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonEnd } from './json-end.ts'

test('an object is complete at its last character and at none before, however it is cut', () => {
  const cuts = fc.array(fc.nat(500), { maxLength: 5 })
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), cuts, (value, places) => {
      const json = JSON.stringify(value)
      const end = jsonEnd()
      for (const char of json.slice(0, -1)) {
        end.push(char)
        expect(end.reached()).toBe(false)
      }
      end.push(json.slice(-1))
      expect(end.reached()).toBe(true)
      const inPieces = jsonEnd()
      let at = 0
      for (const place of [...places.map((cut) => cut % (json.length + 1)).sort((a, b) => a - b), json.length]) {
        inPieces.push(json.slice(at, place))
        at = place
      }
      expect(inPieces.reached()).toBe(true)
    }),
  )
})

test('nothing is not complete', () => {
  const end = jsonEnd()
  end.push('  ')
  expect(end.reached()).toBe(false)
})
