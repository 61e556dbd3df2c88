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

/** What a verb hands its result to, in the transaction of its effect. */
export type Keep<T> = (tx: Tx, result: T) => Promise<void>

export type ClaimResult = Claim | 'other-request' | 'in-flight'

/** Takes the key for one run, or says what became of the first one. A run whose lease is over is taken over. */
export function claimKey(
  store: Store,
  scope: KeyScope,
  { fingerprint, nowMs, leaseMs, keepMs }: { fingerprint: string; nowMs: number; leaseMs: number; keepMs: number },
): Promise<ClaimResult> {
  const first: IdempotencyKeysTable = {
    user_id: scope.userId,
    operation: scope.operation,
    key: scope.key,
    fingerprint,
    state: 'running',
    fence: 1,
    lease_until: nowMs + leaseMs,
    answer: null,
    created_at: nowMs,
    expires_at: nowMs + keepMs,
  }
  return store.write(async (tx): Promise<ClaimResult> => {
    // Of those that come at once one inserts; the others wait for its commit, and then for the lock of its row.
    const { numInsertedOrUpdatedRows: inserted } = await tx
      .insertInto('idempotency_keys')
      .values(first)
      .onConflict((conflict) => conflict.columns(['user_id', 'operation', 'key']).doNothing())
      .executeTakeFirst()
    if (Number(inserted) === 1) return { fence: first.fence, answer: null }
    const query = mine(tx, scope)
    const known = await (store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
    if (!known) return 'in-flight'
    const live = known.expires_at > nowMs ? known : undefined
    if (live && live.fingerprint !== fingerprint) return 'other-request'
    if (live?.state === 'done') return { fence: live.fence, answer: live.answer }
    if (live && live.lease_until > nowMs) return 'in-flight'
    const fence = known.fence + 1
    await tx
      .updateTable('idempotency_keys')
      .set({ ...first, fence })
      .where('user_id', '=', scope.userId)
      .where('operation', '=', scope.operation)
      .where('key', '=', scope.key)
      .execute()
    return { fence, answer: null }
  })
}

/** A run lasts; false where the key is another run's by now, or its answer is there. */
export async function renewKey(
  store: Store,
  { userId, operation, key }: KeyScope,
  fence: number,
  leaseUntil: number,
): Promise<boolean> {
  const { numUpdatedRows } = await store.write((tx) =>
    tx
      .updateTable('idempotency_keys')
      .set({ lease_until: leaseUntil })
      .where('user_id', '=', userId)
      .where('operation', '=', operation)
      .where('key', '=', key)
      .where('fence', '=', fence)
      .where('state', '=', 'running')
      .executeTakeFirst(),
  )
  return Number(numUpdatedRows) === 1
}

/** Keeps the answer of a run; false where the key is another run's by now. */
export async function storeAnswer(
  tx: Tx,
  { userId, operation, key }: KeyScope,
  fence: number,
  answer: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('idempotency_keys')
    .set({ state: 'done', answer })
    .where('user_id', '=', userId)
    .where('operation', '=', operation)
    .where('key', '=', key)
    .where('fence', '=', fence)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** A run that left no effect gives the key back. */
export const releaseKey = (store: Store, { userId, operation, key }: KeyScope, fence: number) =>
  store.write((tx) =>
    tx
      .deleteFrom('idempotency_keys')
      .where('user_id', '=', userId)
      .where('operation', '=', operation)
      .where('key', '=', key)
      .where('fence', '=', fence)
      .where('state', '=', 'running')
      .execute(),
  )

/** Deletes keys whose time is over, a part at a time; returns how many. */
export async function forgetKeys(store: Store, nowMs: number, atOnce: number): Promise<number> {
  const { numDeletedRows } = await store.write((tx) =>
    tx
      .deleteFrom('idempotency_keys')
      .where(({ refTuple, selectFrom, eb }) => {
        const old = selectFrom('idempotency_keys')
          .select(['user_id', 'operation', 'key'])
          .where('expires_at', '<=', nowMs)
        return eb(
          refTuple('user_id', 'operation', 'key'),
          'in',
          old.limit(atOnce).$asTuple('user_id', 'operation', 'key'),
        )
      })
      .executeTakeFirst(),
  )
  return Number(numDeletedRows)
}
