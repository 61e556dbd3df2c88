import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Failed, type Made, nextAttempt, type RetryRules } from './next-attempt.ts'

const rules: RetryRules = { maxRetries: 3, delaySeconds: 1, retryUnsafe: false }
const answered = (status: number, retryAfterMs: number | null = null): Failed => ({
  kind: 'answered',
  status,
  retryAfterMs,
})
const cut = (failure: Extract<Failed, { kind: 'cut' }>['failure'], sent: boolean): Failed => ({
  kind: 'cut',
  failure,
  sent,
})
const next = (failed: Failed, made: Partial<Made> = {}, more: Partial<RetryRules> = {}) =>
  nextAttempt(failed, { method: 'GET', attempts: 1, elapsedMs: 0, random: 0.5, ...made }, { ...rules, ...more })

describe('the next attempt', () => {
  it('comes after 1, 2 and 4 seconds, ± 20 %, and then there is none', () => {
    for (const [attempts, seconds] of [
      [1, 1],
      [2, 2],
      [3, 4],
    ] as const) {
      expect(next(answered(503), { attempts })).toBe(seconds * 1_000)
      expect(next(answered(503), { attempts, random: 0 })).toBe(seconds * 800)
      expect(next(answered(503), { attempts, random: 1 })).toBe(seconds * 1_200)
    }
    expect(next(answered(503), { attempts: 4 })).toBeNull()
    expect(next(answered(503), {}, { maxRetries: 0 })).toBeNull()
  })

  it('is there for what passes, and for nothing else', () => {
    for (const status of [408, 429, 500, 502, 503, 504, 599]) expect(next(answered(status)), `${status}`).toBe(1_000)
    for (const status of [400, 401, 403, 404, 409, 422]) expect(next(answered(status)), `${status}`).toBeNull()
    for (const kind of ['refused', 'unresolvable', 'reset', 'timeout', 'busy', 'protocol'] as const)
      expect(next(cut(kind, true)), kind).toBe(1_000)
    for (const kind of ['blocked', 'invalid', 'tls', 'too-large', 'aborted'] as const)
      expect(next(cut(kind, false)), kind).toBeNull()
  })

  it.each(['POST', 'PATCH'])('of a %s is there only where the first cannot have worked', (method) => {
    for (const failed of [cut('refused', false), cut('timeout', false), answered(429), answered(503, 1)])
      expect(next(failed, { method })).toBe(1_000)
    for (const failed of [cut('reset', true), cut('timeout', true), answered(500), answered(503), answered(408)]) {
      expect(next(failed, { method })).toBeNull()
      expect(next(failed, { method }, { retryUnsafe: true })).toBe(1_000)
    }
  })

  it('is no sooner than the service asks, and not at all where that is beyond the five minutes', () => {
    expect(next(answered(429, 90_000))).toBe(90_000)
    expect(next(answered(429, 200))).toBe(1_000)
    expect(next(answered(429, 300_000))).toBeNull()
    expect(next(answered(503), { elapsedMs: 299_500 })).toBeNull()
    expect(next(answered(503), { elapsedMs: 298_500 })).toBe(1_000)
  })

  it('never waits longer than a minute unasked, and all waits end within five', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.double({ min: 0.1, max: 60, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 400_000 }),
        (attempts, delaySeconds, random, elapsedMs) => {
          const waitMs = next(answered(500), { attempts, random, elapsedMs }, { maxRetries: 10, delaySeconds })
          if (waitMs === null) return
          expect(waitMs).toBeLessThanOrEqual(60_000)
          expect(waitMs + elapsedMs).toBeLessThan(300_000)
        },
      ),
    )
  })
})
