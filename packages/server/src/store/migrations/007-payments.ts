import type { Migration } from '../migration.ts'

/** Orders of credits, what the payment provider reported of them, and what came of it. Amounts: cents paid, micro-USD credited. */
export const payments: Migration = {
  name: '007-payments',
  up: () => [
    `CREATE TABLE payment_customers (
       user_id TEXT PRIMARY KEY REFERENCES users (id),
       customer_id TEXT NOT NULL UNIQUE,
       created_at INTEGER NOT NULL)`,
    `CREATE TABLE payment_orders (
       id TEXT PRIMARY KEY,
       user_id TEXT NOT NULL REFERENCES users (id),
       kind TEXT NOT NULL CHECK (kind IN ('payment', 'subscription')),
       plan TEXT,
       cents INTEGER NOT NULL CHECK (cents > 0),
       credits INTEGER NOT NULL CHECK (credits > 0),
       status TEXT NOT NULL CHECK (status IN ('open', 'paid', 'failed')),
       session_id TEXT UNIQUE,
       created_at INTEGER NOT NULL)`,
    'CREATE INDEX payment_orders_by_user ON payment_orders (user_id, id)',
    `CREATE TABLE payments (
       id TEXT PRIMARY KEY,
       order_id TEXT NOT NULL REFERENCES payment_orders (id),
       user_id TEXT NOT NULL REFERENCES users (id),
       intent TEXT UNIQUE,
       posting_key TEXT NOT NULL UNIQUE,
       cents INTEGER NOT NULL CHECK (cents > 0),
       credits INTEGER NOT NULL CHECK (credits > 0),
       returned_cents INTEGER NOT NULL DEFAULT 0 CHECK (returned_cents >= 0 AND returned_cents <= cents),
       returned_credits INTEGER NOT NULL DEFAULT 0 CHECK (returned_credits >= 0 AND returned_credits <= credits),
       created_at INTEGER NOT NULL)`,
    `CREATE TABLE payment_returns (
       id TEXT PRIMARY KEY,
       payment_id TEXT NOT NULL REFERENCES payments (id),
       kind TEXT NOT NULL CHECK (kind IN ('refund', 'dispute')),
       cents INTEGER NOT NULL CHECK (cents > 0),
       credits INTEGER NOT NULL CHECK (credits >= 0),
       state TEXT NOT NULL CHECK (state IN ('taken', 'given_back')),
       created_at INTEGER NOT NULL)`,
    `CREATE TABLE payment_subscriptions (
       id TEXT PRIMARY KEY,
       order_id TEXT NOT NULL REFERENCES payment_orders (id),
       status TEXT NOT NULL,
       as_of INTEGER NOT NULL)`,
    `CREATE TABLE payment_events (
       id TEXT PRIMARY KEY,
       type TEXT NOT NULL,
       report TEXT NOT NULL,
       state TEXT NOT NULL CHECK (state IN ('applied', 'ignored', 'flagged', 'waiting')),
       reason TEXT,
       waits_for TEXT,
       received_at INTEGER NOT NULL)`,
    'CREATE INDEX payment_events_waiting ON payment_events (waits_for) WHERE waits_for IS NOT NULL',
    "CREATE INDEX payment_events_flagged ON payment_events (received_at) WHERE state = 'flagged'",
    'CREATE TABLE payment_turn (one INTEGER PRIMARY KEY CHECK (one = 1), turn INTEGER NOT NULL)',
    'INSERT INTO payment_turn (one, turn) VALUES (1, 0)',
  ],
}
