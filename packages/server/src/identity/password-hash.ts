import { scrypt, timingSafeEqual } from 'node:crypto'
import { ApiError } from '@proxyapi/contract/errors'
import type { Random } from '../runtime.ts'

/** Of scrypt: 2^ln · r · 128 bytes of memory, p times. */
export interface ScryptCost {
  ln: number
  r: number
  p: number
}

export interface PasswordHashes {
  /** A PHC string: it names its cost and salt. */
  make(password: string): Promise<string>
  /** Against nothing (null) it takes as long and is false. */
  matches(password: string, stored: string | null): Promise<boolean>
}

/** 32 MB and some 200 ms a password. */
export const passwordCost: ScryptCost = { ln: 15, r: 8, p: 3 }

const saltBytes = 16
const hashBytes = 32
const atOnceMax = 4
const waitingMax = 64
const retryAfterMs = 1_000
const phc = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** Four at once, 64 wait; beyond that OVERLOADED, so that sign-ins never take the machine from calls. */
export function createPasswordHashes(random: Pick<Random, 'bytes'>, cost = passwordCost): PasswordHashes {
  const waiting: (() => void)[] = []
  let running = 0

  async function derive(password: string, salt: Uint8Array, { ln, r, p }: ScryptCost): Promise<Buffer> {
    if (running < atOnceMax) running++
    else if (waiting.length >= waitingMax) throw new ApiError('OVERLOADED', undefined, { retryAfterMs })
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await scryptOf(password, salt, { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r })
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }

  return {
    async make(password) {
      const salt = random.bytes(saltBytes)
      return written(cost, salt, await derive(password, salt, cost))
    },
    async matches(password, stored) {
      const [, ln, r, p, salt = '', hash = ''] = phc.exec(stored ?? '') ?? []
      const isKnown = ln !== undefined
      const own = isKnown ? { ln: Number(ln), r: Number(r), p: Number(p) } : cost
      const found = await derive(password, isKnown ? Buffer.from(salt, 'base64') : random.bytes(saltBytes), own)
      const right = isKnown ? Buffer.from(hash, 'base64') : Buffer.alloc(hashBytes)
      return found.length === right.length && timingSafeEqual(found, right) && isKnown
    },
  }
}

const written = ({ ln, r, p }: ScryptCost, salt: Uint8Array, hash: Uint8Array): string =>
  `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`

const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

const scryptOf = (password: string, salt: Uint8Array, options: { N: number; r: number; p: number; maxmem: number }) =>
  new Promise<Buffer>((resolve, reject) =>
    scrypt(password, salt, hashBytes, options, (error, key) => (error ? reject(error) : resolve(key))),
  )
