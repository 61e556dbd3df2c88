import type { Migration } from '../migration.ts'

/** Places that a caller has only so many of, over all processes. */
export const places: Migration = {
  name: '020-places',
  up: () => [
    `CREATE TABLE places (
       id TEXT PRIMARY KEY,
       what TEXT NOT NULL,
       caller TEXT NOT NULL,
       holder TEXT NOT NULL,
       lapses_at INTEGER NOT NULL)`,
    'CREATE INDEX places_of_caller ON places (what, caller)',
    'CREATE INDEX places_of_holder ON places (holder)',
  ],
}
