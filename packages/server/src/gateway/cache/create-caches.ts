import type { Runtime } from '../../runtime.ts'
import type { CacheFile } from '../../store/cache-file.ts'
import type { Job } from '../../worker.ts'
import { type CacheTier, guarded } from './cache-tier.ts'
import { memoryShares } from './memory-shares.ts'
import { type CacheLimits, type Sealer, TieredCache } from './tiered-cache.ts'

/** One cache as it is configured. */
interface CacheSettings extends CacheLimits {
  readonly enabled: boolean
  readonly compression: boolean
  /** Also in the file of this machine, and in what all replicas share. */
  readonly onDisk: boolean
  readonly isShared: boolean
}

export interface CachesSettings {
  readonly responses: CacheSettings
  readonly summaries: CacheSettings
  /** Of all caches together. */
  readonly bytesMax: number
  /** Models whose newest answers are taken into memory first. */
  readonly warm: readonly string[]
}

export interface CachesParts {
  readonly runtime: Pick<Runtime, 'clock' | 'random' | 'log'>
  readonly settings: CachesSettings
  readonly sealer: Sealer
  readonly file: CacheFile | null
  /** Below the file. */
  readonly shared: CacheTier | null
}

/** All that the gateway keeps to spare a call. */
export interface Caches {
  readonly responses: TieredCache | null
  readonly summaries: TieredCache | null
  /** Of calls with an idempotency key, for 10 min; they count as no cache in the figures. */
  readonly keyed: TieredCache
  /** Of what is in memory. */
  figures(): { size: number; hits: number; misses: number }
  /** Takes the newest answers of the configured models into memory; 5 s at most. */
  warm(): void
  /** Everything of one user. */
  forget(userId: string): Promise<void>
  jobs(): Job[]
}

const keyedLimits: CacheLimits = { bytesMax: 64 * 2 ** 20, entriesMax: 100_000, ttlMs: 600_000 }
const sweepMs = 300_000
const warmMaxMs = 5_000
const warmedPerModel = 100

export function createCaches({ runtime, settings, sealer, file, shared }: CachesParts): Caches {
  const { clock, random } = runtime
  const log = runtime.log.child('cache')
  const disk = file && guarded(file, { clock, log })
  const common = shared && guarded(shared, { clock, log })
  const rows = [settings.responses, settings.summaries]
  const shares = memoryShares(
    rows.map(({ enabled, bytesMax }) => (enabled ? bytesMax : 0)),
    settings.bytesMax,
  )
  const [responses, summaries] = ['response', 'summary'].map((name, index) => {
    const row = rows[index]
    if (row?.enabled !== true) return null
    const limits = { ...row, bytesMax: shares[index] ?? 0 }
    const tiers = [row.onDisk ? disk : null, row.isShared ? common : null].filter((tier) => tier !== null)
    return new TieredCache({ name, limits, tiers, sealer, compression: row.compression, clock, random })
  })
  const keyed = new TieredCache({
    name: 'keyed',
    limits: keyedLimits,
    tiers: common === null ? [] : [common],
    sealer,
    compression: true,
    clock,
    random,
  })
  const all = [responses, summaries].filter((cache) => cache != null)

  function warm(): void {
    const until = clock.monotonic() + warmMaxMs
    for (const model of settings.warm) {
      for (const { key, sealed, expiresAt } of file?.newest(model, warmedPerModel) ?? []) {
        if (clock.monotonic() >= until) return
        responses?.warm(key, sealed, expiresAt)
      }
    }
  }

  async function sweep(): Promise<number> {
    for (const cache of [...all, keyed]) cache.sweep()
    file?.sweep(clock.now())
    return 0
  }

  return {
    responses: responses ?? null,
    summaries: summaries ?? null,
    keyed,
    figures() {
      const figures = all.map((cache) => cache.figures())
      const sum = (name: 'size' | 'hits' | 'misses') => figures.reduce((total, row) => total + row[name], 0)
      return { size: sum('size'), hits: sum('hits'), misses: sum('misses') }
    },
    warm() {
      try {
        warm()
      } catch (error) {
        log.warn('The cache could not be warmed', { error })
      }
    },
    async forget(userId) {
      await Promise.all([...all, keyed].map((cache) => cache.forget(userId)))
    },
    jobs: () => [{ name: 'cache-sweep', everyMs: sweepMs, run: sweep }],
  }
}
