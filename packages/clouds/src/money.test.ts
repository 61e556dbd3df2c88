import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diskMicroUsdPerHour, microUsd, sum, usdOf } from './money.ts'

test('micro-USD survive the way through USD', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (micro) => microUsd(usdOf(micro)) === micro))
})

test('the documented price: $0.72 and 50 GB at $0.15 a month', () => {
  expect(usdOf(sum(microUsd(0.72), diskMicroUsdPerHour(microUsd(0.15), 50)))).toBe(0.730417)
})

test('what is unknown stays unknown, zero is zero', () => {
  expect([microUsd(null), usdOf(null), diskMicroUsdPerHour(null, 50), sum(1, null, 2)]).toEqual([
    null,
    null,
    null,
    null,
  ])
  expect(sum(0, 0)).toBe(0)
})
