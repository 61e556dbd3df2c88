import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import type { Tx } from '../store/database.ts'
import { eventById } from '../store/events.ts'
import {
  applyWhereFenced,
  claimDeliveries,
  type DeliveryChange,
  type DeliveryRow,
  endDeliveries,
  endpointsWithDue,
} from '../store/webhook-deliveries.ts'
import {
  lockWebhook,
  noteFailure,
  noteSuccess,
  updateWebhook,
  type WebhookRow,
  webhookById,
} from '../store/webhooks.ts'
import type { Job } from '../worker.ts'
import { append } from './append.ts'
import { IN_FLIGHT_AN_ENDPOINT_MAX, IN_FLIGHT_MAX, LEASE_MS } from './limits.ts'
import { type EventsParts, jobNames } from './parts.ts'
import { type Sent, send } from './send.ts'
import { settle, type Verdict } from './settle.ts'

export interface Deliverer {
  /** Claims for every free place and starts what it claimed; it does not wait for answers. */
  job: Job
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>
}

/** Posts due deliveries: 4 at a time to an endpoint, 64 at a time in all, the endpoints in turn. */
export function createDeliverer(parts: EventsParts): Deliverer {
  const { store, clock, log, wake } = parts
  const running = new Set<Promise<void>>()
  let lastServed = ''

  /** Starts what it claims at once, so that a failure on the way leaves no lease without its attempt. */
  async function claim(signal: AbortSignal): Promise<number> {
    const nowMs = clock.now()
    let claimed = 0
    for (const webhookId of await endpointsWithDue(store.db, nowMs, lastServed, IN_FLIGHT_MAX)) {
      const limit = IN_FLIGHT_MAX - running.size
      if (limit <= 0) break
      const request = { webhookId, nowMs, leaseMs: LEASE_MS, inFlightMax: IN_FLIGHT_AN_ENDPOINT_MAX, limit }
      const deliveries = await store.write((tx) => claimDeliveries(tx, store, request))
      for (const delivery of deliveries) start(delivery, signal)
      claimed += deliveries.length
      lastServed = webhookId
    }
    return claimed
  }

  function start(delivery: DeliveryRow, signal: AbortSignal): void {
    const work = attempt(parts, delivery, signal)
      .catch((error: unknown) => {
        // The lease runs out and the delivery is tried again, under the same event id.
        if (!signal.aborted) log.error('A delivery could not be worked on', { delivery_id: delivery.id, error })
      })
      .finally(() => {
        running.delete(work)
        wake(jobNames.deliver)
      })
    running.add(work)
  }

  return {
    job: {
      name: jobNames.deliver,
      everyMs: 1_000,
      run: async (signal) => (signal.aborted || running.size >= IN_FLIGHT_MAX ? 0 : claim(signal)),
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

async function attempt(parts: EventsParts, delivery: DeliveryRow, signal: AbortSignal): Promise<void> {
  const { store, clock, random, metrics, log } = parts
  const startedAt = clock.monotonic()
  const [webhook, event] = await Promise.all([
    webhookById(store.db, delivery.webhook_id),
    eventById(store.db, delivery.event_id),
  ])
  // The endpoint was deleted since, and the delivery with it.
  if (webhook === undefined || event === undefined || event.seq === null) return
  const prepared = { ...event, name: delivery.event, seq: event.seq, data: JSON.parse(event.data) as unknown }
  const sent = await send(parts, webhook, prepared, signal)
  const attempted = { attempt: delivery.attempt + 1, failingSince: webhook.failing_since }
  const verdict = settle(attempted, sent.outcome, clock.now(), random.float())
  await store.write((tx) => apply(parts, tx, webhook, delivery, sent, verdict))
  if (verdict.state !== 'delivered' && verdict.disable !== null) parts.wake(jobNames.fanOut)
  metrics.count('proxyapi_webhook_deliveries_total', { result: verdict.state })
  trace(parts, delivery, sent, { startedAt, host: hostOf(webhook.url), result: verdict.state })
  log.info('Webhook attempt', {
    event: 'webhook.attempt',
    event_id: event.id,
    delivery_id: delivery.id,
    endpoint_host: hostOf(webhook.url),
    attempt: attempted.attempt,
    result: verdict.state,
    error_code: sent.shown.error_code,
  })
}

interface TracedAttempt {
  startedAt: number
  host: string
  result: string
}

function trace({ tracer }: EventsParts, delivery: DeliveryRow, { shown }: Sent, told: TracedAttempt): void {
  const span = tracer?.begin('webhook.deliver', { kind: 'client', startedAt: told.startedAt })
  if (span == null) return
  span.set({
    'server.address': told.host,
    'http.response.status_code': shown.response_status ?? undefined,
    'proxyapi.event': delivery.event,
    'proxyapi.event_id': delivery.event_id,
    'proxyapi.delivery_id': delivery.id,
    'proxyapi.attempt': delivery.attempt + 1,
    'proxyapi.result': told.result,
  })
  if (shown.error_code !== null) span.fail(new ApiError(shown.error_code as ErrorCode))
  span.end()
}

/** Delivery, endpoint and event of a disabling are written together, and only where the lease still holds. */
async function apply(
  parts: EventsParts,
  tx: Tx,
  webhook: WebhookRow,
  delivery: DeliveryRow,
  { shown }: Sent,
  verdict: Verdict,
): Promise<void> {
  // Everybody takes the endpoint before its deliveries, so that two attempts that disable it do not wait for each other.
  if (verdict.state !== 'delivered' || webhook.failing_since !== null) {
    await lockWebhook(tx, parts.store, webhook.user_id, webhook.id)
  }
  const attempts = delivery.attempt + 1
  const change: DeliveryChange =
    verdict.state === 'retry'
      ? { status: 'failed', attempt: attempts, due_at: verdict.at, lease_until: null }
      : ended(verdict.state, attempts)
  if (!(await applyWhereFenced(tx, delivery, { ...change, ...shown }))) return
  if (verdict.state === 'delivered') return noteSuccess(tx, webhook.id)
  const nowMs = parts.clock.now()
  await noteFailure(tx, webhook.id, nowMs)
  if (verdict.disable !== null) await disable(parts, tx, webhook, verdict.disable, nowMs)
}

const ended = (status: 'delivered' | 'dead' | 'blocked', attempt: number): DeliveryChange => ({
  status,
  attempt,
  due_at: null,
  lease_until: null,
})

async function disable(parts: EventsParts, tx: Tx, { id, user_id, url }: WebhookRow, reason: string, nowMs: number) {
  await updateWebhook(tx, id, { status: 'disabled', disabled_reason: reason, updated_at: nowMs })
  await endDeliveries(tx, id)
  const data = { user_id, webhook_id: id, host: hostOf(url), reason, disabled_at: new Date(nowMs).toISOString() }
  await append(parts, tx, { name: 'webhook.disabled', userId: user_id, data })
}

const hostOf = (url: string): string => new URL(url).host
