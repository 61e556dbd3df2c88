import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorRetry } from '../generated/error-codes.ts'
import { type AttemptOutcome, decideRetry, type RetryRules } from './retry.ts'

const rules = (repeatable: boolean, more: Partial<RetryRules> = {}): RetryRules => ({
  maxRetries: 2,
  retryDelay: 500,
  repeatable,
  remainingMs: Number.POSITIVE_INFINITY,
  ...more,
})
const decide = (outcome: AttemptOutcome, repeatable: boolean, more?: Partial<RetryRules>, attempt = 0) =>
  decideRetry(attempt, outcome, rules(repeatable, more), 0, () => 1)
const answered = (
  status: number,
  headers: Record<string, string> = {},
  code: string | null = null,
): AttemptOutcome => ({ kind: 'answered', status, headers: new Headers(headers), code })

describe('the table of retries', () => {
  test.each<[string, AttemptOutcome, boolean, boolean]>([
    ['nothing was sent', { kind: 'not-sent' }, true, true],
    ['may have been received', { kind: 'unknown' }, true, false],
    ['X-Should-Retry: true', answered(500, { 'x-should-retry': 'true' }), true, false],
    ['X-Should-Retry: true on 503', answered(503, { 'x-should-retry': 'true' }), true, true],
    ['X-Should-Retry: false', answered(503, { 'x-should-retry': 'false' }), false, false],
    ['a code that may be tried again', answered(502, {}, 'UPSTREAM_ERROR'), true, false],
    ['a code that may not', answered(502, {}, 'OUTCOME_UNKNOWN'), false, false],
    ['RATE_LIMITED', answered(429, {}, 'RATE_LIMITED'), true, true],
    ['plain 500', answered(500), true, false],
    ['plain 429', answered(429), true, true],
    ['plain 404', answered(404), false, false],
  ])('%s', (_, outcome, repeatable, unkeyedPost) => {
    expect(decide(outcome, true).retry).toBe(repeatable)
    expect(decide(outcome, false).retry).toBe(unkeyedPost)
  })

  test('waits double up to 8 s, with jitter below', () => {
    const waits = [0, 1, 2, 3, 4, 5].map((attempt) => decide({ kind: 'not-sent' }, true, { maxRetries: 9 }, attempt))
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000].map((waitMs) => ({ retry: true, waitMs })))
  })

  test('Retry-After wins within 60 s; above it the error is thrown at once; nonsense is ignored', () => {
    expect(decide(answered(429, { 'retry-after': '7' }), true)).toEqual({ retry: true, waitMs: 7000 })
    expect(decide(answered(429, { 'retry-after-ms': '120', 'retry-after': '7' }), true)).toEqual({
      retry: true,
      waitMs: 120,
    })
    expect(decide(answered(429, { 'retry-after': '120' }), true)).toEqual({ retry: false })
    expect(decide(answered(429, { 'retry-after': 'soon' }), true)).toEqual({ retry: true, waitMs: 500 })
    expect(decide(answered(429, { 'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT' }), true)).toEqual({
      retry: true,
      waitMs: 9000,
    })
  })

  test('no wait goes beyond the deadline', () => {
    expect(decide({ kind: 'not-sent' }, true, { remainingMs: 400 })).toEqual({ retry: false })
  })

  test('an unkeyed POST is never repeated once it may have arrived', () => {
    const outcome = fc.oneof(
      fc.constant<AttemptOutcome>({ kind: 'unknown' }),
      fc
        .record({
          status: fc.integer({ min: 300, max: 599 }),
          code: fc.constantFrom(null, ...Object.keys(errorRetry)),
          said: fc.constantFrom(undefined, 'true', 'false'),
        })
        .filter(({ status }) => status !== 429 && status !== 503)
        .map(({ status, code, said }) => answered(status, said ? { 'x-should-retry': said } : {}, code)),
    )
    fc.assert(
      fc.property(outcome, fc.nat(5), (given, attempt) => {
        expect(decideRetry(attempt, given, rules(false, { maxRetries: 9 }), 0, Math.random).retry).toBe(false)
      }),
    )
  })
})
