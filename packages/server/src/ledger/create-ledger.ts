import type { components } from '@proxyapi/contract'
import type { Runtime } from '../runtime.ts'
import type { Store, Tx } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { chargedOnce } from '../store/ledger.ts'
import { readBalance } from '../store/statements.ts'
import { readTerms } from '../store/terms.ts'
import type { Job } from '../worker.ts'
import { createCalls, onceKey } from './calls.ts'
import type { Deed } from './deed.ts'
import { createGroupCommit, decideIn } from './group-commit.ts'
import { captureHold, extendHold, releaseHold, settleHold, takeHold } from './hold-deeds.ts'
import type { Ledger, Micros } from './ledger.ts'
import { type SliceSizes, sliceSizes } from './limits.ts'
import { postDeed } from './post-deed.ts'
import { recover } from './recovery.ts'
import { createSlices } from './slices.ts'
import { type UsageQuery, usageOf } from './usage.ts'
import { invariantWatch } from './watch-invariants.ts'

export interface LedgerParts {
  store: Store
  runtime: Runtime
  /** Tests make slices that are smaller. */
  sizes?: SliceSizes
}

export interface LedgerRoom extends Ledger {
  /** Users or keys have changed, here or elsewhere: budgets are read again before the next call. */
  forget(): void
  /**
   * Returns what inference slices of the user hold unused, in all processes; takes at most 1 s. A hold that was refused
   * may fit afterwards, so whoever holds in a transaction of its own calls this before it passes on a 402, and tries again.
   */
  recall(userId: string): Promise<void>
  /** What the account used, and what the ledger charged for it. Throws INVALID_REQUEST. */
  usage(userId: string, query: UsageQuery): Promise<components['schemas']['AccountUsage']>
  /** What calls of an operation were charged under an idempotency key; 0 where none was. */
  chargedUnder(userId: string, operation: string, key: string): Promise<Micros>
  /** For one worker a deployment; any number at once do no harm. */
  jobs(): Job[]
}

const recoverEveryMs = 5_000
const checkEveryMs = 60_000

export function createLedger({ store, runtime, sizes = sliceSizes }: LedgerParts): LedgerRoom {
  const group = createGroupCommit(store, runtime)
  const slices = createSlices(store, group, runtime)
  const calls = createCalls(store, group, slices, runtime, sizes)
  const decide = <T>(tx: Tx, deed: Deed<T>) => decideIn(store, tx, runtime, deed)

  return {
    async hold(tx, { keyId = null, kind, reference, amount, expiresAt, userId }) {
      const terms = await readTerms(tx, { userId, keyId }, runtime.clock.now())
      const id = newId('hold', runtime)
      const fresh = { id, terms, kind, reference, amount, expiresAt, holderId: null, once: null }
      return decide(tx, takeHold(fresh))
    },
    chargedUnder: (userId, operation, key) => chargedOnce(store.db, onceKey(userId, operation, key)),
    extend: (tx, holdId, by) => decide(tx, extendHold(holdId, by)),
    capture: (tx, holdId, amount, posting) => decide(tx, captureHold(holdId, amount, posting)),
    settle: (tx, holdId, amount, posting) => decide(tx, settleHold(holdId, amount, posting)),
    release: (tx, holdId) => decide(tx, releaseHold(holdId)),
    post: (tx, posting) => decide(tx, postDeed(posting)),
    balance: (userId) => readBalance(store.db, userId),
    calls,
    forget: () => calls.forget(),
    recall: (userId) => calls.recall(userId),
    usage: (userId, query) => usageOf(store, userId, query, runtime.clock.now()),
    jobs: () => [
      { name: 'ledger.recover', everyMs: recoverEveryMs, run: () => recover(store, group, runtime) },
      { name: 'ledger.check', everyMs: checkEveryMs, run: invariantWatch(store, runtime) },
    ],
    async close() {
      calls.close()
      await group.flush()
      await slices.close()
    },
  }
}
