import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bucketOf, middleOf, percentilesOf } from './latency-buckets.ts'

it.each([
  [0, 0],
  [7.9, 7],
  [99, 99],
  [100, 100],
  [129, 120],
  [1_299, 1_200],
  [12_999, 12_000],
  [129_999, 120_000],
  [1_299_999, 1_290_000],
])('%d ms are in the bucket from %d', (ms, bucket) => expect(bucketOf(ms)).toBe(bucket))

it('a bucket’s middle is at most 5 % off, below a second half a millisecond beside', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300_000 }), (ms) => {
      expect(Math.abs(middleOf(bucketOf(ms)) - ms)).toBeLessThanOrEqual(Math.max(0.5, ms * 0.05))
    }),
  )
})

it('percentiles are those of the list that was counted, within 5 %', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 200 }), (all) => {
      const counts = [...Map.groupBy(all, bucketOf)].map(([bucket, list]) => ({ bucket, count: list.length }))
      const sorted = all.toSorted((a, b) => a - b)
      for (const [name, share] of [
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
        expect(Math.abs(percentilesOf(counts)[name] - exact)).toBeLessThanOrEqual(Math.max(0.5, exact * 0.05))
      }
    }),
  )
  expect(percentilesOf([])).toEqual({ p50: 0, p95: 0, p99: 0 })
})
