import type { Call } from '@proxyapi/providers'
import { describe, expect, test } from 'vitest'
import { answerReferred, Pins } from './pins.ts'

const day = 24 * 3_600_000

describe('pins', () => {
  test('are known for 24 hours', () => {
    const pins = new Pins()
    pins.keep('resp_1', 'a/m', 0)
    expect(pins.find('resp_1', day - 1)).toBe('a/m')
    expect(pins.find('resp_1', day)).toBeNull()
    expect(pins.find('resp_2', 0)).toBeNull()
  })

  test('are at most 100,000; the oldest goes, and a renewed one is young', () => {
    const pins = new Pins()
    for (let n = 0; n < 100_000; n++) pins.keep(`r${n}`, 'a/m', 0)
    pins.keep('r0', 'b/m', 1)
    pins.keep('new', 'a/m', 1)
    expect(pins.find('r0', 2)).toBe('b/m')
    expect(pins.find('r1', 2)).toBeNull()
    expect(pins.find('r2', 2)).toBe('a/m')
  })

  test('of other replicas are asked for where nothing is known here', async () => {
    const kept: unknown[] = []
    const pins = new Pins({ find: async (id) => (id === 'there' ? 'c/m' : null), keep: (...all) => kept.push(all) })
    pins.keep('here', 'a/m', 0)
    expect(kept).toEqual([['here', 'a/m', day]])
    expect(pins.find('here', 1)).toBe('a/m')
    await expect(pins.find('there', 1)).resolves.toBe('c/m')
    await expect(pins.find('nowhere', 1)).resolves.toBeNull()
  })

  test('an id that no upstream gives is not kept', () => {
    const pins = new Pins()
    pins.keep('x'.repeat(257), 'a/m', 0)
    expect(pins.find('x'.repeat(257), 1)).toBeNull()
  })
})

test('what a call refers to', () => {
  const call = (raw: object | null, nativeOnly: string[] = ['previous_response_id']) =>
    answerReferred({ raw, nativeOnly } as Call)
  expect(call({ previous_response_id: 'resp_1' })).toBe('resp_1')
  expect(call({ previous_response_id: 7 })).toBeNull()
  expect(call({})).toBeNull()
  expect(call({ previous_response_id: 'resp_1' }, [])).toBeNull()
  expect(call(null)).toBeNull()
})
