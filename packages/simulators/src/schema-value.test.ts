import { describe, expect, test } from 'vitest'
import { schemaValue } from './schema-value.ts'
import { seeded } from './seeded.ts'

const value = (schema: unknown, hint?: string) => schemaValue(schema, seeded('test'), hint)

describe('schemaValue', () => {
  test.each<[unknown, (made: unknown) => boolean]>([
    [{ const: 7 }, (made) => made === 7],
    [{ enum: ['x', 'y'] }, (made) => made === 'x' || made === 'y'],
    [{ type: 'integer', minimum: 3, maximum: 4 }, (made) => made === 3 || made === 4],
    [{ type: 'integer', exclusiveMinimum: 3, maximum: 4 }, (made) => made === 4],
    [{ type: 'number', multipleOf: 0.25, minimum: 1, maximum: 1 }, (made) => made === 1],
    [{ type: 'boolean' }, (made) => typeof made === 'boolean'],
    [{ type: ['null', 'string'] }, (made) => typeof made === 'string'],
    [{ type: 'string', minLength: 40 }, (made) => String(made).length === 40],
    [{ type: 'string', maxLength: 2 }, (made) => String(made).length === 2],
    [{ type: 'string', format: 'date-time' }, (made) => !Number.isNaN(Date.parse(String(made)))],
    [
      { type: 'array', items: { type: 'null' }, minItems: 2, maxItems: 2 },
      (made) => JSON.stringify(made) === '[null,null]',
    ],
    [{ anyOf: [{ type: 'null' }, { type: 'string' }] }, (made) => made === null],
    [{ properties: { a: { const: 1 } } }, (made) => JSON.stringify(made) === '{"a":1}'],
    [
      { $defs: { n: { const: 2 } }, properties: { a: { $ref: '#/$defs/n' } } },
      (made) => JSON.stringify(made) === '{"a":2}',
    ],
    [
      { allOf: [{ type: 'object' }, { properties: { a: { const: 1 } } }] },
      (made) => JSON.stringify(made) === '{"a":1}',
    ],
  ])('%j', (schema, isRight) => {
    expect(value(schema)).toSatisfy(isRight)
  })

  test('a schema that contains itself ends', () => {
    expect(JSON.stringify(value({ properties: { next: { $ref: '#' } } })).length).toBeLessThan(300)
  })

  test('the hint fills free strings; equal seeds make equal values', () => {
    expect(value({ properties: { city: { type: 'string' } } }, 'Paris')).toEqual({ city: 'Paris' })
    const schema = { properties: { a: { type: 'number' }, b: { type: 'string' } } }
    expect(value(schema)).toEqual(value(schema))
  })
})
