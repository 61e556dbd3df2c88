import type { Offer } from '@proxyapi/clouds'
import { expect, test } from 'vitest'
import { aMarket, anOffer, nowMs } from '../../test/gpu/offers.ts'
import { chooseOffer, machineKey, type Wanted } from './choose-offer.ts'

const wanted: Wanted = {
  gpuModel: 'RTX 4090',
  gpuCount: 2,
  vram: 24,
  diskGb: 50,
  pricing: 'on_demand',
  priceMax: 900_000,
  image: 'nvidia/cuda:12.0.0-base-ubuntu22.04',
  needs: ['container', 'ports'],
  providers: new Set(['vast.ai']),
  tried: new Set(),
}
const choose = (offers: Offer[], over: Partial<Wanted> = {}, now = nowMs) =>
  chooseOffer(aMarket(offers), { ...wanted, ...over }, now)?.offer.id

const cheap = anOffer({ id: 'cheap', price_per_hour: 0.5, machine: '1' })
const dear = anOffer({ id: 'dear', price_per_hour: 0.8, machine: '2' })

test('the cheapest that fits', () => {
  expect(choose([dear, cheap])).toBe('cheap')
})

test('cheapest with the disk that is asked for', () => {
  const dearDisk = { ...cheap, charges: { ...cheap.charges, disk_per_gb_month: 3 } }
  expect(choose([dearDisk, dear], { diskGb: 500, priceMax: 9_000_000 })).toBe('dear')
})

test.each([
  ['dearer than the cap', { price_per_hour: 0.900001 }],
  ['without a price', { price_per_hour: null }],
  ['taken', { available: false }],
  ['another model', { gpu_model: 'RTX 3090' }],
  ['other than so many', { gpu_count: 4 }],
  ['with less memory', { vram: 16 }],
  ['with memory that nobody knows', { vram: null }],
  ['with less disk', { disk_gb_max: 40 }],
  ['of another cloud', { provider: 'io.net' }],
  ['interruptible', { pricing: 'spot' as const }],
  ['without ports', { capabilities: ['container'] }],
])('none that is %s', (_, over) => {
  expect(choose([{ ...cheap, ...over }])).toBeUndefined()
})

test('prepaid hours stand in for on demand', () => {
  expect(choose([{ ...cheap, pricing: 'prepaid' }])).toBe('cheap')
})

test('neither an offer nor a machine that was tried', () => {
  expect(choose([cheap, dear], { tried: new Set(['cheap']) })).toBe('dear')
  expect(choose([cheap, dear], { tried: new Set([machineKey('vast.ai', '1')]) })).toBe('dear')
})

test('nothing that no cloud has confirmed for long', () => {
  expect(choose([cheap], {}, nowMs + 16 * 60_000)).toBeUndefined()
})
