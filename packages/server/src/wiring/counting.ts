import { countedShare } from '../limits/counted-share.ts'
import { createLimits, type Limits } from '../limits/create-limits.ts'
import { LimitShare } from '../limits/limit-share.ts'
import { SharedLimits } from '../limits/shared-limits.ts'
import type { AppSettings } from '../settings/app-settings.ts'
import type { Job } from '../worker.ts'
import type { Foundation } from './foundation.ts'

interface Counting {
  limits: Limits
  jobs(): Job[]
  /** This process no longer takes its share. */
  stop(): Promise<void>
}

/** Limits hold over all processes: counted in Redis; else on PostgreSQL each process takes its share; SQLite has one process. */
export function startCounting(
  { redis, store, runtime, instance }: Foundation,
  settings: () => AppSettings['limits'],
): Counting {
  const { clock, metrics } = runtime
  const shared = redis && new SharedLimits({ redis, clock, metrics, instance })
  const share = new LimitShare(clock)
  const hasOthers = shared === null && store.dialect === 'postgres'
  const counted = hasOthers ? countedShare({ store, clock, metrics, instance, share }) : null
  let calls = 0
  return {
    limits: createLimits({
      settings,
      store: shared ?? share,
      clock,
      metrics,
      newHolder: () => `${instance}.${calls++}`,
    }),
    jobs: () => [...(shared?.jobs() ?? []), ...(counted ? [counted.job] : [])],
    async stop() {
      await counted?.stop()
    },
  }
}
