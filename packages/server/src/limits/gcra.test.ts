import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { admits, type Bucket, emptyMsOf, levelAt, type Rate, remainingOf, waitMsOf } from './gcra.ts'

const rates = fc
  .record({ limit: fc.integer({ min: 1, max: 1_000_000 }), windowMs: fc.constantFrom(1_000, 60_000, 3_600_000) })
  .chain(({ limit, windowMs }) => fc.integer({ min: 1, max: 200 }).map((burst): Rate => ({ limit, windowMs, burst })))

/** Takes 1 at each of these times; which were admitted. */
function admitted(rate: Rate, times: readonly number[]): number[] {
  const bucket: Bucket = { level: 0, at: 0 }
  return times.filter((now) => {
    const level = levelAt(bucket, rate, now)
    if (!admits(level, rate, 1)) return false
    Object.assign(bucket, { level: level + 1, at: now })
    return true
  })
}

const perMinute = (limit: number, burst = limit): Rate => ({ limit, windowMs: 60_000, burst })

describe('the law', () => {
  test('never more than B at once', () => {
    fc.assert(
      fc.property(rates, fc.nat(1e9), (rate, now) => {
        expect(admitted(rate, new Array<number>(rate.burst + 50).fill(now))).toHaveLength(rate.burst)
      }),
    )
  })

  test('never more than B + L·t/W in any time t', () => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(2_000), fc.nat(200_000)), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(rates, gaps, (rate, steps) => {
        let now = 0
        const passed = admitted(
          rate,
          steps.map((step) => (now += step)),
        )
        for (let from = 0; from < passed.length; from += 7) {
          for (let to = from; to < passed.length; to += 5) {
            const span = (passed[to] ?? 0) - (passed[from] ?? 0)
            expect(to - from + 1).toBeLessThanOrEqual(rate.burst + (rate.limit * span) / rate.windowMs + 1e-3)
          }
        }
      }),
    )
  })

  test('a clock that jumps ahead or back grants one burst at most', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: -1e9, max: 1e9 }), (rate, jump) => {
        const at = new Array<number>(300).fill(1e10)
        const later = new Array<number>(300).fill(1e10 + jump)
        expect(admitted(rate, [...at, ...later]).length).toBeLessThanOrEqual(2 * rate.burst)
      }),
    )
  })

  test('what is told to wait is admitted then, and not before', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 50 }), (rate, weight) => {
        const bucket = { level: rate.burst, at: 0 }
        const wait = waitMsOf(bucket.level, rate, weight)
        expect(admits(levelAt(bucket, rate, wait), rate, weight)).toBe(true)
        expect(admits(levelAt(bucket, rate, wait * 0.99), rate, weight)).toBe(false)
      }),
    )
  })

  test('what remains is what is admitted', () => {
    fc.assert(
      fc.property(rates, fc.nat(400), (rate, used) => {
        const level = used / 2
        const remaining = remainingOf(level, rate)
        expect(remaining === 0 || admits(level, rate, remaining)).toBe(true)
        expect(remaining < rate.burst && level <= rate.burst && admits(level, rate, remaining + 1)).toBe(false)
      }),
    )
  })
})

describe('of 100 a minute', () => {
  const rate = perMinute(100)

  test('an empty bucket is full again after what was taken has drained', () => {
    expect(remainingOf(43, rate)).toBe(57)
    expect(emptyMsOf(43, rate)).toBe(25_800)
    expect(remainingOf(levelAt({ level: 43, at: 0 }, rate, 25_800), rate)).toBe(100)
  })

  test('the next one after a burst waits for one', () => {
    expect(waitMsOf(100, rate, 1)).toBe(600)
    expect(waitMsOf(99, rate, 1)).toBe(0)
  })

  test('a burst below the limit admits no more at once, and as many in the end', () => {
    const tight = perMinute(100, 10)
    expect(admitted(tight, new Array<number>(50).fill(0))).toHaveLength(10)
    const minute = Array.from({ length: 600 }, (_, i) => i * 100)
    expect(admitted(tight, minute).length).toBeGreaterThanOrEqual(109)
  })

  test('a weight beyond the burst waits for an empty bucket, not for ever', () => {
    expect(admits(0, rate, 500)).toBe(true)
    expect(admits(1, rate, 500)).toBe(false)
    expect(waitMsOf(10, rate, 500)).toBe(6_000)
  })
})
