/** Signs whatever a test wants to see refused, without the library that the server verifies with. */
import { createHmac } from 'node:crypto'

export type Json = Record<string, unknown>

const encoded = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

export const macOf = (input: string, secret: Uint8Array, hash = 'sha256'): string =>
  createHmac(hash, secret).update(input).digest('base64url')

export function forge(header: Json | string, payload: unknown, secret: Uint8Array, hash?: string): string {
  const input = `${encoded(header)}.${encoded(payload)}`
  return `${input}.${macOf(input, secret, hash)}`
}

/** Header and payload of a token, as they are. */
export function partsOf(token: string): { header: Json; payload: Json; signature: string } {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json
  return { header: read(header), payload: read(payload), signature }
}
