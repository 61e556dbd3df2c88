import { gpuKey, nominalGpu, type Offer } from '@proxyapi/clouds'
import type { RequestOf } from '@proxyapi/contract'
import { isDropped, type Listing, type Market, priceOfListing, sourceState } from './market.ts'
import { toMicros } from './micros.ts'

export type OfferQuery = RequestOf<'listGpuOffers'>['query']

/** Micro-USD an hour for the asked disk; null is unknown. */
type Price = number | null
type Test = (offer: Offer, price: Price, listing: Listing) => boolean

const atLeast =
  (
    field:
      | 'vram'
      | 'vram_total'
      | 'ram_gb'
      | 'cpu_cores'
      | 'cuda_max'
      | 'compute_capability'
      | 'reliability'
      | 'net_down_mbps'
      | 'direct_ports',
  ) =>
  (least: number): Test =>
  (offer) => {
    const value = offer[field]
    return value !== null && value >= least
  }

const is =
  (field: 'nvlink' | 'verified' | 'secure') =>
  (wanted: boolean): Test =>
  (offer) =>
    offer[field] === wanted

const perGpu = (offer: Offer, price: Price): Price =>
  price === null || offer.gpu_count < 1 ? null : Math.round(price / offer.gpu_count)

type Filters = { [Name in keyof OfferQuery]?: (value: NonNullable<OfferQuery[Name]>) => Test | null }

/** What each parameter asks of an offer; an unknown value does not pass. null: it asks nothing. */
const filters: Filters = {
  gpu_model: (names) => {
    const fits = names.map(modelTest)
    return (_offer, _price, { modelKey }) => fits.some((fit) => fit(modelKey))
  },
  gpu_count: (count) => (offer) => offer.gpu_count === count,
  min_gpu_count: (least) => (offer) => offer.gpu_count >= least,
  min_vram: atLeast('vram'),
  min_vram_total: atLeast('vram_total'),
  disk_gb: (disk) => (offer) => disk <= (offer.disk_gb_max ?? offer.disk_gb),
  min_ram_gb: atLeast('ram_gb'),
  min_cpu_cores: atLeast('cpu_cores'),
  min_cuda: atLeast('cuda_max'),
  min_compute_capability: atLeast('compute_capability'),
  interconnect: (wanted) => (offer) => offer.interconnect?.toLowerCase() === wanted.toLowerCase(),
  nvlink: is('nvlink'),
  max_price: (usd) => (_offer, price) => price !== null && price <= toMicros(usd),
  max_price_per_gpu: (usd) => (offer, price) => {
    const each = perGpu(offer, price)
    return each !== null && each <= toMicros(usd)
  },
  pricing: (wanted) => (wanted === 'any' ? null : (offer) => (offer.pricing === 'spot') === (wanted === 'spot')),
  location: locationTest,
  min_reliability: atLeast('reliability'),
  verified: is('verified'),
  secure: is('secure'),
  min_net_down_mbps: atLeast('net_down_mbps'),
  min_direct_ports: atLeast('direct_ports'),
  max_boot_seconds: (most) => (offer) => longestBoot(offer) <= most,
  available: (wanted) => (wanted ? (offer, price) => offer.available && price !== null : null),
}

function modelTest(name: string): (modelKey: string) => boolean {
  if (name.includes('*')) {
    const pattern = new RegExp(`^${name.split('*').map(gpuKey).join('.*')}$`)
    return (modelKey) => pattern.test(modelKey)
  }
  const wanted = new Set([gpuKey(name), gpuKey(nominalGpu(name, null).model)])
  return (modelKey) => wanted.has(modelKey)
}

function locationTest(wanted: string): Test {
  const text = wanted.toLowerCase()
  if (/^[a-z]{2}$/.test(text)) return (offer) => offer.country?.toLowerCase() === text
  return (offer) => offer.location?.toLowerCase().includes(text) ?? false
}

const longestBoot = ({ boot_seconds }: Offer): number => boot_seconds?.at(-1) ?? Infinity

