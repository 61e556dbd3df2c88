import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PriceUnit, parsePrice, percentChange, priceAtMost, usdPer1K, usdPer1M, usdPerPiece } from './price.ts'

const threeDollars = 3_000_000

describe('parsePrice', () => {
  it.each<[string | number, PriceUnit]>([
    ['3e-06', 'usd_per_token'],
    [3e-6, 'usd_per_token'],
    ['0.000003', 'usd_per_token'],
    ['30000', 'usd_per_10g_tokens'],
    [30_000, 'usd_per_10g_tokens'],
    ['0.0003', 'cents_per_token'],
    ['0.003', 'usd_per_1k_tokens'],
    ['3', 'usd_per_1m_tokens'],
    ['3.', 'usd_per_1m_tokens'],
    ['3.00', 'usd_per_1m_tokens'],
    ['+3', 'usd_per_1m_tokens'],
    ['30E-1', 'usd_per_1m_tokens'],
  ])('%s %s is 3 USD a million', (text, unit) => {
    expect(parsePrice(text, unit)).toBe(threeDollars)
  })

  it('drops what a float had added', () => {
    expect(parsePrice('0.00000090000000000000005', 'usd_per_token')).toBe(900_000)
  })

  it.each([
    ['0.0000005', null],
    ['0.0000015', 2],
    ['0.0000025', 2],
    ['0.00000250001', 3],
    ['1.0000035', 1_000_004],
  ])('rounds %s half-even', (text, pico) => {
    expect(parsePrice(text, 'usd_per_1m_tokens')).toBe(pico)
  })

  it('tells free from unknown, and unknown from dynamic', () => {
    expect(parsePrice('0', 'usd_per_token')).toBe(0)
    expect(parsePrice('0.000', 'usd_per_token')).toBe(0)
    expect(parsePrice('-0', 'usd_per_token')).toBe(0)
    expect(parsePrice('1e-30', 'usd_per_token')).toBeNull()
    expect(parsePrice('-1', 'usd_per_token')).toBe('dynamic')
    expect(parsePrice('-1e-9', 'usd_per_token')).toBe('dynamic')
  })

  it.each(['', ' ', 'NaN', 'Infinity', '1,5', '0x10', '1e999999', '1'.repeat(100), '$3', '1 2', '--1', 'free'])(
    'takes %j for no price',
    (text) => {
      expect(parsePrice(text, 'usd_per_token')).toBeNull()
    },
  )

  it('refuses what does not fit a safe integer', () => {
    expect(parsePrice('9007199254', 'usd_per_1m_tokens')).toBe(9_007_199_254_000_000)
    expect(parsePrice('9007199255', 'usd_per_1m_tokens')).toBeNull()
    expect(parsePrice(Number.POSITIVE_INFINITY, 'usd_per_token')).toBeNull()
  })

  it('goes to the wire and back without loss', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000_000 }), (pico) => {
        expect(parsePrice(usdPer1M(pico), 'usd_per_1m_tokens')).toBe(pico)
        expect(parsePrice(usdPer1K(pico), 'usd_per_1k_tokens')).toBe(pico)
        expect(parsePrice(usdPerPiece(pico), 'usd_per_piece')).toBe(pico)
        expect(parsePrice(JSON.parse(JSON.stringify(usdPer1M(pico))), 'usd_per_1m_tokens')).toBe(pico)
      }),
    )
  })
})

it('writes prices exactly', () => {
  expect(JSON.stringify([usdPer1K(37_500), usdPer1M(37_500), usdPer1M(threeDollars)])).toBe('[0.0000375,0.0375,3]')
})

it('rounds a bound down, so that nothing dearer passes', () => {
  expect(priceAtMost('0.0000000000019', 'usd_per_token')).toBe(1)
  expect(priceAtMost(0.05, 'usd_per_1k_tokens')).toBe(50_000_000)
  expect(priceAtMost(0, 'usd_per_1k_tokens')).toBe(0)
  expect(priceAtMost(1e6, 'usd_per_1k_tokens')).toBe(1e15)
  expect(priceAtMost('-1', 'usd_per_1k_tokens')).toBeNull()
  expect(priceAtMost('x', 'usd_per_1k_tokens')).toBeNull()
})

it.each([
  [5_000_000, 2_500_000, -50],
  [15_000_000, 10_000_000, -33.333333],
  [1, 3, 200],
  [0, 5, null],
  [9_007_199_254_740_991, 1, -100],
])('%d to %d is %s percent', (old, now, percent) => {
  expect(percentChange(old, now)).toBe(percent)
})
