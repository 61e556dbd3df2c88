import fc from 'fast-check'
import { expect, test } from 'vitest'
import { provider } from '../../test/gateway/lanes.ts'
import { BucketBook } from './buckets.ts'
import type { BucketSettings } from './provider-settings.ts'

const limited = (...buckets: BucketSettings[]) => provider('a', 'openai', 'http://127.0.0.1:1', { buckets })

test('a provider without a limit is never held back', () => {
  const book = new BucketBook()
  for (let n = 0; n < 1_000; n++) expect(book.take(limited(), 0)).toBe(true)
  expect(book.waitMs(limited(), 0)).toBe(0)
})

test('a burst, then one each interval', () => {
  const book = new BucketBook()
  const owner = limited({ everyMs: 1_000, burst: 3 })
  for (let n = 0; n < 3; n++) expect(book.take(owner, 10_000)).toBe(true)
  expect(book.take(owner, 10_000)).toBe(false)
  expect(book.waitMs(owner, 10_000)).toBe(1_000)
  expect(book.take(owner, 10_999)).toBe(false)
  expect(book.take(owner, 11_000)).toBe(true)
  expect(book.waitMs(owner, 11_000)).toBe(1_000)
})

test('what was not used is saved, up to the burst', () => {
  const book = new BucketBook()
  const owner = limited({ everyMs: 100, burst: 2 })
  book.take(owner, 0)
  book.take(owner, 0)
  expect([1, 2, 3].map(() => book.take(owner, 1e9))).toEqual([true, true, false])
})

test('of two buckets the slower one holds back, and neither is charged for what the other refused', () => {
  const book = new BucketBook()
  const owner = limited({ everyMs: 10_000, burst: 1 }, { everyMs: 10, burst: 5 })
  expect(book.take(owner, 0)).toBe(true)
  for (let n = 0; n < 100; n++) expect(book.take(owner, 50)).toBe(false)
  expect(book.waitMs(owner, 50)).toBe(9_950)
  expect(book.take(owner, 10_000)).toBe(true)
})

test('any calls at any times: never more than the burst and what came since', () => {
  const settings = fc.record({ everyMs: fc.integer({ min: 1, max: 500 }), burst: fc.integer({ min: 1, max: 10 }) })
  fc.assert(
    fc.property(settings, fc.array(fc.nat(300), { maxLength: 200 }), (bucket, waits) => {
      const book = new BucketBook()
      const owner = limited(bucket)
      let now = 0
      const taken: number[] = []
      for (const wait of waits) {
        now += wait
        const free = book.waitMs(owner, now) <= 0
        expect(book.take(owner, now)).toBe(free)
        if (free) taken.push(now)
      }
      for (let from = 0; from < taken.length; from++)
        for (let to = from; to < taken.length; to++)
          expect(to - from + 1).toBeLessThanOrEqual(
            bucket.burst + Math.floor(((taken[to] ?? 0) - (taken[from] ?? 0)) / bucket.everyMs),
          )
    }),
  )
})
