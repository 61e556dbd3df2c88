import type { Dialect } from '../database.ts'
import { appendOnly, type Migration } from '../migration.ts'

/** Users and keys, the ledger, idempotency, audit; the views that direct SQL may rely on. */
export const accounts: Migration = {
  name: '001-accounts',
  up: (dialect) => [
    ...identity(dialect),
    ...ledger,
    ...appendOnly(dialect, 'ledger_transfers'),
    ...usage,
    ...appendOnly(dialect, 'usage_records'),
    ...door,
    ...appendOnly(dialect, 'audit_entries'),
    ...views(dialect),
  ],
}

const identity = (dialect: Dialect) => [
  `CREATE TABLE users (
     id TEXT PRIMARY KEY,
     kind TEXT NOT NULL CHECK (kind IN ('person', 'service')),
     email TEXT UNIQUE,
     name TEXT,
     role TEXT NOT NULL CHECK (role IN ('user', 'operator', 'admin')),
     status TEXT NOT NULL CHECK (status IN ('active', 'disabled', 'erased')),
     billing_mode TEXT NOT NULL CHECK (billing_mode IN ('prepaid', 'unmetered')),
     session_version INTEGER NOT NULL DEFAULT 1,
     extra_permissions TEXT NOT NULL DEFAULT '[]',
     limits TEXT NOT NULL DEFAULT '{}',
     budget TEXT,
     preferences TEXT,
     created_at INTEGER NOT NULL)`,
  'CREATE INDEX users_by_age ON users (created_at, id)',
  `INSERT INTO users (id, kind, name, role, status, billing_mode, created_at)
   VALUES ('usr_operator', 'service', 'Operator', 'operator', 'active', 'unmetered', ${nowMs[dialect]})`,
  `CREATE TABLE api_keys (
     id TEXT PRIMARY KEY,
     user_id TEXT NOT NULL REFERENCES users (id),
     name TEXT NOT NULL,
     digest TEXT NOT NULL UNIQUE,
     pepper_id TEXT NOT NULL,
     key_hint TEXT NOT NULL,
     scopes TEXT NOT NULL,
     status TEXT NOT NULL CHECK (status IN ('active', 'revoked')),
     expires_at INTEGER,
     last_used_at INTEGER,
     created_at INTEGER NOT NULL,
     revoked_at INTEGER,
     ip_allow TEXT,
     models_allow TEXT,
     limits TEXT NOT NULL DEFAULT '{}',
     budget TEXT)`,
  'CREATE INDEX api_keys_by_user ON api_keys (user_id, id)',
  'CREATE TABLE auth_epoch (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL)',
  'INSERT INTO auth_epoch (id, epoch) VALUES (1, 1)',
]

const nowMs: Record<Dialect, string> = {
  sqlite: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  postgres: 'CAST(extract(epoch FROM now()) * 1000 AS BIGINT)',
}

/** What a user sees as a transaction: money that came in or went back. */
const statementTypes = `('grant', 'payment', 'subscription', 'refund', 'dispute')`

