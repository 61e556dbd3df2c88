import fc from 'fast-check'
import { expect, it } from 'vitest'
import { editDistance } from '../edit-distance.ts'
import { oneEditFrom } from './one-edit.ts'

const word = (maxLength: number) =>
  fc.array(fc.constantFrom(...'abcxyz'), { minLength: 1, maxLength }).map((letters) => letters.join(''))

it('is one edit away, all of it', () => {
  fc.assert(
    fc.property(word(12), (from) => {
      for (const to of oneEditFrom(from)) expect(editDistance(from, to, 2)).toBe(1)
    }),
  )
})

it('has every word that is one edit away', () => {
  fc.assert(
    fc.property(word(4), word(5), (from, to) => {
      expect(oneEditFrom(from).includes(to)).toBe(editDistance(from, to, 2) === 1)
    }),
    { numRuns: 2_000 },
  )
})

it('gives each word once; letters of another script are moved and dropped, too', () => {
  const words = oneEditFrom('модель')
  expect(new Set(words).size).toBe(words.length)
  expect(words).toContain('модле' + 'ь')
  expect(words).toContain('модел')
})
