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
  let time = ''
  for (let rest = nowMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = crockford[rest % 32] + time
  let chance = ''
  let bits = 0
  let value = 0
  for (const byte of entropy.subarray(0, 10)) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      chance += crockford[(value >> bits) & 31]
    }
    value &= (1 << bits) - 1
  }
  return time + chance
}

export const newId = (prefix: IdPrefix, { clock, random }: Pick<Runtime, 'clock' | 'random'>): string =>
  `${prefix}_${ulid(clock.now(), random.bytes(10))}`
