/** Every number of the way out, with its unit in the name. What differs by class stands in `classes.ts`. */

export const MAX_URL_CHARACTERS = 8_192

export const RESOLVE_LIMIT_MS = 5_000
export const MAX_ANSWERS_PER_NAME = 64

/** A connection attempt gets this head start before the next address of the name is tried beside it. */
export const NEXT_ADDRESS_AFTER_MS = 1_000
export const TCP_KEEP_ALIVE_MS = 30_000

export const MAX_CONNECTIONS_PER_CLASS = 2_000
export const MAX_CONNECTIONS_PER_ORIGIN = 200
export const MAX_IDLE_CONNECTIONS_PER_CLASS = 200
export const MAX_WAITING_CALLS_PER_ORIGIN = 1_000
export const IDLE_CONNECTION_MS = 30_000

export const MAX_RESPONSE_HEAD_BYTES = 32 * 1_024
/** A body that nobody reads stops its socket when this much of it waits. */
export const MAX_UNREAD_BODY_BYTES = 64 * 1_024

/** A stream may last this long; its gap limit ends it sooner when it stalls. */
export const STREAM_TOTAL_MS = 24 * 3_600_000

/** Deadlines are checked this often: a limit is never shorter than said, and at most two ticks longer. */
export const TICK_MS = 50

/** A request that comes in with a higher count in our hop header has come back to us (LOOP_DETECTED). */
export const MAX_HOPS_IN = 1
