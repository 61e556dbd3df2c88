import { createHash } from 'node:crypto'
import { dialects } from '@proxyapi/providers'
import type { RepeatKey } from '../admission.ts'
import type { Plan } from '../plan-call.ts'
import { dialectFor } from '../prepare.ts'
import type { ChatRequest } from '../understand.ts'
import { cacheKey, tenantOf } from './cache-key.ts'
import { isCacheable } from './cacheable.ts'
import type { CacheSlot } from './response-cache.ts'

type Asking = Pick<ChatRequest, 'principal' | 'noStore' | 'shape'>

/** Where the answer of a call may stand; null: it is neither looked for nor stored. */
export function slotOf(
  { principal, noStore, shape }: Asking,
  { call, options, candidates, choices }: Plan,
): CacheSlot | null {
  if (noStore || options.cache === 'off' || !isCacheable(call)) return null
  const { fallbacks, requireParameters } = options
  // A text that is completed and one that is answered are two, although both are asked for alike.
  // Where lots are drawn, the order of lanes differs from call to call.
  const lanes = candidates.map(({ lane }) => `${lane.id} ${dialectFor(lane, call.from, dialects)?.id}`).sort()
  return {
    tenant: tenantOf(principal),
    key: cacheKey(principal, call, { fallbacks, requireParameters, lanes, ...(shape !== undefined && { shape }) }),
    reads: options.cache === 'default',
    choices,
  }
}

/** The key that a request came with, whichever of its runs this is. */
export const sentKey = ({ idempotencyKey, usedKey }: ChatRequest): string | null => idempotencyKey ?? usedKey ?? null

/** Where the answer of a call with a key stands for its repetition. */
export function keyedSlot(
  { principal, family }: ChatRequest,
  { idempotencyKey, fingerprint }: RepeatKey,
  choices: number,
): CacheSlot {
  const place = JSON.stringify([family.operation, idempotencyKey, fingerprint])
  const key = createHash('sha256').update(place).digest('hex')
  return { tenant: tenantOf(principal), key, reads: true, choices }
}
