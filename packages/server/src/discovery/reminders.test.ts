import { expect, it } from 'vitest'
import { noon, row } from '../../test/discovery/rows.ts'
import { dueReminders } from './reminders.ts'

const day = 86_400_000
const ending = (date: string, status: 'ga' | 'retired' = 'ga') => row('p:m', { shutdown_date: date, status }).doc

it.each([
  ['2026-12-20', 30],
  ['2026-11-27', 7],
  ['2026-11-21', 1],
  ['2026-12-21', null],
  ['2026-12-19', null],
  ['2026-11-20', null],
])('on 2026-11-20 a shutdown on %s is told with %s days left', (date, daysLeft) => {
  expect(dueReminders([ending(date)], noon).map((one) => one.daysLeft)).toEqual(daysLeft === null ? [] : [daysLeft])
})

it('over all days before it, a shutdown is told three times', () => {
  const told = Array.from({ length: 60 }, (_, at) => dueReminders([ending('2027-01-15')], noon + at * day))
  expect(told.flat().map(({ daysLeft }) => daysLeft)).toEqual([30, 7, 1])
})

it('what is over, or has no date, is not told', () => {
  expect(dueReminders([ending('2026-11-27', 'retired'), row('p:n').doc], noon)).toEqual([])
})
