import { type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type { DeliveryStatus, WebhookDeliveriesTable } from './event-tables.ts'

export type DeliveryRow = Selectable<WebhookDeliveriesTable>
export type DeliveryChange = Updateable<WebhookDeliveriesTable>

const rowsAtOnce = 500

export async function insertDeliveries(tx: Tx, rows: readonly DeliveryRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await tx
      .insertInto('webhook_deliveries')
      .values(rows.slice(from, from + rowsAtOnce))
      .execute()
  }
}

/** A delivery that waits from `nowMs` on. */
export const newDelivery = (
  given: Pick<DeliveryRow, 'id' | 'webhook_id' | 'event_id' | 'event'>,
  nowMs: number,
): DeliveryRow => ({
  ...given,
  attempt: 0,
  status: 'pending',
  response_status: null,
  response_ms: null,
  response_body: null,
  error_code: null,
  created_at: nowMs,
  due_at: nowMs,
  lease_until: null,
  fence: 0,
})

/** Of an endpoint of this owner only. */
export const deliveryOf = (db: Db, userId: string, id: string): Promise<DeliveryRow | undefined> =>
  db
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhooks', 'webhooks.id', 'delivery.webhook_id')
    .selectAll('delivery')
    .where('webhooks.user_id', '=', userId)
    .where('delivery.id', '=', id)
    .executeTakeFirst()

export interface DeliveryPage {
  /** null: every state. */
  status: DeliveryStatus | null
  /** The last id of the page before. */
  after: string | null
  sinceMs: number
  limit: number
}

