import type { Principal } from '../../identity/principal.ts'
import type { Claim } from '../../store/claim.ts'
import type { Tx } from '../../store/database.ts'
import { lockClaimed, type StoredSync } from '../../store/syncs.ts'
import type { CallParts, Schemas } from '../integration-parts.ts'
import { LEASE_MS } from './limits.ts'

/** Where a pull stores items that are not kept as its records; the same item under the same id twice is stored once. */
export interface SyncDestinations {
  /** All of them or none. Throws INVALID_REQUEST for items that cannot be stored, and what embedding throws. */
  vectors(owner: Principal, collection: string, items: Schemas['VectorItem'][], signal: AbortSignal): Promise<void>
  /** Throws INVALID_REQUEST, LIMIT_REACHED. */
  memory(owner: Principal, memory: Schemas['MemoryInput']): Promise<void>
}

export interface SyncParts extends CallParts {
  readonly destinations: SyncDestinations
  /** As whom the work of an account is done; null where the account does nothing any more. */
  actFor(userId: string): Promise<Principal | null>
  /** Runs a job of this room now. */
  wake(job: string): void
}

/** Another worker has the sync, or it is gone: this one leaves no effect any more. */
export class LeaseLost extends Error {}

/** One transaction of who holds the claim, which is renewed by it. Throws LeaseLost. */
export const whereClaimed = <T>(
  { store, runtime }: Pick<SyncParts, 'store' | 'runtime'>,
  claim: Claim,
  work: (tx: Tx, sync: StoredSync) => Promise<T>,
): Promise<T> =>
  store.write(async (tx) => {
    const sync = await lockClaimed(tx, claim, runtime.clock.now() + LEASE_MS)
    if (sync === undefined) throw new LeaseLost()
    return work(tx, sync)
  })
