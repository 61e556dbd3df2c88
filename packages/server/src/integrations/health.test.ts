import { expect, it } from 'vitest'
import { healthOf, worstOf } from './health.ts'

const met = (request_count: number, error_rate: number, more: object = {}) =>
  healthOf({ breaker: 'closed', metrics: { request_count, error_rate }, isSyncFailing: false, ...more })

it('is degraded above a tenth of failures over ten attempts, failing with an open breaker or a failing sync', () => {
  expect(met(0, 0)).toBe('healthy')
  expect(met(9, 1)).toBe('healthy')
  expect(met(10, 0.1)).toBe('healthy')
  expect(met(10, 0.11)).toBe('degraded')
  expect(met(0, 0, { breaker: 'open' })).toBe('failing')
  expect(met(0, 0, { breaker: 'half_open' })).toBe('healthy')
  expect(met(0, 0, { isSyncFailing: true })).toBe('failing')
})

it('of several is the worst that is not disabled', () => {
  expect(worstOf([])).toBe('healthy')
  expect(worstOf(['disabled'])).toBe('disabled')
  expect(worstOf(['disabled', 'healthy'])).toBe('healthy')
  expect(worstOf(['healthy', 'failing', 'degraded'])).toBe('failing')
  expect(worstOf(['healthy', 'degraded'])).toBe('degraded')
})
