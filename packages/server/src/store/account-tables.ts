/** Tables of identity, ledger and door: who there is, what they may do, what they own and owe. */

export type Role = 'user' | 'operator' | 'admin'
export type UserStatus = 'active' | 'disabled' | 'erased'
export type BillingMode = 'prepaid' | 'unmetered'
export type BudgetPeriod = 'hour' | 'day' | 'week' | 'month' | 'total'

export interface UsersTable {
  id: string
  kind: 'person' | 'service'
  /** Lower case; null for built-in and erased accounts. */
  email: string | null
  name: string | null
  role: Role
  status: UserStatus
  billing_mode: BillingMode
  /** Grows with password, role and status; an older token is refused. */
  session_version: number
  /** JSON: permissions beyond the role. */
  extra_permissions: string
  /** JSON: UserLimits that are set. */
  limits: string
  /** JSON: {amount: micros, period}; null is none. */
  budget: string | null
  /** JSON: Preferences; null before the first. */
  preferences: string | null
  created_at: number
}

export interface ApiKeysTable {
  id: string
  user_id: string
  name: string
  /** HMAC-SHA256 of the whole key in hex. Never leaves the store. */
  digest: string
  pepper_id: string
  key_hint: string
  /** JSON: permissions, presets resolved. */
  scopes: string
  /** `expired` is not stored: it follows from `expires_at`. */
  status: 'active' | 'revoked'
  expires_at: number | null
  last_used_at: number | null
  created_at: number
  revoked_at: number | null
  /** JSON lists; null is no fence. */
  ip_allow: string | null
  models_allow: string | null
  /** JSON: ApiKeyLimits that are set. */
  limits: string
  /** JSON: {amount: micros, period}; null is none. */
  budget: string | null
}

/** Of a key that expires soon: its owner was told of this expiry. */
export interface KeyWarningsTable {
  key_id: string
  expires_at: number
}

/** One row: grows in the transaction of each change to a key or user; every instance polls it. */
export interface AuthEpochTable {
  id: 1
  epoch: number
}

/** `user:<id>`, or one of the operator's: `grants`, `revenue:gpu`, `unmetered`, … */
export interface LedgerAccountsTable {
  id: string
  user_id: string | null
  credits_posted: number
  debits_posted: number
  /** Σ open holds + Σ open slices; prepaid accounts only. */
  debits_pending: number
  /** 1 where an invariant did not hold: no new holds until a check is green. */
  frozen: number
  /** What its owner was told of it since the last credit: 0 nothing, 1 low, 2 used up. */
  told: number
}

/** Append-only. */
export interface LedgerTransfersTable {
  id: string
  posting_key: string
  type: string
  debit_account: string
  credit_account: string
  amount: number
  reference: string | null
  user_id: string | null
  hold_id: string | null
  /** The payment that this takes back. */
  reverses: string | null
  created_at: number
}

export interface LedgerHoldsTable {
  id: string
  user_id: string
  key_id: string | null
  kind: 'gpu' | 'inference'
  reference: string
  billing: BillingMode
  /** What is still reserved; 0 once it has ended. */
  held: number
  charged: number
  /** Charged beyond what was held. */
  overshoot: number
  status: 'open' | 'settled' | 'released' | 'expired'
  /** Amount of the settlement that ended it, for a second one of the same kind. */
  ended_amount: number | null
  user_window: string | null
  key_window: string | null
  /** The process whose call it covers; null for holds of rows. */
  holder_id: string | null
  /** `user operation key` of a keyed call: unique, so that it is dispatched once. */
  once_key: string | null
  /** Of the request that came with the key. */
  fingerprint: string | null
  expires_at: number | null
  created_at: number
  ended_at: number | null
}

/** A process that holds slices. Its id is the fencing token: a holder that was declared dead never lives again. */
export interface LedgerHoldersTable {
  id: string
  lease_until: number
  /** When its slices began to be returned by others; null while it lives. */
  died_at: number | null
  /** Σ open holds in its memory at the last renewal. */
  open_holds: number
}

/** A part of a balance or budget window that a process spends from memory. */
export interface LedgerSlicesTable {
  id: string
  holder_id: string
  /** A ledger account or a budget window. */
  target: string
  amount: number
  /** 1: another process asks for what is not in use. */
  recalled: number
}

/** The usage so far of a call that runs; recovery settles it if its process dies. */
export interface LedgerNotesTable {
  call_id: string
  holder_id: string
  /** JSON: RunningCall and CallOutcome. */
  call: string
  noted_at: number
}

export interface BudgetWindowsTable {
  /** `budget:<owner>:<period>:<starts_at>` */
  id: string
  owner_id: string
  period: BudgetPeriod
  starts_at: number
  /** null for `total`. */
  ends_at: number | null
  cap: number
  spent: number
  held: number
  /** What its owner was told of it: 0, 80 or 100 percent. */
  told: number
}

/** One inference request as it was billed. Append-only. */
export interface UsageRecordsTable {
  /** Minted at admission; no caller chooses it. */
  id: string
  request_id: string
  user_id: string
  key_id: string | null
  operation: string
  provider: string | null
  model: string
  input_tokens: number
  cached_tokens: number
  output_tokens: number
  reasoning_tokens: number
  estimated: number
  cache: string
  /** Charged; on an unmetered account what it would have been; 0 where the lease was lost. */
  amount: number
  /** Charged beyond what was held. */
  overshoot: number
  created_at: number
}

export interface IdempotencyKeysTable {
  user_id: string
  operation: string
  key: string
  fingerprint: string
  state: 'running' | 'done'
  fence: number
  lease_until: number
  /** Sealed JSON of status, headers and body; null while it runs, or where it could not be kept. */
  answer: string | null
  created_at: number
  expires_at: number
}

/** Append-only. */
export interface AuditEntriesTable {
  id: string
  created_at: number
  actor_type: 'user' | 'key' | 'static_key' | 'service' | 'anonymous'
  actor_id: string | null
  actor_key_id: string | null
  actor_ip: string | null
  /** The account concerned. */
  user_id: string | null
  action: string
  target_type: string | null
  target_id: string | null
  result: 'success' | 'denied' | 'failed'
  request_id: string | null
  /** JSON: names of fields, figures and outcomes. */
  details: string
}

/** A view: transfers that a user sees as transactions, as the API shows them. */
export interface BillingTransactionsView {
  id: string
  user_id: string
  type: 'grant' | 'payment' | 'subscription' | 'refund' | 'dispute'
  /** USD, signed. */
  amount: number | string
  currency: 'USD'
  status: 'completed' | 'refunded' | 'disputed'
  provider: string | null
  reference: string | null
  created_at: unknown
}

/** A view: balances in USD. */
export interface CreditsView {
  user_id: string
  credits_total: number | string
  credits_used: number | string
  credits_held: number | string
  /** null for unmetered accounts. */
  credits_remaining: number | string | null
}

export interface AccountTables {
  key_warnings: KeyWarningsTable
  users: UsersTable
  api_keys: ApiKeysTable
  auth_epoch: AuthEpochTable
  ledger_accounts: LedgerAccountsTable
  ledger_transfers: LedgerTransfersTable
  ledger_holds: LedgerHoldsTable
  ledger_holders: LedgerHoldersTable
  ledger_slices: LedgerSlicesTable
  ledger_notes: LedgerNotesTable
  budget_windows: BudgetWindowsTable
  usage_records: UsageRecordsTable
  idempotency_keys: IdempotencyKeysTable
  audit_entries: AuditEntriesTable
  billing_transactions: BillingTransactionsView
  credits: CreditsView
}
