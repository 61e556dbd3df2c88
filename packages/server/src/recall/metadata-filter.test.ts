import { describe, expect, test } from 'vitest'
import { type Filter, filterIn, passes } from './metadata-filter.ts'

const metadata = { color: 'red', price: 499, new: true, at: '2026-11-20T10:00:00Z', nested: { a: 1 }, none: null }

describe('metadata passes', () => {
  test.each<[Filter, boolean]>([
    [{}, true],
    [{ color: 'red' }, true],
    [{ color: 'blue' }, false],
    [{ color: 'red', new: true }, true],
    [{ color: 'red', new: false }, false],
    [{ price: 499 }, true],
    [{ price: '499' }, false],
    [{ size: 1 }, false],
    [{ toString: 'x' }, false],
    [{ none: 0 }, false],
    [{ color: { in: ['red', 'blue'] } }, true],
    [{ color: { in: ['blue', 1] } }, false],
    [{ price: { gt: 100, lte: 499 } }, true],
    [{ price: { gt: 499 } }, false],
    [{ price: { gte: 499, lt: 500 } }, true],
    [{ price: { gt: '1' } }, false],
    [{ price: { lt: '9' } }, false],
    [{ size: { lt: 5 } }, false],
    [{ nested: { gt: 0 } }, false],
    [{ at: { gte: '2026-11-20', lt: '2026-11-21' } }, true],
    [{ at: { lt: '2026-11-20' } }, false],
    [{ color: { in: ['red'], gt: 'rec', lt: 'ree' } }, true],
  ])('%j: %j', (filter, expected) => {
    expect(passes(filter, metadata)).toBe(expected)
  })

  test('texts are in the order of their code points', () => {
    expect(passes({ a: { gt: '\uffff' } }, { a: '😀' })).toBe(true)
  })
})

describe('a filter as text', () => {
  test.each(['{}', '{"a":1}', '{"a":{"in":["x",1,true]},"b":{"gt":"a","lte":3}}'])('%s is one', (text) => {
    expect(filterIn(text)).toEqual(JSON.parse(text))
  })

  test.each([
    '',
    '{',
    '[]',
    'null',
    '"a"',
    '{"a":null}',
    '{"a":[1]}',
    '{"a":{}}',
    '{"a":{"eq":1}}',
    '{"a":{"gt":true}}',
    '{"a":{"in":[]}}',
    '{"a":{"in":[{}]}}',
    JSON.stringify(Object.fromEntries(Array.from({ length: 21 }, (_, n) => [n, n]))),
  ])('%s is none', (text) => {
    expect(filterIn(text)).toBeNull()
  })
})
