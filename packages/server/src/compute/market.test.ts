import { expect, test } from 'vitest'
import { aMarket, anOffer, aSource, nowMs } from '../../test/gpu/offers.ts'
import { buildMarket, isDropped, priceWithDisk, sourceState } from './market.ts'

const minuteMs = 60_000

test.each([
  ['fresh', {}, 'fresh'],
  ['fresh for three periods', { fetchedAt: nowMs - 90_000 }, 'fresh'],
  ['stale after them', { fetchedAt: nowMs - 90_001 }, 'stale'],
  ['stale while nobody has confirmed what was stored', { loaded: true }, 'stale'],
  ['warming before the first refresh', { fetchedAt: null }, 'warming'],
  ['disabled without a key', { enabled: false }, 'disabled'],
] as const)('a source is %s', (_, over, state) => {
  expect(sourceState(aSource([], over), nowMs)).toBe(state)
})

test('offers are shown for a quarter of an hour without being confirmed', () => {
  expect(isDropped(aSource([], { fetchedAt: nowMs - 15 * minuteMs }), nowMs)).toBe(false)
  expect(isDropped(aSource([], { fetchedAt: nowMs - 15 * minuteMs - 1 }), nowMs)).toBe(true)
})

test('a market is in the order of price, unknown prices last, ties by id', () => {
  const priced = (id: string, price_per_hour: number | null) => anOffer({ id, price_per_hour })
  const { listings } = aMarket([priced('d', null), priced('c', 1), priced('b', 0), priced('a', 1)])
  expect(listings.map(({ offer }) => offer.id)).toEqual(['b', 'a', 'c', 'd'])
})

test('the price follows the disk that is asked for', () => {
  expect(priceWithDisk(anOffer(), 50)).toBe(730_417)
  expect(priceWithDisk(anOffer(), 200)).toBe(720_000 + Math.round((150_000 * 200) / 720))
  expect(priceWithDisk(anOffer({ price_per_hour: null }), 50)).toBeNull()
  const unknownDisk = anOffer({ charges: { ...anOffer().charges, disk_per_gb_month: null } })
  expect(priceWithDisk(unknownDisk, 50)).toBe(730_417)
  expect(priceWithDisk(unknownDisk, 51)).toBeNull()
})

test('tenants see prices with the margin, and what the cloud charges is kept', () => {
  const [listing] = buildMarket([aSource([anOffer()])], 10).listings
  expect(listing?.offer).toMatchObject({ price_per_hour: 0.803459, charges: { gpu_per_hour: 0.792 } })
  expect(listing?.cost).toEqual(anOffer())
})
