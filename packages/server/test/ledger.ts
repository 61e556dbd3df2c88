/** Users with money, and a ledger on a store, for tests. */
import { expect } from 'vitest'
import { createLedger, type LedgerRoom } from '../src/ledger/create-ledger.ts'
import { checkLedger } from '../src/ledger/invariants.ts'
import type { CallOutcome, Micros } from '../src/ledger/ledger.ts'
import type { SliceSizes } from '../src/ledger/limits.ts'
import type { Clock, Runtime } from '../src/runtime.ts'
import type { BillingMode } from '../src/store/account-tables.ts'
import type { Db, Store } from '../src/store/database.ts'
import { newId } from '../src/store/ids.ts'
import { insertUser } from '../src/store/users.ts'
import { noMetrics, quietLog, testRandom } from './runtime.ts'

export const usd = (amount: number): Micros => Math.round(amount * 1_000_000)

/** Real time, for tests of what happens at once. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', done, { once: true })
      function done() {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
    }),
}

let seed = 1

/** Each with dice of its own, so that ids differ between ledgers. */
export const realRuntime = (over: Partial<Runtime> = {}): Runtime => ({
  clock: realClock,
  random: testRandom(seed++),
  log: quietLog,
  metrics: noMetrics,
  ...over,
})

export function aLedger(store: Store, over: Partial<Runtime> = {}, sizes?: SliceSizes): LedgerRoom {
  return createLedger({ store, runtime: realRuntime(over), ...(sizes && { sizes }) })
}

export interface UserTerms {
  billing?: BillingMode
  /** Granted, in micro-USD. */
  credits?: Micros
  budget?: { amount: Micros; period: string }
}

/** A user with a grant; returns its id. */
export async function aUser(
  store: Store,
  { billing = 'prepaid', credits = 0, budget }: UserTerms = {},
): Promise<string> {
  const runtime = realRuntime()
  const id = newId('usr', runtime)
  await store.write(async (tx) => {
    await insertUser(tx, { id, email: null, name: null, role: 'user', billing_mode: billing, created_at: 0 })
    if (budget)
      await tx
        .updateTable('users')
        .set({ budget: JSON.stringify(budget) })
        .where('id', '=', id)
        .execute()
  })
  if (credits > 0) await grant(store, id, credits)
  return id
}

export async function grant(store: Store, userId: string, amount: Micros): Promise<void> {
  const runtime = realRuntime()
  const ledger = createLedger({ store, runtime })
  const key = `grant:${newId('txn', runtime)}`
  await store.write((tx) =>
    ledger.post(tx, { debit: 'grants', credit: `user:${userId}`, amount, key, type: 'grant', reference: null, userId }),
  )
}

export const outcome = (userId: string, amount: Micros, over: Partial<CallOutcome> = {}): CallOutcome => ({
  amount,
  attempts: [{ n: 1, provider: 'sim', cost: Math.floor(amount / 2), delivered: true }],
  record: {
    requestId: 'req_test',
    userId,
    keyId: null,
    operation: 'createChatCompletion',
    provider: 'sim',
    model: 'sim/echo',
    inputTokens: 10,
    cachedTokens: 0,
    outputTokens: 20,
    reasoningTokens: 0,
    estimated: false,
    cache: 'off',
    at: Date.now(),
  },
  ...over,
})

export async function expectSound(db: Db): Promise<void> {
  expect(await checkLedger(db)).toEqual([])
}
