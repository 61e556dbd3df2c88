/** Doors that fail once, at the n-th thing that went through them. */
import { ApiError } from '@proxyapi/contract/errors'
import { EgressFailure } from '../../src/egress/failure.ts'
import type { Doors } from './world.ts'

/**
 * `dies`: the process ends after it; nothing that was to follow happens. `lost`: it was done, and the answer does not come
 * back. `refused`: it was not done.
 */
export type Mishap = 'dies' | 'lost' | 'refused'

export class Died extends Error {}

/** A worker that found nothing to claim has changed nothing. */
const hasEffect = (result: unknown): boolean => !(Array.isArray(result) && result.length === 0)

/** Counts what has an effect outside of the process: commits that changed something, and requests. */
export function mishaps(kind: Mishap, at: number) {
  let count = 0
  const strikes = () => ++count === at
  return {
    get count() {
      return count
    },
    /** The doors of one process. */
    doors({ store, egress }: Doors): Doors {
      let dead = false
      const die = () => {
        dead = true
        throw new Died()
      }
      return {
        store: {
          ...store,
          async write(work) {
            if (dead) throw new Died()
            const result = await store.write(async (tx) => {
              const found = await work(tx)
              if (kind === 'refused' && hasEffect(found) && strikes()) throw new ApiError('STORAGE_UNAVAILABLE')
              return found
            })
            if (kind === 'refused' || !hasEffect(result) || !strikes()) return result
            if (kind === 'dies') die()
            throw new ApiError('STORAGE_UNAVAILABLE')
          },
        },
        egress: {
          ...egress,
          async request(call) {
            if (dead) throw new Died()
            if (kind === 'refused' && strikes()) {
              throw new EgressFailure({ phase: 'connect', kind: 'refused', sent: false })
            }
            const answer = await egress.request(call)
            if (kind === 'refused' || !strikes()) return answer
            answer.cancel()
            if (kind === 'dies') die()
            throw new EgressFailure({ phase: 'headers', kind: 'reset', sent: true })
          },
        },
      }
    },
  }
}
