import type { Call } from '@proxyapi/providers'
import { describe, expect, test } from 'vitest'
import { operatorId, type Principal } from '../identity/principal.ts'
import { isPinned, Pins, pinId, pinOf } from './pins.ts'

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
    pins.keep('x'.repeat(321), 'a/m', 0)
    expect(pins.find('x'.repeat(321), 1)).toBeNull()
  })
})

describe('what a call goes on from', () => {
  const principal = (userId: string) => ({ kind: 'key', userId }) as Principal
  const call = (raw: object | null) => ({ raw, nativeOnly: ['previous_response_id'] }) as unknown as Call
  const pins = new Pins()
  pins.keep(pinId(principal('usr_a'), 'resp_1'), 'a/m', 0)
  const of = (userId: string, raw: object | null) => pinOf(call(raw), principal(userId), pins, 1)

  test('is found by the account that asked for it', async () => {
    expect(await of('usr_a', { previous_response_id: 'resp_1' })).toBe('a/m')
    expect(await of('usr_a', { input: 'all of it' })).toBeNull()
    expect(await of('usr_a', null)).toBeNull()
  })

  test.each([
    ['of another account', 'usr_b', { previous_response_id: 'resp_1' }, 'previous_response_id'],
    ['of nobody', 'usr_a', { previous_response_id: 'resp_2' }, 'previous_response_id'],
    ['of no possible id', 'usr_a', { previous_response_id: 'x'.repeat(400) }, 'previous_response_id'],
    ['a conversation', 'usr_a', { conversation: 'conv_1' }, 'conversation'],
    ['a conversation by object', 'usr_a', { conversation: { id: 'conv_1' } }, 'conversation'],
  ])('%s is refused', async (_, userId, raw, param) => {
    const refusal = { code: 'UNSUPPORTED_PARAMETER', options: { param } }
    await expect(of(userId, raw)).rejects.toMatchObject(refusal)
  })

  test('the operator, whose account it is at the upstream, may name anything', async () => {
    expect(await of(operatorId, { previous_response_id: 'resp_9' })).toBeNull()
    expect(await of(operatorId, { conversation: 'conv_1' })).toBeNull()
  })

  test('a call without such a field is not looked at', () => {
    expect(isPinned({ raw: {}, nativeOnly: [] } as unknown as Call)).toBe(false)
    expect(isPinned({ raw: null, nativeOnly: ['x'] } as unknown as Call)).toBe(false)
    expect(isPinned(call({}))).toBe(true)
  })
})
