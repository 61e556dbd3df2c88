/** Every number of the feed, with its unit in the name. */

const secondMs = 1_000

/** Older places in a stream, by either measure, are not resumed from. */
export const RESUME_MS = 24 * 3_600 * secondMs
export const RESUME_EVENTS_MAX = 10_000
export const EVENTS_A_READ = 500

/** What may wait for a reader. */
export const WAITING_FRAMES_MAX = 1_000
export const WAITING_BYTES_MAX = 2 ** 20
/** A replay goes on where no more than this waits. */
export const WAITING_FRAMES_LOW = 100

export const MESSAGES_A_SECOND = 20
/** Messages that wait for the answers of those before them. */
export const MESSAGES_WAITING_MAX = 64
export const BAD_MESSAGES_MAX = 3

export const SOCKETS_A_USER_MAX = 20
export const SOCKETS_MAX = 5_000

/** How often each socket is looked after: its credential, its pings. */
export const SWEEP_MS = 2 * secondMs
export const PING_AFTER_MS = 30 * secondMs - SWEEP_MS
export const GONE_AFTER_MS = 45 * secondMs - SWEEP_MS

/** How often the heads of streams are compared with the store, since a message may be lost. */
export const POLL_MS = 2 * secondMs
export const TICKET_MS = 30 * secondMs
/** How long a socket that was told to close may take. */
export const CLOSING_MS = secondMs
