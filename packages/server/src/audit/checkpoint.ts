import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ChainName } from '../store/chain-tables.ts'

/** What a chain's head was at a time. */
export interface Checkpoint {
  chain: ChainName
  seq: number
  hash: string
  at: number
}

/** `checkpoint`: a head that was seen. `cut`: all up to it was taken away by retention. */
type Purpose = 'checkpoint' | 'cut'

/** HMAC-SHA256 in hex: only who holds the key can have written it. */
export const macOf = (key: Uint8Array, purpose: Purpose, { chain, seq, hash, at }: Checkpoint): string =>
  createHmac('sha256', key).update(`${purpose}\n${chain}\n${seq}\n${hash}\n${at}`).digest('hex')

/** Whether one of these keys made the MAC. */
export function isOurs(keys: readonly Uint8Array[], purpose: Purpose, checkpoint: Checkpoint, mac: string): boolean {
  const given = Buffer.from(mac, 'hex')
  return keys.some((key) => {
    const right = Buffer.from(macOf(key, purpose, checkpoint), 'hex')
    return given.length === right.length && timingSafeEqual(given, right)
  })
}

/** One word, so that it is found in a log of any format: `audit.4711.1768213800000.<hash>.<mac>`. */
export const checkpointText = (key: Uint8Array, checkpoint: Checkpoint): string => {
  const { chain, seq, at, hash } = checkpoint
  return `${chain}.${seq}.${at}.${hash}.${macOf(key, 'checkpoint', checkpoint)}`
}

export interface GivenCheckpoint extends Checkpoint {
  mac: string
}

/** All checkpoints in a text, such as a log. */
export function readCheckpoints(text: string): GivenCheckpoint[] {
  const found = text.matchAll(/\b(audit|transfers)\.(\d{1,15})\.(\d{1,15})\.([0-9a-f]{64})\.([0-9a-f]{64})\b/g)
  return [...found].map(([, chain, seq, at, hash = '', mac = '']) => ({
    chain: chain as ChainName,
    seq: Number(seq),
    at: Number(at),
    hash,
    mac,
  }))
}
