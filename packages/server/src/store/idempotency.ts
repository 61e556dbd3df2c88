import type { IdempotencyKeysTable } from './account-tables.ts'
import type { Store, Tx } from './database.ts'

export interface KeyScope {
  userId: string
  operation: string
  key: string
}

export interface Claim {
  fence: number
  /** The stored answer; null where this request is to run. */
  answer: string | null
}

const mine = (tx: Tx, { userId, operation, key }: KeyScope) =>
  tx
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('user_id', '=', userId)
    .where('operation', '=', operation)
    .where('key', '=', key)

export type ClaimResult = Claim | 'other-request' | 'in-flight'

/** Takes the key for one run, or says what became of the first one. A run whose lease is over is taken over. */
export function claimKey(
  store: Store,
  scope: KeyScope,
  { fingerprint, nowMs, leaseMs, keepMs }: { fingerprint: string; nowMs: number; leaseMs: number; keepMs: number },
): Promise<ClaimResult> {
  return store.write(async (tx): Promise<ClaimResult> => {
    const known = await mine(tx, scope).executeTakeFirst()
    const live = known && known.expires_at > nowMs ? known : undefined
    if (live && live.fingerprint !== fingerprint) return 'other-request'
    if (live?.state === 'done') return { fence: live.fence, answer: live.answer }
    if (live && live.lease_until > nowMs) return 'in-flight'
    const row: IdempotencyKeysTable = {
      user_id: scope.userId,
      operation: scope.operation,
      key: scope.key,
      fingerprint,
      state: 'running',
      fence: (known?.fence ?? 0) + 1,
      lease_until: nowMs + leaseMs,
      answer: null,
      created_at: nowMs,
      expires_at: nowMs + keepMs,
    }
    await tx
      .insertInto('idempotency_keys')
      .values(row)
      .onConflict((conflict) => conflict.columns(['user_id', 'operation', 'key']).doUpdateSet(row))
      .execute()
    return { fence: row.fence, answer: null }
  })
}

/** Keeps the answer of the run that still holds the key. */
export const storeAnswer = (store: Store, { userId, operation, key }: KeyScope, fence: number, answer: string) =>
  store.write((tx) =>
    tx
      .updateTable('idempotency_keys')
      .set({ state: 'done', answer })
      .where('user_id', '=', userId)
      .where('operation', '=', operation)
      .where('key', '=', key)
      .where('fence', '=', fence)
      .execute(),
  )

/** A run that left no effect gives the key back. */
export const releaseKey = (store: Store, { userId, operation, key }: KeyScope, fence: number) =>
  store.write((tx) =>
    tx
      .deleteFrom('idempotency_keys')
      .where('user_id', '=', userId)
      .where('operation', '=', operation)
      .where('key', '=', key)
      .where('fence', '=', fence)
      .execute(),
  )
