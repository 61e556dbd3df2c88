import { describe, expect, it } from 'vitest'
import { dayMs, GAPS_MS, hourMs } from './limits.ts'
import { type Outcome, readRetryAfter, settle } from './settle.ts'

const now = Date.UTC(2026, 10, 20)
const answered = (status: number, retryAfterMs: number | null = null): Outcome => ({
  kind: 'answered',
  status,
  retryAfterMs,
})
const after = (attempt: number, outcome: Outcome, random = 0.5, failingSince: number | null = null) =>
  settle({ attempt, failingSince }, outcome, now, random)

describe('settle', () => {
  it.each([200, 201, 204, 299])('%i is delivered', (status) => {
    expect(after(10, answered(status), 0.5, 0)).toEqual({ state: 'delivered' })
  })

  it.each([301, 307, 308, 400, 404, 429, 500, 503])('%i is tried again', (status) => {
    expect(after(1, answered(status))).toEqual({ state: 'retry', at: now + 5_000, disable: null })
  })

  it('ten attempts over 75 h 35 min, each gap ± 10 %', () => {
    expect(GAPS_MS.reduce<number>((sum, gap) => sum + gap, 0)).toBe(75 * hourMs + 35 * 60_000 + 5_000)
    for (let attempt = 1; attempt < 10; attempt++) {
      const gap = GAPS_MS[attempt] ?? Number.NaN
      const at = (random: number) => after(attempt, { kind: 'failed', code: 'TARGET_TIMEOUT' }, random)
      expect(at(0)).toEqual({ state: 'retry', at: now + Math.round(gap * 0.9), disable: null })
      expect(at(1)).toEqual({ state: 'retry', at: now + Math.round(gap * 1.1), disable: null })
    }
    expect(after(10, answered(500))).toEqual({ state: 'dead', disable: null })
  })

  it('429 and 5xx may ask for more time than the schedule has, not for less, and others may not', () => {
    expect(after(1, answered(429, 60_000))).toMatchObject({ at: now + 60_000 })
    expect(after(1, answered(503, dayMs))).toMatchObject({ at: now + dayMs })
    expect(after(2, answered(503, 1_000))).toMatchObject({ at: now + 300_000 })
    expect(after(1, answered(404, 60_000))).toMatchObject({ at: now + 5_000 })
  })

  it('410 disables at once, failures alone after 5 days', () => {
    expect(after(1, answered(410))).toEqual({ state: 'dead', disable: 'The endpoint answered 410.' })
    const failing = { state: 'dead', disable: 'Only failures for 5 days.' }
    expect(after(3, answered(500), 0.5, now - 5 * dayMs)).toEqual(failing)
    expect(after(3, answered(500), 0.5, now - 5 * dayMs + 1)).toMatchObject({ state: 'retry' })
  })

  it('blocked is not tried again', () => {
    expect(after(1, { kind: 'blocked', code: 'TARGET_BLOCKED' })).toEqual({ state: 'blocked', disable: null })
  })
})

it.each([
  ['120', 120_000],
  ['86400', dayMs],
  ['86401', null],
  ['1000000000', null],
  ['-5', null],
  ['0', null],
  ['1.5', null],
  ['soon', null],
  ['', null],
  [null, null],
  [new Date(now + 90_000).toUTCString(), 90_000],
  [new Date(now - 90_000).toUTCString(), null],
  ['Fri, nonsense', null],
])('WO04 Retry-After %j is %j ms', (value, expected) => {
  expect(readRetryAfter(value, now)).toBe(expected)
})
