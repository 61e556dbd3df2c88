import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordLikeness } from './bm25.ts'

test('a text that shares rarer words is more alike, one that shares none is not alike', () => {
  const likeness = wordLikeness('Which chain do I ride?', ['I ride a bike', 'The chain is worn', 'I ride', 'Hello'])
  expect(likeness[1]).toBeGreaterThan(0)
  expect(likeness[3]).toBe(0)
  expect(likeness[2]).toBeGreaterThan(likeness[0] ?? 1)
})

test('case, composition and signs do not count', () => {
  expect(wordLikeness('CAFÉ!', ['the cafe\u0301', 'the bar'])).toEqual([1, 0])
})

test('the best is 1 where words are shared, all are 0 where none is, and more of a word never is less alike', () => {
  const word = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const text = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 6 }), (question, texts) => {
      const likeness = wordLikeness(question, texts)
      expect(likeness).toHaveLength(texts.length)
      const words = new Set(question.split(' '))
      const shares = texts.map((one) => one.split(' ').some((other) => words.has(other)))
      expect(Math.max(0, ...likeness)).toBe(shares.includes(true) ? 1 : 0)
      for (const [at, number] of likeness.entries()) expect(number > 0).toBe(shares[at])
    }),
  )
})

test('nothing is like anything among no texts, and for no words', () => {
  expect(wordLikeness('a', [])).toEqual([])
  expect(wordLikeness('?!', ['a'])).toEqual([0])
})
