import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atOnce } from '../../slices.ts'
import { parseJson } from './sliced-json.ts'

/** Numbers under names with a c stay their text. */
const reviver = (name: string, value: unknown, context?: { source?: string }) =>
  typeof value === 'number' && name.includes('c') ? (context?.source ?? value) : value
const outcome = (parse: () => unknown) => {
  try {
    return { value: parse() }
  } catch (error) {
    return { error: (error as Error).name }
  }
}
const long = 'x'.repeat(20_000)
const expectSame = (text: string) => {
  const ours = outcome(() => atOnce(parseJson(text, reviver)))
  expect(ours).toEqual(outcome(() => JSON.parse(text, reviver)))
  expect(JSON.stringify(ours.value)).toBe(JSON.stringify(outcome(() => JSON.parse(text, reviver)).value))
}

describe('a text in parts', () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.constant(long),
        fc.double({ noNaN: true }),
      ),
      fc.array(tie('value'), { maxLength: 6 }),
      fc.dictionary(fc.string({ maxLength: 4 }), tie('value'), { maxKeys: 6 }),
    ),
  })).value
  const large = fc.oneof(fc.array(value, { minLength: 3 }), fc.dictionary(fc.string(), value, { minKeys: 3 }))

  it('is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(large, fc.nat(2), (data, indent) => expectSame(JSON.stringify([data, long, data], null, indent))),
      { numRuns: 40 },
    )
  })

  it('is refused where JSON.parse refuses it: a character gone, or another one in its place', () => {
    const text = JSON.stringify({ a: [1, { b: long }], 'c"\\': [long, long], d: [[], {}, 3.5, null] })
    const edits = fc.record({
      at: fc.oneof(
        fc.nat(30),
        fc.nat(40).map((back) => text.length - back),
        fc.nat(text.length),
      ),
      put: fc.constantFrom('', ',', '{', '}', '[', ']', '"', ':', ' ', '1', '\\'),
    })
    fc.assert(
      fc.property(edits, ({ at, put }) => expectSame(text.slice(0, at) + put + text.slice(at + 1))),
      { numRuns: 200 },
    )
  })

  it.each([
    `{"a":"${long}${long}",}`,
    `["${long}${long}",,1]`,
    `["${long}${long}"]]`,
    `{"a":"${long}${long}"]`,
    `{"a":"${long}${long}"} x`,
    `{"a":"${long}${long}","a":1,"__proto__":{"x":"${long}${long}"}}`,
    `  [ "${long}${long}" , [ "${long}${long}" ] , [ ] ]  `,
    `[${'[1,2],'.repeat(9_000)}[3]]`,
    `"${long}${long}"`,
    ' '.repeat(40_000),
    '',
  ])('case %#', (text) => expectSame(text))
})
