import { describe, expect, it } from 'vitest'
import { type Fetched, type FetchHistory, judgeFetch } from './health.ts'
import type { Statement } from './model.ts'

const minute = 60_000
const now = Date.UTC(2026, 10, 20)
const rules = { dropGuard: 0.2, acceptDrop: false }
const fresh: FetchHistory = { healthyRows: null, heldSince: null, heldAbsences: null }
const hundred: FetchHistory = { ...fresh, healthyRows: 100 }

const list = (rows: number, rejected = 0): Fetched => {
  const statement = (at: number): Statement => ({
    uid: `p:${at}`,
    sourceKey: null,
    url: null,
    facts: {},
    inferred: {},
    suspects: [],
  })
  return {
    outcome: 'list',
    statements: Array.from({ length: rows }, (_, at) => statement(at)),
    rejected,
    etag: null,
    lastModified: null,
  }
}

describe('judgeFetch', () => {
  it.each<[string, Fetched, FetchHistory, string]>([
    ['the first list', list(3), fresh, 'healthy'],
    ['no rows', list(0), fresh, 'unhealthy'],
    ['no rows after many', list(0), hundred, 'unhealthy'],
    ['1 of 100 rows malformed', list(99, 1), hundred, 'healthy'],
    ['1 of 99 rows malformed', list(98, 1), hundred, 'unhealthy'],
    ['80 of 100 left', list(80), hundred, 'healthy'],
    ['79 of 100 left', list(79), hundred, 'held'],
    ['more than before', list(500), hundred, 'healthy'],
    ['not modified', { outcome: 'not-modified' }, hundred, 'healthy'],
    ['not modified, never read', { outcome: 'not-modified' }, fresh, 'unhealthy'],
  ])('%s', (_, fetched, history, verdict) => {
    expect(judgeFetch(fetched, 'x', history, rules, now).verdict).toBe(verdict)
  })

  it('hands on why a fetch failed', () => {
    const failure = { code: 'UPSTREAM_TIMEOUT', message: 'late' } as const
    expect(judgeFetch({ outcome: 'failed', failure }, '', hundred, rules, now)).toEqual({
      verdict: 'unhealthy',
      failure,
    })
  })

  it('believes a short list that lacks the same rows 15 minutes later', () => {
    expect(judgeFetch(list(50), 'a', hundred, rules, now)).toEqual({ verdict: 'held', since: now, absences: 'a' })
    const held = { ...hundred, heldSince: now, heldAbsences: 'a' }
    expect(judgeFetch(list(50), 'a', held, rules, now + 14 * minute)).toEqual({
      verdict: 'held',
      since: now,
      absences: 'a',
    })
    expect(judgeFetch(list(50), 'a', held, rules, now + 15 * minute)).toEqual({ verdict: 'healthy' })
  })

  it('starts over where other rows are lacking', () => {
    const held = { ...hundred, heldSince: now, heldAbsences: 'a' }
    const later = now + 60 * minute
    expect(judgeFetch(list(50), 'b', held, rules, later)).toEqual({ verdict: 'held', since: later, absences: 'b' })
  })

  it('believes it at once where that is wanted', () => {
    expect(judgeFetch(list(1), 'a', hundred, { ...rules, acceptDrop: true }, now)).toEqual({ verdict: 'healthy' })
  })
})
