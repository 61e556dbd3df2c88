import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientIpOf, isLocal, isSecure } from './client-ip.ts'

const from = (remoteAddress: string, headers: Record<string, string>, trusted: readonly string[] = []) =>
  clientIpOf({ connection: { incoming: { socket: { remoteAddress } } }, headers: new Headers(headers) }, trusted)

const peer = '203.0.113.7'
const proxy = '10.0.0.1'
const address = fc.ipV4()

describe('who is asking', () => {
  test('RL01 an untrusted peer is itself, whatever its headers say', () => {
    const names = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'true-client-ip', 'cf-connecting-ip', 'x-client-ip']
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(address, { minLength: 1, maxLength: 5 }), (name, hops) => {
        expect(from(peer, { [name]: hops.join(', ') }, [proxy])).toBe(peer)
      }),
    )
  })

  test('RL01 behind a trusted proxy it is the right-most hop that no trusted proxy added', () => {
    fc.assert(
      fc.property(fc.array(address, { maxLength: 4 }), fc.nat(3), (forged, proxies) => {
        const chain = [...forged, peer, ...Array<string>(proxies).fill(proxy)]
        expect(from(proxy, { 'x-forwarded-for': chain.join(',') }, [proxy])).toBe(peer)
      }),
    )
  })

  test('RL01 other headers say nothing, not even of a trusted proxy', () => {
    expect(from(proxy, { 'x-real-ip': peer, forwarded: `for=${peer}`, 'cf-connecting-ip': peer }, [proxy])).toBe(proxy)
  })

  test('an IPv4 address is the same in its IPv6 form, of the peer and of hops', () => {
    expect(from(`::ffff:${peer}`, {})).toBe(peer)
    expect(from(`::ffff:${proxy}`, { 'x-forwarded-for': `::FFFF:${peer}` }, [proxy])).toBe(peer)
  })
})

test('RL01 proxies are trusted by block, too', () => {
  expect(from(proxy, { 'x-forwarded-for': peer }, ['10.0.0.0/8'])).toBe(peer)
  expect(from('11.0.0.1', { 'x-forwarded-for': peer }, ['10.0.0.0/8'])).toBe('11.0.0.1')
})

test('only who is on this machine and speaks for nobody else is local', () => {
  const isFrom = (remoteAddress: string, headers: Record<string, string> = {}) =>
    isLocal({ connection: { incoming: { socket: { remoteAddress } } }, headers: new Headers(headers) })
  expect(['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1'].map((address) => isFrom(address))).not.toContain(false)
  expect([peer, '10.0.0.1', '::ffff:10.0.0.1', '2001:db8::1'].map((address) => isFrom(address))).not.toContain(true)
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host', 'x-forwarded-proto', 'via'])
    expect(isFrom('127.0.0.1', { [name]: 'x' })).toBe(false)
})

test('TLS is what the socket speaks, or what a trusted proxy says; nobody else is believed', () => {
  const isFrom = (socket: object, proto?: string) =>
    isSecure(
      {
        connection: { incoming: { socket } },
        headers: new Headers(proto === undefined ? {} : { 'x-forwarded-proto': proto }),
      },
      ['10.0.0.0/8'],
    )
  expect(isFrom({ remoteAddress: peer, encrypted: true })).toBe(true)
  expect(isFrom({ remoteAddress: peer })).toBe(false)
  expect(isFrom({ remoteAddress: peer }, 'https')).toBe(false)
  expect(isFrom({ remoteAddress: proxy }, 'https')).toBe(true)
  expect(isFrom({ remoteAddress: proxy }, 'https, http')).toBe(false)
  expect(isFrom({ remoteAddress: proxy })).toBe(false)
})
