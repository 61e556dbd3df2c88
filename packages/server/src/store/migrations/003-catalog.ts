import type { Dialect } from '../database.ts'
import { dueColumns } from '../due.ts'
import type { Migration } from '../migration.ts'

/** The seed's columns in the seed's types: the databases spell flags, documents and times differently. */
const seedColumns: Record<Dialect, string> = {
  sqlite: `supports_chat, supports_completion, capabilities, metadata,
    strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch') AS created_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', updated_at / 1000.0, 'unixepoch') AS updated_at`,
  postgres: `supports_chat = 1 AS supports_chat, supports_completion = 1 AS supports_completion,
    capabilities::jsonb AS capabilities, metadata::jsonb AS metadata,
    to_timestamp(created_at / 1000.0) AS created_at, to_timestamp(updated_at / 1000.0) AS updated_at`,
}

export const catalog: Migration = {
  name: '003-catalog',
  up: (dialect) => [
    `CREATE TABLE models (
      uid TEXT PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, provider TEXT NOT NULL, brand TEXT NOT NULL,
      context_length INTEGER, max_tokens INTEGER, input_price INTEGER, output_price INTEGER,
      input_cost REAL GENERATED ALWAYS AS (input_price / 1e9) STORED,
      output_cost REAL GENERATED ALWAYS AS (output_price / 1e9) STORED,
      supports_chat INTEGER, supports_completion INTEGER, capabilities TEXT NOT NULL, metadata TEXT NOT NULL,
      doc TEXT NOT NULL, origins TEXT NOT NULL, conflicts TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('listed', 'missing', 'unverified', 'offline', 'removed')),
      misses INTEGER NOT NULL, missing_since INTEGER, removed_at INTEGER,
      version INTEGER NOT NULL, revision INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)`,
    'CREATE INDEX models_by_provider ON models (provider)',
    'CREATE INDEX models_by_revision ON models (revision)',
    `CREATE VIEW models_v2 AS SELECT id, name, provider, context_length, max_tokens, input_cost, output_cost,
      ${seedColumns[dialect]} FROM models WHERE state <> 'removed'`,
    `CREATE TABLE model_observations (
      source_id TEXT NOT NULL, uid TEXT NOT NULL, provider TEXT NOT NULL, source TEXT NOT NULL, source_key TEXT, url TEXT,
      facts TEXT NOT NULL, inferred TEXT NOT NULL, suspects TEXT NOT NULL, first_seen INTEGER NOT NULL,
      fetched_at INTEGER NOT NULL, misses INTEGER NOT NULL, missing_since INTEGER, PRIMARY KEY (source_id, uid))`,
    'CREATE INDEX model_observations_by_provider ON model_observations (provider)',
    `CREATE TABLE model_changes (
      seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, severity TEXT NOT NULL, uid TEXT NOT NULL, provider TEXT NOT NULL,
      at INTEGER NOT NULL, snapshot TEXT NOT NULL, body TEXT NOT NULL, days_left INTEGER)`,
    'CREATE INDEX model_changes_by_time ON model_changes (at)',
    'CREATE INDEX model_changes_by_provider ON model_changes (provider, seq)',
    'CREATE INDEX model_changes_by_uid ON model_changes (uid, seq)',
    'CREATE TABLE catalog_snapshots (snapshot TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL)',
    'CREATE TABLE catalog_head (id TEXT PRIMARY KEY, version INTEGER NOT NULL, seq INTEGER NOT NULL, snapshot TEXT)',
    "INSERT INTO catalog_head (id, version, seq, snapshot) VALUES ('head', 0, 0, NULL)",
    `CREATE TABLE discovery_sources (
      id TEXT PRIMARY KEY, source TEXT NOT NULL, provider TEXT, ${dueColumns}, etag TEXT, last_modified TEXT,
      last_refresh_at INTEGER, last_success_at INTEGER, duration_ms INTEGER, failures INTEGER NOT NULL DEFAULT 0,
      verdict TEXT, error_code TEXT, error_message TEXT, degraded_since INTEGER, rows INTEGER NOT NULL DEFAULT 0,
      rejects INTEGER NOT NULL DEFAULT 0, healthy_rows INTEGER, held_since INTEGER, held_absences TEXT,
      digest_seq INTEGER NOT NULL DEFAULT 0, digest_at INTEGER NOT NULL DEFAULT 0)`,
    'CREATE INDEX discovery_sources_due ON discovery_sources (due_at) WHERE due_at IS NOT NULL',
    `CREATE TABLE model_selections (
      provider TEXT PRIMARY KEY, model_name TEXT NOT NULL, editable INTEGER NOT NULL, updated_at INTEGER NOT NULL)`,
  ],
}
