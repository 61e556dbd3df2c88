import { expect, test } from 'vitest'
import { fingerprint, seeded } from './seeded.ts'
import { countTokens, prose, tokens } from './tokens.ts'

test.each([
  '',
  ' ',
  'Hello, World!',
  '  leading and trailing  ',
  'Grüße 世界 🌍👩‍👩‍👧',
  'a\n\n\tb',
  'internationalization',
  '\ud800',
])('the tokens of %j are the text again', (text) => {
  expect(tokens(text).join('')).toBe(text)
  expect(countTokens(text)).toBe(tokens(text).length)
})

test('six letters are a token, a sign is one, white space belongs to what follows', () => {
  expect(tokens('Hello, planetary world!')).toEqual(['Hello', ',', ' planet', 'ary', ' world', '!'])
})

test('numbers and prose depend on their parts alone', () => {
  const draw = (...parts: string[]) => Array.from({ length: 5 }, seeded(...parts))
  expect(draw('a', 'b')).toEqual(draw('a', 'b'))
  expect(draw('a', 'b')).not.toEqual(draw('ab'))
  expect(draw('a').every((number) => number >= 0 && number < 1)).toBe(true)
  expect(prose(seeded('x'), 2)).toBe(prose(seeded('x'), 2))
})

test('a fingerprint ignores the order of members, not of items', () => {
  expect(fingerprint({ a: 1, b: [1, 2], c: undefined })).toBe(fingerprint({ b: [1, 2], a: 1 }))
  expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1]))
})
