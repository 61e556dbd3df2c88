import { expect, test } from 'vitest'
import { aContract, nowMs } from '../../test/gpu/offers.ts'
import { leaseEnd } from './leases.ts'

const minuteMs = 60_000

test.each([
  ['no limit', {}, null],
  ['a time limit', { lease_expires_at: nowMs + minuteMs }, { reason: 'ttl', at: nowMs + minuteMs }],
  ['an idle limit before it is ready', { idle_ttl_ms: minuteMs }, null],
  ['an idle limit', { idle_ttl_ms: minuteMs, ready_at: nowMs }, { reason: 'idle', at: nowMs + minuteMs }],
  [
    'an idle limit, in use',
    { idle_ttl_ms: minuteMs, ready_at: nowMs, used_at: nowMs + 5 },
    { reason: 'idle', at: nowMs + minuteMs + 5 },
  ],
  [
    'both: the first one',
    { idle_ttl_ms: 5 * minuteMs, ready_at: nowMs, lease_expires_at: nowMs + minuteMs },
    { reason: 'ttl', at: nowMs + minuteMs },
  ],
] as const)('%s', (_, limits, end) => {
  expect(leaseEnd(aContract(limits))).toEqual(end)
})
