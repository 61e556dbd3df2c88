/** Doors that fail once, at the n-th thing that went through them. */
import { ApiError } from '@proxyapi/contract/errors'
import { EgressFailure } from '../../src/egress/failure.ts'
import type { Store } from '../../src/store/database.ts'
import type { Doors } from './world.ts'

/**
 * `dies`: the process ends after it; nothing that was to follow happens. `lost`: it was done, and the answer does not come
 * back. `refused`: it was not done.
 */
export type Mishap = 'dies' | 'lost' | 'refused'

export class Died extends Error {}

export interface MishapPlan {
  kind: Mishap
  /** Counted from 1; 0 is never. */
  at: number
  /** Learns what was done, and where that left the rows. */
  note?: (place: string) => void
}

/** A worker that found nothing to claim has changed nothing. */
export const hasEffect = (result: unknown): boolean => !(Array.isArray(result) && result.length === 0)

/** The doors of every process of one plan; what counts is what has an effect outside: commits, and requests. */
export function mishaps({ kind, at, note }: MishapPlan): (doors: Doors) => Doors {
  let count = 0
  const strikes = () => ++count === at
  return ({ store, egress }) => {
    let dead = false
    const fail = (error: Error): never => {
      dead = kind === 'dies'
      throw dead ? new Died() : error
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
          if (hasEffect(result)) note?.(`write ${await stateOf(store)}`)
          if (kind === 'refused' || !hasEffect(result) || !strikes()) return result
          return fail(new ApiError('STORAGE_UNAVAILABLE'))
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
          const { pathname } = new URL(call.url)
          note?.(`${call.class} ${call.method} ${pathname.replace(/\d+/g, '#')} ${await stateOf(store)}`)
          if (kind === 'refused' || !strikes()) return answer
          answer.cancel()
          return fail(new EgressFailure({ phase: 'headers', kind: 'reset', sent: true }))
        },
      },
    }
  }
}

/** Where contracts, attempts and money stand, without times and ids. */
async function stateOf({ db }: Store): Promise<string> {
  const contracts = await db.selectFrom('gpu_instances').select(['status', 'desired']).execute()
  const attempts = await db
    .selectFrom('gpu_attempts')
    .select(['phase', 'discard', 'orphan', 'misses', 'destroy_tries', 'gone_at', 'lease_until'])
    .execute()
  const segments = await db.selectFrom('gpu_segments').select(['kind', 'payer', 'tick', 'to_at']).execute()
  return JSON.stringify([
    contracts,
    attempts.map((row) => ({ ...row, gone_at: row.gone_at !== null, lease_until: row.lease_until !== null })),
    segments.map(({ kind, payer, tick, to_at }) => [kind, payer, Math.min(tick, 1), to_at !== null]),
  ])
}
