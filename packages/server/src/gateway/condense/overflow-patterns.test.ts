import { expect, test } from 'vitest'
import { matchesAny } from './overflow-patterns.ts'

test.each([
  ['too long', 'The prompt is TOO LONG.', true],
  ['exceeds.*limit', 'it exceeds the limit', true],
  ['limit.*exceeds', 'it exceeds the limit', false],
  ['a.*a', 'a', false],
  ['(too|very) long', 'too long', false],
  ['', 'anything', true],
])('%j in %j: %s', (pattern, message, matches) => {
  expect(matchesAny([pattern], message)).toBe(matches)
})

test('one of several is enough, none is not', () => {
  expect(matchesAny(['x', 'long'], 'too long')).toBe(true)
  expect(matchesAny([], 'too long')).toBe(false)
})

test('only the first 4 KB are searched, in no time', () => {
  expect(matchesAny(['long'], `${' '.repeat(4_096)}long`)).toBe(false)
  const start = performance.now()
  matchesAny([Array.from({ length: 1_000 }, () => 'a').join('.*')], 'a'.repeat(1_000_000))
  expect(performance.now() - start).toBeLessThan(500)
})
