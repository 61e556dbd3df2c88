import type { DueColumns } from './due.ts'

/** Tables of integrations: services that users have registered, and how calls of them went. */

export type IntegrationHealth = 'healthy' | 'degraded' | 'failing'

/** One service of one user. */
export interface IntegrationsTable {
  user_id: string
  integration_id: string
  base_url: string
  /** JSON: how it is called. */
  config: string
  /** JSON: what a call must satisfy. */
  policy: string
  enabled: 0 | 1
  /** Sealed. */
  api_key: string | null
  api_key_last4: string | null
  /** As its owner was told last. */
  health: IntegrationHealth
  last_success_at: number | null
  last_error_code: string | null
  last_error_at: number | null
  created_at: number
  updated_at: number
}

/** Attempts that began in one slot of time and took about the same. */
export interface IntegrationCountsTable {
  user_id: string
  integration_id: string
  /** Its begin; 0: of all times. */
  slot: number
  /** Least milliseconds of those in it; -1: they were not answered. */
  bucket: number
  requests: number
  errors: number
}

export type OneOffStatus = 'pending' | 'delivered' | 'failed' | 'dead' | 'blocked'

/** A webhook that belongs to no endpoint, on its way to a registered service or to an address. */
export interface IntegrationWebhooksTable extends DueColumns {
  id: string
  user_id: string
  /** Either this or `url`. */
  integration_id: string | null
  url: string | null
  event_type: string
  /** JSON. */
  data: string
  /** JSON of its secret and headers, sealed. */
  sealed: string
  /** Attempts made so far. */
  attempt: number
  status: OneOffStatus
  response_status: number | null
  error_code: string | null
  created_at: number
}

/** A repeated exchange of items with a registered service. */
export interface SyncsTable extends DueColumns {
  id: string
  user_id: string
  /** Its owner's name for it. */
  sync_id: string
  integration_id: string
  /** JSON. */
  definition: string
  schedule_seconds: number | null
  /** Of a pull the cursor of the next page, of a push the number of the last change that was dealt with. */
  position: string | null
  /** When it last moved, or was found up to date. */
  position_at: number | null
  /** The number of the last change of its records. */
  seq: number
  record_count: number
  /** Failed runs since the last one that ended well. */
  failures: number
  /** The last run, which may be queued or under way. */
  run_id: string | null
  created_at: number
  updated_at: number
}

export type SyncTrigger = 'schedule' | 'request'

export interface SyncRunsTable {
  id: string
  sync: string
  user_id: string
  trigger: SyncTrigger
  status: 'queued' | 'running' | 'succeeded' | 'failed'
  pages: number
  items: number
  parked: number
  error_code: string | null
  error_message: string | null
  created_at: number
  started_at: number | null
  finished_at: number | null
}

/** An item as a sync has met it last. */
export interface SyncRecordsTable {
  sync: string
  item_id: string
  user_id: string
  /** Rises with each change. */
  version: number
  /** Of the item: the same one twice is no change. */
  digest: string
  state: 'stored' | 'sent' | 'parked'
  /** JSON; null where it is kept elsewhere. */
  data: string | null
  error_code: string | null
  error_message: string | null
  /** Of the change, in the order of changes. */
  seq: number
  updated_at: number
}

/** What the last test of a user's services found. */
export interface IntegrationTestRunsTable {
  user_id: string
  at: number
  /** JSON. */
  summary: string
}

export interface IntegrationTables {
  integration_test_runs: IntegrationTestRunsTable
  syncs: SyncsTable
  sync_runs: SyncRunsTable
  sync_records: SyncRecordsTable
  integrations: IntegrationsTable
  integration_counts: IntegrationCountsTable
  integration_webhooks: IntegrationWebhooksTable
}
