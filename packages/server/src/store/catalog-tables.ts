import type { GeneratedAlways } from 'kysely'
import type { DueColumns } from './due.ts'

/** A row of the catalog: the members that SQL readers want as columns, the row itself as canonical JSON in `doc`. */
export interface ModelTable {
  uid: string
  id: string
  name: string
  provider: string
  brand: string
  context_length: number | null
  max_tokens: number | null
  /** Micro-USD for 1,000,000 tokens. */
  input_price: number | null
  output_price: number | null
  /** USD for 1,000 tokens. */
  input_cost: GeneratedAlways<number | null>
  output_cost: GeneratedAlways<number | null>
  supports_chat: number | null
  supports_completion: number | null
  /** JSON. */
  capabilities: string
  metadata: string
  doc: string
  /** JSON: field → where its value comes from. */
  origins: string
  conflicts: string
  state: 'listed' | 'missing' | 'unverified' | 'offline' | 'removed'
  misses: number
  missing_since: number | null
  removed_at: number | null
  /** Grows with each change of `doc`. */
  version: number
  /** Version of the catalog at the last write of this row. */
  revision: number
  created_at: number
  updated_at: number
}

/** What one source says about one model. */
export interface ModelObservationTable {
  source_id: string
  uid: string
  provider: string
  source: string
  source_key: string | null
  url: string | null
  /** JSON. */
  facts: string
  inferred: string
  suspects: string
  /** Why the source says so. */
  note: string | null
  first_seen: number
  fetched_at: number
  misses: number
  missing_since: number | null
}

/** What happened to the catalog, in the order in which it happened. */
export interface ModelChangeTable {
  seq: number
  kind: string
  severity: string
  uid: string
  provider: string
  at: number
  /** The first snapshot that holds it. */
  snapshot: string
  /** JSON: the row of an addition, else the fields that changed. */
  body: string
  days_left: number | null
}

/** Where in the change log a snapshot stands. */
export interface CatalogSnapshotTable {
  snapshot: string
  seq: number
  at: number
}

/** The one row that every write of the catalog locks, so that changes are numbered in the order of their commits. */
export interface CatalogHeadTable {
  id: string
  /** Grows with every write. */
  version: number
  /** Of the newest change. */
  seq: number
  snapshot: string | null
}

/** A source, what it last answered, and when it is asked again. */
export interface DiscoverySourceTable extends DueColumns {
  id: string
  source: string
  /** Its configured provider; null for catalogs of many. */
  provider: string | null
  etag: string | null
  last_modified: string | null
  last_refresh_at: number | null
  last_success_at: number | null
  duration_ms: number | null
  /** Unhealthy fetches in a row. */
  failures: number
  verdict: 'healthy' | 'held' | 'unhealthy' | null
  error_code: string | null
  error_message: string | null
  degraded_since: number | null
  /** Of the last list that was taken over. */
  rows: number
  rejects: number
  /** Rows of the last healthy list; null before the first. */
  healthy_rows: number | null
  held_since: number | null
  held_absences: string | null
  /** The newest minor change that was sent, and when. */
  digest_seq: number
  digest_at: number
}

/** The default model of a provider. */
export interface ModelSelectionTable {
  provider: string
  /** Empty where the selection was cleared. */
  model_name: string
  editable: number
  updated_at: number
}

export interface CatalogTables {
  models: ModelTable
  model_observations: ModelObservationTable
  model_changes: ModelChangeTable
  catalog_snapshots: CatalogSnapshotTable
  catalog_head: CatalogHeadTable
  discovery_sources: DiscoverySourceTable
  model_selections: ModelSelectionTable
}
