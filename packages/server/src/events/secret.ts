import { ApiError } from '@proxyapi/contract/errors'

const standardPrefix = 'whsec_'
const generatedBytes = 32
const standardBytes = { least: 24, most: 64 }
const textBytes = { least: 16, most: 256 }

/** `whsec_` and base64 of 32 random bytes. */
export const newSecret = (bytes: (length: number) => Uint8Array): string =>
  standardPrefix + Buffer.from(bytes(generatedBytes)).toString('base64')

/** The key of `webhook-signature`: what stands in base64 behind `whsec_`, else the text itself. */
export const standardKeyOf = (secret: string): Buffer =>
  secret.startsWith(standardPrefix) ? Buffer.from(secret.slice(standardPrefix.length), 'base64') : Buffer.from(secret)

/** The form that libraries of Standard Webhooks take. */
export const standardSecretOf = (secret: string): string => standardPrefix + standardKeyOf(secret).toString('base64')

const foreignPrefix = /^(pxk_|whsk_|whpk_)/

/** Refuses a secret that receivers could not use: INVALID_REQUEST. */
export function checkSecret(secret: string): void {
  const problem = problemOf(secret)
  if (problem === null) return
  throw new ApiError('INVALID_REQUEST', undefined, { details: [{ path: '/secret', message: problem }] })
}

function problemOf(secret: string): string | null {
  if (/\s/.test(secret)) return 'A secret has no white space.'
  if (foreignPrefix.test(secret)) return 'This is another kind of key; leave secret out to have one generated.'
  const key = standardKeyOf(secret)
  if (!secret.startsWith(standardPrefix)) {
    return key.length >= textBytes.least && key.length <= textBytes.most ? null : 'A secret is 16 to 256 bytes long.'
  }
  if (key.toString('base64') !== secret.slice(standardPrefix.length)) return 'whsec_ must be followed by base64.'
  return key.length >= standardBytes.least && key.length <= standardBytes.most
    ? null
    : 'whsec_ must be followed by base64 of 24 to 64 bytes.'
}
