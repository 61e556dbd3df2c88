import type { Offer } from '@proxyapi/clouds'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aMarket, anOffer, nowMs } from '../../test/gpu/offers.ts'
import { priceWithDisk } from './market.ts'
import { type OfferQuery, queryOffers, readPosition, writePosition } from './offers.ts'

const defaults: OfferQuery = {
  provider: ['all'],
  disk_gb: 50,
  pricing: 'on_demand',
  available: true,
  stale: true,
  sort: 'price',
  limit: 1_000,
}

const idsOf = (offers: Offer[], query: Partial<OfferQuery>): string[] =>
  queryOffers(aMarket(offers), { ...defaults, ...query }, null, null, nowMs).found.map(({ id }) => id)

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 })
const few = (...values: number[]) => fc.constantFrom(...values)

const offerArbitrary: fc.Arbitrary<Offer> = fc
  .record({
    id: fc.integer({ min: 1, max: 10_000 }).map((n) => `vast-${n}`),
    gpu_model: fc.constantFrom('RTX 4090', 'RTX 3090', 'H100 SXM', 'H100 PCIe', 'Unknown X1'),
    gpu_count: few(0, 1, 2, 4, 8),
    vram: orNull(few(8, 16, 24, 80)),
    price: orNull(few(0, 0.1, 0.25, 0.730417, 2)),
    disk_per_gb_month: orNull(few(0, 0.15)),
    disk_gb_max: orNull(few(40, 50, 200, 812)),
    location: orNull(fc.constantFrom('Oregon, US', 'Germany, DE', 'Quebec, CA')),
    available: fc.boolean(),
    pricing: fc.constantFrom('on_demand' as const, 'spot' as const, 'prepaid' as const),
    ram_gb: orNull(few(16, 64)),
    cpu_cores: orNull(few(4, 16)),
    cuda_max: orNull(few(12.2, 12.8)),
    compute_capability: orNull(few(8.6, 8.9)),
    interconnect: orNull(fc.constantFrom('pcie', 'SXM')),
    nvlink: orNull(fc.boolean()),
    dlperf: orNull(few(0, 50, 201.4)),
    reliability: orNull(few(0.9, 0.99)),
    verified: orNull(fc.boolean()),
    secure: orNull(fc.boolean()),
    net_down_mbps: orNull(few(100, 930.5)),
    direct_ports: orNull(few(0, 99)),
    boot_seconds: orNull(fc.constantFrom([60, 300], [20, 40])),
  })
  .map(({ price, disk_per_gb_month, boot_seconds, ...facts }) =>
    anOffer({
      ...facts,
      boot_seconds: boot_seconds && [...boot_seconds],
      price_per_hour: price,
      vram_total: facts.vram === null ? null : facts.vram * facts.gpu_count,
      country: facts.location?.slice(-2) ?? null,
      charges: { ...anOffer().charges, disk_per_gb_month },
    }),
  )

const offersArbitrary = fc.uniqueArray(offerArbitrary, { maxLength: 40, selector: ({ id }) => id })

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 })
const queryArbitrary: fc.Arbitrary<OfferQuery> = fc.record({
  provider: fc.constant(['all']),
  gpu_model: maybe(fc.constantFrom(['rtx4090'], ['RTX-3090', 'h100_sxm5'], ['H100*'], ['*'], ['nothing'])),
  gpu_count: maybe(few(0, 2)),
  min_gpu_count: maybe(few(0, 2, 4)),
  min_vram: maybe(few(0, 16)),
  min_vram_total: maybe(few(0, 48)),
  disk_gb: few(10, 50, 200),
  min_ram_gb: maybe(few(32)),
  min_cpu_cores: maybe(few(8)),
  min_cuda: maybe(few(12.4)),
  min_compute_capability: maybe(few(8.7)),
  interconnect: maybe(fc.constantFrom('sxm', 'PCIE')),
  nvlink: maybe(fc.boolean()),
  max_price: maybe(few(0, 0.25, 1)),
  max_price_per_gpu: maybe(few(0, 0.2)),
  pricing: fc.constantFrom('on_demand', 'spot', 'any'),
  location: maybe(fc.constantFrom('us', 'DE', 'quebec')),
  min_reliability: maybe(few(0.95)),
  verified: maybe(fc.boolean()),
  secure: maybe(fc.boolean()),
  min_net_down_mbps: maybe(few(500)),
  min_direct_ports: maybe(few(2)),
  max_boot_seconds: maybe(few(60, 300)),
  available: fc.boolean(),
  stale: fc.boolean(),
  sort: fc.constantFrom('price', 'price_per_gpu', 'price_per_vram', 'value', 'boot'),
  limit: few(1, 3, 1_000),
})

const models: Record<string, string[]> = {
  rtx4090: ['RTX 4090'],
  'RTX-3090': ['RTX 3090'],
  h100_sxm5: ['H100 SXM'],
  'H100*': ['H100 SXM', 'H100 PCIe'],
  '*': ['RTX 4090', 'RTX 3090', 'H100 SXM', 'H100 PCIe', 'Unknown X1'],
  nothing: [],
}

