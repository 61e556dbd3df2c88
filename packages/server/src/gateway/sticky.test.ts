import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fractionOf, rendezvous } from './sticky.ts'

const sessions = Array.from({ length: 20_000 }, (_, index) => `session-${index}`)
const keys = (weights: Record<string, number>) => Object.entries(weights).map(([key, weight]) => ({ key, weight }))
const first = (session: string, weights: Record<string, number>) => rendezvous(session, keys(weights))[0]?.key

test('fractions lie between 0 and 1 and are spread evenly', () => {
  const tenths = new Array(10).fill(0)
  for (const session of sessions) tenths[Math.floor(fractionOf(session) * 10)]++
  for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(250)
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(fractionOf(text)).toBeGreaterThan(0)
      expect(fractionOf(text)).toBeLessThan(1)
      expect(fractionOf(text)).toBe(fractionOf(text))
    }),
  )
})

test('each key is first for its share of the sessions', () => {
  const counts: Record<string, number> = {}
  for (const session of sessions) {
    const key = first(session, { a: 70, b: 20, c: 10, d: 0 }) ?? ''
    counts[key] = (counts[key] ?? 0) + 1
  }
  expect(counts.a).toBeGreaterThan(13_600)
  expect(counts.a).toBeLessThan(14_400)
  expect(counts.b).toBeGreaterThan(3_700)
  expect(counts.b).toBeLessThan(4_300)
  expect(counts.c).toBeGreaterThan(1_800)
  expect(counts.c).toBeLessThan(2_200)
  expect(counts.d).toBeUndefined()
})

test('when a key leaves, only its own sessions move; when it returns, they return', () => {
  for (const session of sessions.slice(0, 2_000)) {
    const all = rendezvous(session, keys({ a: 1, b: 1, c: 2 }))
    const left = rendezvous(session, keys({ a: 1, c: 2 }))
    expect(left).toEqual(all.filter(({ key }) => key !== 'b'))
  }
})

test('any keys in any order: all of them, in the same order', () => {
  const items = fc.uniqueArray(fc.record({ key: fc.string(), weight: fc.nat(9) }), { selector: ({ key }) => key })
  fc.assert(
    fc.property(fc.string(), items, (session, given) => {
      const drawn = rendezvous(session, given)
      const weighty = (list: typeof given) => list.filter(({ weight }) => weight > 0)
      expect(new Set(drawn)).toEqual(new Set(given))
      expect(weighty(rendezvous(session, [...given].reverse()))).toEqual(weighty(drawn))
      expect(drawn.slice(0, weighty(given).length)).toEqual(weighty(drawn))
    }),
  )
})
