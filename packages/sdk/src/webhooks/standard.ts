import { type Bytes, concatenated, fromBase64, sameBytes, utf8 } from './bytes.ts'
import type { Message } from './parse-input.ts'
import type { Secret } from './secret.ts'
import { ed25519, hmac, type Steps } from './tasks.ts'
import { WebhookVerificationError } from './verification-error.ts'

/** The headers of Standard Webhooks 1.0.0. */
export interface StandardHeaders {
  id: string
  /** Unix seconds. */
  timestamp: number
  /** `id.timestamp.`, as it stood on the wire. */
  prefix: string
  signatures: { version: string; bytes: Bytes }[]
}

const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const
const idText = /^[\x21-\x7e]{1,256}$/
const timestampText = /^\d{1,12}$/
const signaturesMax = 16

/** null where none of the three is there. Throws `missing_header`, `malformed_header`. */
export function readStandard({ header }: Pick<Message, 'header'>): StandardHeaders | null {
  const present = names.filter((name) => header(name).length > 0)
  if (present.length === 0) return null
  const missing = names.find((name) => !present.includes(name))
  if (missing) throw new WebhookVerificationError('missing_header', `The header ${missing} is missing.`)
  const id = single(header, 'webhook-id', idText)
  const timestamp = single(header, 'webhook-timestamp', timestampText)
  const signatures = readSignatures(header('webhook-signature').join(' '))
  return { id, timestamp: Number(timestamp), prefix: `${id}.${timestamp}.`, signatures }
}

function single(header: Message['header'], name: string, form: RegExp): string {
  const [value = '', ...others] = header(name)
  if (others.length === 0 && form.test(value)) return value
  throw new WebhookVerificationError('malformed_header', `The header ${name} does not have its form.`)
}

/** Versions that are not known here are left out: they may stand beside ours. */
function readSignatures(text: string): StandardHeaders['signatures'] {
  const entries = text.split(' ').filter((entry) => entry !== '')
  const signatures = entries.slice(0, signaturesMax).flatMap((entry) => {
    const [version = '', encoded = '', ...rest] = entry.split(',')
    const bytes = rest.length === 0 && encoded !== '' ? fromBase64(encoded) : null
    return bytes === null ? [] : [{ version, bytes }]
  })
  if (signatures.length > 0) return signatures
  throw new WebhookVerificationError('malformed_header', 'webhook-signature holds no signature like v1,<base64>.')
}

/** Throws `timestamp_too_old`, `timestamp_too_new`. */
export function checkTime({ timestamp }: StandardHeaders, nowMs: number, toleranceSeconds: number): void {
  const ageSeconds = Math.floor(nowMs / 1000) - timestamp
  if (ageSeconds > toleranceSeconds) {
    throw new WebhookVerificationError('timestamp_too_old', `It was sent ${ageSeconds} s ago; clocks may differ.`)
  }
  if (-ageSeconds > toleranceSeconds) {
    throw new WebhookVerificationError('timestamp_too_new', `It is from ${-ageSeconds} s in the future; clocks differ.`)
  }
}

/** Whether any signature is one of any secret. All are compared, so that time does not tell which. */
export function* matchesStandard(headers: StandardHeaders, body: Bytes, secrets: readonly Secret[]): Steps<boolean> {
  const data = concatenated(utf8(headers.prefix), body)
  const of = (version: string) => headers.signatures.filter((signature) => signature.version === version)
  let matches = false
  for (const secret of secrets) {
    if (secret.kind === 'hmac') {
      const expected = of('v1').length > 0 ? yield* hmac(secret.key, data) : null
      for (const { bytes } of of('v1')) matches = (expected !== null && sameBytes(bytes, expected)) || matches
    } else {
      for (const { bytes } of of('v1a')) {
        matches = (bytes.length === 64 && (yield* ed25519(secret.key, bytes, data))) || matches
      }
    }
  }
  return matches
}
