import { describe, expect, test } from 'vitest'
import { aContract, aFailed, aMarket, anOffer, nowMs } from '../../test/gpu/offers.ts'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import { nextAttempt } from './attempts.ts'
import { readLaunch } from './launch.ts'

const other = anOffer({ id: 'vast-2', machine: '2', price_per_hour: 0.7 })
const elsewhere = anOffer({ id: 'io-1', provider: 'io.net', machine: '3', price_per_hour: 0.6 })
const market = aMarket([anOffer(), other, elsewhere])
const everywhere = ['vast.ai', 'io.net']

function next(attempts: GpuAttempt[], failover: 'same_cloud' | 'any_cloud' | 'none' = 'same_cloud', now = nowMs) {
  const { launch } = readLaunch({ failover, ports: [8000] }, 'an/image')
  const found = nextAttempt(aContract({ launch: JSON.stringify(launch) }), attempts, market, everywhere, now)
  return 'end' in found ? found.end.code : { offer: found.listing.offer.id, after: found.dueAt - now }
}

describe('after an offer that is gone', () => {
  test('another one of the same cloud, at once', () => {
    expect(next([aFailed('offer_gone')])).toEqual({ offer: 'vast-2', after: 0 })
  })

  test('of any cloud where the owner wants it so, the cheapest', () => {
    expect(next([aFailed('offer_gone')], 'any_cloud')).toEqual({ offer: 'io-1', after: 0 })
  })

  test('none where he wants none', () => {
    expect(next([aFailed('offer_gone')], 'none')).toBe('OFFER_GONE')
  })

  test('none that was tried, and then there is no capacity', () => {
    const both = [aFailed('offer_gone'), aFailed('offer_gone', { n: 2 }, other)]
    expect(next(both)).toBe('NO_CAPACITY')
  })
})

test('a cloud that failed for a moment gets the same request again, later and later', () => {
  expect(next([aFailed('transient')])).toEqual({ offer: 'vast-20114453', after: 2_000 })
  const twice = [aFailed('transient'), aFailed('transient', { n: 2 })]
  expect(next(twice)).toEqual({ offer: 'vast-20114453', after: 4_000 })
})

test.each(['quota', 'cloud_no_balance', 'auth'] as const)('%s: another cloud, or none', (cause) => {
  expect(next([aFailed(cause)], 'any_cloud')).toEqual({ offer: 'io-1', after: 0 })
  expect(next([aFailed(cause)])).toBe('NO_CAPACITY')
})

test('what everybody would refuse is not tried again', () => {
  expect(next([aFailed('invalid_request')], 'any_cloud')).toBe('UPSTREAM_REJECTED')
})

test('an image that three machines could not run is at fault itself', () => {
  const failed = [1, 2, 3].map((n) => aFailed('image_error', { n }, anOffer({ id: `x-${n}`, machine: `m${n}` })))
  expect(next(failed.slice(0, 2))).toMatchObject({ offer: expect.any(String) })
  expect(next(failed)).toBe('IMAGE_ERROR')
})

test('after 25 attempts, or half an hour, it is over', () => {
  const many = Array.from({ length: 25 }, (_, index) => aFailed('transient', { n: index + 1 }))
  expect(next(many)).toBe('NO_CAPACITY')
  expect(next([aFailed('transient')], 'same_cloud', nowMs + 31 * 60_000)).toBe('NO_CAPACITY')
})

test('half an hour counts from the last machine that was ready', () => {
  const now = nowMs + 5 * 3_600_000
  const served = aFailed('no_capacity', { ready_at: nowMs, phase: 'destroyed' })
  const fresh = {
    ...market,
    sources: new Map([...market.sources].map(([id, source]) => [id, { ...source, fetchedAt: now }])),
  }
  const { launch } = readLaunch({ failover: 'same_cloud' }, 'an/image')
  expect(nextAttempt(aContract({ launch: JSON.stringify(launch) }), [served], fresh, everywhere, now)).toMatchObject({
    listing: { offer: { id: 'vast-2' } },
  })
})
