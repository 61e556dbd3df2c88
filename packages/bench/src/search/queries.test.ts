import { expect, it } from 'vitest'
import { dice, seededQueries, withTypo } from './queries.ts'

const rows = [
  { id: 'openai/gpt-5-mini', name: 'GPT-5 Mini' },
  { id: 'claude-opus-4-8', name: 'Claude Opus 4.8' },
]

it('the same seed asks the same, another seed something else', () => {
  expect(seededQueries(rows, 50, 1)).toEqual(seededQueries(rows, 50, 1))
  expect(seededQueries(rows, 50, 1)).not.toEqual(seededQueries(rows, 50, 2))
})

it('there are questions with and without filters, and each has a text', () => {
  const queries = seededQueries(rows, 500, 1)
  expect(queries.every(({ q }) => q !== undefined)).toBe(true)
  expect(queries.some((query) => query.max_cost !== undefined)).toBe(true)
  expect(queries.some((query) => query.supports_chat === true)).toBe(true)
})

it('a typo is one edit', () => {
  const draw = dice(3)
  const seen = new Set(
    Array.from({ length: 400 }, () => withTypo('sonnet', (limit) => Math.floor(draw() * limit)).length),
  )
  expect(seen).toEqual(new Set([5, 6, 7]))
})
