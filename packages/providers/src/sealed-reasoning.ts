/**
 * Thoughts of another brand as callers of Responses get them in `encrypted_content`: `pa1.` and, as base64url, who made them
 * and what proves it. It hides nothing; it says where they may go back to, also where there is no proof at all.
 */
import { parseJson, record, text } from './lenient.ts'

const mark = 'pa1.'

export interface Sealed {
  brand: string
  signature?: string
  encrypted?: string
}

export function sealed({ brand, signature, encrypted }: Sealed): string {
  const proof = { ...(signature !== undefined && { signature }), ...(encrypted !== undefined && { encrypted }) }
  return mark + Buffer.from(JSON.stringify({ brand, ...proof })).toString('base64url')
}

export const isMarked = (value: unknown): boolean => typeof value === 'string' && value.startsWith(mark)

/** What stands in a marked text; a brand that nobody has where somebody else wrote it. */
export function unsealed(value: string): Sealed {
  const read = record(parseJson(Buffer.from(value.slice(mark.length), 'base64url').toString('utf8')))
  const signature = text(read.signature)
  const encrypted = text(read.encrypted)
  return {
    brand: text(read.brand) ?? '',
    ...(signature !== undefined && { signature }),
    ...(encrypted !== undefined && { encrypted }),
  }
}
