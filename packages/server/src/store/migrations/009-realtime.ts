import type { Migration } from '../migration.ts'

/** Tickets for the feed. */
export const realtime: Migration = {
  name: '009-realtime',
  up: () => [
    `CREATE TABLE ws_tickets (
       digest TEXT PRIMARY KEY,
       credential TEXT NOT NULL,
       origin TEXT,
       expires_at INTEGER NOT NULL)`,
    'CREATE INDEX ws_tickets_expiring ON ws_tickets (expires_at)',
  ],
}