/** Newest first. */
export function listDeliveries(
  db: Db,
  webhookId: string,
  { status, after, sinceMs, limit }: DeliveryPage,
): Promise<DeliveryRow[]> {
  let query = db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .where('created_at', '>=', sinceMs)
  if (status !== null) query = query.where('status', '=', status)
  if (after !== null) query = query.where('id', '<', after)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** The last delivery of each event to this endpoint; events without one are absent. */
export async function lastDeliveries(
  db: Db,
  webhookId: string,
  eventIds: readonly string[],
): Promise<Map<string, { id: string; status: DeliveryStatus }>> {
  const rows = await db
    .selectFrom('webhook_deliveries')
    .select(['id', 'event_id', 'status'])
    .where('webhook_id', '=', webhookId)
    .where('event_id', 'in', eventIds)
    .orderBy('id')
    .execute()
  return new Map(rows.map(({ event_id, ...last }) => [event_id, last]))
}

/** How many deliveries of the endpoint wait, counted no further than `most`. */
export async function countWaiting(db: Db, webhookId: string, most: number): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    SELECT COUNT(*) AS waiting FROM
      (SELECT 1 FROM webhook_deliveries WHERE webhook_id = ${webhookId} AND due_at IS NOT NULL LIMIT ${most}) AS waiting_ones`.execute(
    db,
  )
  return Number(rows[0]?.waiting ?? 0)
}

/** Endpoints with due deliveries, by id and each once; those after `after` first, then those before it. */
export async function endpointsWithDue(db: Db, nowMs: number, after: string, limit: number): Promise<string[]> {
  const later = await dueBetween(db, nowMs, sql`webhook_id > ${after}`, limit)
  if (after === '' || later.length >= limit) return later
  return [...later, ...(await dueBetween(db, nowMs, sql`webhook_id <= ${after}`, limit - later.length))]
}

/** Jumps from endpoint to endpoint in the index: ten thousand deliveries of one cost as much as one. */
async function dueBetween(db: Db, nowMs: number, range: ReturnType<typeof sql>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ webhook_id: string }>`
    WITH RECURSIVE waiting (webhook_id) AS (
      SELECT (SELECT MIN(webhook_id) FROM webhook_deliveries WHERE due_at IS NOT NULL AND ${range})
      UNION ALL
      SELECT (SELECT MIN(webhook_id) FROM webhook_deliveries
               WHERE due_at IS NOT NULL AND ${range} AND webhook_id > waiting.webhook_id)
        FROM waiting WHERE waiting.webhook_id IS NOT NULL
    )
    SELECT webhook_id FROM waiting WHERE webhook_id IS NOT NULL AND EXISTS (
      SELECT 1 FROM webhook_deliveries AS due
       WHERE due.webhook_id = waiting.webhook_id AND due.due_at <= ${nowMs}
         AND (due.lease_until IS NULL OR due.lease_until <= ${nowMs}))
    LIMIT ${limit}`.execute(db)
  return rows.map(({ webhook_id }) => webhook_id)
}

export interface EndpointClaim {
  webhookId: string
  nowMs: number
  leaseMs: number
  /** Most leases of the endpoint at a time, everywhere. */
  inFlightMax: number
  limit: number
}

/** Leases due deliveries of one endpoint, oldest first, each to one worker only. */
export async function claimDeliveries(tx: Tx, { dialect }: Store, claim: EndpointClaim): Promise<DeliveryRow[]> {
  const { webhookId, nowMs, leaseMs, inFlightMax, limit } = claim
  if (dialect === 'postgres') {
    // Two workers that counted at once would both find room.
    const free = await sql`SELECT 1 FROM webhooks WHERE id = ${webhookId} FOR NO KEY UPDATE SKIP LOCKED`.execute(tx)
    if (free.rows.length === 0) return []
  }
  const leased = await tx
    .selectFrom('webhook_deliveries')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('webhook_id', '=', webhookId)
    .where('lease_until', '>', nowMs)
    .executeTakeFirstOrThrow()
  const room = Math.min(limit, inFlightMax - Number(leased.count))
  if (room <= 0) return []
  const { rows } = await sql<DeliveryRow>`
    UPDATE webhook_deliveries SET status = 'delivering', lease_until = ${nowMs + leaseMs}, fence = fence + 1
     WHERE id IN (SELECT id FROM webhook_deliveries
                   WHERE webhook_id = ${webhookId} AND due_at <= ${nowMs}
                     AND (lease_until IS NULL OR lease_until <= ${nowMs})
                   ORDER BY due_at, id LIMIT ${room})
    RETURNING *`.execute(tx)
  return rows
}

/** Applied only while the fence stands; false where it does not. */
export async function applyWhereFenced(
  tx: Tx,
  { id, fence }: Pick<DeliveryRow, 'id' | 'fence'>,
  change: DeliveryChange,
): Promise<boolean> {
  const row = await tx
    .updateTable('webhook_deliveries')
    .set(change)
    .where('id', '=', id)
    .where('fence', '=', fence)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** A new series of attempts, from `nowMs` on; what is on its way already goes on. */
export async function queueAgain(tx: Tx, ids: readonly string[], nowMs: number): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('webhook_deliveries')
    .set({ status: 'pending', attempt: 0, due_at: nowMs, lease_until: null })
    .where('id', 'in', ids)
    .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', nowMs)]))
    .execute()
}

/** Ends what waits for an endpoint that is disabled; what comes of attempts on their way is not kept. */
export async function endDeliveries(tx: Tx, webhookId: string): Promise<void> {
  await sql`UPDATE webhook_deliveries SET status = 'dead', due_at = NULL, lease_until = NULL, fence = fence + 1
             WHERE webhook_id = ${webhookId} AND due_at IS NOT NULL`.execute(tx)
}

/** Deletes deliveries made before `beforeMs` that wait for nothing, at most `limit`; returns how many. */
export async function deleteOldDeliveries(tx: Tx, beforeMs: number, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    DELETE FROM webhook_deliveries WHERE id IN
      (SELECT id FROM webhook_deliveries WHERE created_at < ${beforeMs} AND due_at IS NULL LIMIT ${limit})
    RETURNING id`.execute(tx)
  return rows.length
}
