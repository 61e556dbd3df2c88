import type { Dialect } from '../database.ts'
import { dueColumns } from '../due.ts'
import type { Migration } from '../migration.ts'

/** The outbox, webhook endpoints and their deliveries. */
export const events: Migration = { name: '002-events', up: (dialect) => [...outbox(dialect), ...webhooks] }

/** Never given twice, not even after the newest row was deleted. */
const ordinal: Record<Dialect, string> = {
  sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  postgres: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
}

const outbox = (dialect: Dialect) => [
  `CREATE TABLE events (
     ordinal ${ordinal[dialect]},
     id TEXT NOT NULL UNIQUE,
     name TEXT NOT NULL,
     user_id TEXT,
     data TEXT NOT NULL,
     at INTEGER NOT NULL,
     seq INTEGER)`,
  'CREATE INDEX events_unnumbered ON events (ordinal) WHERE seq IS NULL',
  "CREATE UNIQUE INDEX events_in_stream ON events (COALESCE(user_id, 'public'), seq)",
  'CREATE INDEX events_by_age ON events (at)',
  'CREATE TABLE event_streams (stream TEXT PRIMARY KEY, seq INTEGER NOT NULL)',
]

const webhooks = [
  `CREATE TABLE webhooks (
     id TEXT PRIMARY KEY,
     user_id TEXT NOT NULL,
     url TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('all', 'billing')),
     description TEXT,
     secret TEXT NOT NULL,
     previous_secret TEXT,
     previous_secret_expires_at INTEGER,
     status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'disabled')),
     disabled_reason TEXT,
     failing_since INTEGER,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL)`,
  'CREATE INDEX webhooks_of_user ON webhooks (user_id, id)',
  `CREATE TABLE webhook_topics (
     webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
     user_id TEXT NOT NULL,
     topic TEXT NOT NULL,
     place INTEGER NOT NULL,
     PRIMARY KEY (webhook_id, topic))`,
  'CREATE INDEX webhook_topics_by_topic ON webhook_topics (topic, user_id)',
  `CREATE TABLE webhook_deliveries (
     id TEXT PRIMARY KEY,
     webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
     event_id TEXT NOT NULL,
     event TEXT NOT NULL,
     attempt INTEGER NOT NULL,
     status TEXT NOT NULL CHECK (status IN ('pending', 'delivering', 'delivered', 'failed', 'blocked', 'dead')),
     response_status INTEGER,
     response_ms INTEGER,
     response_body TEXT,
     error_code TEXT,
     created_at INTEGER NOT NULL,
     ${dueColumns})`,
  'CREATE INDEX webhook_deliveries_of_webhook ON webhook_deliveries (webhook_id, id)',
  'CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_id, webhook_id)',
  'CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at)',
  'CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, due_at) WHERE due_at IS NOT NULL',
  'CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (webhook_id) WHERE lease_until IS NOT NULL',
]
