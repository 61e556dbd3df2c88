/** Every number of syncs, with its unit in the name. */
import { dayMs, hourMs, secondMs } from '../limits.ts'

export const SYNCS_A_USER_MAX = 100
export const RECORDS_MAX = 1_000_000
/** Longer than a page and its commit can take without a word; renewed while a run lasts. */
export const LEASE_MS = 60 * secondMs
export const RENEW_MS = 20 * secondMs
/** Runs in one process. */
export const RUNS_AT_ONCE_MAX = 8
/** So many failed runs in a row, and a sync is tried only every few hours. */
export const FAILING_RUNS = 5
export const FAILING_GAP_MS = 6 * hourMs
export const RUNS_KEPT_MS = 30 * dayMs
/** Changes that a push reads at a time, and those that it sends in one run. */
export const CHANGES_AT_ONCE = 100
export const CHANGES_A_RUN_MAX = 100_000
export const VECTORS_AT_ONCE = 500
