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

describe('a prompt beyond a tier', () => {
  const long = { input: 6_000_000, output: 22_500_000, cacheRead: 600_000, cacheWrite5m: 7_500_000 }
  const tiered: ModelPrice = { ...price, tiers: [{ minInputTokens: 200_000, ...long }] }

  test.each([
    ['that is one token shorter', { input: 199_999, output: 1_000 }, 599_997 + 15_000],
    ['costs the tier for each of its tokens', { input: 200_000, output: 1_000 }, 1_200_000 + 22_500],
    ['is as long with what the cache had', { input: 200_000, cached: 150_000 }, 300_000 + 90_000],
    ['and writes to the cache at its price', { input: 200_000, cacheWrite5m: 100_000 }, 600_000 + 750_000],
  ])('%s', (_, parts, expected) => {
    expect(costOf(usage(parts), tiered)).toBe(expected)
  })

  test('costs as before what the tier says nothing of', () => {
    const silent = { minInputTokens: 200_000, input: 6_000_000, output: null, cacheRead: null, cacheWrite5m: null }
    const used = usage({ input: 200_000, cached: 100_000, output: 1_000 })
    expect(costOf(used, { ...price, tiers: [silent] })).toBe(600_000 + 30_000 + 15_000)
  })

  test('costs the longest tier that it reaches', () => {
    const longer = { minInputTokens: 500_000, input: 9_000_000, output: null, cacheRead: null, cacheWrite5m: null }
    const twice = { ...price, tiers: [...(tiered.tiers ?? []), longer] }
    expect(costOf(usage({ input: 500_000 }), twice)).toBe(4_500_000)
    expect(costOf(usage({ input: 499_999 }), twice)).toBe(2_999_994)
  })

  test('is held at the tier', () => {
    expect(worstCost({ ...tiered, cacheWrite1h: null }, 200_000, 1_000)).toBe(1_500_000 + 22_500)
    expect(worstCost({ ...tiered, cacheWrite1h: null }, 199_999, 1_000)).toBe(749_997 + 15_000)
  })
})

describe('tokens of another kind', () => {
  const spoken: ModelPrice = { ...price, inputAudio: 40_000_000, outputAudio: 80_000_000, reasoning: 3_000_000 }

  test.each([
    ['heard', { input: 1_000, inputAudio: 400 }, 1_800 + 16_000],
    ['said', { output: 1_000, outputAudio: 400 }, 9_000 + 32_000],
    ['thought', { output: 1_000, reasoning: 600 }, 6_000 + 1_800],
    ['all of them, and no more than there are', { output: 10, outputAudio: 8, reasoning: 8 }, 640 + 6],
  ])('%s, at their own price', (_, parts, expected) => {
    expect(costOf(usage(parts), spoken)).toBe(expected)
  })

  test('cost what text costs where their price is not stated, which catalogs also write as 0', () => {
    const used = usage({ input: 1_000, inputAudio: 400, output: 1_000, outputAudio: 200, reasoning: 500 })
    for (const unsaid of [null, 0, undefined])
      expect(costOf(used, { ...price, inputAudio: unsaid, outputAudio: unsaid, reasoning: unsaid })).toBe(18_000)
  })

  test('searches beside a chat cost theirs', () => {
    const pieces = { image: null, request: null, character: null, audioMinute: null, webSearch: 10_000_000_000 }
    expect(costOf(usage({ input: 1_000, searchUnits: 2 }), { ...price, pieces })).toBe(3_000 + 20_000)
  })
})

const tokens = fc.nat(1_000_000_000)
const rate = fc.nat(1_000_000_000)
const flatPrice = fc.record({ input: rate, output: rate, cacheRead: rate, cacheWrite5m: rate, cacheWrite1h: rate })
const dearerBy = (at: ModelPrice, minInputTokens: number, more: number): ModelPrice => ({
  ...at,
  tiers: [
    {
      minInputTokens,
      input: (at.input ?? 0) + more,
      output: (at.output ?? 0) + more,
      cacheRead: (at.cacheRead ?? 0) + more,
      cacheWrite5m: (at.cacheWrite5m ?? 0) + more,
    },
  ],
})
const anyPrice = fc.oneof(
  flatPrice,
  fc.tuple(flatPrice, tokens, rate).map(([at, from, more]) => dearerBy(at, from, more)),
)
const anyUsage = fc.record({ input: tokens, cached: tokens, cacheWrite5m: tokens, output: tokens }).map(usage)

test('MO02 FP09 more tokens never cost less', () => {
  fc.assert(
    fc.property(anyPrice, anyUsage, fc.nat(1_000), (at, used, more) => {
      const most = { ...used, input: used.input + more, output: used.output + more }
      expect(costOf(most, at)).toBeGreaterThanOrEqual(costOf(used, at) ?? 0)
    }),
  )
})

test('FP09 what is read and what is said add up to the whole within a rounding', () => {
  fc.assert(
    fc.property(flatPrice, anyUsage, (at, used) => {
      const input = costOf({ ...used, output: 0 }, at) ?? 0
      const output = costOf(usage({ output: used.output }), at) ?? 0
      expect(Math.abs(input + output - (costOf(used, at) ?? 0))).toBeLessThanOrEqual(2)
    }),
  )
})

test('a hold at the worst price covers every way of using as many tokens', () => {
  fc.assert(
    fc.property(anyPrice, anyUsage, (at, used) => {
      expect(worstCost(at, used.input, used.output)).toBeGreaterThanOrEqual(costOf(used, at) ?? 0)
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
