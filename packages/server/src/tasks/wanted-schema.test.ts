import { describe, expect, test } from 'vitest'
import { wantedSchema } from './wanted-schema.ts'

const deep = (levels: number): Record<string, unknown> => (levels === 1 ? {} : { items: deep(levels - 1) })

describe('a value is judged', () => {
  test.each<[object, unknown[], unknown[]]>([
    [{}, [1, null, {}], []],
    [{ type: 'string' }, ['', 'a'], [1, null, {}, []]],
    [{ type: 'integer' }, [1, 1.0, -3], [1.5, '1']],
    [{ type: 'number' }, [1, 1.5], ['1', null]],
    [{ type: 'boolean' }, [true], [1, null]],
    [{ type: 'null' }, [null], [0, '']],
    [{ type: 'array' }, [[]], [{}]],
    [{ type: 'object' }, [{}], [[], null]],
    [{ type: ['string', 'null'] }, ['a', null], [1]],
    [{ enum: ['a', 1, { b: [2], c: 3 }] }, ['a', 1, { c: 3, b: [2] }], ['b', { b: [2] }]],
    [{ const: null }, [null], [0]],
    [{ minLength: 2, maxLength: 3 }, ['ab', 'äöü', '😀😀', 5], ['a', 'abcd', '😀']],
    [{ minimum: 1, maximum: 3 }, [1, 3, 'x'], [0.9, 3.1]],
    [{ exclusiveMinimum: 1, exclusiveMaximum: 3 }, [1.1], [1, 3]],
    [{ multipleOf: 0.1 }, [0.3, 1], [0.35]],
    [{ minItems: 2, maxItems: 3 }, [[1, 2], 'x'], [[1], [1, 2, 3, 4]]],
    [
      { uniqueItems: true },
      [[1, '1', { a: 1 }]],
      [
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      ],
    ],
    [{ items: { type: 'string' } }, [['a'], []], [['a', 1]]],
    [{ prefixItems: [{ type: 'string' }], items: { type: 'number' } }, [['a', 1], ['a'], []], [[1], ['a', 'b']]],
    [{ items: false }, [[]], [[1]]],
    [{ properties: { a: { type: 'integer' } } }, [{}, { a: 1 }, { b: 'x' }], [{ a: 'x' }]],
    [{ required: ['a'] }, [{ a: null }, 'no object'], [{}, { b: 1 }]],
    [{ properties: { a: {} }, additionalProperties: false }, [{ a: 1 }], [{ b: 1 }, { toString: 1 }]],
    [{ additionalProperties: { type: 'string' } }, [{ a: 'x' }], [{ a: 1 }]],
    [{ minProperties: 1, maxProperties: 2 }, [{ a: 1 }], [{}, { a: 1, b: 2, c: 3 }]],
    [{ allOf: [{ type: 'string' }, { minLength: 2 }] }, ['ab'], ['a', 1]],
    [{ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, [{ a: 1 }, { b: 1 }], [{}]],
    [{ oneOf: [{ type: 'string' }, { minLength: 2 }] }, ['a', 1], ['ab']],
    [{ not: { type: 'string' } }, [1], ['a']],
    [{ properties: { pattern: { type: 'string' } } }, [{ pattern: 'x' }], [{ pattern: 1 }]],
    [{ title: 't', description: 'd', default: 1, format: 'email', $schema: 's' }, ['anything'], []],
  ])('by %j', (schema, good, bad) => {
    const judge = wantedSchema(schema as Record<string, unknown>)
    for (const value of good) expect(judge(value), JSON.stringify(value)).toEqual([])
    for (const value of bad) expect(judge(value), JSON.stringify(value)).not.toEqual([])
  })

  test('and told where it is wrong', () => {
    const schema = { properties: { a: { items: { type: 'string' } } }, required: ['a', 'b'] }
    expect(wantedSchema(schema)({ a: ['x', 1] })).toEqual(['/structured/b: required', '/structured/a/1: is not string'])
  })
})

describe('a schema is refused', () => {
  test.each<[object, string]>([
    [{ $ref: '#' }, '/schema/$ref'],
    [{ properties: { a: { pattern: '^(a+)+$' } } }, '/schema/properties/a/pattern'],
    [{ if: {}, else: {} }, '/schema/if'],
    [{ type: 'text' }, '/schema/type'],
    [{ type: [] }, '/schema/type'],
    [{ items: 3 }, '/schema/items'],
    [{ items: [{}] }, '/schema/items'],
    [{ anyOf: [] }, '/schema/anyOf'],
    [{ anyOf: [{}, { enum: 1 }] }, '/schema/anyOf/1/enum'],
    [{ minLength: -1 }, '/schema/minLength'],
    [{ multipleOf: 0 }, '/schema/multipleOf'],
    [{ minimum: '1' }, '/schema/minimum'],
    [{ required: 'a' }, '/schema/required'],
    [{ constructor: 1 }, '/schema/constructor'],
    [deep(9), `/schema${'/items'.repeat(8)}`],
    [{ description: 'x'.repeat(16_384) }, '/schema'],
  ])('%#, by its place', (schema, path) => {
    expect(() => wantedSchema(schema as Record<string, unknown>)).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        options: expect.objectContaining({ details: [expect.objectContaining({ path })] }),
      }),
    )
  })

  test('nested 8 deep it is taken', () => {
    expect(wantedSchema(deep(8))([])).toEqual([])
  })
})
