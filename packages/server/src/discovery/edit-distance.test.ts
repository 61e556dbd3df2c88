import fc from 'fast-check'
import { expect, it } from 'vitest'
import { editDistance } from './edit-distance.ts'

it.each([
  ['sonnet', 'sonnet', 0],
  ['sonet', 'sonnet', 1],
  ['sonnnet', 'sonnet', 1],
  ['sonmet', 'sonnet', 1],
  ['sonnte', 'sonnet', 1],
  ['antropic', 'anthropic', 1],
  ['preplexity', 'perplexity', 1],
  ['anhtropc', 'anthropic', 2],
  ['opus', 'sonnet', Number.POSITIVE_INFINITY],
  ['', 'ab', 2],
  ['', 'abc', Number.POSITIVE_INFINITY],
])('%j to %j is %d', (a, b, distance) => {
  expect(editDistance(a, b, 2)).toBe(distance)
})

it('is the same both ways, and counts each edit once', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b, 8)).toBe(editDistance(b, a, 8))
      expect(editDistance(a, b, 8) === 0).toBe(a === b)
    }),
  )
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom('a', 'x'), (text, at, letter) => {
      const place = at % (text.length + 1)
      expect(editDistance(text, text.slice(0, place) + letter + text.slice(place), 2)).toBe(1)
    }),
  )
})
