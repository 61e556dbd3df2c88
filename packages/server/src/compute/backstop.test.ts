import type { Cloud } from '@proxyapi/clouds'
import { expect, test } from 'vitest'
import { aContract, anAttempt, nowMs } from '../../test/gpu/offers.ts'
import { backstopOf, dueToTell } from './backstop.ts'

const hourMs = 3_600_000
const extending = { cloud: { extend: () => null, extendAheadMs: 24 * hourMs } as unknown as Cloud }

test('a cloud ends a machine by itself, no later than its lease', () => {
  const lease = (lease_expires_at: number | null) => backstopOf(extending, { lease_expires_at }, nowMs)?.getTime()
  expect([lease(null), lease(nowMs + hourMs), lease(nowMs + 48 * hourMs)]).toEqual([
    nowMs + 24 * hourMs,
    nowMs + hourMs,
    nowMs + 24 * hourMs,
  ])
  expect(backstopOf({ cloud: {} as Cloud }, { lease_expires_at: nowMs }, nowMs)).toBeNull()
})

test('each machine that is wanted is told every ten minutes; the others are forgotten', () => {
  const entry = (id: string, more: object = {}) => ({
    attempt: anAttempt({ id, phase: 'live', ...more }),
    contract: aContract({ desired: 'running' }),
  })
  const told = new Map([
    ['new', nowMs - 1],
    ['old', nowMs - 600_000],
    ['gone', nowMs],
  ])
  const due = dueToTell(told, [entry('new'), entry('old'), entry('first'), entry('unfit', { discard: 1 })], nowMs)
  expect(due.map(({ attempt }) => attempt.id)).toEqual(['old', 'first'])
  expect([...told.keys()]).toEqual(['new', 'old'])
})
