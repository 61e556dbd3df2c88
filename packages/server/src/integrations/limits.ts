/** Every number of integrations, with its unit in the name. */

export const secondMs = 1_000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export const REGISTRATIONS_A_USER_MAX = 100
export const HEADERS_MAX = 32

/** All attempts of a call and the waits between them. */
export const CALL_MS_MAX = 5 * minuteMs
/** Between two attempts, unless the service asks for more. */
export const WAIT_MS_MAX = 60 * secondMs
export const ANSWER_BYTES_MAX = 10_000_000
/** Of an answer that is a failure, what the caller is shown. */
export const SHOWN_BYTES_MAX = 4 * 1_024

/** Attempts are counted in slots of this length. */
export const SLOT_MS = 5 * minuteMs
/** A key shorter than this is in too many texts to be looked for in answers. */
export const SCRUBBED_KEY_MIN = 8
/** Of a key as long as this its last characters are shown. */
export const HINTED_KEY_MIN = 12

/** Webhooks that belong to no endpoint: those on their way in one process, those of one user everywhere, those that wait. */
export const ONE_OFFS_AT_ONCE_MAX = 32
export const ONE_OFFS_OF_A_USER_MAX = 4
export const ONE_OFFS_WAITING_MAX = 10_000
