import type { Clock, Metrics } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { beat, leave } from '../store/live-instances.ts'
import type { Job } from '../worker.ts'
import type { LimitShare } from './limit-share.ts'

interface CountParts {
  readonly store: Store
  readonly clock: Pick<Clock, 'now'>
  readonly metrics: Metrics
  /** Names this process among those that share the limits. */
  readonly instance: string
  readonly share: LimitShare
}

const beatMs = 5_000
const missedMs = 3 * beatMs

/**
 * Processes on one PostgreSQL without Redis count each for itself: who is there is counted in the database, every 5 s. A
 * database that does not answer leaves the last count; whoever comes has the whole limit until its first count, at its start.
 */
export function countedShare({ store, clock, metrics, instance, share }: CountParts): {
  job: Job
  stop(): Promise<void>
} {
  return {
    job: {
      name: 'limits.instances',
      everyMs: beatMs,
      async run() {
        share.shareAmong(await beat(store, instance, clock.now(), missedMs))
        metrics.gauge('proxyapi_limit_instances', share.among)
        return 0
      },
    },
    stop: () => leave(store, instance).catch(goOn),
  }
}

/** It is missed after three beats. */
function goOn(): void {}
