import { errorTable } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { againAfterMs, consequenceOf, type FailureCause, failureOf } from './failures.ts'

const causes: FailureCause[] = [
  'offer_gone',
  'no_capacity',
  'quota',
  'cloud_no_balance',
  'auth',
  'invalid_request',
  'rate_limited',
  'price_changed',
  'image_error',
  'transient',
  'hardware_mismatch',
  'ambiguous',
  'not_found',
  'permanent',
  'boot_timeout',
  'ended_by_cloud',
]
/** Codes that only a contract has. */
const ofContracts = ['IMAGE_ERROR', 'HARDWARE_MISMATCH', 'BOOT_TIMEOUT']

test.each(causes)('%s is told by a code of the table, in words that help', (cause) => {
  const { code, message } = failureOf(cause)
  expect([...Object.keys(errorTable), ...ofContracts]).toContain(code)
  expect(message.length).toBeGreaterThan(10)
})

test('a cloud that refuses our key is never the caller’s 401, and is left alone', () => {
  expect(failureOf('auth').code).toBe('UPSTREAM_UNAVAILABLE')
  expect(causes.filter((cause) => consequenceOf(cause).disables)).toEqual(['cloud_no_balance', 'auth'])
})

test('the same offer is tried again later and later', () => {
  expect([1, 2, 3, 9].map((tries) => againAfterMs(tries))).toEqual([2_000, 4_000, 8_000, 60_000])
  expect(againAfterMs(1, { retryAfterMs: 12_000 })).toBe(12_000)
})
