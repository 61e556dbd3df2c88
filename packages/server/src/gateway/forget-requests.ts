import type { Clock } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { deleteOldRequests } from '../store/request-log.ts'
import type { Job } from '../worker.ts'

const everyMs = 3_600_000
const keptMs = 30 * 86_400_000
/** Few enough that nobody waits for a slice. */
const rowsAtOnce = 500

/** Keeps the request log for 30 days: what is older goes in slices. What was charged stays in the ledger. */
export const forgetRequests = (store: Store, clock: Clock): Job => ({
  name: 'gateway.forget',
  everyMs,
  run: () => store.writeSoon((tx) => deleteOldRequests(tx, clock.now() - keptMs, rowsAtOnce)),
})
