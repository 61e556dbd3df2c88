import type { Tx } from '../store/database.ts'

/** Integer micro-USD, at most 9 × 10¹⁵. */
export type Micros = number

export interface HoldRequest {
  userId: string
  /** The key whose budget bears it too. */
  keyId?: string | null
  amount: Micros
  kind: 'gpu' | 'inference'
  /** What it is for: an instance id, a request id. One open hold a reference. */
  reference: string
  /** Released by recovery after this time; null: lives until it is ended. */
  expiresAt: number | null
}

/** One posting of a settlement. `key` is unique in the ledger: the same posting a second time is a no-op. */
export interface Posting {
  /** An account: `user:<id>`, `revenue:gpu`, `provider_cost:<upstream>`, `operator_loss`, `grants`, … */
  debit: string
  credit: string
  amount: Micros
  key: string
  type: string
  reference: string | null
  userId: string | null
  /** The transfer that this one takes back, where it is a refund or a dispute. */
  reverses?: string
}

/** The only writer of money. Verbs that take `tx` belong to the caller's transaction: domain row, event and money are one. */
export interface Ledger {
  /**
   * Throws INSUFFICIENT_CREDITS or BUDGET_EXCEEDED. Unmetered accounts hold for their budgets only, else 0. Returns its
   * id; where a hold of the reference is open already, the id of that.
   */
  hold(tx: Tx, request: HoldRequest): Promise<string>
  /** Raises an open hold. Throws INSUFFICIENT_CREDITS, LEDGER_ALREADY_RESOLVED. */
  extend(tx: Tx, holdId: string, by: Micros): Promise<void>
  /** Takes a part of an open hold as charge and keeps the hold open (the metering tick of a GPU). */
  capture(tx: Tx, holdId: string, amount: Micros, posting: Omit<Posting, 'amount' | 'debit' | 'userId'>): Promise<void>
  /** Ends a hold: charges `amount` (0 releases) and frees the rest. Ending it again the same way returns the first result. */
  settle(tx: Tx, holdId: string, amount: Micros, posting: Omit<Posting, 'amount' | 'debit' | 'userId'>): Promise<void>
  release(tx: Tx, holdId: string): Promise<void>
  /** Moves money outside holds: grants, provider cost, operator loss. */
  post(tx: Tx, posting: Posting): Promise<void>
  balance(userId: string): Promise<Balance>
  /** Holds of inference calls: in memory against an escrow slice, no disk commit on the hot path. */
  readonly calls: CallBilling
  /** Settles what is queued, returns the slices; after it nothing is admitted. */
  close(): Promise<void>
}

export interface Balance {
  total: Micros
  used: Micros
  held: Micros
  /** null for unmetered accounts. */
  remaining: Micros | null
}

/** A call before its dispatch, at its dearest candidate. */
export interface NewCall {
  userId: string
  keyId: string | null
  billing: 'prepaid' | 'unmetered'
  requestId: string
  amount: Micros
  /** As the caller sent it: scoped here by user and operation. A repeated one is never admitted twice. */
  idempotencyKey?: string
  operation?: string
  /** Of the request that came with the key: another one is refused. */
  fingerprint?: string
}

export interface CallBilling {
  /**
   * Synchronous where the slice suffices; a promise where one must be fetched or the call is keyed. Throws (or rejects
   * with) INSUFFICIENT_CREDITS, BUDGET_EXCEEDED, STORAGE_UNAVAILABLE, SHUTTING_DOWN, and for keyed calls
   * IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_RESULT_UNAVAILABLE.
   */
  admit(call: NewCall): CallHold | Promise<CallHold>
}

export interface CallHold {
  /** At 80 % of the hold; false where the balance refuses: the call ends with an in-band error. */
  extend(by: Micros): boolean | Promise<boolean>
  /** The usage so far of a stream, every 5 s: what recovery settles if this process dies. */
  note(outcome: CallOutcome): void
  /** Exactly once, a second one is ignored; queued and appended by group commit. Attempts that were not delivered cost the operator, not the caller. */
  settle(outcome: CallOutcome): void
}

export interface CallOutcome {
  /** What the caller pays. */
  amount: Micros
  /** What each attempt costs us upstream. */
  attempts: { n: number; provider: string; cost: Micros; delivered: boolean }[]
  record: UsageRecord
}

/** One row of `usage_records`: an inference request as it is billed and counted. */
export interface UsageRecord {
  requestId: string
  userId: string
  keyId: string | null
  operation: string
  provider: string | null
  model: string
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  reasoningTokens: number
  estimated: boolean
  cache: 'hit' | 'miss' | 'off'
  at: number
}
