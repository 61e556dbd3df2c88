import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRecord } from '../../lenient.ts'
import { losses } from '../../losses.ts'
import { carriedSchema } from './json-schema.ts'

function carried(schema: unknown) {
  const lost = losses()
  return { schema: carriedSchema(schema, 's', lost), dropped: lost.dropped() }
}

describe('means the same in other words', () => {
  test.each<[string, object, object]>([
    ['a constant', { const: 'a' }, { enum: ['a'] }],
    ['null as a type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    ['no null', { type: 'string', nullable: false }, { type: 'string' }],
    [
      'bounds of whole numbers',
      { type: 'integer', exclusiveMinimum: 2, exclusiveMaximum: 9.5, minimum: 1 },
      { type: 'integer', minimum: 3, maximum: 9 },
    ],
    [
      'the older place of definitions',
      { definitions: { A: { const: 1 } }, $defs: { B: {} }, items: { $ref: '#/definitions/A' } },
      { $defs: { A: { enum: [1] }, B: {} }, items: { $ref: '#/$defs/A' } },
    ],
    [
      'what holds at once',
      {
        allOf: [
          { properties: { a: { type: 'string' } }, required: ['a'] },
          { type: 'object', properties: { b: { const: 1 } }, required: ['a', 'b'] },
        ],
      },
      { type: 'object', properties: { a: { type: 'string' }, b: { enum: [1] } }, required: ['a', 'b'] },
    ],
    ['remarks', { $schema: 'https://s.example', $comment: 'x', type: 'object' }, { type: 'object' }],
    [
      'schemas in every place',
      {
        anyOf: [{ const: 1 }],
        oneOf: [{ const: 2 }],
        prefixItems: [{ const: 3 }],
        additionalProperties: { const: 4 },
        items: false,
      },
      {
        anyOf: [{ enum: [1] }],
        oneOf: [{ enum: [2] }],
        prefixItems: [{ enum: [3] }],
        additionalProperties: { enum: [4] },
        items: false,
      },
    ],
  ])('%s', (_, schema, wanted) => {
    expect(carried(schema)).toEqual({ schema: wanted, dropped: [] })
  })

  test('a property may have the name of a keyword', () => {
    const schema = { type: 'object', properties: { pattern: { type: 'string' }, allOf: { type: 'null' } } }
    expect(carried(schema)).toEqual({ schema, dropped: [] })
  })
})

test.each<[object, object, string[]]>([
  [{ type: 'string', pattern: '^a', minLength: 1 }, { type: 'string' }, ['s.pattern', 's.minLength']],
  [{ type: 'number', exclusiveMinimum: 0 }, { type: 'number' }, ['s.exclusiveMinimum']],
  [{ nullable: true }, {}, ['s.nullable']],
  [{ properties: { a: { not: {}, default: 1 } } }, { properties: { a: {} } }, ['s.not', 's.default']],
  [
    { $ref: '#/$defs/A', description: 'x', $defs: { A: {} } },
    { $ref: '#/$defs/A', $defs: { A: {} } },
    ['s.description'],
  ],
  [{ type: 'object', allOf: [{ type: 'array' }, 7] }, { type: 'object' }, ['s.allOf']],
])('%j leaves out what has no word, and names it', (schema, wanted, dropped) => {
  expect(carried(schema)).toEqual({ schema: wanted, dropped })
})

const words = new Set(
  '$id $defs $ref $anchor type format title description enum items prefixItems minItems maxItems minimum maximum anyOf oneOf properties additionalProperties required propertyOrdering'.split(
    ' ',
  ),
)

/** Keywords that stand in schemas of this one. */
function keywordsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keywordsOf)
  if (!isRecord(schema)) return []
  return Object.entries(schema).flatMap(([name, value]) => {
    const named = name === 'properties' || name === '$defs'
    const inner = named && isRecord(value) ? Object.values(value) : name === 'enum' ? [] : value
    return [name, ...keywordsOf(inner)]
  })
}

test('of any schema only the documented keywords remain, and a second time nothing changes', () => {
  const others = ['pattern', 'not', 'const', 'nullable', 'if', '__proto__']
  const { schema } = fc.letrec<{ schema: object; node: object }>((tie) => ({
    schema: fc.oneof({ maxDepth: 2 }, fc.constant({ type: 'string', format: 'date' }), tie('node')),
    node: fc.record(
      {
        type: fc.constantFrom('string', 'integer', 'object'),
        properties: fc.dictionary(fc.constantFrom('a', 'pattern', 'const'), tie('schema'), { maxKeys: 2 }),
        allOf: fc.array(tie('schema'), { maxLength: 2 }),
        anyOf: fc.array(tie('schema'), { maxLength: 2 }),
        definitions: fc.dictionary(fc.constant('A'), tie('schema'), { maxKeys: 1 }),
        $ref: fc.constant('#/definitions/A'),
        exclusiveMinimum: fc.integer(),
        ...Object.fromEntries(others.map((name) => [name, fc.boolean()])),
      },
      { requiredKeys: [] },
    ),
  }))
  fc.assert(
    fc.property(schema, (given) => {
      const once = carried(given).schema
      expect(keywordsOf(once).filter((name) => !words.has(name))).toEqual([])
      expect(carried(once)).toEqual({ schema: once, dropped: [] })
    }),
    { numRuns: 300 },
  )
})
