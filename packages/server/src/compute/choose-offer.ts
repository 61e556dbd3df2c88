import type { Offer } from '@proxyapi/clouds'
import { isDropped, type Listing, type Market, priceOfListing, sourceState } from './market.ts'

/** What a substitute must be: as good as what was chosen, at a price within the cap. */
export interface Wanted {
  gpuModel: string
  gpuCount: number
  /** GB of each GPU; null: unknown, and then it must not be less known. */
  vram: number | null
  diskGb: number
  pricing: 'on_demand' | 'spot' | 'prepaid'
  /** Micro-USD an hour. */
  priceMax: number
  image: string
  /** Capabilities that the launch makes use of. */
  needs: readonly string[]
  /** Clouds that may be asked. */
  providers: ReadonlySet<string>
  /** Offers and `<cloud> <machine>` that have been tried. */
  tried: ReadonlySet<string>
}

/** The cheapest offer that fits, or undefined. */
export function chooseOffer(market: Market, wanted: Wanted, now: number): Listing | undefined {
  let best: Listing | undefined
  let least = Infinity
  for (const listing of market.listings) {
    const price = priceOfListing(listing, wanted.diskGb)
    if (price === null || price > wanted.priceMax || price >= least) continue
    if (!fits(listing, wanted) || !isFresh(market, listing, now)) continue
    best = listing
    least = price
  }
  return best
}

/** Whether an image may run there at all. */
export const runs = ({ images }: Offer, image: string): boolean => images?.includes(image) ?? true

/** How a machine is remembered among the tried ones. */
export const machineKey = (provider: string, machine: string): string => `${provider} ${machine}`

function fits({ offer }: Listing, wanted: Wanted): boolean {
  const { gpuModel, gpuCount, vram, diskGb, pricing, image, needs, providers, tried } = wanted
  return (
    offer.available &&
    providers.has(offer.provider) &&
    offer.gpu_model === gpuModel &&
    offer.gpu_count === gpuCount &&
    (vram === null || (offer.vram !== null && offer.vram >= vram)) &&
    diskGb <= (offer.disk_gb_max ?? offer.disk_gb) &&
    (offer.pricing === 'spot') === (pricing === 'spot') &&
    runs(offer, image) &&
    needs.every((need) => offer.capabilities.includes(need)) &&
    !tried.has(offer.id) &&
    (offer.machine === null || !tried.has(machineKey(offer.provider, offer.machine)))
  )
}

/** Whether its cloud still vouches for it. */
export function isFresh(market: Market, { offer }: Listing, now: number): boolean {
  const source = market.sources.get(offer.provider)
  return source !== undefined && !isDropped(source, now) && sourceState(source, now) !== 'disabled'
}
