import { deleteOldEvents } from '../store/events.ts'
import { deleteOldDeliveries } from '../store/webhook-deliveries.ts'
import { KEPT_MS } from './limits.ts'
import type { EventsParts } from './parts.ts'

const rowsAtOnce = 1_000

/** Deletes events and ended deliveries older than 30 days, a part at a time; returns how many rows. */
export function prune({ store, clock }: EventsParts): Promise<number> {
  const beforeMs = clock.now() - KEPT_MS
  return store.write(
    async (tx) =>
      (await deleteOldDeliveries(tx, beforeMs, rowsAtOnce)) + (await deleteOldEvents(tx, beforeMs, rowsAtOnce)),
  )
}
