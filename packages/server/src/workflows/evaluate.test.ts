import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Test } from './definition.ts'
import { evaluated, holds, type Known } from './evaluate.ts'
import { found, tokensOf } from './pointer.ts'

const known: Known = {
  input: { text: 'long', list: [1, { a: null }], 'a/b~c': 'odd' },
  steps: { sum: { result: 'short', usage: { output_tokens: 7 } }, off: null },
}

describe('values', () => {
  test.each<[unknown, unknown]>([
    [{ $ref: '/input/text' }, 'long'],
    [{ $ref: '/steps/sum/usage/output_tokens' }, 7],
    [{ $ref: '/steps/sum' }, { result: 'short', usage: { output_tokens: 7 } }],
    [{ $ref: '/input/list/1/a' }, null],
    [{ $ref: '/input/a~1b~0c' }, 'odd'],
    [{ $ref: '/steps/none/x' }, null],
    [{ $ref: '/input/list/2' }, null],
    [{ $ref: '/input/list/01' }, null],
    [{ $ref: '/input/text/length' }, null],
    [{ $ref: '/input/toString' }, null],
    [{ $ref: '/input/__proto__' }, null],
    [{ $join: ['Sum: ', { $ref: '/steps/sum/result' }, ' ', 7, null, true] }, 'Sum: short 7true'],
    [{ $join: [{ $join: ['a', 'b'] }, { $ref: '/input/list' }] }, 'ab[1,{"a":null}]'],
    [
      { a: [{ b: { $ref: '/input/text' } }], c: 1 },
      { a: [{ b: 'long' }], c: 1 },
    ],
    [
      { $ref: '/input/text', more: 1 },
      { $ref: '/input/text', more: 1 },
    ],
    ['{{7*7}}', '{{7*7}}'],
  ])('%j is %j', (value, expected) => {
    expect(evaluated(value, known)).toEqual(expected)
  })

  test('what a reference brings is a value, never a reference', () => {
    const steps = { evil: { result: { $ref: '/input/secret' } } }
    expect(evaluated({ $ref: '/steps/evil/result' }, { input: { secret: 's' }, steps })).toEqual({
      $ref: '/input/secret',
    })
  })

  test('a value without references stays as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('"$'))
        expect(evaluated(value, known)).toEqual(value)
      }),
    )
  })

  test('every value is found by its pointer', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 4 }), fc.jsonValue(), (names, value) => {
        const inside = names.reduceRight<unknown>((inner, name) => Object.fromEntries([[name, inner]]), value)
        const pointer = names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
        expect(found(inside, tokensOf(pointer) ?? [])).toEqual({ value })
      }),
    )
    expect([tokensOf('a'), tokensOf('/~2'), tokensOf('')]).toEqual([null, null, []])
  })
})

describe('tests', () => {
  const tokens = { $ref: '/steps/sum/usage/output_tokens' }
  test.each<[Test, boolean]>([
    [{ $eq: [tokens, 7] }, true],
    [{ $eq: [tokens, '7'] }, false],
    [{ $eq: [{ a: [1] }, { a: [1] }] }, true],
    [{ $eq: [{ a: 1 }, { a: 1, b: 2 }] }, false],
    [{ $eq: [{ $ref: '/steps/no' }, null] }, true],
    [{ $ne: [tokens, 8] }, true],
    [{ $gt: [tokens, 6] }, true],
    [{ $gte: [tokens, 7] }, true],
    [{ $lt: ['a', 'b'] }, true],
    [{ $lte: ['b', 'a'] }, false],
    [{ $gt: ['9', 1] }, false],
    [{ $lte: [null, null] }, false],
    [{ $in: [tokens, [1, 7]] }, true],
    [{ $in: [1, { $ref: '/input/text' }] }, false],
    [{ $exists: { $ref: '/steps/off' } }, true],
    [{ $exists: { $ref: '/input/list/1/a' } }, true],
    [{ $exists: { $ref: '/input/no' } }, false],
    [{ $not: { $eq: [1, 1] } }, false],
    [{ $all: [{ $eq: [1, 1] }, { $eq: [1, 2] }] }, false],
    [{ $any: [{ $eq: [1, 1] }, { $eq: [1, 2] }] }, true],
  ])('%j: %s', (condition, expected) => {
    expect(holds(condition, known)).toBe(expected)
  })

  test('two values are equal or not, and never both', () => {
    const value = fc.jsonValue({ maxDepth: 2 })
    fc.assert(
      fc.property(value, value, (a, b) => {
        fc.pre(!JSON.stringify([a, b]).includes('"$'))
        const pair = [a, b] as never
        expect(holds({ $eq: pair }, known)).toBe(!holds({ $ne: pair }, known))
        expect(holds({ $eq: [a, structuredClone(a)] as never }, known)).toBe(true)
      }),
    )
  })
})
