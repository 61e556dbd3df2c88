import type { Migration } from '../migration.ts'

/**
 * Rows are searched by what was read of them when they were written, filtered and sorted in the database. What is searched is
 * written anew, as it is after a first start.
 */
export const searchCards: Migration = {
  name: '028-search-cards',
  up: (dialect) =>
    dialect === 'sqlite'
      ? []
      : [
          'DROP TABLE model_search',
          'TRUNCATE model_tokens',
          `CREATE TABLE model_search (
            uid TEXT COLLATE "C" PRIMARY KEY, id TEXT NOT NULL, revision INTEGER NOT NULL, worth INTEGER NOT NULL,
            is_shown BOOLEAN NOT NULL, provider TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL,
            input_price INTEGER, output_price INTEGER, context_length INTEGER, max_tokens INTEGER,
            release_date TEXT COLLATE "C", shutdown_date TEXT COLLATE "C", updated_at INTEGER NOT NULL,
            spellings INT[] NOT NULL, card TEXT NOT NULL, search_tsv TSVECTOR NOT NULL) WITH (toast_tuple_target = 4080)`,
          'CREATE INDEX model_search_words ON model_search USING GIN (search_tsv) WITH (gin_pending_list_limit = 1024)',
          'CREATE INDEX model_search_spellings ON model_search USING GIN (spellings) WITH (gin_pending_list_limit = 1024)',
          'CREATE INDEX model_search_by_id ON model_search (lower(id) text_pattern_ops)',
          'CREATE INDEX model_search_by_revision ON model_search (revision, uid)',
          'CREATE INDEX model_search_by_provider ON model_search (provider, uid)',
          'CREATE INDEX model_search_by_name ON model_search (name, uid)',
          'CREATE INDEX model_search_by_input ON model_search (input_price, uid)',
          'CREATE INDEX model_search_by_output ON model_search (output_price, uid)',
          'CREATE INDEX model_search_by_context ON model_search (context_length, uid)',
          'CREATE INDEX model_search_by_release ON model_search (release_date, uid)',
          'CREATE INDEX model_search_by_update ON model_search (updated_at, uid)',
        ],
}
