import type { components } from '@proxyapi/contract'
import type { DeliveryRow } from '../store/webhook-deliveries.ts'
import type { WebhookWithTopics } from '../store/webhooks.ts'

type Schemas = components['schemas']

export const iso = <Ms extends number | null>(ms: Ms): Ms extends null ? null : string =>
  (ms === null ? null : new Date(ms).toISOString()) as Ms extends null ? null : string

/** An endpoint as its owner sees it: without secrets, and without an overlap that is over. */
export function webhookView(row: WebhookWithTopics, nowMs: number): Schemas['Webhook'] {
  const overlapEndsAt = row.previous_secret_expires_at
  return {
    id: row.id,
    url: row.url,
    events: row.topics,
    kind: row.kind,
    description: row.description,
    status: row.status,
    disabled_reason: row.disabled_reason,
    previous_secret_expires_at: iso(overlapEndsAt !== null && overlapEndsAt > nowMs ? overlapEndsAt : null),
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
  }
}

export const deliveryView = (row: DeliveryRow): Schemas['WebhookDelivery'] => ({
  id: row.id,
  webhook_id: row.webhook_id,
  event_id: row.event_id,
  event: row.event,
  attempt: row.attempt,
  status: row.status,
  response_status: row.response_status,
  response_ms: row.response_ms,
  response_body: row.response_body,
  error_code: row.error_code,
  next_attempt_at: iso(row.due_at),
  created_at: iso(row.created_at),
})
