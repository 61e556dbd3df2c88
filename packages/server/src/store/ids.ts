import type { Runtime } from '../runtime.ts'

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export type IdPrefix =
  | 'usr'
  | 'key'
  | 'tok'
  | 'inst'
  | 'dep'
  | 'wh'
  | 'evt'
  | 'dlv'
  | 'webhook'
  | 'req'
  | 'job'
  | 'txn'
  | 'hold'
  | 'ord'
  | 'aud'
  | 'ctx'
  | 'mem'

/** A ULID: 48 bits of time, 80 of chance, in Crockford's base 32; sorts by time. */
export function ulid(nowMs: number, entropy: Uint8Array): string {
  if (nowMs !== written.ms) written = { ms: nowMs, text: timeText(nowMs) }
  return written.text + fiveBytes(entropy, 0) + fiveBytes(entropy, 5)
}

/** The time that was written last: many ids are made in one millisecond. */
let written = { ms: -1, text: '' }

function timeText(ms: number): string {
  let text = ''
  for (let digit = 9, rest = ms; digit >= 0; digit--, rest = Math.floor(rest / 32)) text = crockford[rest % 32] + text
  return text
}

/** Forty bits are eight digits. */
function fiveBytes(bytes: Uint8Array, at: number): string {
  const byte = (place: number) => bytes[at + place] ?? 0
  const high = (byte(0) << 12) | (byte(1) << 4) | (byte(2) >> 4)
  const low = ((byte(2) & 15) << 16) | (byte(3) << 8) | byte(4)
  return fourDigits(high) + fourDigits(low)
}

const fourDigits = (value: number): string => (twoDigits[value >> 10] ?? '') + (twoDigits[value & 1023] ?? '')

const twoDigits = Array.from({ length: 1024 }, (_, value) => `${crockford[value >> 5]}${crockford[value & 31]}`)

export const newId = (prefix: IdPrefix, { clock, random }: Pick<Runtime, 'clock' | 'random'>): string =>
  `${prefix}_${ulid(clock.now(), random.bytes(10))}`
