import type { Migration } from '../migration.ts'

const bands = [
  'worth < 2200',
  'worth >= 2200 AND worth < 2500',
  'worth >= 2500 AND worth < 2700',
  'worth >= 2700 AND worth < 2900',
  'worth >= 2900 AND worth < 3100',
  'worth >= 3100 AND worth < 3300',
  'worth >= 3300 AND worth < 3500',
  'worth >= 3500 AND worth < 3800',
  'worth >= 3800 AND worth < 4500',
  'worth >= 4500',
]

/** The better rows are looked up without looking at the others. What is searched is written anew. */
export const searchBands: Migration = {
  name: '029-search-bands',
  up: (dialect) =>
    dialect === 'sqlite'
      ? []
      : [
          'TRUNCATE model_search, model_tokens',
          'DROP INDEX model_search_words',
          ...bands.map(
            (band, at) => `CREATE INDEX model_search_words_${at} ON model_search USING GIN (search_tsv)
              WITH (gin_pending_list_limit = 1024) WHERE ${band}`,
          ),
        ],
}
