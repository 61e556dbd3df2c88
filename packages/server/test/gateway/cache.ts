/** A cache in memory for tests, and a tier below it that a test can break. */
import type { CacheTier } from '../../src/gateway/cache/cache-tier.ts'
import { type CacheLimits, type Sealer, TieredCache } from '../../src/gateway/cache/tiered-cache.ts'
import type { Clock } from '../../src/runtime.ts'
import { testClock, testRandom } from '../runtime.ts'

/** Binds to the place as the real one does, without hiding anything. */
export const openSealer: Sealer = {
  seal: (text, place) => `${place}|${text}`,
  open(sealed, place) {
    if (!sealed.startsWith(`${place}|`)) throw new Error('sealed for another place')
    return sealed.slice(place.length + 1)
  },
}

export interface TestTier extends CacheTier {
  readonly entries: Map<string, { sealed: string; expiresAt: number }>
  fails: boolean
  reads: number
}

export function testTier(name = 'below'): TestTier {
  const entries: TestTier['entries'] = new Map()
  const tier: TestTier = {
    name,
    entries,
    fails: false,
    reads: 0,
    async get(key) {
      tier.reads++
      if (tier.fails) throw new Error('the tier is down')
      return entries.get(key) ?? null
    },
    async set(key, sealed, expiresAt) {
      if (tier.fails) throw new Error('the tier is down')
      entries.set(key, { sealed, expiresAt })
    },
    async forget(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key)
    },
  }
  return tier
}

export function testCache(
  limits: Partial<CacheLimits> = {},
  tiers: CacheTier[] = [],
  { clock = testClock(), sealer = openSealer, compression = false, name = 'response' } = {} as {
    clock?: Clock
    sealer?: Sealer
    compression?: boolean
    name?: string
  },
) {
  const all = { bytesMax: 1_000_000, entriesMax: 100, ttlMs: 60_000, ...limits }
  return new TieredCache({ name, limits: all, tiers, sealer, compression, clock, random: testRandom() })
}
