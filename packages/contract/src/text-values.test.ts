import { expect, test } from 'vitest'
import * as z from 'zod'
import { bool, list, numeric, text } from './text-values.ts'

const absent = ['', 'None', 'none', 'null', 'undefined']

test.each(absent)('"%s" means absent, wherever it is no value of its own', (word) => {
  expect(numeric(z.int().optional()).parse(word)).toBeUndefined()
  expect(bool(z.boolean().optional()).parse(word)).toBeUndefined()
  expect(list(z.array(z.string()).optional()).parse(word)).toBeUndefined()
  expect(text(z.iso.date().optional()).parse(word)).toBeUndefined()
  expect(text(z.enum(['a', 'b']).default('a')).parse(word)).toBe('a')
})

test('a word that is a value is that value', () => {
  expect(text(z.enum(['none', 'canonical']).optional()).parse('none')).toBe('none')
  expect(text(z.string().optional()).parse('None')).toBe('None')
})

test.each(['nope', 'NONE', ' '])('"%s" is no word for absent', (word) => {
  for (const schema of [
    numeric(z.int().optional()),
    bool(z.boolean().optional()),
    text(z.enum(['a']).optional()),
    text(z.iso.date().optional()),
  ])
    expect(schema.safeParse(word).success).toBe(false)
})

test('what is not optional is still asked for', () => {
  expect(numeric(z.int()).safeParse('None').success).toBe(false)
  expect(text(z.enum(['a'])).safeParse('').success).toBe(false)
})
