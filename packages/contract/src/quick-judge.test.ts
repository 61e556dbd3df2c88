/** The quick judge never says yes to what zod refuses, and says yes to what callers ordinarily send. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { routes } from './generated/routes.ts'
import { isSurelyGood } from './quick-judge.ts'
import { codePoints } from './schema-checks.ts'

const chat = routes.createChatCompletion().body as z.ZodType
const message = routes.createMessage().body as z.ZodType

const ordinary: readonly [string, z.ZodType, unknown][] = [
  ['a question', chat, { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true, temperature: 0.2 }],
  [
    'parts, a tool and fields that nobody knows',
    chat,
    {
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Hi' }], later: 1 },
      ],
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
      max_tokens: 10,
      stop: ['a'],
      unheard_of: { a: [1] },
    },
  ],
  ['a message', message, { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }],
]

test.each(ordinary)('%s is good at once', (_, schema, value) => {
  expect(schema.safeParse(value).success).toBe(true)
  expect(isSurelyGood(schema, value)).toBe(true)
})

const kinds: readonly [string, z.ZodType][] = [
  ['text with a length', z.string().check(codePoints(1, 3))],
  ['an integer in a range', z.int().min(0).max(5)],
  ['a number', z.number().min(-1).max(1)],
  ['a word', z.enum(['a', 'b'])],
  ['a literal', z.literal(['a', null])],
  ['one kind or another', z.xor([z.string().check(codePoints(0, 2)), z.array(z.int()).max(2), z.looseObject({})])],
  ['two that may both fit', z.xor([z.looseObject({ a: z.int() }), z.looseObject({ b: z.int() })])],
  ['any of two', z.union([z.int(), z.string()])],
  ['an open object', z.looseObject({ a: z.int(), b: z.string().nullable().optional(), c: z.unknown() })],
  ['a record', z.record(z.string(), z.int())],
  ['a record with names of its own', z.record(z.string().check(codePoints(1, 1)), z.int())],
  ['a closed object', z.strictObject({ a: z.int().optional(), b: z.boolean().optional() })],
  ['an object that loses members', z.object({ a: z.int() })],
  ['a default', z.looseObject({ a: z.int().default(1) })],
  ['a transform', z.looseObject({ a: z.string().transform(Number) })],
  ['a date', z.looseObject({ a: z.iso.date() })],
  ['a refinement', z.array(z.int()).refine((list) => list.length !== 1)],
]

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('a', 'b', 'text', '', '💥💥', '2026-11-21'),
    fc.constantFrom(0, 1, 0.5, -1, 5, 6, 1e300, Number.MAX_SAFE_INTEGER + 1),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'role', 'content'), tie('value'), { maxKeys: 3 }),
  ),
})).value

test.each(kinds)('%s: yes is never said to what zod refuses or changes', (_, schema) => {
  fc.assert(
    fc.property(json, (value) => {
      if (!isSurelyGood(schema, value)) return
      const result = schema.safeParse(value)
      expect(result.success).toBe(true)
      expect(result.data).toEqual(value)
    }),
    { numRuns: 500 },
  )
})

const places = [
  'model',
  'messages',
  'stream',
  'temperature',
  'max_tokens',
  'stop',
  'tools',
  'n',
  'proxyapi',
  'metadata',
]

test('of whole requests too: whatever stands in one of their members', () => {
  const law = fc.property(
    fc.constantFrom(...ordinary),
    fc.constantFrom(...places),
    json,
    ([, schema, body], at, value) => {
      const changed = { ...(body as object), [at]: value }
      if (isSurelyGood(schema, changed)) expect(schema.safeParse(changed).success).toBe(true)
    },
  )
  fc.assert(law, { numRuns: 1_000 })
})
