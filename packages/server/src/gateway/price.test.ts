import { noUsage, type Usage, usageOf } from '@proxyapi/providers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ModelPrice } from './lane.ts'
import { costOf, worstCost } from './price.ts'

/** 3 USD in, 15 USD out a million tokens. */
const price: ModelPrice = {
  input: 3_000_000,
  output: 15_000_000,
  cacheRead: 300_000,
  cacheWrite5m: 3_750_000,
  cacheWrite1h: 6_000_000,
}
const usage = (parts: Partial<Usage>): Usage => usageOf({ ...noUsage, ...parts })

describe('the cost of a usage', () => {
  test.each([
    ['a thousand in, a hundred out', { input: 1_000, output: 100 }, 4_500],
    [
      'parts of the input at their own price',
      { input: 1_000, cached: 500, cacheWrite5m: 200, cacheWrite1h: 100 },
      600 + 150 + 750 + 600,
    ],
    ['nothing', {}, 0],
  ])('%s', (_, parts, expected) => {
    expect(costOf(usage(parts), price)).toBe(expected)
  })

  test('MO02 one rounding, half up', () => {
    const cheap = { ...price, input: 500_000, output: 499_999 }
    expect(costOf(usage({ input: 1 }), cheap)).toBe(1)
    expect(costOf(usage({ output: 1 }), cheap)).toBe(0)
    expect(costOf(usage({ input: 1, output: 1 }), cheap)).toBe(1)
  })

  test('MO03 unknown is not free', () => {
    expect(costOf(usage({ input: 1 }), null)).toBeNull()
    expect(costOf(usage({ output: 1 }), { ...price, output: null })).toBeNull()
    expect(costOf(usage({ input: 5 }), { ...price, output: null })).toBe(15)
    expect(
      costOf(usage({ input: 9 }), { input: 0, output: 0, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }),
    ).toBe(0)
  })

  test('what the upstream reports stands in for an unknown price only', () => {
    expect(costOf(usage({ input: 1, reportedCost: 0.000_123_4 }), null)).toBe(123)
    expect(costOf(usage({ input: 1_000, reportedCost: 99 }), price)).toBe(3_000)
  })

  test('a cache without a price of its own costs what input costs', () => {
    const plain = { ...price, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }
    expect(costOf(usage({ input: 1_000, cached: 900 }), plain)).toBe(3_000)
  })
})

const tokens = fc.nat(1_000_000_000)
const rate = fc.nat(1_000_000_000)
const anyPrice = fc.record({ input: rate, output: rate, cacheRead: rate, cacheWrite5m: rate, cacheWrite1h: rate })
const anyUsage = fc.record({ input: tokens, cached: tokens, cacheWrite5m: tokens, output: tokens }).map(usage)

test('MO02 FP09 more tokens never cost less, and parts add up to the whole within a rounding', () => {
  fc.assert(
    fc.property(anyPrice, anyUsage, fc.nat(1_000), (at, used, more) => {
      const cost = costOf(used, at) ?? 0
      expect(costOf({ ...used, input: used.input + more, output: used.output + more }, at)).toBeGreaterThanOrEqual(cost)
      const input = costOf({ ...used, output: 0 }, at) ?? 0
      const output = costOf(usage({ output: used.output }), at) ?? 0
      expect(Math.abs(input + output - cost)).toBeLessThanOrEqual(2)
    }),
  )
})

test('a hold at the worst price covers every way of using as many tokens', () => {
  fc.assert(
    fc.property(anyPrice, anyUsage, (at, used) => {
      const worst = { ...at, cacheRead: Math.min(at.cacheRead, at.input) }
      expect(worstCost(worst, used.input, used.output)).toBeGreaterThanOrEqual(costOf(used, worst) ?? 0)
    }),
  )
})

test('no hold without a price', () => {
  expect(worstCost(null, 1, 1)).toBeNull()
  expect(worstCost({ ...price, output: null }, 1, 1)).toBeNull()
})

describe('what is sold by the piece', () => {
  const none = { image: null, request: null, character: null, audioMinute: null }
  const sold = (
    pieces: Partial<typeof none> | Record<string, number>,
    tokens: Partial<ModelPrice> = {},
  ): ModelPrice => ({
    ...unknown,
    ...tokens,
    pieces: { ...none, ...pieces },
  })
  const unknown: ModelPrice = { input: null, output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }

  test.each([
    ['images', { images: 2 }, { image: 40_000_000_000 }, 80_000],
    ['characters', { characters: 9, input: 3, output: 14 }, { character: 15_000_000 }, 135],
    ['seconds of a minute', { seconds: 90.5 }, { audioMinute: 6_000_000_000 }, 9_050],
    ['searches', { searchUnits: 3 }, { request: 2_000_000_000 }, 6_000],
  ])('%s', (_, usage, pieces, micros) => {
    expect(costOf(usageOf(usage), sold(pieces))).toBe(micros)
  })

  test('is rounded once, half up', () => {
    expect(costOf(usageOf({ characters: 1 }), sold({ character: 1_500_000 }))).toBe(2)
    expect(costOf(usageOf({ seconds: 0.005 }), sold({ audioMinute: 6_000_000_000 }))).toBe(1)
  })

  test('costs its tokens where no piece has a price', () => {
    const tokens = { input: 1_000_000, output: 2_000_000 }
    expect(costOf(usageOf({ images: 1, input: 10, output: 20 }), sold({}, tokens))).toBe(50)
  })

  test('is unknown without any price, and free where tokens are free', () => {
    expect(costOf(usageOf({ images: 1 }), sold({}))).toBeNull()
    expect(costOf(usageOf({ seconds: 5 }), { ...unknown, input: 1_000_000, output: 1_000_000 })).toBeNull()
    expect(costOf(usageOf({ images: 1 }), sold({}, { input: 0, output: 0 }))).toBe(0)
  })

  test('searches of a chat are no requests: its tokens have a price', () => {
    const price = sold({ request: 2_000_000_000 }, { input: 1_000_000, output: 1_000_000 })
    expect(costOf(usageOf({ input: 5, output: 5, searchUnits: 3 }), price)).toBe(10)
  })
})
