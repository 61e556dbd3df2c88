import type { Migration } from '../migration.ts'

/** Registered services and their counts; names are in the order of their bytes on every database. */
export const integrations: Migration = {
  name: '022-integrations',
  up(dialect) {
    const name = dialect === 'postgres' ? 'TEXT COLLATE "C"' : 'TEXT'
    return [
      `CREATE TABLE integrations (
         user_id TEXT NOT NULL REFERENCES users (id),
         integration_id ${name} NOT NULL,
         base_url TEXT NOT NULL,
         config TEXT NOT NULL,
         policy TEXT NOT NULL,
         enabled INTEGER NOT NULL,
         api_key TEXT,
         api_key_last4 TEXT,
         health TEXT NOT NULL CHECK (health IN ('healthy', 'degraded', 'failing')),
         last_success_at INTEGER,
         last_error_code TEXT,
         last_error_at INTEGER,
         created_at INTEGER NOT NULL,
         updated_at INTEGER NOT NULL,
         PRIMARY KEY (user_id, integration_id)
       )`,
      `CREATE TABLE integration_counts (
         user_id TEXT NOT NULL,
         integration_id ${name} NOT NULL,
         slot INTEGER NOT NULL,
         bucket INTEGER NOT NULL,
         requests INTEGER NOT NULL,
         errors INTEGER NOT NULL,
         PRIMARY KEY (user_id, integration_id, slot, bucket),
         FOREIGN KEY (user_id, integration_id) REFERENCES integrations (user_id, integration_id) ON DELETE CASCADE
       )`,
      'CREATE INDEX integration_counts_by_slot ON integration_counts (slot)',
      `CREATE INDEX audit_entries_of_integration ON audit_entries (user_id, target_id, id)
        WHERE target_type = 'integration'`,
    ]
  },
}
