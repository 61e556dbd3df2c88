import { dueColumns } from '../due.ts'
import type { Migration } from '../migration.ts'

/** Repeated exchanges with registered services, their runs and items; names and ids are in the order of their bytes. */
export const syncs: Migration = {
  name: '024-syncs',
  up(dialect) {
    const name = dialect === 'postgres' ? 'TEXT COLLATE "C"' : 'TEXT'
    return [
      `CREATE TABLE syncs (
         id TEXT PRIMARY KEY,
         user_id TEXT NOT NULL REFERENCES users (id),
         sync_id ${name} NOT NULL,
         integration_id ${name} NOT NULL,
         definition TEXT NOT NULL,
         schedule_seconds INTEGER,
         position TEXT,
         position_at INTEGER,
         seq INTEGER NOT NULL,
         record_count INTEGER NOT NULL,
         failures INTEGER NOT NULL,
         run_id TEXT,
         created_at INTEGER NOT NULL,
         updated_at INTEGER NOT NULL,
         ${dueColumns},
         UNIQUE (user_id, sync_id),
         FOREIGN KEY (user_id, integration_id) REFERENCES integrations (user_id, integration_id)
       )`,
      'CREATE INDEX syncs_due ON syncs (due_at) WHERE due_at IS NOT NULL',
      `CREATE TABLE sync_runs (
         id TEXT PRIMARY KEY,
         sync TEXT NOT NULL REFERENCES syncs (id) ON DELETE CASCADE,
         user_id TEXT NOT NULL,
         trigger TEXT NOT NULL CHECK (trigger IN ('schedule', 'request')),
         status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed')),
         pages INTEGER NOT NULL,
         items INTEGER NOT NULL,
         parked INTEGER NOT NULL,
         error_code TEXT,
         error_message TEXT,
         created_at INTEGER NOT NULL,
         started_at INTEGER,
         finished_at INTEGER
       )`,
      'CREATE INDEX sync_runs_of ON sync_runs (sync, created_at)',
      `CREATE TABLE sync_records (
         sync TEXT NOT NULL REFERENCES syncs (id) ON DELETE CASCADE,
         item_id ${name} NOT NULL,
         user_id TEXT NOT NULL,
         version INTEGER NOT NULL,
         digest TEXT NOT NULL,
         state TEXT NOT NULL CHECK (state IN ('stored', 'sent', 'parked')),
         data TEXT,
         error_code TEXT,
         error_message TEXT,
         seq INTEGER NOT NULL,
         updated_at INTEGER NOT NULL,
         PRIMARY KEY (sync, item_id)
       )`,
      'CREATE INDEX sync_records_by_seq ON sync_records (sync, seq)',
      `CREATE TABLE integration_test_runs (
         user_id TEXT PRIMARY KEY REFERENCES users (id),
         at INTEGER NOT NULL,
         summary TEXT NOT NULL
       )`,
    ]
  },
}
