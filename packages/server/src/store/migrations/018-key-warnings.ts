import type { Migration } from '../migration.ts'

/** Which expiry of a key its owner was told of. */
export const keyWarnings: Migration = {
  name: '018-key-warnings',
  up: () => [
    'CREATE TABLE key_warnings (key_id TEXT PRIMARY KEY REFERENCES api_keys (id), expires_at INTEGER NOT NULL)',
    "CREATE INDEX api_keys_expiring ON api_keys (expires_at) WHERE status = 'active' AND expires_at IS NOT NULL",
  ],
}
