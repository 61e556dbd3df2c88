import type { GeneratedAlways } from 'kysely'

/** A row of the catalog as the database searches it; on PostgreSQL only. */
export interface ModelSearchTable {
  uid: string
  id: string
  /** Of the row of `models` that it was made from. */
  revision: number
  /** How good an answer it is to whatever it fits; the less the better. */
  worth: number
  /** Neither retired nor removed. */
  is_shown: boolean
  /** By these it is sorted; the name in lower case, implausible prices are unknown. */
  provider: string
  name: string
  input_price: number | null
  output_price: number | null
  context_length: number | null
  max_tokens: number | null
  release_date: string | null
  shutdown_date: string | null
  updated_at: number
  /** Marks of what finds it when it is typed whole: ids, aliases, and these without separators. */
  spellings: number[]
  /** JSON: what ranking looks at. */
  card: string
  /** Its words. */
  search_tsv: string
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
