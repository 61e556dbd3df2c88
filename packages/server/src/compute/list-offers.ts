import type { components } from '@proxyapi/contract'
import { usdOf } from '../ledger/money.ts'
import type { Cursors } from '../store/cursors.ts'
import type { CloudAccount } from './drive.ts'
import { invalid } from './launch.ts'
import { isDropped, type Market, type Source, sourceState } from './market.ts'
import { type Found, type OfferQuery, queryOffers, readPosition, writePosition } from './offers.ts'
import { unreadSource } from './snapshot.ts'

export type OfferList = Omit<components['schemas']['GpuOfferList'], 'status'>
type WireOffer = components['schemas']['GpuOffer']

export interface OfferQuestion {
  userId: string
  query: OfferQuery
  market: Market
  accounts: readonly CloudAccount[]
  cursors: Cursors
  now: number
}

/** A page of offers as the document has it. Throws INVALID_REQUEST for an unknown cloud, INVALID_CURSOR. */
export function listOffers({ userId, query, market, accounts, cursors, now }: OfferQuestion): OfferList {
  const providers = providersOf(query.provider, accounts)
  const { cursor, limit, ...filter } = query
  const scope = `offers ${userId} ${JSON.stringify(filter)}`
  const after = cursor === undefined ? null : readPosition(cursors.read(scope, cursor))
  const { found, total, isLast } = queryOffers(market, query, providers, after, now)
  const last = found.at(-1)
  const sources = sourcesOf(market, accounts)
  return {
    data: found.map((one) => renderOffer(one, query.disk_gb, sources.get(one.listing.offer.provider), now)),
    count: found.length,
    total,
    next_cursor: isLast || !last ? null : cursors.write(scope, writePosition(last)),
    sources: Object.fromEntries([...sources].map(([name, source]) => [name, renderSource(source, now)])),
  }
}

/** null: every cloud. */
function providersOf(names: readonly string[], accounts: readonly CloudAccount[]): ReadonlySet<string> | null {
  if (names.includes('all')) return null
  return new Set(
    names.map((name) => {
      const wanted = name.toLowerCase()
      const found = accounts.find(({ cloud }) => cloud.id === wanted || cloud.aliases.includes(wanted))
      if (found) return found.cloud.id
      const known = accounts.map(({ cloud }) => cloud.id).join(', ')
      throw invalid('query.provider', `${name} is not one of all, ${known}`)
    }),
  )
}

const sourcesOf = (market: Market, accounts: readonly CloudAccount[]): Map<string, Source> =>
  new Map(accounts.map((account) => [account.cloud.id, market.sources.get(account.cloud.id) ?? unreadSource(account)]))

function renderOffer({ listing, price }: Found, disk_gb: number, source: Source | undefined, now: number): WireOffer {
  const { ref: _, machine: __, images: ___, ...offer } = listing.offer
  const perGpu = price === null || offer.gpu_count < 1 ? null : Math.round(price / offer.gpu_count)
  return {
    ...offer,
    price_per_hour: price === null ? null : usdOf(price),
    price_per_gpu_hour: perGpu === null ? null : usdOf(perGpu),
    available: offer.available && price !== null,
    disk_gb,
    disk_gb_max: offer.disk_gb_max === null ? null : Math.floor(offer.disk_gb_max),
    stale: source === undefined || sourceState(source, now) === 'stale',
    fetched_at: new Date(source?.fetchedAt ?? 0).toISOString(),
  }
}

function renderSource(source: Source, now: number): components['schemas']['GpuSource'] {
  const { fetchedAt, offers, partial } = source
  return {
    state: sourceState(source, now),
    age_seconds: fetchedAt === null ? null : Math.floor((now - fetchedAt) / 1_000),
    offers: isDropped(source, now) ? 0 : offers.length,
    ...(partial ? { partial: true as const } : {}),
  }
}