/** The parameters once more, in the plainest words. */
function passes(offer: Offer, query: OfferQuery): boolean {
  const price = priceWithDisk(offer, query.disk_gb)
  const usd = price === null ? null : price / 1e6
  const least = (value: number | null, min: number | undefined) => min === undefined || (value !== null && value >= min)
  const same = (value: boolean | null, wanted: boolean | undefined) => wanted === undefined || value === wanted
  const most = (value: number | null, max: number | undefined) => max === undefined || (value !== null && value <= max)
  const perGpu = price === null || offer.gpu_count === 0 ? null : Math.round(price / offer.gpu_count) / 1e6
  return (
    (!query.gpu_model || query.gpu_model.some((name) => models[name]?.includes(offer.gpu_model))) &&
    (query.gpu_count === undefined || offer.gpu_count === query.gpu_count) &&
    least(offer.gpu_count, query.min_gpu_count) &&
    least(offer.vram, query.min_vram) &&
    least(offer.vram_total, query.min_vram_total) &&
    query.disk_gb <= (offer.disk_gb_max ?? 50) &&
    least(offer.ram_gb, query.min_ram_gb) &&
    least(offer.cpu_cores, query.min_cpu_cores) &&
    least(offer.cuda_max, query.min_cuda) &&
    least(offer.compute_capability, query.min_compute_capability) &&
    (!query.interconnect || offer.interconnect?.toLowerCase() === query.interconnect.toLowerCase()) &&
    same(offer.nvlink, query.nvlink) &&
    most(usd, query.max_price) &&
    most(perGpu, query.max_price_per_gpu) &&
    (query.pricing === 'any' || (query.pricing === 'spot') === (offer.pricing === 'spot')) &&
    (query.location !== 'us' || offer.country === 'US') &&
    (query.location !== 'DE' || offer.country === 'DE') &&
    (query.location !== 'quebec' || offer.location === 'Quebec, CA') &&
    least(offer.reliability, query.min_reliability) &&
    same(offer.verified, query.verified) &&
    same(offer.secure, query.secure) &&
    least(offer.net_down_mbps, query.min_net_down_mbps) &&
    least(offer.direct_ports, query.min_direct_ports) &&
    most(offer.boot_seconds?.[1] ?? null, query.max_boot_seconds) &&
    (!query.available || (offer.available && price !== null))
  )
}

describe('a query', () => {
  test('finds what the plainest reading of its parameters finds, and counts all of it', () => {
    fc.assert(
      fc.property(offersArbitrary, queryArbitrary, (offers, query) => {
        const wanted = offers.filter((offer) => passes(offer, query)).map(({ id }) => id)
        const page = queryOffers(aMarket(offers), { ...query, limit: 1_000 }, null, null, nowMs)
        expect(page.found.map(({ id }) => id).sort()).toEqual(wanted.sort())
        expect(page.total).toBe(wanted.length)
      }),
      { numRuns: 1_000 },
    )
  })

  test('gives the same in pages as at once, in order, each offer once', () => {
    fc.assert(
      fc.property(offersArbitrary, queryArbitrary, (offers, query) => {
        const market = aMarket(offers)
        const whole = queryOffers(market, { ...query, limit: 1_000 }, null, null, nowMs).found
        const paged: typeof whole = []
        for (let after: string | null = null; ; ) {
          const page = queryOffers(market, query, null, after === null ? null : readPosition(after), nowMs)
          expect(page.total).toBe(whole.length)
          paged.push(...page.found)
          const last = page.found.at(-1)
          if (page.isLast || !last) break
          after = writePosition(last)
        }
        expect(paged).toEqual(whole)
        for (const [index, { key, id }] of whole.entries()) {
          const before = whole[index - 1]
          if (before) expect(before.key < key || (before.key === key && before.id < id)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})

test('min_vram without max_price returns offers', () => {
  expect(idsOf([anOffer({ id: 'a' }), anOffer({ id: 'b', vram: 8 })], { min_vram: 16 })).toEqual(['a'])
})

test('max_price 0 is what is free, and an unknown price is not', () => {
  const offers = [
    anOffer({ id: 'free', price_per_hour: 0 }),
    anOffer({ id: 'unknown', price_per_hour: null }),
    anOffer({ id: 'paid' }),
  ]
  expect(idsOf(offers, { max_price: 0, available: false })).toEqual(['free'])
})

test('what is worth most for its price comes first, and what is free before all', () => {
  const offers = [
    anOffer({ id: 'slow', dlperf: 10 }),
    anOffer({ id: 'fast', dlperf: 500 }),
    anOffer({ id: 'free', price_per_hour: 0, dlperf: 1 }),
    anOffer({ id: 'unknown', dlperf: null }),
  ]
  expect(idsOf(offers, { sort: 'value' })).toEqual(['free', 'fast', 'slow', 'unknown'])
})

test('a dead cloud loses its offers after a while, and its stale ones where nobody wants them', () => {
  const offers = [anOffer({ id: 'vast-1' }), anOffer({ id: 'dead-1', provider: 'dead' })]
  const market = aMarket(offers)
  const aged = new Map(market.sources)
  const age = (ms: number) => {
    const dead = market.sources.get('dead')
    if (dead) aged.set('dead', { ...dead, fetchedAt: nowMs - ms })
    return { ...market, sources: aged }
  }
  const ids = (query: Partial<OfferQuery>, ms: number) =>
    queryOffers(age(ms), { ...defaults, ...query }, null, null, nowMs).found.map(({ id }) => id)
  expect(ids({}, 120_000)).toEqual(['dead-1', 'vast-1'])
  expect(ids({ stale: false }, 120_000)).toEqual(['vast-1'])
  expect(ids({}, 16 * 60_000)).toEqual(['vast-1'])
})
