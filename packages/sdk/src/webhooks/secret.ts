import { type Bytes, fromBase64, utf8 } from './bytes.ts'
import { WebhookVerificationError } from './verification-error.ts'

export type Secret =
  | {
      kind: 'hmac'
      /** The key of `v1`. */
      key: Bytes
      /** The key of the seed schemes: the secret as it is shown. */
      textKey: Bytes
    }
  | { kind: 'ed25519'; key: Bytes }

const whsecBytes = { least: 24, most: 64 }
const textBytes = { least: 16, most: 256 }
const publicKeyBytes = 32

/** Throws `bad_secret` with the mistake by its name, never with the secret. */
export function readSecrets(secrets: string | readonly string[]): Secret[] {
  const list = Array.isArray(secrets) ? (secrets as readonly string[]) : [secrets as string]
  if (list.length === 0) throw bad('No secret was given')
  return list.map(readSecret)
}

function readSecret(secret: string): Secret {
  if (typeof secret !== 'string' || secret === '') throw bad('No secret was given: is the environment variable set?')
  if (/\s/.test(secret)) throw bad('The secret has white space in it: was a line break copied with it?')
  if (secret.startsWith('pxk_')) throw bad('This is an API key; the secret of the endpoint begins with whsec_')
  if (secret.startsWith('whsk_')) throw bad('This is a private signing key; verify with the public one, whpk_')
  if (secret.startsWith('whpk_')) return { kind: 'ed25519', key: decoded(secret, publicKeyBytes, publicKeyBytes) }
  const textKey = utf8(secret)
  if (secret.startsWith('whsec_')) {
    return { kind: 'hmac', key: decoded(secret, whsecBytes.least, whsecBytes.most), textKey }
  }
  if (textKey.length < textBytes.least || textKey.length > textBytes.most) {
    throw bad(`A secret is ${textBytes.least} to ${textBytes.most} bytes long`)
  }
  return { kind: 'hmac', key: textKey, textKey }
}

function decoded(secret: string, least: number, most: number): Bytes {
  const prefix = secret.slice(0, secret.indexOf('_') + 1)
  const bytes = fromBase64(secret.slice(prefix.length))
  if (bytes === null) throw bad(`${prefix} must be followed by base64: was a part of it lost?`)
  if (bytes.length >= least && bytes.length <= most) return bytes
  throw bad(`${prefix} must be followed by base64 of ${least === most ? least : `${least} to ${most}`} bytes`)
}

const bad = (message: string) => new WebhookVerificationError('bad_secret', `${message}.`)
