import { expect, test } from 'vitest'
import { defaultCheckSettings, ProviderChecks } from './provider-checks.ts'

const settings = defaultCheckSettings
const none = new Set<string>()

function known(now = 0): ProviderChecks {
  const checks = new ProviderChecks()
  checks.due(['a', 'b'], none, settings, now)
  return checks
}

test('each provider is asked every 30 s, and none at the start', () => {
  const checks = new ProviderChecks()
  expect(checks.due(['a', 'b'], none, settings, 0)).toEqual([])
  expect(checks.due(['a', 'b'], none, settings, 29_999)).toEqual([])
  expect(checks.due(['a', 'b'], none, settings, 30_000)).toEqual(['a', 'b'])
  checks.ended('a', true, 30_500)
  expect(checks.due(['a', 'b'], none, settings, 60_000)).toEqual(['b'])
})

test('whoever answers calls is not asked', () => {
  const checks = known()
  checks.heard('a', 20_000)
  expect(checks.due(['a', 'b'], none, settings, 30_000)).toEqual(['b'])
})

test('while something is closed off it is every 10 s, even where checks are off', () => {
  const checks = known()
  const closed = new Set(['a'])
  expect(checks.due(['a', 'b'], closed, { ...settings, isEnabled: false }, 10_000)).toEqual(['a'])
  checks.ended('a', false, 10_000)
  expect(checks.due(['a', 'b'], closed, { ...settings, isEnabled: false }, 19_999)).toEqual([])
})

test('three misses in a row make a provider degraded; an answer, or an answered call, ends it', () => {
  const checks = known()
  const miss = (times: number) => {
    for (let n = 0; n < times; n++) checks.ended('a', false, n)
  }
  miss(2)
  expect(checks.isDegraded('a')).toBe(false)
  miss(1)
  expect(checks.isDegraded('a')).toBe(true)
  expect(checks.isDegraded('b')).toBe(false)
  checks.ended('a', true, 9)
  expect(checks.isDegraded('a')).toBe(false)
  miss(3)
  checks.heard('a', 10)
  expect(checks.isDegraded('a')).toBe(false)
})

test('checks that are off degrade nobody; providers that are gone are forgotten', () => {
  const checks = known()
  for (let n = 0; n < 3; n++) checks.ended('a', false, n)
  checks.due(['a'], none, { ...settings, isEnabled: false }, 10)
  expect(checks.isDegraded('a')).toBe(false)
  checks.due(['b'], none, settings, 11)
  checks.due(['a', 'b'], none, settings, 12)
  expect(checks.isDegraded('a')).toBe(false)
  checks.ended('gone', false, 13)
  expect(checks.isDegraded('gone')).toBe(false)
})
