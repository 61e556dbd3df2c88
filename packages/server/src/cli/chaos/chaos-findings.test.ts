import { expect, test } from 'vitest'
import { chaosFindings, type Phase } from './chaos-findings.ts'

const phase = (more: Partial<Phase> = {}): Phase => ({
  ...{ provider: 'a', fallback: 'b', fault: 'reset', requests: 100, failed: 0, truncated: 0, errors: [] },
  ...more,
})

test('one in ten may fail, nothing may be cut without a word, and the books are sound', () => {
  expect(chaosFindings([phase({ failed: 10 })], [], 0.1)).toEqual([])
  const errors = [
    { error: '502 X', times: 1 },
    { error: '503 Y', times: 10 },
  ]
  expect(chaosFindings([phase({ failed: 11, errors })], [], 0.1)).toEqual([
    'a with reset: its fallback b does not stand in: 11 % of requests failed, most with 503 Y',
  ])
  expect(chaosFindings([phase({ truncated: 1 })], ['a sum: x'], 0.1)).toEqual([
    'a: 1 streams were cut without a word',
    'ledger: a sum: x',
  ])
})

test('a provider that fails while it is well, or was not asked at all, is no success', () => {
  expect(chaosFindings([phase({ fault: null, failed: 50 })], [], 0.1)[0]).toMatch(/^a: 50 % of requests failed/)
  expect(chaosFindings([phase({ requests: 0 })], [], 0.1)[0]).toContain(
    '100 % of requests failed, most with no request',
  )
})
