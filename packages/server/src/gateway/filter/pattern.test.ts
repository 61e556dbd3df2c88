import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { patternMatcher } from './pattern.ts'
import { type Matcher, widthMax } from './rule.ts'

function matcherOf(source: string): Matcher {
  const matcher = patternMatcher(source)
  if ('error' in matcher) throw new Error(`${source}: ${matcher.error}`)
  return matcher
}

describe('a pattern', () => {
  test('of the seeds finds a card number, and runs on the fast engine', () => {
    const matcher = matcherOf('\\b\\d{16}\\b')
    expect(matcher.find('pay 4111111111111111 now', 0)).toEqual({ start: 4, end: 20 })
    expect(matcher.find('41111111111111112', 0)).toBeNull()
    expect(matcher.looksFar).toBe(false)
  })

  test.each(['(a+)+$', '\\d+x', 'a.*b', '(?i)secret', 'a\\sb', '[[:alpha:]]{3}', '(?:a|a){1,20}b', '\\pL{2}x'])(
    '%s is not proved to be safe, so it runs in linear time',
    (source) => {
      expect(matcherOf(source)).toMatchObject({ looksFar: true })
    },
  )

  test.each(['sk-[A-Za-z0-9]{20,48}', '[a-z]{1,30}@[a-z]{1,30}\\.com', '(?:a|b){1,3}c'])(
    '%s is proved to be safe',
    (source) => {
      expect(matcherOf(source)).toMatchObject({ looksFar: false })
    },
  )

  test.each([
    ['(?=a)b', 'look-around'],
    ['(?!a)b', 'look-around'],
    ['(?<=a)b', 'look-around'],
    ['a(?<!b)c', 'look-around'],
    ['(a)\\1', 'back-reference'],
    ['(', 'missing closing'],
    ['a*', 'empty text'],
    ['\\b', 'empty text'],
    ['^', 'empty text'],
    ['(?:a{30}){30}(?:b{30}){30}', 'too large'],
  ])('%s is refused: %s', (source, reason) => {
    expect(patternMatcher(source)).toMatchObject({ error: expect.stringContaining(reason) })
  })

  test('a search keeps to the place where it begins, and sees what stands before it', () => {
    for (const source of ['\\bkey\\b', '(?i)\\bkey\\b']) {
      expect(matcherOf(source).find('xkey', 1)).toBeNull()
      expect(matcherOf(source).find('key key', 1)).toEqual({ start: 4, end: 7 })
    }
    expect(matcherOf('^a+').find('aaa', 1)).toBeNull()
  })

  test('nothing found before a character of two units is passed, not found for ever', () => {
    const edges = matcherOf('\\b\\w?\\b')
    expect(edges.looksFar).toBe(false)
    expect(edges.find('ab😀 1', 0)).toEqual({ start: 5, end: 6 })
    expect(edges.find('a😀', 1)).toBeNull()
  })

  test('both engines find the same, and no more than the width says', () => {
    const atom = fc.constantFrom('a', 'b', '[ab]', '[^a]', '\\d', '\\w', '\\b', '1', 'é', '😀', '(?:ab|b)', '(a|1)')
    const count = fc.constantFrom('', '', '?', '{2}', '{1,3}', '{0,2}?')
    const source = fc
      .array(fc.tuple(atom, count), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.map(([one, many]) => (one === '\\b' ? one : one + many)).join(''))
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', 'é', '😀', '_', '\n'), maxLength: 40 })
    const firstOf = (compiled: RE2JS, said: string) => {
      const found = compiled.matcher(said)
      let at = 0
      while (found.find(at)) {
        const [start, end] = [found.start(), found.end()]
        if (end > start) return { start, end }
        if (end === said.length) break
        at = end + (said.codePointAt(end)! > 0xffff ? 2 : 1)
      }
      return null
    }
    let fast = 0
    fc.assert(
      fc.property(source, text, (pattern, said) => {
        const matcher = patternMatcher(pattern)
        if ('error' in matcher) return
        if (!matcher.looksFar) fast++
        const other = firstOf(RE2JS.compile(pattern), said)
        expect(matcher.find(said, 0)).toEqual(other)
        if (other) expect(other.end - other.start).toBeLessThanOrEqual(matcher.width)
      }),
      { numRuns: 150 },
    )
    expect(fast).toBeGreaterThan(10)
  })

  test('an unbounded one says how much of it is promised', () => {
    expect(matcherOf('a+').width).toBe(widthMax)
  })
})
