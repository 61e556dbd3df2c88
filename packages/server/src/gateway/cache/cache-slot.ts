import { dialects } from '@proxyapi/providers'
import type { Principal } from '../../identity/principal.ts'
import type { Plan } from '../plan-call.ts'
import { dialectFor } from '../prepare.ts'
import { cacheKey, tenantOf } from './cache-key.ts'
import { isCacheable } from './cacheable.ts'
import type { CacheSlot } from './response-cache.ts'

interface Asking {
  readonly principal: Principal
  readonly noStore: boolean
}

/** Where the answer of a call may stand; null: it is neither looked for nor stored. */
export function slotOf({ principal, noStore }: Asking, { call, options, candidates, choices }: Plan): CacheSlot | null {
  if (noStore || options.cache === 'off' || !isCacheable(call)) return null
  const { fallbacks, requireParameters } = options
  // A text that is completed and one that is answered are two, although both are asked for alike.
  const lanes = candidates.map(({ lane }) => `${lane.id} ${dialectFor(lane, call.from, dialects)?.id}`)
  return {
    tenant: tenantOf(principal),
    key: cacheKey(principal, call, { fallbacks, requireParameters, lanes }),
    reads: options.cache === 'default',
    choices,
  }
}
