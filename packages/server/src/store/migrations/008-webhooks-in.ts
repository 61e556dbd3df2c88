import type { Migration } from '../migration.ts'

/** What other systems sent us, so that it has its effect once. */
export const webhooksIn: Migration = {
  name: '008-webhooks-in',
  up: () => [
    `CREATE TABLE incoming_webhooks (
       sender TEXT NOT NULL,
       event_id TEXT NOT NULL,
       received_at INTEGER NOT NULL,
       PRIMARY KEY (sender, event_id))`,
    'CREATE INDEX incoming_webhooks_by_age ON incoming_webhooks (received_at)',
  ],
}
