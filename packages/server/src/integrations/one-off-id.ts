import { createHash } from 'node:crypto'

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 26

/** The id of the webhook that a keyed request sends: the same one however often the request is repeated, and no other's. */
export function oneOffId(userId: string, idempotencyKey: string): string {
  const bytes = createHash('sha256').update(`${userId}\n${idempotencyKey}`).digest()
  return `webhook_${Array.from({ length }, (_, n) => digits[(bytes[n] ?? 0) % digits.length]).join('')}`
}
