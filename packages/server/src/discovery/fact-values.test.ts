import { expect, it } from 'vitest'
import { dateOf, dayOf, isUsableId, limitOf, shortText } from './fact-values.ts'

it.each([
  [128_000, 128_000],
  [288_000.0, 288_000],
  [4095.9, 4095],
  [0, undefined],
  [-1, undefined],
  [0.5, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [Number.NaN, undefined],
  [null, undefined],
  [1e18, 1_000_000_000],
])('a limit of %s reads as %s', (value, limit) => {
  expect(limitOf(value)).toBe(limit)
})

it.each([
  ['2025-09-29', '2025-09-29'],
  ['2025-09-29T00:00:00Z', '2025-09-29'],
  ['2023-09', '2023-09'],
  ['2024', '2024'],
  ['1970-01-01', 'implausible'],
  ['2098-12-31', 'implausible'],
  ['2090-01-01', 'implausible'],
  ['2014-12-31', 'implausible'],
  ['2025-13-01', undefined],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
])('a date of %s reads as %s', (text, date) => {
  expect(dateOf(text)).toBe(date)
})

it('takes only whole dates for a day', () => {
  expect(dayOf('2026-10-23')).toBe('2026-10-23')
  expect(dayOf('2026-10')).toBeUndefined()
  expect(dayOf('2099-01-01')).toBe('implausible')
})

it.each([
  ['gpt-4o', true],
  ['blackboxai/openai/gpt-4o:free', true],
  ['模型', true],
  ['', false],
  ['  ', false],
  ['a\nb', false],
  ['a\u0085b', false],
  ['\ud800', false],
  ['x'.repeat(300), true],
  ['x'.repeat(301), false],
])('id %j usable: %s', (id, usable) => {
  expect(isUsableId(id)).toBe(usable)
})

it('shortens texts without cutting a character in half', () => {
  expect(shortText('  GPT\u0000-4o \n', 200)).toBe('GPT -4o')
  expect(shortText('ab😀', 3)).toBe('ab\ufffd')
  expect(shortText(' ', 10)).toBeUndefined()
  expect(shortText(null, 10)).toBeUndefined()
})
