import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Known, LaneView } from './lane-stats.ts'
import { type Contestant, failureOf, type ScoreParts, scoresOf } from './score.ts'

const fresh = (value: number): Known => ({ value, trust: 1 })
const unknown: LaneView = {
  success: null,
  firstTokenMs: null,
  tokensPerSecond: null,
  outputTokens: null,
  inFlight: 0,
  sampledAt: null,
}
const contestant = (stats: Partial<LaneView> = {}, more: Partial<Contestant> = {}): Contestant => ({
  stats: { ...unknown, ...stats },
  inputPrice: 1_000_000,
  outputPrice: 4_000_000,
  maxConnections: 100,
  ...more,
})
const even = { price: 1, failure: 1, firstToken: 1, speed: 1, busy: 1 }
const partsOf = (lanes: Contestant[], part: keyof ScoreParts) =>
  scoresOf(lanes, 1_000, even).map(({ parts }) => parts[part])

describe('each figure is 0 for the best, and a quarter for each factor of two', () => {
  test('price, by the tokens that are expected', () => {
    const cheap = contestant({ outputTokens: fresh(0) }, { inputPrice: 1_000_000 })
    const dear = contestant({ outputTokens: fresh(0) }, { inputPrice: 4_000_000 })
    expect(partsOf([dear, cheap], 'price')).toEqual([0.5, 0])
  })

  test('price: an answer that is usually longer costs more', () => {
    const short = contestant({ outputTokens: fresh(250) }, { inputPrice: 0 })
    const long = contestant({ outputTokens: fresh(1_000) }, { inputPrice: 0 })
    expect(partsOf([short, long], 'price')).toEqual([0, 0.5])
  })

  test('price: unknown counts as the dearest; free is as cheap as a millionth of a dollar', () => {
    const free = contestant({}, { inputPrice: 0, outputPrice: 0 })
    const dear = contestant({ outputTokens: fresh(0) }, { inputPrice: 16_000 })
    expect(partsOf([free, dear, contestant({}, { inputPrice: null })], 'price')).toEqual([0, 1, 1])
    expect(partsOf([contestant({}, { outputPrice: null }), contestant({}, { inputPrice: null })], 'price')).toEqual([
      0, 0,
    ])
  })

  test('first token and speed', () => {
    const quick = contestant({ firstTokenMs: fresh(100), tokensPerSecond: fresh(200) })
    const slow = contestant({ firstTokenMs: fresh(400), tokensPerSecond: fresh(50) })
    expect(partsOf([slow, quick], 'firstToken')).toEqual([0.5, 0])
    expect(partsOf([slow, quick], 'speed')).toEqual([0.5, 0])
  })

  test('busy: open calls by connections', () => {
    expect(
      partsOf([contestant({ inFlight: 25 }), contestant({ inFlight: 25 }, { maxConnections: 50 })], 'busy'),
    ).toEqual([0.25, 0.5])
  })
})

describe('failure', () => {
  test.each([
    [1, 0],
    [0.98, 0.02],
    [0.95, 0.05],
    [0.9, 0.1 * Math.E],
    [0.5, 10],
    [0, 10],
  ])('of a success of %d: %d', (success, expected) => {
    expect(failureOf(success)).toBeCloseTo(expected)
  })

  test('what was never called is taken to succeed as most do', () => {
    expect(partsOf([contestant()], 'failure')[0]).toBeCloseTo(0.02)
  })
})

describe('what is not measured', () => {
  const measured = [100, 200, 900].map((ms) => contestant({ firstTokenMs: fresh(ms) }))

  test('counts as the median of the others', () => {
    const parts = partsOf([...measured, contestant()], 'firstToken')
    expect(parts[3]).toBe(parts[1])
    expect(partsOf([contestant({ firstTokenMs: fresh(300) }), contestant()], 'firstToken')).toEqual([0, 0])
  })

  test('an old figure counts as far as it is trusted', () => {
    const half = contestant({ firstTokenMs: { value: 600, trust: 0.5 } })
    expect(partsOf([contestant({ firstTokenMs: fresh(200) }), half], 'firstToken')).toEqual([0, 0.25])
  })

  test('nothing is measured of anyone: all are alike', () => {
    expect(new Set(scoresOf([contestant(), contestant()], 10, even).map(({ total }) => total)).size).toBe(1)
  })
})

test('the total is the weighted sum of its parts', () => {
  const weights = { price: 0.5, failure: 2, firstToken: 0, speed: 0.25, busy: 3 }
  const lanes = [
    contestant({ firstTokenMs: fresh(800), tokensPerSecond: fresh(10), inFlight: 5 }),
    contestant(
      { success: fresh(0.9), firstTokenMs: fresh(100), tokensPerSecond: fresh(80) },
      { inputPrice: 9_000_000 },
    ),
  ]
  for (const { total, parts } of scoresOf(lanes, 1_000, weights))
    expect(total).toBeCloseTo(0.5 * parts.price + 2 * parts.failure + 0.25 * parts.speed + 3 * parts.busy)
})

test('any lanes: every score is a number, none below 0, and the best of each figure is 0', () => {
  const figure = fc.option(
    fc.record({
      value: fc.double({ min: 0, max: 1e6, noNaN: true }),
      trust: fc.double({ min: 0.01, max: 1, noNaN: true }),
    }),
  )
  const success = fc.option(fc.record({ value: fc.double({ min: 0, max: 1, noNaN: true }), trust: fc.constant(1) }))
  const anyPrice = fc.option(fc.integer({ min: 0, max: 1e9 }))
  const lane = fc
    .record({ success, firstTokenMs: figure, tokensPerSecond: figure, outputTokens: figure, inFlight: fc.nat(500) })
    .chain((stats) =>
      fc.record({ inputPrice: anyPrice, outputPrice: anyPrice }).map((prices) => contestant(stats, prices)),
    )
  fc.assert(
    fc.property(fc.array(lane, { minLength: 1, maxLength: 6 }), fc.nat(1e6), (lanes, tokens) => {
      const scores = scoresOf(lanes, tokens, even)
      for (const { total } of scores) expect(total).toBeGreaterThanOrEqual(0)
      for (const part of ['price', 'firstToken', 'speed'] as const)
        expect(Math.min(...scores.map(({ parts }) => parts[part]))).toBeCloseTo(0)
    }),
  )
})