/** Score for the money; what is free is worth more than all else. */
const worthOf = (score: number, price: number): number => (price === 0 ? Infinity : score / price)

/** What each order compares, smallest first; Infinity is unknown and comes last. */
const sortKeys: Record<OfferQuery['sort'], (offer: Offer, price: Price) => number> = {
  price: (_offer, price) => price ?? Infinity,
  price_per_gpu: (offer, price) => perGpu(offer, price) ?? Infinity,
  price_per_vram: ({ vram_total }, price) => (price === null || !vram_total ? Infinity : price / vram_total),
  value: ({ dlperf, reliability }, price) =>
    price === null || dlperf === null || reliability === null ? Infinity : -worthOf(dlperf * reliability, price),
  boot: longestBoot,
}

export interface Position {
  key: number
  id: string
}

export interface Found extends Position {
  listing: Listing
  price: Price
}

export interface OfferPage {
  found: Found[]
  /** On all pages. */
  total: number
  isLast: boolean
}

/** The page of offers that pass every filter, after a position; one scan over the market. */
export function queryOffers(
  market: Market,
  query: OfferQuery,
  /** null: every cloud. */
  providers: ReadonlySet<string> | null,
  after: Position | null,
  now: number,
): OfferPage {
  const passes = predicateOf(query)
  const shown = shownProviders(market, providers, query.stale, now)
  const keyOf = sortKeys[query.sort]
  const best: Found[] = []
  let total = 0
  for (const listing of market.listings) {
    const { offer } = listing
    if (!shown.has(offer.provider)) continue
    const price = priceOfListing(listing, query.disk_gb)
    if (!passes(offer, price, listing)) continue
    total++
    const key = keyOf(offer, price)
    const last = best.length > query.limit ? best[query.limit] : undefined
    if (last && isBefore(last, key, offer.id)) continue
    if (after === null || isBefore(after, key, offer.id)) {
      keepBest(best, { listing, price, key, id: offer.id }, query.limit + 1)
    }
  }
  return { found: best.slice(0, query.limit), total, isLast: best.length <= query.limit }
}

/** All filters as one. */
function predicateOf(query: OfferQuery): Test {
  const tests = testsOf(query)
  return (offer, price, listing) => {
    for (const test of tests) if (!test(offer, price, listing)) return false
    return true
  }
}

function shownProviders(market: Market, wanted: ReadonlySet<string> | null, stale: boolean, now: number): Set<string> {
  const shown = [...market.sources.values()].filter((source) => {
    if (isDropped(source, now) || (wanted && !wanted.has(source.provider))) return false
    return stale || sourceState(source, now) !== 'stale'
  })
  return new Set(shown.map(({ provider }) => provider))
}

function testsOf(query: OfferQuery): Test[] {
  return Object.entries(query).flatMap(([name, value]) => {
    const filter = filters[name as keyof OfferQuery] as ((value: unknown) => Test | null) | undefined
    return value === undefined ? [] : (filter?.(value) ?? [])
  })
}

/** Whether a position comes before an offer with this key. */
const isBefore = (position: Position, key: number, id: string): boolean =>
  position.key < key || (position.key === key && position.id < id)

/** Keeps the first so many, in order. */
function keepBest(best: Found[], found: Found, most: number): void {
  best.splice(placeOf(best, found), 0, found)
  if (best.length > most) best.pop()
}

function placeOf(best: readonly Found[], found: Found): number {
  let low = 0
  let high = best.length
  while (low < high) {
    const middle = (low + high) >> 1
    const there = best[middle]
    if (there && isBefore(there, found.key, found.id)) low = middle + 1
    else high = middle
  }
  return low
}

/** Where a page ended, as a cursor carries it. */
export const writePosition = ({ key, id }: Position): string => `${key} ${id}`

export function readPosition(text: string): Position {
  const space = text.indexOf(' ')
  return { key: Number(text.slice(0, space)), id: text.slice(space + 1) }
}
