import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { EgressFailure, toApiError } from '../egress/failure.ts'
import { type Asker, auditOf } from '../identity/asker.ts'
import type { Principal } from '../identity/principal.ts'
import type { Store, Tx } from '../store/database.ts'
import type { DeliveryStatus, WebhookKind } from '../store/event-tables.ts'
import { eventById } from '../store/events.ts'
import type { Keep } from '../store/idempotency.ts'
import { newId } from '../store/ids.ts'
import {
  type DeliveryRow,
  deliveryOf,
  endDeliveries,
  insertDeliveries,
  listDeliveries,
  newDelivery,
  queueAgain,
} from '../store/webhook-deliveries.ts'
import {
  countWebhooks,
  deleteWebhook,
  insertWebhook,
  listWebhooks,
  lockWebhook,
  lockWebhookOwner,
  replaceTopics,
  updateWebhook,
  type WebhookChange,
  type WebhookRow,
  webhookOf,
} from '../store/webhooks.ts'
import { append } from './append.ts'
import { testEvent } from './catalog.ts'
import { fanOut } from './fan-out.ts'
import { ENDPOINTS_A_USER_MAX, hourMs, KEPT_MS, OVERLAP_HOURS } from './limits.ts'
import { type EventsParts, jobNames } from './parts.ts'
import { type ReplaySpan, replay } from './replay.ts'
import { checkSecret, newSecret, standardSecretOf } from './secret.ts'
import { previousSecretPlace, secretPlace, send } from './send.ts'
import { checkTopics } from './topics.ts'
import { deliveryView, iso, webhookView } from './views.ts'

type Schemas = components['schemas']

interface PageRequest {
  limit: number
  cursor?: string | undefined
}

export interface PageOf<T> {
  items: T[]
  nextCursor: string | null
}

/** Endpoints of an account. What belongs to another account, was deleted or never was is the same NOT_FOUND. */
export interface Webhooks {
  /** Throws INVALID_REQUEST (events, secret), TARGET_URL_INVALID, TARGET_BLOCKED, LIMIT_REACHED. */
  create(
    asker: Asker,
    request: Schemas['CreateWebhookRequest'],
    kind: WebhookKind,
    keep?: Keep<Schemas['NewWebhook']>,
  ): Promise<Schemas['NewWebhook']>
  /** Newest first. */
  list(principal: Principal, page: PageRequest): Promise<PageOf<Schemas['Webhook']>>
  get(principal: Principal, id: string): Promise<Schemas['Webhook']>
  update(asker: Asker, id: string, change: Schemas['UpdateWebhookRequest']): Promise<Schemas['Webhook']>
  delete(asker: Asker, id: string): Promise<{ id: string; status: 'deleted' }>
  rotateSecret(asker: Asker, id: string, overlapHours?: number): Promise<Schemas['RotatedWebhookSecret']>
  /** Sends a test event and waits for what comes of it, 15 seconds at the most. */
  test(principal: Principal, id: string): Promise<Schemas['WebhookDelivery']>
  /** Newest first. */
  deliveries(
    principal: Principal,
    id: string,
    page: PageRequest & { status?: DeliveryStatus | undefined },
  ): Promise<PageOf<Schemas['WebhookDelivery']>>
  /** Throws INVALID_STATE where the endpoint is disabled, as does `replay`. */
  retry(principal: Principal, deliveryId: string): Promise<{ count: number }>
  replay(principal: Principal, id: string, request: Schemas['ReplayWebhookRequest']): Promise<{ count: number }>
}

const target = (id: string) => ({ type: 'webhook', id })

const ownerDisabled = 'Disabled by its owner.'
const testMessage = 'This is a test event. Nothing happened.'

