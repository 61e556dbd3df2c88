import { expect, test } from 'vitest'
import { limitsOf, limitsPage } from './limits.ts'

test('a limit is read as the number that it is, and stands in its room', () => {
  const limits = limitsOf()
  expect(limits.length).toBeGreaterThan(100)
  expect(limits.filter(({ value }) => !(value > 0))).toEqual([])
  expect(limits.find(({ file }) => file.endsWith('sdk/src/core/page.ts'))).toMatchObject({
    name: 'itemsMax',
    value: 10_000,
    words: 'Of `all()`, unless it says another limit.',
  })
  expect(limitsPage(limits)).toContain('## sdk/core\n')
})
