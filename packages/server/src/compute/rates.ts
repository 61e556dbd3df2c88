import { type CloudInstance, diskMicroUsdPerHour, microUsd, type Offer } from '@proxyapi/clouds'
import { priceWithDisk } from './market.ts'
import type { Rate } from './meter.ts'

/** What an offer costs us while its GPU is held and while it is not, in micro-USD an hour. */
export function offerRates(offer: Offer, diskGb: number): { full: number; idle: number } {
  const { billed_when_stopped, disk_per_gb_month } = offer.charges
  return {
    full: priceWithDisk(offer, diskGb) ?? 0,
    // Some clouds charge the disk only as long as they charge the GPU.
    idle: (billed_when_stopped ? diskMicroUsdPerHour(microUsd(disk_per_gb_month), diskGb) : 0) ?? 0,
  }
}

/** What a machine is charged now, by the cloud's own word where it gives it, else as its offer said. */
export function rateOf(seen: CloudInstance, offer: Offer, diskGb: number): Rate {
  const known = offerRates(offer, diskGb)
  if (seen.billed === 'full') return { kind: 'gpu', costRate: microUsd(seen.price_per_hour) ?? known.full }
  if (seen.billed === 'idle') return { kind: 'disk_only', costRate: microUsd(seen.idle_price_per_hour) ?? known.idle }
  return { kind: 'disk_only', costRate: 0 }
}
