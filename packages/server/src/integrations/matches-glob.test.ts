import fc from 'fast-check'
import { expect, it } from 'vitest'
import { matchesGlob } from './matches-glob.ts'

it.each([
  ['/v1/*', '/v1/notes/7', true],
  ['/v1/*', '/v1/', true],
  ['/v1/*', '/v1', false],
  ['/v1/*', '/v2/v1/x', false],
  ['/v1', '/v1', true],
  ['/v1', '/v1/', false],
  ['*', '', true],
  ['*/notes', '/a/notes', true],
  ['/*/notes/*', '/a/notes/1', true],
  ['/*/notes/*', '/a/note/1', false],
  ['/a*a', '/a', false],
  ['/ab*ba', '/aba', false],
  ['/a.c', '/abc', false],
])('%s and %s: %s', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected)
})

it('means what a regular expression of the same stars means', () => {
  const text = (max: number) => fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: max }).map((all) => all.join(''))
  const pattern = fc.array(fc.constantFrom('a', 'b', '/', '*'), { maxLength: 6 }).map((all) => all.join(''))
  fc.assert(
    fc.property(pattern, text(8), (glob, path) => {
      const oracle = new RegExp(`^${glob.replaceAll('*', '.*')}$`)
      expect(matchesGlob(glob, path)).toBe(oracle.test(path))
    }),
    { numRuns: 2_000 },
  )
})
