import { expect, it } from 'vitest'
import { RESUME_MS } from './limits.ts'
import { isKept } from './resume.ts'

const now = 10 * RESUME_MS

it.each([
  ['the head itself', { seq: 7, head: 7, nextAt: null }, true],
  ['an empty stream', { seq: 0, head: 0, nextAt: null }, true],
  ['a place just behind', { seq: 6, head: 7, nextAt: now - 1 }, true],
  ['24 hours', { seq: 6, head: 7, nextAt: now - RESUME_MS }, true],
  ['more than 24 hours', { seq: 6, head: 7, nextAt: now - RESUME_MS - 1 }, false],
  ['10,000 events', { seq: 0, head: 10_000, nextAt: now }, true],
  ['10,001 events', { seq: 0, head: 10_001, nextAt: now }, false],
  ['an event that was deleted', { seq: 6, head: 7, nextAt: null }, false],
  ['a place that does not exist yet', { seq: 8, head: 7, nextAt: null }, false],
])('%s', (_, place, kept) => {
  expect(isKept(place, now)).toBe(kept)
})
