import type { Offer } from '@proxyapi/clouds'
import { describe, expect, test } from 'vitest'
import { aMarket, anAccount, anOffer, nowMs } from '../../test/gpu/offers.ts'
import { checkLaunch, type LaunchQuestion } from './check-launch.ts'
import { readLaunch } from './launch.ts'

const offerId = 'vast-20114453'

function check(offer: Partial<Offer> = {}, body: object = {}, over: Partial<LaunchQuestion> = {}) {
  const { launch, secrets, priceMax } = readLaunch({ failover: 'same_cloud', ...body }, 'an/image')
  return checkLaunch({
    account: anAccount(),
    market: aMarket([anOffer(offer)]),
    offerId,
    launch,
    secrets,
    priceMax,
    marginPercent: 0,
    now: nowMs,
    ...over,
  })
}
const refusal = (code: string) => expect.objectContaining({ code })

test('the terms are those of the offer: nobody pays more than he saw', () => {
  expect(check()).toMatchObject({ price: 730_417, priceMax: 730_417 })
  expect(check({}, { max_price_per_hour: 2 })).toMatchObject({ price: 730_417, priceMax: 2_000_000 })
})

test('the cloud’s own id is enough where the path names the cloud', () => {
  expect(check({}, {}, { offerId: '20114453' }).listing.offer.id).toBe(offerId)
})

test('the disk that is asked for and the margin are in the price', () => {
  expect(check({}, { disk_gb: 200 }).price).toBe(761_667)
  expect(check({}, {}, { marginPercent: 10 }).price).toBe(803_459)
})

describe('refuses', () => {
  test.each<[string, Partial<Offer>, object, Partial<LaunchQuestion>, string]>([
    ['a cloud that does not exist', {}, {}, { account: undefined }, 'NOT_FOUND'],
    ['a cloud without a key', {}, {}, { account: anAccount({}, null) }, 'NOT_CONFIGURED'],
    ['an offer that does not exist', {}, {}, { offerId: 'vast-1' }, 'NOT_FOUND'],
    ['an offer of another cloud', { provider: 'io.net' }, {}, {}, 'NOT_FOUND'],
    ['an offer without a price', { price_per_hour: null, available: false }, {}, {}, 'PRICE_UNKNOWN'],
    ['an offer that is taken', { available: false }, {}, {}, 'OFFER_GONE'],
    ['a cap below the price', {}, { max_price_per_hour: 0.730416 }, {}, 'PRICE_CHANGED'],
    ['a cloud that has been silent for long', {}, {}, { now: nowMs + 16 * 60_000 }, 'UPSTREAM_UNAVAILABLE'],
    ['ports where there are none', { capabilities: ['container'] }, {}, {}, 'UNSUPPORTED_PARAMETER'],
    [
      'keys where nobody logs in',
      { capabilities: ['container', 'ports'] },
      { ssh_public_keys: ['ssh-ed25519 AAAA'] },
      {},
      'UNSUPPORTED_PARAMETER',
    ],
    ['more disk than there is', {}, { disk_gb: 813 }, {}, 'UNSUPPORTED_PARAMETER'],
    ['fields that the cloud cannot have together', {}, { onstart: 'x', args: ['y'] }, {}, 'UNSUPPORTED_PARAMETER'],
    ['a bid on demand', {}, { bid_per_hour: 0.5 }, {}, 'UNSUPPORTED_PARAMETER'],
    ['a bid below the lowest', { pricing: 'spot' }, { bid_per_hour: 0.3, max_price_per_hour: 1 }, {}, 'PRICE_CHANGED'],
    ['a bid above the cap', { pricing: 'spot' }, { bid_per_hour: 1.5, max_price_per_hour: 1 }, {}, 'PRICE_CHANGED'],
  ])('%s', (_, offer, body, over, code) => {
    expect(() => check(offer, body, over)).toThrow(refusal(code))
  })
})

test('a bid is what its machine costs', () => {
  const spot = {
    pricing: 'spot' as const,
    price_per_hour: 0.320417,
    charges: { ...anOffer().charges, gpu_per_hour: 0.31 },
  }
  expect(check(spot).price).toBe(320_417)
  expect(check(spot, { bid_per_hour: 0.4, max_price_per_hour: 1 }).price).toBe(410_417)
})
