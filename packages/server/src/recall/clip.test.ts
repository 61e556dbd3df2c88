import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clippedEnd, clippedStart } from './clip.ts'

const countTokens = (text: string) => Math.ceil(text.length / 4)

test('keeps the end or the beginning of a text', () => {
  expect(clippedStart('one two three', { tokens: 2, countTokens })).toBe('wo three')
  expect(clippedEnd('one two three', { tokens: 2, countTokens })).toBe('one two ')
  expect(clippedEnd('short', { tokens: 2, countTokens })).toBe('short')
  expect(clippedStart('long', { tokens: 0, countTokens })).toBe('')
})

test('what is left has room, is part of the text, and parts no character', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 60 })
  fc.assert(
    fc.property(text, fc.nat(12), (whole, tokens) => {
      const room = { tokens, countTokens }
      const [start, end] = [clippedStart(whole, room), clippedEnd(whole, room)]
      expect(whole.endsWith(start)).toBe(true)
      expect(whole.startsWith(end)).toBe(true)
      for (const left of [start, end]) {
        expect(countTokens(left)).toBeLessThanOrEqual(tokens)
        expect(left.isWellFormed()).toBe(true)
        expect(left.length).toBeGreaterThanOrEqual(Math.min(whole.length, tokens * 4 - 1))
      }
    }),
  )
})
