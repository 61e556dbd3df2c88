import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quoteFinder } from './evidence.ts'
import { findingsIn, type ToldFinding } from './findings.ts'

const text = 'listen 0.0.0.0:80\nadmin_password =  changeme\r\n\ttls off 😀 end'

describe('a quote', () => {
  const find = quoteFinder(text)
  test.each([
    ['listen 0.0.0.0:80', 0, 17, 'listen 0.0.0.0:80'],
    ['admin_password = changeme', 18, 44, 'admin_password =  changeme'],
    [' changeme tls  off ', 36, 54, 'changeme\r\n\ttls off'],
    ['😀 end', 55, 61, '😀 end'],
  ])('%j is found', (quote, start, end, told) => {
    expect(find(quote)).toEqual({ quote: told, start, end, verified: true })
    expect(text.slice(start, end)).toBe(told)
  })

  test.each(['tls = off', 'Listen 0.0.0.0:80', 'admin_passwordchangeme', '   '])('%j is not', (quote) => {
    const found = quote.trim() === '' ? find('\u0000') : find(quote)
    expect(found).toMatchObject({ start: null, end: null, verified: false })
  })

  test('that is told as found stands there, whatever the text', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\t', 'é', '😀'), maxLength: 30 })
    fc.assert(
      fc.property(words, words, (all, quote) => {
        const { quote: told, start, end, verified } = quoteFinder(all)(quote)
        if (verified) expect(all.slice(start ?? -1, end ?? -1)).toBe(told)
        else expect(all.includes(quote)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  test('that is a part of the text is found, also with other spaces', () => {
    const parts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1 }), { minLength: 3 })
    fc.assert(
      fc.property(parts, fc.nat(), (words, at) => {
        const from = at % (words.length - 1)
        const quote = words.slice(from, from + 2).join('  ')
        expect(quoteFinder(words.join('\n'))(quote).verified).toBe(true)
      }),
    )
  })
})

const told = (more: Partial<ToldFinding>): ToldFinding => ({
  ...{ category: 'c', severity: 'low', title: 't', detail: 'd', confidence: 0.5, quotes: [] },
  ...more,
})

test('the most severe finding comes first, then the one that the text shows first', () => {
  const findings = findingsIn(text, [
    told({ title: 'no quote', severity: 'high' }),
    told({ title: 'late', severity: 'high', quotes: ['nowhere', 'tls off'] }),
    told({ title: 'early', severity: 'high', quotes: ['listen'] }),
    told({ title: 'worst', severity: 'critical', quotes: ['', ' '] }),
    told({ title: 'least', severity: 'info', quotes: ['listen'] }),
  ])
  expect(findings.map(({ id, title }) => [id, title])).toEqual([
    ['f1', 'worst'],
    ['f2', 'early'],
    ['f3', 'late'],
    ['f4', 'no quote'],
    ['f5', 'least'],
  ])
  expect(findings[0]?.evidence).toEqual([])
  expect(findings[2]?.evidence.map(({ verified }) => verified)).toEqual([false, true])
})

test.each([
  [0.4, 0.4],
  [97, 1],
  [-1, 0],
])('a confidence of %d is told as %d', (confidence, expected) => {
  expect(findingsIn(text, [told({ confidence })])[0]?.confidence).toBe(expected)
})
