import type { Migration } from '../migration.ts'

/** Whoever may not create the extension has words of one edit corrected, and not of two. */
const trigrams = `DO $$ BEGIN
  CREATE INDEX model_tokens_alike ON model_tokens USING GIN (token gin_trgm_ops) WHERE is_common;
EXCEPTION WHEN undefined_object THEN NULL;
END $$`

/**
 * Words of many rows are found without looking at all words, and rows by how good they are. What is searched is written
 * anew, as it is after a first start.
 */
export const searchWorth: Migration = {
  name: '019-search-worth',
  up: (dialect) =>
    dialect === 'sqlite'
      ? []
      : [
          'TRUNCATE model_search, model_tokens',
          'DROP INDEX IF EXISTS model_tokens_alike',
          'ALTER TABLE model_tokens ADD COLUMN is_common BOOLEAN NOT NULL GENERATED ALWAYS AS (df >= 8) STORED',
          'CREATE INDEX model_tokens_begun_often ON model_tokens (token text_pattern_ops) WHERE is_common',
          trigrams,
        ],
}
