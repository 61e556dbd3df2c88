import type { Migration } from '../migration.ts'

/** Whoever may not create the extension searches without correction of typos. */
const trigrams = `DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX model_tokens_alike ON model_tokens USING GIN (token gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN NULL;
END $$`

/** What is searched in the database where the catalog does not fit into memory; only PostgreSQL can. */
export const search: Migration = {
  name: '011-search',
  up: (dialect) =>
    dialect === 'sqlite'
      ? []
      : [
          `CREATE TABLE model_search (
            uid TEXT PRIMARY KEY, id TEXT NOT NULL, revision INTEGER NOT NULL, words TEXT NOT NULL, names TEXT[] NOT NULL,
            facts TEXT NOT NULL,
            search_tsv TSVECTOR GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED)`,
          'CREATE INDEX model_search_words ON model_search USING GIN (search_tsv)',
          'CREATE INDEX model_search_names ON model_search USING GIN (names)',
          'CREATE INDEX model_search_by_id ON model_search (lower(id) text_pattern_ops)',
          'CREATE INDEX model_search_by_revision ON model_search (revision, uid)',
          'CREATE TABLE model_tokens (token TEXT PRIMARY KEY, df INTEGER NOT NULL)',
          'CREATE INDEX model_tokens_begun ON model_tokens (token text_pattern_ops)',
          trigrams,
        ],
}