export function createWebhooks(parts: EventsParts): Webhooks {
  const { store, clock, cursors, egress, random, sealer, wake } = parts
  const audit = auditOf(parts)
  const sealed = (secret: string, id: string) => sealer.seal(secret, secretPlace(id))
  const now = () => clock.now()

  return {
    async create(asker, { url, events, secret: given, description = null }, kind, keep) {
      const userId = ownerOf(asker.principal)
      checkTopics(events, kind)
      if (given !== undefined) checkSecret(given)
      await egress.admit(url, 'webhook')
      const secret = given ?? newSecret(random.bytes)
      const id = newId('wh', parts)
      const row = newRow({ id, user_id: userId, url, kind, description, secret: sealed(secret, id) }, now())
      const topics = [...new Set(events)]
      const view = webhookView({ ...row, topics }, now())
      const made = { ...view, secret, standard_secret: standardSecretOf(secret) }
      await store.write(async (tx) => {
        await lockWebhookOwner(tx, store, userId)
        if ((await countWebhooks(tx, userId)) >= ENDPOINTS_A_USER_MAX) throw new ApiError('LIMIT_REACHED')
        await insertWebhook(tx, row, topics)
        await audit(tx, asker, { action: 'webhook.created', target: target(id), details: { kind, events: topics } })
        await keep?.(tx, made)
      })
      return made
    },

    async list(principal, { limit, cursor }) {
      const userId = ownerOf(principal)
      const scope = `webhooks ${userId}`
      const after = cursor === undefined ? null : cursors.read(scope, cursor)
      const rows = await listWebhooks(store.db, userId, { after, limit: limit + 1 })
      return pageOf(
        rows,
        limit,
        (id) => cursors.write(scope, id),
        (row) => webhookView(row, now()),
      )
    },

    async get(principal, id) {
      return webhookView(found(await webhookOf(store.db, ownerOf(principal), id)), now())
    },

    async update(asker, id, request) {
      const { url, events, description, status } = request
      const userId = ownerOf(asker.principal)
      const { kind } = found(await webhookOf(store.db, userId, id))
      if (events) checkTopics(events, kind)
      if (url !== undefined) await egress.admit(url, 'webhook')
      const change: WebhookChange = {
        ...(url !== undefined && { url }),
        ...(description !== undefined && { description }),
        ...(status && statusChange[status]),
        updated_at: now(),
      }
      const changed = await store.write(async (tx) => {
        await locked(tx, store, userId, id)
        await updateWebhook(tx, id, change)
        if (events) await replaceTopics(tx, id, userId, [...new Set(events)])
        if (status === 'disabled') await endDeliveries(tx, id)
        const details = { fields: Object.keys(request) }
        await audit(tx, asker, { action: 'webhook.updated', target: target(id), details })
        return webhookOf(tx, userId, id)
      })
      return webhookView(found(changed), now())
    },

    async delete(asker, id) {
      const userId = ownerOf(asker.principal)
      await store.write(async (tx) => {
        if (!(await deleteWebhook(tx, userId, id))) throw new ApiError('NOT_FOUND')
        await audit(tx, asker, { action: 'webhook.deleted', target: target(id) })
      })
      return { id, status: 'deleted' }
    },

    async rotateSecret(asker, id, overlapHours = OVERLAP_HOURS) {
      const userId = ownerOf(asker.principal)
      const secret = newSecret(random.bytes)
      const expiresAt = overlapHours === 0 ? null : now() + overlapHours * hourMs
      await store.write(async (tx) => {
        const row = await locked(tx, store, userId, id)
        const previous = expiresAt === null ? null : sealer.open(row.secret, secretPlace(id))
        await updateWebhook(tx, id, {
          secret: sealed(secret, id),
          previous_secret: previous === null ? null : sealer.seal(previous, previousSecretPlace(id)),
          previous_secret_expires_at: expiresAt,
          updated_at: now(),
        })
        const details = { overlap_hours: overlapHours }
        await audit(tx, asker, { action: 'webhook.secret_rotated', target: target(id), details })
      })
      return { id, secret, standard_secret: standardSecretOf(secret), previous_secret_expires_at: iso(expiresAt) }
    },

    async test(principal, id) {
      const userId = ownerOf(principal)
      const webhook = found(await webhookOf(store.db, userId, id))
      const data = { user_id: userId, webhook_id: id, message: testMessage }
      const eventId = await store.write((tx) => append(parts, tx, { name: testEvent, userId, data }))
      const { seq, at } = await numbered(parts, eventId)
      const sent = await send(parts, webhook, { id: eventId, name: testEvent, seq, at, data }).catch(asApiError)
      const delivered = sent.shown.error_code === null
      const row: DeliveryRow = {
        ...newDelivery({ id: newId('dlv', parts), webhook_id: id, event_id: eventId, event: testEvent }, now()),
        ...sent.shown,
        attempt: 1,
        status: delivered ? 'delivered' : sent.outcome.kind === 'blocked' ? 'blocked' : 'dead',
        due_at: null,
      }
      await store.write(async (tx) => {
        await locked(tx, store, userId, id)
        await insertDeliveries(tx, [row])
      })
      return deliveryView(row)
    },

    async deliveries(principal, id, { status = null, limit, cursor }) {
      found(await webhookOf(store.db, ownerOf(principal), id))
      const scope = `deliveries ${id} ${status}`
      const after = cursor === undefined ? null : cursors.read(scope, cursor)
      const page = { status, after, sinceMs: now() - KEPT_MS, limit: limit + 1 }
      const rows = await listDeliveries(store.db, id, page)
      return pageOf(rows, limit, (last) => cursors.write(scope, last), deliveryView)
    },

    async retry(principal, deliveryId) {
      const userId = ownerOf(principal)
      await store.write(async (tx) => {
        const delivery = found(await deliveryOf(tx, userId, deliveryId))
        if (delivery.created_at < now() - KEPT_MS) throw new ApiError('NOT_FOUND')
        mustBeEnabled(await locked(tx, store, userId, delivery.webhook_id))
        await queueAgain(tx, [deliveryId], now())
      })
      wake(jobNames.deliver)
      return { count: 1 }
    },

    async replay(principal, id, { since, until, status = null }) {
      const userId = ownerOf(principal)
      const span = spanOf(since, until, now())
      const count = await store.write(async (tx) => {
        mustBeEnabled(await locked(tx, store, userId, id))
        return replay(parts, tx, found(await webhookOf(tx, userId, id)), { ...span, status })
      })
      if (count > 0) wake(jobNames.deliver)
      return { count }
    },
  }
}

