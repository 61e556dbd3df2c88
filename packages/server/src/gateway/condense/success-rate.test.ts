import { expect, test } from 'vitest'
import { SuccessRate } from './success-rate.ts'

const noted = (rate: SuccessRate, threshold: number, outcomes: string) =>
  [...outcomes].map((one, n) => rate.note(one === '+', threshold, n * 1_000)).filter((told) => told !== null)

test('is told once it is below the threshold, with what it is made of', () => {
  expect(noted(new SuccessRate(), 0.9, '+++++++++--')).toEqual([
    { success_rate: 9 / 11, threshold: 0.9, attempts: 11, since: new Date(0).toISOString() },
  ])
})

test('a few say nothing', () => {
  expect(noted(new SuccessRate(), 0.9, '---------')).toEqual([])
})

test('is told once, and again after it was good', () => {
  const rate = new SuccessRate()
  expect(noted(rate, 0.5, '--------------------')).toHaveLength(1)
  expect(noted(rate, 0.5, '++++++++++++++++++++')).toHaveLength(0)
  expect(noted(rate, 0.5, '--------------------')).toHaveLength(1)
})
