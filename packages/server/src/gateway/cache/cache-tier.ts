import type { Clock, Log } from '../../runtime.ts'

/** A level of the cache below memory; values are sealed, keys are not secret. */
export interface CacheTier {
  readonly name: string
  get(key: string): Promise<{ sealed: string; expiresAt: number } | null>
  /** `model` says what to look for when the memory is warmed. */
  set(key: string, sealed: string, expiresAt: number, model: string): Promise<void>
  /** All entries whose keys begin so. */
  forget(prefix: string): Promise<void>
}

const failuresMax = 3
const restMs = 30_000

/** A tier that cannot do harm: what it throws is a miss, and after three failures in a row it rests for 30 s. */
export function guarded(tier: CacheTier, { clock, log }: { clock: Clock; log: Log }): CacheTier {
  let failures = 0
  let restsUntil = 0

  async function tried<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    if (clock.monotonic() < restsUntil) return otherwise
    try {
      const done = await work()
      failures = 0
      return done
    } catch (error) {
      failures++
      if (failures >= failuresMax) {
        failures = 0
        restsUntil = clock.monotonic() + restMs
        log.warn('A cache tier fails and rests', { tier: tier.name, error })
      }
      return otherwise
    }
  }

  return {
    name: tier.name,
    get: (key) => tried(() => tier.get(key), null),
    set: (key, sealed, expiresAt, model) => tried(() => tier.set(key, sealed, expiresAt, model), undefined),
    forget: (prefix) => tried(() => tier.forget(prefix), undefined),
  }
}
