import { crc32 } from 'node:zlib'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const prefix = 'pxk_'
const secretLength = 32
const pattern = /^pxk_[0-9A-Za-z]{38}$/

/** `pxk_` + 32 random base62 characters + CRC-32 of all before in 6. `bytes` gives unpredictable bytes. */
export function mintApiKey(bytes: (length: number) => Uint8Array): string {
  let secret = ''
  while (secret.length < secretLength) {
    // 248 is the largest multiple of 62 in a byte: what lies above would favor the first characters.
    for (const byte of bytes(secretLength))
      if (byte < 248 && secret.length < secretLength) secret += alphabet[byte % 62]
  }
  return prefix + secret + checksum(prefix + secret)
}

/** False for what cannot be a key of ours: refused without a query. */
export const isWellFormed = (key: string): boolean => pattern.test(key) && key.endsWith(checksum(key.slice(0, -6)))

/** Enough to tell keys apart, too little to use one. */
export const hintOf = (key: string): string => `${key.slice(0, 8)}…${key.slice(-4)}`

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let i = 0; i < 6; i++) {
    digits = alphabet[rest % 62] + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}
