import type { Runtime } from '../../runtime.ts'
import type { CacheFile } from '../../store/cache-file.ts'
import type { Job } from '../../worker.ts'
import { type CacheTier, guarded } from './cache-tier.ts'
import { memoryShares } from './memory-shares.ts'
import { type CacheLimits, type CacheTerms, type Sealer, TieredCache } from './tiered-cache.ts'

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
  /** Null while it is switched off, like the other one. */
  readonly responses: TieredCache | null
  readonly summaries: TieredCache | null
  /** Of calls with an idempotency key, for 10 min; they count as no cache in the figures. */
  readonly keyed: TieredCache
  /** Sizes, times and switches as they are from now on; what is switched off forgets what it had in memory. */
  adopt(settings: CachesSettings): void
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

export function createCaches({ runtime, settings: first, sealer, file, shared }: CachesParts): Caches {
  const { clock, random } = runtime
  const log = runtime.log.child('cache')
  const disk = file && guarded(file, { clock, log })
  const common = shared && guarded(shared, { clock, log })
  let settings = first
  const made = (name: 'response' | 'summary') =>
    new TieredCache({ name, ...termsOf(settings)[name], sealer, clock, random })
  const [response, summary] = [made('response'), made('summary')]
  const keyed = new TieredCache({
    name: 'keyed',
    limits: keyedLimits,
    tiers: common === null ? [] : [common],
    sealer,
    compression: true,
    clock,
    random,
  })
  const all = [response, summary]

  function warm(): void {
    const until = clock.monotonic() + warmMaxMs
    for (const model of settings.warm) {
      for (const { key, sealed, expiresAt } of file?.newest(model, warmedPerModel) ?? []) {
        if (clock.monotonic() >= until) return
        if (settings.responses.enabled) response.warm(key, sealed, expiresAt)
      }
    }
  }

  async function sweep(): Promise<number> {
    for (const cache of [...all, keyed]) cache.sweep()
    file?.sweep(clock.now())
    return 0
  }

  return {
    get responses() {
      return settings.responses.enabled ? response : null
    },
    get summaries() {
      return settings.summaries.enabled ? summary : null
    },
    keyed,
    adopt(next) {
      settings = next
      const terms = termsOf(next)
      for (const [cache, own, { enabled }] of [
        [response, terms.response, next.responses],
        [summary, terms.summary, next.summaries],
      ] as const) {
        cache.adopt(own)
        if (!enabled) cache.clear()
      }
    },
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

  /** All caches together stay below the ceiling. */
  function termsOf({ responses, summaries, bytesMax }: CachesSettings) {
    const wanted = [responses, summaries].map((row) => (row.enabled ? row.bytesMax : 0))
    const [responseBytes = 0, summaryBytes = 0] = memoryShares(wanted, bytesMax)
    const terms = (row: CacheSettings, bytes: number): CacheTerms => ({
      limits: { ...row, bytesMax: bytes },
      tiers: [row.onDisk ? disk : null, row.isShared ? common : null].filter((tier) => tier !== null),
      compression: row.compression,
    })
    return { response: terms(responses, responseBytes), summary: terms(summaries, summaryBytes) }
  }
}
