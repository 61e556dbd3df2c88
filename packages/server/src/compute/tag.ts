import type { Random } from '../runtime.ts'

/**
 * What an attempt is called at a cloud: `gp<installation>-<ulid of the contract>-<number>`, 36 characters of `[a-z0-9-]`.
 * Installations that share an account leave one another's machines alone.
 */
export const tagOf = (install: string, contractId: string, n: number): string =>
  `gp${install}-${ulidOf(contractId)}-${String(n).padStart(2, '0')}`

const ulidOf = (contractId: string) => contractId.slice(contractId.indexOf('_') + 1).toLowerCase()

const pattern = /^gp([a-z0-9]{4})-([0-9a-hjkmnp-tv-z]{26})-(\d{2})$/

/** The parts of a tag of this form; null for any other label. */
export function readTag(label: string | null): { install: string; ulid: string; n: number } | null {
  const [, install, ulid, n] = pattern.exec(label ?? '') ?? []
  return install === undefined || ulid === undefined ? null : { install, ulid, n: Number(n) }
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Four characters for a new database. */
export const drawInstall = (random: Random): string =>
  Array.from(random.bytes(4), (byte) => letters[byte % letters.length]).join('')
