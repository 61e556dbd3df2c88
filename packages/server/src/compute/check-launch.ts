import { type LaunchSpec, microUsd } from '@proxyapi/clouds'
import { ApiError } from '@proxyapi/contract/errors'
import { usdOf } from '../ledger/money.ts'
import { runs } from './choose-offer.ts'
import type { CloudAccount } from './drive.ts'
import { type Launch, type LaunchSecrets, launchSpec, unsupported } from './launch.ts'
import { isDropped, type Listing, type Market, priceWithDisk } from './market.ts'
import { tenantRate } from './meter-math.ts'

export interface LaunchQuestion {
  /** undefined: there is no such cloud. */
  account: CloudAccount | undefined
  market: Market
  /** As the path has it: an offer's id, or the cloud's own. */
  offerId: string
  launch: Launch
  secrets: LaunchSecrets | null
  /** Micro-USD an hour; null: what the offer costs. */
  priceMax: number | null
  marginPercent: number
  now: number
}

export interface LaunchTerms {
  account: CloudAccount
  listing: Listing
  /** Micro-USD an hour, as the tenant pays them. */
  price: number
  priceMax: number
}

/**
 * Whether an offer can be rented as asked, and at what price; no cloud is called. Throws NOT_FOUND, NOT_CONFIGURED,
 * PRICE_UNKNOWN, OFFER_GONE, IMAGE_NOT_ALLOWED, PRICE_CHANGED, UPSTREAM_UNAVAILABLE, UNSUPPORTED_PARAMETER.
 */
export function checkLaunch(question: LaunchQuestion): LaunchTerms {
  const { account, market, offerId, launch, now } = question
  if (!account) throw new ApiError('NOT_FOUND')
  if (account.key === null) {
    throw new ApiError('NOT_CONFIGURED', `The operator has no key for ${account.cloud.id}.`)
  }
  const listing = listed(market, account, offerId)
  const source = market.sources.get(account.cloud.id)
  if (!listing || !source || source.fetchedAt === null) throw new ApiError('NOT_FOUND')
  const price = priceOf(listing, launch, question.marginPercent)
  if (price === null)
    throw new ApiError('PRICE_UNKNOWN', 'The price of this offer is not known, so it cannot be rented.')
  if (!listing.offer.available) throw new ApiError('OFFER_GONE')
  const priceMax = question.priceMax ?? price
  if (priceMax < price) {
    throw new ApiError('PRICE_CHANGED', `The offer costs ${usdOf(price)} USD an hour, more than max_price_per_hour.`)
  }
  if (isDropped(source, now)) {
    throw new ApiError('UPSTREAM_UNAVAILABLE', `${account.cloud.id} does not answer now.`, { retryAfterMs: 30_000 })
  }
  checkFeatures(listing, question)
  return { account, listing, price, priceMax }
}

/** Capabilities that a launch makes use of. */
export function needsOf({ ports, sshPublicKeys }: Launch, pricing: string): string[] {
  return [
    'container',
    ...(ports.length > 0 ? ['ports'] : []),
    ...(sshPublicKeys.length > 0 ? ['ssh'] : []),
    ...(pricing === 'spot' ? ['spot'] : []),
  ]
}

/** Micro-USD an hour for the tenant: with the asked disk, and the bid where there is one. */
export function priceOf({ cost }: Listing, { diskGb, bid }: Launch, marginPercent: number): number | null {
  const asked = priceWithDisk(cost, diskGb)
  if (asked === null) return null
  const gpu = microUsd(cost.charges.gpu_per_hour)
  if (cost.pricing !== 'spot' || bid === null) return tenantRate(asked, marginPercent)
  return gpu === null ? null : tenantRate(asked - gpu + bid, marginPercent)
}

function listed(market: Market, { cloud }: CloudAccount, offerId: string): Listing | undefined {
  const listing = market.byId.get(offerId) ?? market.byId.get(`${cloud.short}-${offerId}`)
  return listing?.offer.provider === cloud.id ? listing : undefined
}

const missing: Record<string, string> = {
  container: '/image',
  ports: '/ports',
  ssh: '/ssh_public_keys',
  spot: '/bid_per_hour',
}

const wireNames: Partial<Record<keyof LaunchSpec, string>> = {
  diskGb: 'disk_gb',
  sshPublicKeys: 'ssh_public_keys',
  bidPerHour: 'bid_per_hour',
  terminateAfter: 'ttl_seconds',
}

function checkFeatures({ offer, cost }: Listing, { launch, secrets, account, ...rest }: LaunchQuestion): void {
  if (!runs(cost, launch.image)) throw new ApiError('IMAGE_NOT_ALLOWED')
  const lacking = needsOf(launch, offer.pricing).find((need) => !offer.capabilities.includes(need))
  if (lacking !== undefined) throw unsupported(missing[lacking] ?? '', `This offer has no ${lacking}.`)
  const diskMax = offer.disk_gb_max ?? offer.disk_gb
  if (launch.diskGb > diskMax) throw unsupported('/disk_gb', `This offer has at most ${diskMax} GB of disk.`)
  if (launch.bid !== null) checkBid(cost.pricing, microUsd(cost.min_bid), launch.bid, rest.priceMax)
  const [clash] = account?.cloud.unsupported(launchSpec(launch, secrets)) ?? []
  if (clash !== undefined) {
    const name = wireNames[clash] ?? clash
    throw unsupported(`/${name}`, `This cloud cannot honor ${name} together with the other fields.`)
  }
}

function checkBid(pricing: string, least: number | null, bid: number, priceMax: number | null): void {
  if (pricing !== 'spot') throw unsupported('/bid_per_hour', 'Only spot offers take a bid.')
  if (least !== null && bid < least)
    throw new ApiError('PRICE_CHANGED', `The lowest bid is ${usdOf(least)} USD an hour.`)
  if (priceMax !== null && bid > priceMax) {
    throw new ApiError('PRICE_CHANGED', 'The bid is above max_price_per_hour.')
  }
}
