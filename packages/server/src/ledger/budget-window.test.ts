import fc from 'fast-check'
import { expect, test } from 'vitest'
import { windowOf } from './budget-window.ts'

const period = fc.constantFrom('hour' as const, 'day' as const, 'week' as const, 'month' as const)
const moment = fc.integer({ min: 0, max: Date.UTC(2100, 0) })

test('every moment lies in one window, all of whose moments lie in it, and the next begins where it ends', () => {
  fc.assert(
    fc.property(
      period,
      moment,
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (period, nowMs, part) => {
        const at = (ms: number) => windowOf('key_1', { amount: 1, period }, ms)
        const window = at(nowMs)
        const end = window.ends_at!
        expect(window.starts_at).toBeLessThanOrEqual(nowMs)
        expect(nowMs).toBeLessThan(end)
        expect(at(window.starts_at + Math.floor((end - window.starts_at) * part))).toEqual(window)
        expect(at(end).starts_at).toBe(end)
        expect(at(end).id).not.toBe(window.id)
      },
    ),
  )
})

test.each([
  ['hour', '2026-11-21T06:00:00.000Z', '2026-11-21T07:00:00.000Z'],
  ['day', '2026-11-21T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
  ['week', '2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
  ['month', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
] as const)('a %s of a Saturday is counted in UTC, a week from its Monday', (period, starts, ends) => {
  const window = windowOf('usr_1', { amount: 1, period }, Date.UTC(2026, 10, 21, 6, 30))
  expect(new Date(window.starts_at).toISOString()).toBe(starts)
  expect(new Date(window.ends_at!).toISOString()).toBe(ends)
})

test('total is one window that never ends', () => {
  const at = (ms: number) => windowOf('usr_1', { amount: 1, period: 'total' }, ms)
  expect(at(0)).toEqual(at(Date.UTC(2100, 0)))
  expect(at(0).ends_at).toBeNull()
})
