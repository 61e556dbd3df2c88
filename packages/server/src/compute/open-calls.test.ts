import { expect, test } from 'vitest'
import { createOpenCalls } from './open-calls.ts'

test('a user has 64 places, an instance 256; each is given back once', () => {
  const open = createOpenCalls()
  const places = Array.from({ length: 64 }, () => open.enter(['u 1', 'i 1']))
  expect(places.every(Boolean)).toBe(true)
  expect(open.enter(['u 1'])).toBeUndefined()
  expect(open.enter(['u 1', 'i 2'])).toBeUndefined()
  expect(open.enter(['u 2', 'i 1'])).toBeDefined()
  places[0]?.()
  places[0]?.()
  expect(open.enter(['u 1'])).toBeDefined()
  expect(open.enter(['u 1'])).toBeUndefined()
  for (let user = 0; user < 191; user++) expect(open.enter([`u x${user}`, 'i 3'])).toBeDefined()
})
