import { ConfigurationError } from '../core/errors.ts'
import { type Bytes, concatenated, fromBase64, toBase64, toHex, utf8 } from './bytes.ts'
import { readSecrets } from './secret.ts'
import { dataInPython } from './seed-schemes.ts'
import { hmac, run } from './tasks.ts'

export interface SignOptions {
  id: string
  /** Of the attempt; a number is Unix seconds. */
  timestamp: number | Date
  body: string | Uint8Array
  /** `whsec_…` or text makes `v1`, a private key `whsk_…` makes `v1a`; several all sign. */
  secrets: string | readonly string[]
  /** `standard` unless given; `x-signature` is made with the last secret, which is the older one in a rotation. */
  schemes?: readonly ('standard' | 'x-signature')[]
}

const privatePrefix = 'whsk_'

/** The headers that `verify` accepts, for tests and relays. */
export async function sign(options: SignOptions): Promise<Record<string, string>> {
  const { id, timestamp, body, schemes = ['standard'] } = options
  const seconds = Math.floor(timestamp instanceof Date ? timestamp.getTime() / 1000 : timestamp)
  const bytes = typeof body === 'string' ? utf8(body) : new Uint8Array(body)
  const secrets = typeof options.secrets === 'string' ? [options.secrets] : options.secrets
  const data = concatenated(utf8(`${id}.${seconds}.`), bytes)
  const headers: Record<string, string> = {}
  if (schemes.includes('standard')) {
    headers['webhook-id'] = id
    headers['webhook-timestamp'] = String(seconds)
    headers['webhook-signature'] = (await Promise.all(secrets.map((secret) => standard(secret, data)))).join(' ')
  }
  if (schemes.includes('x-signature')) headers['x-signature'] = await seed(secrets, bytes)
  return headers
}

async function standard(secret: string, data: Bytes): Promise<string> {
  if (secret.startsWith(privatePrefix)) return `v1a,${toBase64(await signEd25519(secret, data))}`
  const [read] = readSecrets(secret)
  if (read?.kind !== 'hmac') throw new ConfigurationError('A public key does not sign; use the private one, whsk_.')
  return `v1,${toBase64(await run(hmac(read.key, data)))}`
}

async function seed(secrets: readonly string[], body: Bytes): Promise<string> {
  const last = readSecrets(secrets.filter((secret) => !secret.startsWith(privatePrefix))).at(-1)
  if (last?.kind !== 'hmac') throw new ConfigurationError('X-Signature needs a secret that is no key pair.')
  return toHex(await run(hmac(last.textKey, utf8(dataInPython(new TextDecoder().decode(body))))))
}

/** `whsk_` is base64 of 32 bytes of seed and 32 bytes of public key. */
async function signEd25519(secret: string, data: Bytes): Promise<Uint8Array> {
  const pair = fromBase64(secret.slice(privatePrefix.length))
  if (pair?.length !== 64) throw new ConfigurationError('whsk_ must be followed by base64 of 64 bytes.')
  const [d, x] = [base64Url(pair.subarray(0, 32)), base64Url(pair.subarray(32))]
  const jwk = { kty: 'OKP', crv: 'Ed25519', d, x }
  const key = await crypto.subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key, data))
}

const base64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
