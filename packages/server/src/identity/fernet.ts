import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'

const version = 0x80
const headBytes = 9
const ivBytes = 16
const macBytes = 32

/**
 * Reads a Fernet token (https://github.com/fernet/spec) with its 32-byte key: the mark is judged before anything is
 * decrypted. Throws without saying what was in it. Its time is not judged: a secret at rest has no age.
 */
export function openFernet(token: string, key: Uint8Array): string {
  const bytes = Buffer.from(token, 'base64url')
  if (key.length !== 32) throw new Error('a Fernet key has 32 bytes')
  if (bytes[0] !== version || bytes.length < headBytes + ivBytes + 16 + macBytes) throw new Error('is no Fernet token')
  const signed = bytes.subarray(0, -macBytes)
  const mark = createHmac('sha256', key.subarray(0, 16)).update(signed).digest()
  if (!timingSafeEqual(mark, bytes.subarray(-macBytes))) throw new Error('was sealed with another key, or changed')
  const iv = signed.subarray(headBytes, headBytes + ivBytes)
  const decipher = createDecipheriv('aes-128-cbc', key.subarray(16), iv)
  return Buffer.concat([decipher.update(signed.subarray(headBytes + ivBytes)), decipher.final()]).toString('utf8')
}
