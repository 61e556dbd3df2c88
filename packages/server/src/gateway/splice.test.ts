import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spliced } from './splice.ts'

const result = (text: string, change: (body: Record<string, unknown>) => Record<string, unknown>) => {
  const before = JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown>
  return spliced(Buffer.from(text), before, change(before))?.toString() ?? null
}

test('members are replaced, cut and added; what stands between them stays', () => {
  const text = '{ "a" : 1.0, "model":"x",\n"proxyapi":{"trace":[1,{"b":"}"}]} , "n": 12345678901234567890 }'
  const changed = result(text, ({ proxyapi: _, ...body }) => ({ ...body, model: 'y"z', stream: true }))
  expect(changed).toBe('{"a" : 1.0,"model":"y\\"z","n": 12345678901234567890,"stream":true}')
})

test('a text that needs no change is the same text', () => {
  const text = Buffer.from('{"model":"x"}')
  const body = { model: 'x' }
  expect(spliced(text, body, { ...body })).toBe(text)
})

test.each([
  ['{}', { a: 1 }, '{"a":1}'],
  ['{"a":1}', {}, '{}'],
  ['{"a":"\\\\","b":"\\\\\\""}', { a: '\\' }, '{"a":"\\\\"}'],
  ['{"a":1,"b":2,"c":3}', { a: 1 }, '{"a":1}'],
  ['\uFEFF{"a":1}', { a: 2 }, '{"a":2}'],
])('%s with %o', (text, after, expected) => {
  expect(
    result(text, (before) =>
      Object.fromEntries(Object.entries(after).map(([name, value]) => [name, same(before[name], value)])),
    ),
  ).toBe(expected)
})

/** The value that stands in the body already, where it is equal. */
const same = (before: unknown, value: unknown) => (JSON.stringify(before) === JSON.stringify(value) ? before : value)

test('a text that is no object is left to the caller', () => {
  expect(spliced(Buffer.from('[1]'), {}, { a: 1 })).toBeNull()
})

test('any object, any change: the spliced text parses to the changed object, its members in the old order', () => {
  const name = fc.oneof(fc.constantFrom('model', 'stream', 'proxyapi', 'valueOf', '__proto__'), fc.string())
  const object = fc.dictionary(name, fc.jsonValue(), { maxKeys: 8 })
  fc.assert(
    fc.property(object, object, fc.func(fc.boolean()), fc.constantFrom(0, 1, 2), (before, added, keeps, indent) => {
      const kept = Object.fromEntries(Object.entries(before).filter(([key]) => keeps(key)))
      const after = { ...kept, ...added }
      const text = Buffer.from(JSON.stringify(before, null, indent))
      const written = spliced(text, before, after)
      const parsed = JSON.parse(String(written)) as Record<string, unknown>
      expect(parsed).toEqual(JSON.parse(JSON.stringify(after)))
    }),
    { numRuns: 2_000 },
  )
})
