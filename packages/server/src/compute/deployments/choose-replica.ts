import { gpuKey, nominalGpu } from '@proxyapi/clouds'
import { isFresh, machineKey, runs } from '../choose-offer.ts'
import { type Listing, type Market, priceOfListing } from '../market.ts'

/** What a replica has to run on. */
export interface WantedReplica {
  /** Any of these; null: any model. */
  models: readonly string[] | null
  count: number
  /** GB of one GPU. */
  minVram: number | null
  diskGb: number
  pricing: 'on_demand' | 'spot' | 'any'
  /** Micro-USD an hour. */
  priceMax: number
  image: string
  /** Capabilities that the launch makes use of. */
  needs: readonly string[]
  /** Offers, and machines by `machineKey`, that are not to be taken again. */
  avoid: ReadonlySet<string>
}

/** The cheapest offer for a replica that is to be had now, of clouds whose ids are given; undefined: there is none. */
export function chooseReplica(
  market: Market,
  wanted: WantedReplica,
  clouds: ReadonlySet<string>,
  now: number,
): Listing | undefined {
  const keys =
    wanted.models && new Set(wanted.models.flatMap((name) => [gpuKey(name), gpuKey(nominalGpu(name, null).model)]))
  let best: Listing | undefined
  let least = Number.POSITIVE_INFINITY
  for (const listing of market.listings) {
    const price = priceOfListing(listing, wanted.diskGb)
    if (price === null || price > wanted.priceMax || price >= least) continue
    if (!clouds.has(listing.offer.provider) || (keys && !keys.has(listing.modelKey))) continue
    if (!fits(listing, wanted) || !isFresh(market, listing, now)) continue
    best = listing
    least = price
  }
  return best
}

function fits({ offer }: Listing, { count, minVram, diskGb, pricing, image, needs, avoid }: WantedReplica): boolean {
  return (
    offer.available &&
    offer.gpu_count === count &&
    (minVram === null || (offer.vram !== null && offer.vram >= minVram)) &&
    diskGb <= (offer.disk_gb_max ?? offer.disk_gb) &&
    (pricing === 'any' || (offer.pricing === 'spot') === (pricing === 'spot')) &&
    runs(offer, image) &&
    needs.every((need) => offer.capabilities.includes(need)) &&
    !avoid.has(offer.id) &&
    (offer.machine === null || !avoid.has(machineKey(offer.provider, offer.machine)))
  )
}
