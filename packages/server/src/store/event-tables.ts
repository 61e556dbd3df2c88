import type { Generated } from 'kysely'
import type { DueColumns } from './due.ts'

/** Tables of events: what happened, who is told, and how that went. */

/** The outbox. Rows are written with the change that they tell of, and kept 30 days. */
export interface EventsTable {
  /** Grows in the order of inserts, so that two events of one transaction, or of one locked row, keep their order. */
  ordinal: Generated<number>
  id: string
  name: string
  /** The account that it belongs to; null for public events. */
  user_id: string | null
  /** JSON. */
  data: string
  at: number
  /** Its place in its stream, without gaps; null until fan-out. */
  seq: number | null
}

/** How far each stream has been numbered. */
interface EventStreamsTable {
  /** A user id, or `public`. */
  stream: string
  seq: number
}

export type WebhookKind = 'all' | 'billing'
type WebhookStatus = 'active' | 'paused' | 'disabled'

/** Endpoints of users. */
export interface WebhooksTable {
  id: string
  user_id: string
  url: string
  kind: WebhookKind
  description: string | null
  /** Sealed. */
  secret: string
  /** Sealed; signs too until `previous_secret_expires_at`. */
  previous_secret: string | null
  previous_secret_expires_at: number | null
  status: WebhookStatus
  disabled_reason: string | null
  /** The first failure since the last success; null where the last attempt succeeded. */
  failing_since: number | null
  created_at: number
  updated_at: number
}

/** What an endpoint subscribes to: a name, `group.*` or `*`, in the order given. */
interface WebhookTopicsTable {
  webhook_id: string
  user_id: string
  topic: string
  place: number
}

export type DeliveryStatus = 'pending' | 'delivering' | 'delivered' | 'failed' | 'blocked' | 'dead'

/** One event on its way to one endpoint. */
export interface WebhookDeliveriesTable extends DueColumns {
  id: string
  webhook_id: string
  event_id: string
  /** The name that it is sent under. */
  event: string
  /** Attempts made so far. */
  attempt: number
  status: DeliveryStatus
  response_status: number | null
  response_ms: number | null
  response_body: string | null
  error_code: string | null
  created_at: number
}

/** Tickets for sockets that cannot send headers; each is deleted by its first use. */
export interface WsTicketsTable {
  /** SHA-256 of the ticket. */
  digest: string
  /** The headers with the credential that asked for it; sealed. */
  credential: string
  /** The only origin that may use it; null: any that may connect. */
  origin: string | null
  expires_at: number
}

/** Events that other systems sent us, for 30 days. */
export interface IncomingWebhooksTable {
  /** The name of the secret that signed it: ids are its sender's own. */
  sender: string
  event_id: string
  received_at: number
}

export interface EventTables {
  incoming_webhooks: IncomingWebhooksTable
  events: EventsTable
  event_streams: EventStreamsTable
  webhooks: WebhooksTable
  webhook_topics: WebhookTopicsTable
  webhook_deliveries: WebhookDeliveriesTable
  ws_tickets: WsTicketsTable
}
