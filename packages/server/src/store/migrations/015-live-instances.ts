import type { Migration } from '../migration.ts'

/** Who shares limits where there is no Redis. */
export const liveInstances: Migration = {
  name: '015-live-instances',
  up: () => ['CREATE TABLE live_instances (id TEXT PRIMARY KEY, seen_at INTEGER NOT NULL)'],
}