const ledger = [
  `CREATE TABLE ledger_accounts (
     id TEXT PRIMARY KEY,
     user_id TEXT REFERENCES users (id),
     credits_posted INTEGER NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
     debits_posted INTEGER NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
     debits_pending INTEGER NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
     frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1)))`,
  `CREATE TABLE ledger_transfers (
     id TEXT PRIMARY KEY,
     posting_key TEXT NOT NULL UNIQUE,
     type TEXT NOT NULL,
     debit_account TEXT NOT NULL REFERENCES ledger_accounts (id),
     credit_account TEXT NOT NULL REFERENCES ledger_accounts (id),
     amount INTEGER NOT NULL CHECK (amount > 0),
     reference TEXT,
     user_id TEXT REFERENCES users (id),
     hold_id TEXT,
     reverses TEXT REFERENCES ledger_transfers (id),
     created_at INTEGER NOT NULL,
     CHECK (debit_account <> credit_account))`,
  'CREATE INDEX ledger_transfers_by_user ON ledger_transfers (user_id, created_at)',
  `CREATE INDEX ledger_transfers_statement ON ledger_transfers (user_id, id) WHERE type IN ${statementTypes}`,
  'CREATE INDEX ledger_transfers_reversing ON ledger_transfers (reverses) WHERE reverses IS NOT NULL',
  `CREATE TABLE ledger_holds (
     id TEXT PRIMARY KEY,
     user_id TEXT NOT NULL REFERENCES users (id),
     key_id TEXT,
     kind TEXT NOT NULL,
     reference TEXT NOT NULL,
     billing TEXT NOT NULL CHECK (billing IN ('prepaid', 'unmetered')),
     held INTEGER NOT NULL CHECK (held >= 0),
     charged INTEGER NOT NULL DEFAULT 0 CHECK (charged >= 0),
     overshoot INTEGER NOT NULL DEFAULT 0 CHECK (overshoot >= 0),
     status TEXT NOT NULL CHECK (status IN ('open', 'settled', 'released', 'expired')),
     ended_amount INTEGER,
     user_window TEXT,
     key_window TEXT,
     holder_id TEXT,
     once_key TEXT UNIQUE,
     fingerprint TEXT,
     expires_at INTEGER,
     created_at INTEGER NOT NULL,
     ended_at INTEGER,
     CHECK (status = 'open' OR held = 0))`,
  "CREATE UNIQUE INDEX ledger_holds_reference ON ledger_holds (kind, reference) WHERE status = 'open'",
  "CREATE INDEX ledger_holds_open ON ledger_holds (user_id) WHERE status = 'open'",
  "CREATE INDEX ledger_holds_expiring ON ledger_holds (expires_at) WHERE status = 'open'",
  "CREATE INDEX ledger_holds_by_holder ON ledger_holds (holder_id) WHERE status = 'open'",
  'CREATE INDEX ledger_holds_once ON ledger_holds (created_at) WHERE once_key IS NOT NULL',
  'CREATE INDEX ledger_holds_by_key ON ledger_holds (key_id, created_at)',
  `CREATE TABLE ledger_holders (
     id TEXT PRIMARY KEY,
     lease_until INTEGER NOT NULL,
     died_at INTEGER,
     open_holds INTEGER NOT NULL DEFAULT 0)`,
  `CREATE TABLE ledger_slices (
     id TEXT PRIMARY KEY,
     holder_id TEXT NOT NULL REFERENCES ledger_holders (id),
     target TEXT NOT NULL,
     amount INTEGER NOT NULL CHECK (amount >= 0),
     recalled INTEGER NOT NULL DEFAULT 0)`,
  'CREATE INDEX ledger_slices_by_target ON ledger_slices (target)',
  'CREATE INDEX ledger_slices_by_holder ON ledger_slices (holder_id)',
  `CREATE TABLE ledger_notes (
     call_id TEXT PRIMARY KEY,
     holder_id TEXT NOT NULL,
     call TEXT NOT NULL,
     noted_at INTEGER NOT NULL)`,
  'CREATE INDEX ledger_notes_by_holder ON ledger_notes (holder_id)',
  `CREATE TABLE budget_windows (
     id TEXT PRIMARY KEY,
     owner_id TEXT NOT NULL,
     period TEXT NOT NULL CHECK (period IN ('hour', 'day', 'week', 'month', 'total')),
     starts_at INTEGER NOT NULL,
     ends_at INTEGER,
     cap INTEGER NOT NULL,
     spent INTEGER NOT NULL DEFAULT 0 CHECK (spent >= 0),
     held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
     UNIQUE (owner_id, period, starts_at))`,
]

const usage = [
  `CREATE TABLE usage_records (
     id TEXT PRIMARY KEY,
     request_id TEXT NOT NULL,
     user_id TEXT NOT NULL REFERENCES users (id),
     key_id TEXT,
     operation TEXT NOT NULL,
     provider TEXT,
     model TEXT NOT NULL,
     input_tokens INTEGER NOT NULL,
     cached_tokens INTEGER NOT NULL,
     output_tokens INTEGER NOT NULL,
     reasoning_tokens INTEGER NOT NULL,
     estimated INTEGER NOT NULL,
     cache TEXT NOT NULL,
     amount INTEGER NOT NULL CHECK (amount >= 0),
     overshoot INTEGER NOT NULL DEFAULT 0 CHECK (overshoot >= 0),
     created_at INTEGER NOT NULL)`,
  'CREATE INDEX usage_records_by_user ON usage_records (user_id, created_at)',
  'CREATE INDEX usage_records_by_key ON usage_records (key_id, created_at)',
]

