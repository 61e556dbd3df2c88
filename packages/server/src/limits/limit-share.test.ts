import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testClock } from '../../test/runtime.ts'
import { admits, waitMsOf } from './gcra.ts'
import { LimitShare } from './limit-share.ts'
import type { Draw } from './limit-store.ts'

const draw = (limit: number, weight = 1): Draw => ({
  layer: 'user',
  key: '{t}user',
  rate: { limit, windowMs: 60_000, burst: limit },
  weight,
})
const countAdmitted = (share: LimitShare, limit: number, times: number) =>
  Array.from({ length: times }, () => share.take([draw(limit)], [])).filter(({ isAdmitted }) => isAdmitted).length

test('who is alone has the whole limit; of three each has a third', () => {
  const share = new LimitShare(testClock())
  expect(countAdmitted(share, 100, 200)).toBe(100)
  const third = new LimitShare(testClock())
  third.shareAmong(3)
  expect(countAdmitted(third, 100, 200)).toBe(33)
})

test('whoever joins or leaves counts at once, for what is asked from then on', async () => {
  const clock = testClock()
  const share = new LimitShare(clock)
  share.shareAmong(2)
  expect(countAdmitted(share, 100, 200)).toBe(50)
  share.shareAmong(1)
  expect(countAdmitted(share, 100, 200)).toBe(50)
  share.shareAmong(2)
  // What went beyond the half drains at the rate of the half.
  await clock.advance(120_000)
  expect(countAdmitted(share, 100, 200)).toBe(50)
  share.shareAmong(0)
  expect(share.among).toBe(1)
})

test('places are shared; the least is one, and what is full is named with its own limit', () => {
  const share = new LimitShare(testClock())
  share.shareAmong(2)
  const slots = [{ key: '{t}open', limit: 3 }]
  expect(share.take([], slots).isAdmitted).toBe(true)
  expect(share.take([], slots).full).toEqual(slots[0])
  share.free(slots)
  expect(share.take([], slots).isAdmitted).toBe(true)
})

test('the sum over all processes never passes the limit, and a refusal says when it ends', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 8, max: 500 }), (among, limit) => {
      const clock = testClock()
      const shares = Array.from({ length: among }, () => new LimitShare(clock))
      for (const share of shares) share.shareAmong(among)
      const admitted = shares.reduce((sum, share) => sum + countAdmitted(share, limit, limit + 1), 0)
      expect(admitted).toBeLessThanOrEqual(limit)
      expect(admitted).toBeGreaterThan(limit - among)
      const { isAdmitted, levels } = shares[0]!.take([draw(limit)], [])
      const level = levels[0] as number
      expect([isAdmitted, admits(level, draw(limit).rate, 1)]).toEqual([false, false])
      // A share refills at limit ÷ processes.
      expect(waitMsOf(level, draw(limit).rate, 1)).toBeCloseTo((60_000 * among) / limit, 3)
    }),
  )
})

test('what was taken too much is given back to the share', () => {
  const share = new LimitShare(testClock())
  share.shareAmong(2)
  share.take([draw(1_000, 400)], [])
  share.correct([draw(1_000, 400)], -300)
  expect(share.take([draw(1_000, 0)], []).levels[0]).toBe(200)
})
