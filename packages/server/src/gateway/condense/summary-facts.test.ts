import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { factsOf, keptShare } from './summary-facts.ts'

describe('facts', () => {
  test.each([
    ['numbers', 'it costs 42.50 and takes 3 days', ['3', '42.50']],
    ['identifiers', 'set max_tokens in src/app.ts of the fooBar room', ['fooBar', 'src/app.ts', 'max_tokens']],
    ['quotes', 'he said "call me later" twice', ['call me later']],
    ['names', 'then Alice met Bob in Zürich.', ['Zürich', 'Bob', 'Alice']],
    ['an address', 'it answers on 127.0.0.1:8000.', ['127.0.0.1:8000']],
  ])('%s', (_, text, facts) => {
    expect(factsOf(text, 10)).toEqual(facts)
  })

  test('no plain words, and no first words of sentences', () => {
    expect(factsOf('We went home. Then we slept. What a day', 10)).toEqual([])
  })

  test('the most frequent first, of these the latest', () => {
    expect(factsOf('a 1 b 2 c 2 d 3', 2)).toEqual(['2', '3'])
  })

  test('never more than asked, never longer than 80 characters, all from the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 0, max: 5 }), (text, max) => {
        const facts = factsOf(text, max)
        expect(facts.length).toBeLessThanOrEqual(max)
        expect(new Set(facts).size).toBe(facts.length)
        for (const fact of facts) {
          expect(fact.length).toBeLessThanOrEqual(80)
          expect(text).toContain(fact)
        }
      }),
    )
  })

  test.each([
    ['one word', 'a'.repeat(1_000_000)],
    ['quotes that never end', '"'.repeat(1_000_000)],
    ['dots', '.'.repeat(1_000_000)],
    ['capitals', 'A '.repeat(500_000)],
  ])('a megabyte of %s takes no time', (_, text) => {
    const start = performance.now()
    factsOf(text, 10)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

describe('what a summary keeps of them', () => {
  test.each([
    [['1', '2', '3', '4'], 'it was 1, 2 and 3', 0.75],
    [['1'], 'nothing', 0],
    [[], 'anything', 1],
    [['1'], ' ', 0],
    [[], '', 0],
  ])('%j in %j: %d', (facts, summary, share) => {
    expect(keptShare(facts, summary)).toBe(share)
  })

  test('the text itself keeps all of them', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        fc.pre(text.trim() !== '')
        expect(keptShare(factsOf(text, 50), text)).toBe(1)
      }),
    )
  })
})
