import fc from 'fast-check'
import { expect, test } from 'vitest'
import { billedMs, charge, holdAmount, tenantRate } from './meter-math.ts'

const hourMs = 3_600_000

test('the parts of a time cost what the whole costs, to the micro-dollar', () => {
  const rate = fc.integer({ min: 0, max: 1_000_000_000_000 })
  const stretches = fc.array(fc.integer({ min: 0, max: 90 * 24 * hourMs }), { maxLength: 50 })
  fc.assert(
    fc.property(rate, stretches, (perHour, parts) => {
      let rest = 0
      let posted = 0n
      for (const ms of parts) {
        const part = charge(perHour, rest, ms)
        expect(part.amount).toBeGreaterThanOrEqual(0)
        posted += BigInt(part.amount)
        rest = part.rest
      }
      const whole = BigInt(perHour) * BigInt(parts.reduce((sum, ms) => sum + ms, 0))
      expect(posted).toBe((whole + BigInt(hourMs) / 2n) / BigInt(hourMs))
    }),
  )
})

test('a rate may change on the way: the rest is carried over', () => {
  const idle = charge(10_417, 0, 2_000)
  const full = charge(730_417, idle.rest, 60_000)
  const exact = (10_417 * 2_000 + 730_417 * 60_000) / hourMs
  expect(idle.amount + full.amount).toBe(Math.round(exact))
})

test.each([
  ['an hour at the cap', 730_417, 1, null, 730_417],
  ['what the cloud charges at least', 1_000_000, 7_200, null, 2_000_000],
  ['no more than may be spent', 730_417, 1, 200_000, 200_000],
  ['nothing where nothing is left', 730_417, 1, -5, 0],
  ['nothing for what is free', 0, 1, null, 0],
])('holds %s', (_, priceMax, minSeconds, left, amount) => {
  expect(holdAmount(priceMax, minSeconds, left)).toBe(amount)
})

test('a margin is added to what the cloud charges', () => {
  expect(tenantRate(1_000_000, 0)).toBe(1_000_000)
  expect(tenantRate(1_000_000, 12.5)).toBe(1_125_000)
})

test('what is sold in minutes or hours is charged so, seconds as they pass', () => {
  expect(billedMs(90_500, { least: 1, step: 1 })).toBe(90_500)
  expect(billedMs(90_500, { least: 60, step: 60 })).toBe(120_000)
  expect(billedMs(120_000, { least: 60, step: 60 })).toBe(120_000)
  expect(billedMs(1, { least: 3_600, step: 1 })).toBe(hourMs)
  expect(billedMs(hourMs + 1, { least: 3_600, step: 1 })).toBe(hourMs + 1)
})
