import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Everything secret that is derived from one `ENCRYPTION_KEY`, each for its own purpose. */
export interface Secrets {
  /** Keys the digests of API keys. */
  pepper: Uint8Array
  /** Signs cursors. */
  cursorKey: Uint8Array
  /** Signs checkpoints of the chains. */
  chainKey: Uint8Array
  /** Signs tokens where the operator names no secret. */
  tokenSecret: Uint8Array
  /** AES-256-GCM; `place` is `<table>:<id>:<column>` and bound to the result. */
  seal(text: string, place: string): string
  /** Throws where the text was changed or belongs elsewhere. */
  open(sealed: string, place: string): string
}

const version = 'v1'
const ivBytes = 12
const tagBytes = 16

/** `encryptionKey` is url-safe base64 of 32 bytes. Throws where it is not. */
export function createSecrets(encryptionKey: string): Secrets {
  const master = Buffer.from(encryptionKey, 'base64url')
  if (master.length !== 32) throw new Error('ENCRYPTION_KEY must be 32 bytes in url-safe base64')
  const derived = (purpose: string) => new Uint8Array(hkdfSync('sha256', master, 'proxyapi', purpose, 32))
  const rowKey = derived('rows')
  return {
    pepper: derived('api-keys'),
    cursorKey: derived('cursors'),
    chainKey: derived('chains'),
    tokenSecret: derived('tokens'),
    seal(text, place) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', rowKey, iv).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${version}.${Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url')}`
    },
    open(sealed, place) {
      const [found, text] = sealed.split('.')
      if (found !== version || !text) throw new Error(`${place} is sealed in a form that this version does not know`)
      const bytes = Buffer.from(text, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', rowKey, bytes.subarray(0, ivBytes)).setAAD(Buffer.from(place))
      decipher.setAuthTag(bytes.subarray(-tagBytes))
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString('utf8')
    },
  }
}

/** HMAC-SHA256 of a key, in hex: what the store keeps instead of it. */
export const digestOf = (pepper: Uint8Array, key: string): string =>
  createHmac('sha256', pepper).update(key).digest('hex')
