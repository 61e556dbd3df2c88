import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keywordMatcher } from './keywords.ts'
import type { Matcher } from './rule.ts'

function all(matcher: Matcher, text: string): string[] {
  const found: string[] = []
  for (let at = 0; at < text.length; ) {
    const span = matcher.find(text, at)
    if (span === null) break
    found.push(text.slice(span.start, span.end))
    at = span.end
  }
  return found
}

describe('keywords', () => {
  test.each([
    ['in any case', ['secret'], 'Secret SECRET sEcReT', ['Secret', 'SECRET', 'sEcReT']],
    ['only as whole words', ['key'], 'keyboard monkey key_1 key1 key', ['key']],
    ['with signs around them', ['key'], '(key), "key"; api-key.', ['key', 'key', 'key']],
    ['as phrases', ['credit card'], 'my Credit Card number', ['Credit Card']],
    ['the longest one that stands there', ['card', 'card number'], 'a card number', ['card number']],
    ['one inside another’s beginning', ['a b c d', 'b c'], 'a b c e', ['b c']],
    ['the first one, not the one that ends first', ['x', 'w x y'], 'w x y', ['w x y']],
    ['beyond ASCII', ['straße', 'ключ'], 'STRAßE Ключ ключи', ['STRAßE', 'Ключ']],
    ['with signs at their edges', ['c++', '#tag'], 'c++ a#tag #tag', ['c++', '#tag', '#tag']],
    ['nothing in nothing', ['a'], '', []],
  ])('%s', (_, keywords, text, found) => {
    expect(all(keywordMatcher(keywords), text)).toEqual(found)
  })

  test('what stands before the place is context', () => {
    const matcher = keywordMatcher(['key'])
    expect(matcher.find('xkey', 1)).toBeNull()
    expect(matcher.find(' key', 1)).toEqual({ start: 1, end: 4 })
  })

  test('finds what a naive search finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '-'), minLength: 1, maxLength: 4 })
    const keyword = word.filter((text) => text.trim() === text && text !== '')
    const text = fc.string({ unit: fc.constantFrom('a', 'B', 'b', ' ', '-'), maxLength: 40 })
    fc.assert(
      fc.property(fc.array(keyword, { minLength: 1, maxLength: 8 }), text, (keywords, said) => {
        const sources = [...keywords].sort((a, b) => b.length - a.length).map((item) => item.replace(/-/g, '\\-'))
        // A word's edge: not between two word characters.
        const edges = sources.map((source) => {
          const before = /^\w/.test(source) ? '(?<!\\w)' : ''
          const after = /\w$/.test(source) ? '(?!\\w)' : ''
          return before + source + after
        })
        const naive = [...said.matchAll(new RegExp(edges.join('|'), 'gi'))].map(([found]) => found)
        expect(all(keywordMatcher(keywords), said)).toEqual(naive)
      }),
    )
  })
})
