import type { Job } from '../worker.ts'
import { append } from './append.ts'
import { createDeliverer } from './deliver.ts'
import type { Events } from './events.ts'
import { fanOut, measureOutbox } from './fan-out.ts'
import { hourMs } from './limits.ts'
import { type EventsParts, jobNames } from './parts.ts'
import { prune } from './prune.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'

export interface EventsRoom {
  events: Events
  webhooks: Webhooks
  jobs(): Job[]
  /** Resolves when no delivery is on its way; to be awaited between the worker's stop and the store's close. */
  idle(): Promise<void>
}

/** The outbox, its fan-out, and the endpoints that are told. */
export function createEvents(parts: EventsParts): EventsRoom {
  const deliverer = createDeliverer(parts)
  return {
    events: {
      append: (tx, event) => append(parts, tx, event),
      wake: () => parts.wake(jobNames.fanOut),
    },
    webhooks: createWebhooks(parts),
    jobs: () => [
      {
        name: jobNames.fanOut,
        everyMs: 1_000,
        async run() {
          // The process that is at it may have looked before what this one was woken for was there.
          const worked = (await fanOut(parts)) ?? (await fanOut(parts, true)) ?? 0
          if (worked === 0) await measureOutbox(parts)
          return worked
        },
      },
      deliverer.job,
      { name: jobNames.prune, everyMs: hourMs, run: () => prune(parts) },
    ],
    idle: () => deliverer.idle(),
  }
}
