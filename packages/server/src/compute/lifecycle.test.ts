import { expect, test } from 'vitest'
import { can, isFinal, lifecycle, mayBecome, requireAction, statuses } from './lifecycle.ts'

test('a tenant may destroy in every state that is not final', () => {
  for (const status of statuses) expect(can('destroy', status)).toBe(!isFinal(status))
})

test('what may be destroyed may become terminating, and from there only terminated', () => {
  for (const status of statuses.filter((one) => !isFinal(one) && one !== 'terminating')) {
    expect(mayBecome(status, 'terminating')).toBe(true)
  }
  expect(lifecycle.terminating.next).toEqual(['terminated'])
})

test('every state can be reached from requested, and from each a final one', () => {
  const reachable = (from: (typeof statuses)[number]) => {
    const found = new Set([from])
    for (const status of found) for (const next of lifecycle[status].next) found.add(next)
    return found
  }
  expect(reachable('requested').size).toBe(statuses.length)
  for (const status of statuses) expect([...reachable(status)].some(isFinal)).toBe(true)
})

test.each([
  ['start', ['stopping', 'stopped', 'interrupted']],
  ['stop', ['ready', 'degraded']],
  ['reboot', ['ready', 'degraded']],
  ['proxy', ['starting', 'ready', 'degraded']],
] as const)('%s is possible in %j and nowhere else', (action, allowed) => {
  expect(statuses.filter((status) => can(action, status))).toEqual(allowed)
})

test('what is not possible names the state and what is', () => {
  expect(() => requireAction('stop', 'stopped')).toThrow(
    /stopped \(.*\): stop is not possible, start, destroy, update is/,
  )
  expect(() => requireAction('proxy', 'terminated')).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }))
})
