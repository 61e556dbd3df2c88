import { expect, test } from 'vitest'
import { cloudByName, clouds } from './clouds.ts'

test('names and aliases lead to one cloud each, in any case', () => {
  const names = [...clouds.values()].flatMap(({ id, aliases }) => [id, ...aliases])
  expect(new Set(names).size).toBe(names.length)
  for (const [id, cloud] of clouds) {
    for (const name of [id, ...cloud.aliases, id.toUpperCase()]) expect(cloudByName(name)).toBe(cloud)
  }
  expect(cloudByName('vastai')?.id).toBe('vast.ai')
  expect(cloudByName('nowhere')).toBeUndefined()
})

test('short names do not collide', () => {
  const shorts = [...clouds.values()].map(({ short }) => short)
  expect(new Set(shorts).size).toBe(shorts.length)
})
