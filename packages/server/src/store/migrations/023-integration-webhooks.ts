import { dueColumns } from '../due.ts'
import type { Migration } from '../migration.ts'

/** Webhooks that are sent once, to an address that belongs to no endpoint. */
export const integrationWebhooks: Migration = {
  name: '023-integration-webhooks',
  up(dialect) {
    const name = dialect === 'postgres' ? 'TEXT COLLATE "C"' : 'TEXT'
    return [
      `CREATE TABLE integration_webhooks (
         id TEXT PRIMARY KEY,
         user_id TEXT NOT NULL REFERENCES users (id),
         integration_id ${name},
         url TEXT,
         event_type TEXT NOT NULL,
         data TEXT NOT NULL,
         sealed TEXT NOT NULL,
         attempt INTEGER NOT NULL,
         status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed', 'dead', 'blocked')),
         response_status INTEGER,
         error_code TEXT,
         created_at INTEGER NOT NULL,
         ${dueColumns},
         FOREIGN KEY (user_id, integration_id) REFERENCES integrations (user_id, integration_id) ON DELETE CASCADE
       )`,
      'CREATE INDEX integration_webhooks_waiting ON integration_webhooks (user_id, due_at) WHERE due_at IS NOT NULL',
      'CREATE INDEX integration_webhooks_of ON integration_webhooks (user_id, integration_id, status)',
      'CREATE INDEX integration_webhooks_by_age ON integration_webhooks (created_at)',
    ]
  },
}
