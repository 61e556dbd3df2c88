import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Backlog } from './backlog.ts'

it('takes 1,000 frames and not one more', () => {
  const backlog = new Backlog()
  for (let n = 0; n < 1_000; n++) expect(backlog.add(1)).toBe(true)
  expect(backlog.add(1)).toBe(false)
})

it('takes 1 MB and not a byte more', () => {
  const backlog = new Backlog()
  expect(backlog.add(2 ** 20)).toBe(true)
  expect(backlog.add(1)).toBe(false)
})

it('has room again for what has left', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 2_000 }), (sizes) => {
      const backlog = new Backlog()
      for (const size of sizes) {
        expect(backlog.add(size)).toBe(true)
        backlog.left(size)
      }
      expect(backlog.isLow()).toBe(true)
    }),
    { numRuns: 50 },
  )
})

it('says when little waits, or nobody reads any more', async () => {
  const backlog = new Backlog()
  for (let n = 0; n < 102; n++) backlog.add(1)
  const order: string[] = []
  const low = backlog.low().then(() => order.push('low'))
  backlog.left(1)
  order.push('one left')
  backlog.left(1)
  await low
  expect(order).toEqual(['one left', 'low'])
  backlog.add(2 ** 20)
  const released = backlog.low()
  backlog.release()
  await released
})
