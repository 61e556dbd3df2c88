import { type Bytes, fromHex, sameBytes, utf8 } from './bytes.ts'
import type { Message } from './parse-input.ts'
import { membersInPython } from './python-canonical.ts'
import type { Secret } from './secret.ts'
import { hmac, type Steps } from './tasks.ts'
import { WebhookVerificationError } from './verification-error.ts'

/**
 * Signatures over `data` alone: hex HMAC-SHA256, in the header X-Signature or in the member `signature` of the body. They
 * cover neither the name nor the time of an event: whoever has one can send it again, and under another name.
 */
export type SeedScheme = 'x-signature' | 'signature'

const digestBytes = 32

/** The signature of this scheme; null where there is none. Throws `malformed_header`, `malformed_body`. */
export function readSeedSignature(scheme: SeedScheme, message: Message, event: Record<string, unknown>): Bytes | null {
  const values = scheme === 'signature' ? [event.signature] : message.header('x-signature')
  const [value] = values
  if (value === undefined) return null
  const bytes = values.length === 1 && typeof value === 'string' ? fromHex(value) : null
  if (bytes?.length === digestBytes) return bytes
  throw new WebhookVerificationError(
    scheme === 'signature' ? 'malformed_body' : 'malformed_header',
    `The ${scheme === 'signature' ? 'member signature' : 'header X-Signature'} is not one HMAC-SHA256 in hex.`,
  )
}

/** Whether it is the signature of any secret over `data` of this text. Throws `malformed_body`, `bad_secret`. */
export function* matchesSeed(signature: Bytes, text: string, secrets: readonly Secret[]): Steps<boolean> {
  const data = utf8(dataInPython(text))
  const keys = secrets.flatMap((secret) => (secret.kind === 'hmac' ? [secret.textKey] : []))
  if (keys.length === 0)
    throw new WebhookVerificationError('bad_secret', 'X-Signature is not verified by a public key.')
  let matches = false
  for (const key of keys) matches = sameBytes(signature, yield* hmac(key, data)) || matches
  return matches
}

/** `data` of the body as it is signed. */
export function dataInPython(text: string): string {
  const data = membersOf(text).get('data')
  if (data === undefined) throw new WebhookVerificationError('malformed_body', 'The body has no member data.')
  return data
}

function membersOf(text: string): ReadonlyMap<string, string> {
  try {
    return membersInPython(text)
  } catch (cause) {
    throw new WebhookVerificationError('malformed_body', 'The body is not a JSON object, or nested too deep.', {
      cause,
    })
  }
}
