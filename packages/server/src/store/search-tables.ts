import type { GeneratedAlways } from 'kysely'

/** A row of the catalog as the database searches it; on PostgreSQL only. */
export interface ModelSearchTable {
  uid: string
  id: string
  /** Of the row of `models` that it was made from. */
  revision: number
  /** Its words, each once, with spaces between. */
  words: string
  /** What finds it when it is typed whole: ids, aliases, and these without separators. */
  names: string[]
  /** JSON: what ranking looks at. */
  facts: string
  search_tsv: GeneratedAlways<string>
}

/** Every word of the catalog. */
export interface ModelTokenTable {
  token: string
  /** Rows that have it. */
  df: number
  /** It is in several rows. */
  is_common: GeneratedAlways<boolean>
}

export interface SearchTables {
  model_search: ModelSearchTable
  model_tokens: ModelTokenTable
}
