import { diskMicroUsdPerHour, gpuKey, microUsd, type Offer } from '@proxyapi/clouds'
import { usdOf } from '../ledger/money.ts'
import { tenantRate } from './meter-math.ts'
import { toMicros } from './micros.ts'

/** One offer: as tenants see it, with the operator's margin, and as the cloud has it. */
export interface Listing {
  offer: Offer
  cost: Offer
  /** What all spellings of its model have in common. */
  modelKey: string
  /** Micro-USD an hour with the disk that was quoted, as tenants pay them; null is unknown. */
  price: number | null
}

/** What is known of one cloud's offers. */
export interface Source {
  provider: string
  /** False: there is no key, or the cloud refused it. */
  enabled: boolean
  /** When the cloud last confirmed them; null: never. */
  fetchedAt: number | null
  /** They were loaded at the start, and nobody has confirmed them since. */
  loaded: boolean
  /** The cloud showed only some of them. */
  partial: boolean
  offers: readonly Offer[]
  /** How often they are read. */
  everyMs?: number | undefined
}

/** All clouds at one moment, cheapest first; never changed, only replaced. */
export interface Market {
  listings: readonly Listing[]
  byId: ReadonlyMap<string, Listing>
  sources: ReadonlyMap<string, Source>
}

export const refreshEveryMs = 30_000
const stalePeriods = 3
const dropAfterMs = 15 * 60_000

export type SourceState = 'fresh' | 'stale' | 'warming' | 'disabled'

export function sourceState(
  { enabled, fetchedAt, loaded, everyMs = refreshEveryMs }: Source,
  now: number,
): SourceState {
  if (!enabled) return 'disabled'
  if (fetchedAt === null) return 'warming'
  return loaded || now - fetchedAt > stalePeriods * everyMs ? 'stale' : 'fresh'
}

/** Whether offers are too old, or the cloud too sick, to be shown at all. */
export const isDropped = ({ enabled, fetchedAt }: Source, now: number): boolean =>
  !enabled || fetchedAt === null || now - fetchedAt > dropAfterMs

export function buildMarket(sources: readonly Source[], marginPercent: number): Market {
  const listings = sources
    .flatMap(({ offers }) => offers)
    .map((cost) => listingOf(cost, marginPercent))
    .sort(byPrice)
  return {
    listings,
    byId: new Map(listings.map((listing) => [listing.offer.id, listing])),
    sources: new Map(sources.map((source) => [source.provider, source])),
  }
}

export const emptyMarket: Market = buildMarket([], 0)

function listingOf(cost: Offer, marginPercent: number): Listing {
  const offer = markedUp(cost, marginPercent)
  return { offer, cost, modelKey: gpuKey(cost.gpu_model), price: microUsd(offer.price_per_hour) }
}

/** Micro-USD an hour for tenants with so much disk; null where a term of the price is unknown. */
export const priceOfListing = ({ offer, price }: Listing, diskGb: number): number | null =>
  price === null || diskGb === offer.disk_gb ? price : priceWithDisk(offer, diskGb)

/** Micro-USD an hour with so much disk, by the offer's own prices; null where a term is unknown. */
export function priceWithDisk({ price_per_hour, disk_gb, charges }: Offer, diskGb: number): number | null {
  if (price_per_hour === null) return null
  const price = toMicros(price_per_hour)
  if (diskGb === disk_gb) return price
  const perMonth = microUsd(charges.disk_per_gb_month)
  const priced = diskMicroUsdPerHour(perMonth, disk_gb)
  const asked = diskMicroUsdPerHour(perMonth, diskGb)
  return priced === null || asked === null ? null : price - priced + asked
}

function byPrice(a: Listing, b: Listing): number {
  const [first, second] = [a.price ?? Infinity, b.price ?? Infinity]
  return first === second ? (a.offer.id < b.offer.id ? -1 : 1) : first - second
}

function markedUp(offer: Offer, marginPercent: number): Offer {
  if (marginPercent === 0) return offer
  const dearer = (usd: number | null) => (usd === null ? null : usdOf(tenantRate(toMicros(usd), marginPercent)))
  const { gpu_per_hour, disk_per_gb_month, egress_per_gb } = offer.charges
  return {
    ...offer,
    price_per_hour: dearer(offer.price_per_hour),
    price_per_gpu_hour: dearer(offer.price_per_gpu_hour),
    min_bid: dearer(offer.min_bid),
    charges: {
      ...offer.charges,
      gpu_per_hour: dearer(gpu_per_hour),
      disk_per_gb_month: dearer(disk_per_gb_month),
      egress_per_gb: dearer(egress_per_gb),
    },
  }
}
