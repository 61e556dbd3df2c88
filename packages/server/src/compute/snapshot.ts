import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Offer } from '@proxyapi/clouds'
import type { Claim } from '../store/claim.ts'
import { claimDue } from '../store/claim.ts'
import {
  claimGpuSnapshot,
  type GpuSnapshot,
  gpuClouds,
  gpuSnapshotHeads,
  gpuSnapshotOffers,
  updateGpuSnapshot,
} from '../store/gpu-clouds.ts'
import type { Job } from '../worker.ts'
import { type CloudAccount, cloudErrorOf, type Driver } from './drive.ts'
import { buildMarket, emptyMarket, type Market, refreshEveryMs, type Source } from './market.ts'
import type { Origin } from './origin.ts'
import { type ComputeParts, jobNames } from './parts.ts'

/** The offers of all clouds, read in the background: nobody who asks for them waits for a cloud. */
export interface Snapshots {
  market(): Market
  /** Reads the offers of one cloud now; false where that failed, or another process is at it. */
  refresh(provider: string): Promise<boolean>
  job(): Job
}

export interface SnapshotParts extends ComputeParts {
  drive: Driver
  origin(): Promise<Origin>
}

const quotedDiskGb = 50
const offersMax = 200_000
const storedBytesMax = 64 * 2 ** 20
const leaseMs = 120_000
const retryMostMs = 5 * 60_000
/** An answer with less than this share of the rows before has to come twice. */
const believedShare = 0.5

type Head = Omit<GpuSnapshot, 'offers'>

export function createSnapshots(parts: SnapshotParts): Snapshots {
  const { store, clock, accounts, settings, log } = parts
  const known = new Map<string, { version: number; source: Source }>()
  const running = new Map<string, Promise<boolean>>()
  let market = emptyMarket
  let first = true

  /** Takes over what other processes, or an earlier life of this one, have read. */
  async function load(): Promise<void> {
    const now = clock.now()
    const disabled = new Set(
      (await gpuClouds(store.db)).filter(({ disabled_until }) => (disabled_until ?? 0) > now).map(({ id }) => id),
    )
    let changed = false
    for (const head of await gpuSnapshotHeads(store.db)) {
      const account = accounts.find(({ cloud }) => cloud.id === head.id)
      if (!account) continue
      const before = known.get(head.id)
      const enabled = account.key !== null && !disabled.has(head.id)
      if (before?.version === head.version && before.source.enabled === enabled) continue
      const isNew = before?.version !== head.version
      const offers = isNew ? await storedOffers(head) : before.source.offers
      const source = { ...sourceOf(account, head, offers, enabled), loaded: isNew ? first : before.source.loaded }
      known.set(head.id, { version: head.version, source })
      changed = true
    }
    first = false
    if (changed) rebuild()
  }

  function rebuild(): void {
    const sources = [...known.values()].map(({ source }) => source)
    market = buildMarket(sources, settings().marginPercent)
    for (const { provider, offers } of sources) parts.metrics.gauge('proxyapi_gpu_offers', offers.length, { provider })
  }

  async function storedOffers({ id, fetched_at }: Head): Promise<Offer[]> {
    const stored = fetched_at === null ? null : await gpuSnapshotOffers(store.db, id)
    if (stored === null) return []
    try {
      return JSON.parse((await promisify(gunzip)(stored)).toString()) as Offer[]
    } catch (error) {
      log.warn('A stored snapshot cannot be read', { provider: id, error })
      return []
    }
  }

  async function refreshAs(claim: Claim): Promise<boolean> {
    const account = accounts.find(({ cloud }) => cloud.id === claim.id)
    const head = (await gpuSnapshotHeads(store.db)).find(({ id }) => id === claim.id)
    if (!account || account.key === null || !head) {
      await store.write((tx) => updateGpuSnapshot(tx, claim, { due_at: null, lease_until: null }))
      return false
    }
    const at = clock.now()
    try {
      const answer = await parts.drive.run(account, 'offers', account.cloud.offers({ diskGb: quotedDiskGb }))
      return await keep(account, claim, head, at, answer)
    } catch (error) {
      const failure = cloudErrorOf(error)
      if (!failure) throw error
      log.warn('Offers could not be read', { provider: claim.id, cloud_message: failure.message })
      const failures = head.failures + 1
      const wait = Math.min(retryMostMs, refreshEveryMs * 2 ** Math.min(10, failures - 1))
      const dueAt = clock.now() + Math.max(wait, failure.retryAfterMs ?? 0)
      await store.write((tx) => updateGpuSnapshot(tx, claim, { failures, due_at: dueAt, lease_until: null }))
      return false
    }
  }

  async function keep(
    account: CloudAccount,
    claim: Claim,
    head: Head,
    at: number,
    answer: { offers: Offer[]; partial: boolean },
  ) {
    const before = known.get(claim.id)?.source.offers.length ?? 0
    const offers = answer.offers.slice(0, offersMax)
    const next = { due_at: at + (account.cloud.refreshEveryMs ?? refreshEveryMs), lease_until: null, failures: 0 }
    if (offers.length < before * believedShare && head.doubted === null) {
      log.warn('Most offers of a cloud are missing at once', { provider: claim.id, before, now: offers.length })
      await store.write((tx) => updateGpuSnapshot(tx, claim, { ...next, doubted: offers.length }))
      return false
    }
    const packed = await promisify(gzip)(JSON.stringify(offers))
    const version = head.version + 1
    const partial = answer.partial ? 1 : 0
    const kept = await store.write((tx) =>
      updateGpuSnapshot(tx, claim, {
        ...next,
        version,
        fetched_at: at,
        partial,
        doubted: null,
        offers: packed.length > storedBytesMax ? null : packed,
      }),
    )
    if (!kept) return false
    known.set(claim.id, { version, source: sourceOf(account, { ...head, fetched_at: at, partial }, offers, true) })
    rebuild()
    return true
  }

  /** Whoever wants a refresh while one runs waits for that one. */
  function once(provider: string, refresh: () => Promise<boolean>): Promise<boolean> {
    const work = refresh().finally(() => {
      if (running.get(provider) === work) running.delete(provider)
    })
    running.set(provider, work)
    return work
  }

  return {
    market: () => market,
    refresh: (provider) =>
      running.get(provider) ??
      once(provider, async () => {
        const claim = await claimGpuSnapshot(store.db, provider, clock.now(), leaseMs)
        return claim ? refreshAs(claim) : false
      }),
    job: () => ({
      name: jobNames.refresh,
      everyMs: 2_000,
      async run() {
        await parts.origin()
        await load()
        const claims = await claimDue(store, 'gpu_snapshots', { nowMs: clock.now(), leaseMs, limit: 16 })
        await Promise.all(claims.map((claim) => once(claim.id, () => refreshAs(claim))))
        return 0
      },
    }),
  }
}

const sourceOf = (
  { cloud }: CloudAccount,
  { id, fetched_at, partial }: Pick<Head, 'id' | 'fetched_at' | 'partial'>,
  offers: readonly Offer[],
  enabled: boolean,
): Source => ({
  provider: id,
  enabled,
  fetchedAt: fetched_at,
  loaded: false,
  partial: partial === 1,
  offers,
  everyMs: cloud.refreshEveryMs,
})

/** Every cloud that this server knows, also while nothing of it has been read. */
export const unreadSource = ({ cloud, key }: CloudAccount): Source => ({
  provider: cloud.id,
  enabled: key !== null,
  fetchedAt: null,
  loaded: false,
  partial: false,
  offers: [],
})