const door = [
  `CREATE TABLE idempotency_keys (
     user_id TEXT NOT NULL,
     operation TEXT NOT NULL,
     key TEXT NOT NULL,
     fingerprint TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('running', 'done')),
     fence INTEGER NOT NULL,
     lease_until INTEGER NOT NULL,
     answer TEXT,
     created_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     PRIMARY KEY (user_id, operation, key))`,
  'CREATE INDEX idempotency_keys_expiring ON idempotency_keys (expires_at)',
  `CREATE TABLE audit_entries (
     id TEXT PRIMARY KEY,
     created_at INTEGER NOT NULL,
     actor_type TEXT NOT NULL,
     actor_id TEXT,
     actor_key_id TEXT,
     actor_ip TEXT,
     user_id TEXT,
     action TEXT NOT NULL,
     target_type TEXT,
     target_id TEXT,
     result TEXT NOT NULL,
     request_id TEXT,
     details TEXT NOT NULL)`,
  'CREATE INDEX audit_entries_by_target ON audit_entries (target_id, id)',
]

/** Micro-USD as USD: exact on PostgreSQL, a binary fraction on SQLite, which has no decimals. */
const usd: Record<Dialect, (micros: string) => string> = {
  sqlite: (micros) => `(${micros}) / 1000000.0`,
  postgres: (micros) => `CAST((${micros}) / 1000000.0 AS numeric(20, 6))`,
}
const time: Record<Dialect, (ms: string) => string> = {
  sqlite: (ms) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${ms} / 1000.0, 'unixepoch')`,
  postgres: (ms) => `to_timestamp(${ms} / 1000.0)`,
}

function views(dialect: Dialect): string[] {
  const money = usd[dialect]
  const wentBack = `(SELECT COALESCE(SUM(t.amount), 0) FROM ledger_transfers t
      WHERE t.user_id = a.user_id AND t.debit_account = a.id AND t.type IN ('refund', 'dispute'))`
  const reversed = (type: string) =>
    `(SELECT COALESCE(SUM(r.amount), 0) FROM ledger_transfers r WHERE r.reverses = t.id AND r.type = '${type}') >= t.amount`
  return [
    `CREATE VIEW credits AS
     SELECT b.user_id,
            ${money('b.total')} AS credits_total,
            ${money('b.used')} AS credits_used,
            ${money('b.held')} AS credits_held,
            CASE WHEN b.billing_mode = 'prepaid' THEN ${money('b.total - b.used - b.held')} END AS credits_remaining
       FROM (SELECT a.user_id, u.billing_mode, a.debits_pending AS held,
                    a.credits_posted - ${wentBack} AS total, a.debits_posted - ${wentBack} AS used
               FROM ledger_accounts a JOIN users u ON u.id = a.user_id) b`,
    `CREATE VIEW billing_transactions AS
     SELECT t.id, t.user_id, t.type,
            ${money("CASE WHEN t.type IN ('refund', 'dispute') THEN -t.amount ELSE t.amount END")} AS amount,
            'USD' AS currency,
            CASE WHEN ${reversed('dispute')} THEN 'disputed'
                 WHEN ${reversed('refund')} THEN 'refunded' ELSE 'completed' END AS status,
            CASE WHEN t.debit_account LIKE 'payments:%' THEN substr(t.debit_account, 10)
                 WHEN t.credit_account LIKE 'payments:%' THEN substr(t.credit_account, 10) END AS provider,
            t.reference,
            ${time[dialect]('t.created_at')} AS created_at
       FROM ledger_transfers t
      WHERE t.type IN ${statementTypes}`,
  ]
}
