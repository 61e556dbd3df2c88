import type { Dialect } from '../database.ts'
import type { Migration } from '../migration.ts'

const ordinal: Record<Dialect, string> = {
  sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  postgres: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
}

/** Models that are operated, their measurements and thresholds, and the rules that recommend. */
export const registry: Migration = {
  name: '012-registry',
  up: (dialect) => [
    `CREATE TABLE registry_models (
      ordinal ${ordinal[dialect]}, model_id TEXT NOT NULL UNIQUE, model_name TEXT NOT NULL, model_type TEXT NOT NULL,
      provider TEXT NOT NULL, version TEXT NOT NULL, parameters TEXT NOT NULL, metrics TEXT NOT NULL,
      is_active INTEGER NOT NULL, violated TEXT NOT NULL, owner TEXT NOT NULL, entry INTEGER NOT NULL,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, UNIQUE (model_name, version))`,
    `CREATE TABLE registry_performance (
      model_id TEXT NOT NULL REFERENCES registry_models (model_id), entry INTEGER NOT NULL, at INTEGER NOT NULL,
      metrics TEXT NOT NULL, PRIMARY KEY (model_id, entry))`,
    `CREATE TABLE registry_thresholds (
      model_id TEXT NOT NULL REFERENCES registry_models (model_id), metric TEXT NOT NULL, threshold REAL NOT NULL,
      direction TEXT NOT NULL CHECK (direction IN ('min', 'max')), PRIMARY KEY (model_id, metric))`,
    `CREATE TABLE registry_rules (
      name TEXT PRIMARY KEY, conditions TEXT NOT NULL, recommend TEXT NOT NULL, model_type TEXT, provider TEXT,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)`,
  ],
}