const statusChange = {
  active: { status: 'active', disabled_reason: null, failing_since: null },
  disabled: { status: 'disabled', disabled_reason: ownerDisabled },
} as const

const newRow = (
  given: Pick<WebhookRow, 'id' | 'user_id' | 'url' | 'kind' | 'description' | 'secret'>,
  nowMs: number,
): WebhookRow => ({
  ...given,
  previous_secret: null,
  previous_secret_expires_at: null,
  status: 'active',
  disabled_reason: null,
  failing_since: null,
  created_at: nowMs,
  updated_at: nowMs,
})

function ownerOf({ userId }: Principal): string {
  if (userId === null) throw new ApiError('AUTH_REQUIRED')
  return userId
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new ApiError('NOT_FOUND')
  return row
}

const locked = async (tx: Tx, store: Store, userId: string, id: string): Promise<WebhookRow> =>
  found(await lockWebhook(tx, store, userId, id))

function mustBeEnabled({ status, disabled_reason }: WebhookRow): void {
  if (status !== 'disabled') return
  throw new ApiError(
    'INVALID_STATE',
    `The endpoint is disabled (${disabled_reason}). Enable it first: status "active".`,
  )
}

/** Pages one row further than they show, to know whether there is another. */
function pageOf<Row extends { id: string }, T>(
  rows: readonly Row[],
  limit: number,
  cursor: (lastId: string) => string,
  view: (row: Row) => T,
): PageOf<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(view), nextCursor: rows.length > limit && last ? cursor(last.id) : null }
}

function spanOf(since: string, until: string | undefined, nowMs: number): Pick<ReplaySpan, 'fromMs' | 'untilMs'> {
  const [fromMs, untilMs] = [Date.parse(since), until === undefined ? nowMs + 1 : Date.parse(until)]
  const wrong = (path: string, message: string) =>
    new ApiError('INVALID_REQUEST', undefined, { details: [{ path, message }] })
  if (fromMs < nowMs - KEPT_MS) throw wrong('/since', 'Events are kept for 30 days.')
  if (untilMs <= fromMs) throw wrong('/until', 'This is not after since.')
  return { fromMs, untilMs }
}

/** The event once it has its number; others that wait before it are numbered first. */
async function numbered(parts: EventsParts, id: string): Promise<{ seq: number; at: number }> {
  for (;;) {
    const { seq, at } = found(await eventById(parts.store.db, id))
    if (seq !== null) return { seq, at }
    await fanOut(parts, true)
  }
}

function asApiError(error: unknown): never {
  throw error instanceof EgressFailure ? toApiError(error, 'target') : error
}
