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
  let text = ''
  for (let digit = 9, rest = nowMs; digit >= 0; digit--, rest = Math.floor(rest / 32))
    text = crockford[rest % 32] + text
  return text + fiveBytes(entropy, 0) + fiveBytes(entropy, 5)
}

/** Forty bits are eight digits. */
function fiveBytes(bytes: Uint8Array, at: number): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3], bytes[at + 4]]
  const high = (a << 12) | (b << 4) | (c >> 4)
  const low = ((c & 15) << 16) | (d << 8) | e
  return fourDigits(high) + fourDigits(low)
}

const fourDigits = (value: number): string => (twoDigits[value >> 10] ?? '') + (twoDigits[value & 1023] ?? '')

const twoDigits = Array.from({ length: 1024 }, (_, value) => `${crockford[value >> 5]}${crockford[value & 31]}`)

export const newId = (prefix: IdPrefix, { clock, random }: Pick<Runtime, 'clock' | 'random'>): string =>
  `${prefix}_${ulid(clock.now(), random.bytes(10))}`
