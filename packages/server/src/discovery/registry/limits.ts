/** Of one model. */
export const METRICS_MAX = 50
export const THRESHOLDS_MAX = 50
export const ENTRIES_MAX = 10_000
export const ENTRIES_KEPT_MS = 90 * 24 * 3_600_000
export const PARAMETERS_BYTES_MAX = 16 * 1024
export const RULES_MAX = 100
