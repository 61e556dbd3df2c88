import { expect, it } from 'vitest'
import { nextDueAt } from './schedule.ts'

const hour = 3_600_000
const due = (verdict: 'healthy' | 'held' | 'unhealthy', failures: number, random = 0.5) =>
  nextDueAt({ verdict, failures, intervalMs: hour }, 0, () => random)

it('spreads healthy sources over ± 10 %', () => {
  expect([due('healthy', 0, 0), due('healthy', 0), due('healthy', 0, 1)]).toEqual([54 * 60_000, hour, 66 * 60_000])
})

it('doubles after failures, up to an hour', () => {
  expect([1, 2, 3, 6, 7, 100].map((failures) => due('unhealthy', failures))).toEqual([
    60_000,
    120_000,
    240_000,
    1_920_000,
    hour,
    hour,
  ])
})

it('looks at a held list again when it may be confirmed', () => {
  expect(due('held', 0)).toBe(15 * 60_000)
  expect(nextDueAt({ verdict: 'held', failures: 0, intervalMs: 60_000 }, 0, () => 0.5)).toBe(60_000)
})
