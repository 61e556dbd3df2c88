import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Everything secret that is derived from one `ENCRYPTION_KEY`, each for its own purpose; of lists the present one comes first. */
export interface Secrets {
  /** Key the digests of API keys; what was digested under an earlier key is found too. */
  peppers: Peppers
  /** Signs cursors. */
  cursorKey: Uint8Array
  /** Sign checkpoints of the chains; the first one signs, all are believed. */
  chainKeys: readonly [Uint8Array, ...Uint8Array[]]
  /** Sign tokens where the operator names no secret; the first one signs, all are believed. */
  tokenSecrets: readonly [Uint8Array, ...Uint8Array[]]
  /** What texts begin with that are sealed with the present key. */
  sealedPrefix: string
  /** AES-256-GCM; `place` is `<table>:<id>:<column>` and bound to the result. */
  seal(text: string, place: string): string
  /** Throws where the text was changed, belongs elsewhere or was sealed with a key that is not here. */
  open(sealed: string, place: string): string
}

export type Peppers = readonly [Uint8Array, ...Uint8Array[]]

const version = 'v1'
const ivBytes = 12
const tagBytes = 16

/** Each key is url-safe base64 of 32 bytes; `previous` only open and recognize. Throws where one is not. */
export function createSecrets(encryptionKey: string, previous: readonly string[] = []): Secrets {
  const present = derivedFrom(encryptionKey, 'ENCRYPTION_KEY')
  const earlier = previous.map((key) => derivedFrom(key, 'ENCRYPTION_KEYS_PREVIOUS'))
  const all = [present, ...earlier]
  const sealedPrefix = `${version}.${present.id}.`
  return {
    peppers: [present.pepper, ...earlier.map(({ pepper }) => pepper)],
    cursorKey: present.cursorKey,
    chainKeys: [present.chainKey, ...earlier.map(({ chainKey }) => chainKey)],
    tokenSecrets: [present.tokenSecret, ...earlier.map(({ tokenSecret }) => tokenSecret)],
    sealedPrefix,
    seal(text, place) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', present.rowKey, iv).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${sealedPrefix}${Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url')}`
    },
    open(sealed, place) {
      const [found, ...rest] = sealed.split('.')
      const text = rest.at(-1)
      if (found !== version || !text) throw new Error(`${place} is sealed in a form that this version does not know`)
      // Before there were ids, nothing said which key it was.
      const keys = rest.length === 1 ? all : all.filter(({ id }) => id === rest[0])
      for (const { rowKey } of keys) {
        const opened = openedWith(rowKey, Buffer.from(text, 'base64url'), place)
        if (opened !== null) return opened
      }
      throw new Error(`${place} does not open with ENCRYPTION_KEY or ENCRYPTION_KEYS_PREVIOUS`)
    },
  }
}

function derivedFrom(key: string, variable: string) {
  const master = Buffer.from(key, 'base64url')
  if (master.length !== 32) throw new Error(`${variable} must be 32 bytes in url-safe base64`)
  const derived = (purpose: string) => new Uint8Array(hkdfSync('sha256', master, 'proxyapi', purpose, 32))
  return {
    id: Buffer.from(derived('id')).toString('hex', 0, 4),
    pepper: derived('api-keys'),
    cursorKey: derived('cursors'),
    chainKey: derived('chains'),
    tokenSecret: derived('tokens'),
    rowKey: derived('rows'),
  }
}

/** Null where it does not open. */
function openedWith(rowKey: Uint8Array, bytes: Buffer, place: string): string | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', rowKey, bytes.subarray(0, ivBytes)).setAAD(Buffer.from(place))
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString('utf8')
  } catch {
    // Another key, another place or another text: the cipher does not say which.
    return null
  }
}

/** HMAC-SHA256 of a key, in hex: what the store keeps instead of it. */
export const digestOf = (pepper: Uint8Array, key: string): string =>
  createHmac('sha256', pepper).update(key).digest('hex')

/** With the present pepper first. */
export const digestsOf = (peppers: Peppers, key: string): [string, ...string[]] => [
  digestOf(peppers[0], key),
  ...peppers.slice(1).map((pepper) => digestOf(pepper, key)),
]

/** Tells peppers apart, and nothing of them. */
export const pepperIdOf = (pepper: Uint8Array): string => createHash('sha256').update(pepper).digest('hex').slice(0, 8)

/** As ENCRYPTION_KEYS_PREVIOUS lists them. */
export const previousKeysIn = (list: string | undefined): string[] =>
  (list ?? '')
    .split(',')
    .map((key) => key.trim())
    .filter(Boolean)
