import type { Runtime } from '../runtime.ts'
import { appendAudit } from '../store/audit.ts'
import type { Store } from '../store/database.ts'
import { freezeAccounts, thawAccounts } from '../store/frozen-accounts.ts'
import { checkLedger, checkPending, type Violation } from './invariants.ts'

/** One run in so many reads all transfers; the others what is open only. */
const fullEvery = 24 * 60

/** A check of the ledger to run each minute: an account that breaks an invariant takes no new holds until a full check is green. */
export function invariantWatch(store: Store, runtime: Runtime): () => Promise<number> {
  let runs = 0
  return async () => {
    const full = runs++ % fullEvery === 0
    const violations = await (full ? checkLedger(store.db) : checkPending(store.db))
    runtime.metrics.gauge('proxyapi_ledger_drift', violations.length > 0 ? 1 : 0)
    if (violations.length > 0) await act(store, runtime, violations)
    if (full)
      await thawAccounts(
        store,
        violations.map(({ subject }) => subject),
      )
    return 0
  }
}

async function act(store: Store, runtime: Runtime, violations: readonly Violation[]): Promise<void> {
  for (const { invariant, subject, expected, found } of violations) {
    runtime.log.error('An invariant of the ledger does not hold', { invariant, subject, expected, found })
  }
  await store.write(async (tx) => {
    const frozen = await freezeAccounts(
      tx,
      violations.map(({ subject }) => subject),
    )
    for (const { id, user_id } of frozen) {
      await appendAudit(tx, runtime, {
        actor: { type: 'service', id: 'ledger', keyId: null, ip: null },
        userId: user_id,
        action: 'ledger.violated',
        target: { type: 'account', id },
        result: 'failed',
        requestId: null,
        details: { invariants: violations.filter(({ subject }) => subject === id).map(({ invariant }) => invariant) },
      })
    }
  })
}
