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

export interface IntegrationTables {
  integrations: IntegrationsTable
  integration_counts: IntegrationCountsTable
  integration_webhooks: IntegrationWebhooksTable
}
