/** Every number of events and webhooks, with its unit in the name. */

const secondMs = 1_000
const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export const DATA_BYTES_MAX = 20 * 1_024
export const EVENTS_A_FAN_OUT = 200
export const KEPT_MS = 30 * dayMs

export const ENDPOINTS_A_USER_MAX = 20
/** How long both secrets sign after a rotation, unless the caller says. */
export const OVERLAP_HOURS = 24
/** More than so many waiting deliveries pause an endpoint. */
export const WAITING_MAX = 100_000
export const IN_FLIGHT_AN_ENDPOINT_MAX = 4
export const IN_FLIGHT_MAX = 64

/** Longer than an attempt and its commit can take; after it the attempt counts as lost. */
export const LEASE_MS = minuteMs
/** Of an answer, what is read and what is kept. */
export const ANSWER_BYTES_MAX = 64 * 1_024
export const ANSWER_KEPT_BYTES = 1_024

/** Before each attempt, the first included: 75 h 35 min in all. */
export const GAPS_MS = [
  0,
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
] as const
export const RETRY_AFTER_MAX_MS = 24 * hourMs
/** An endpoint that only failed for so long is disabled. */
export const FAILING_MAX_MS = 5 * dayMs
