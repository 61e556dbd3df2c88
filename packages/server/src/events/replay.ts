import type { Tx } from '../store/database.ts'
import type { DeliveryStatus } from '../store/event-tables.ts'
import { type EventRow, eventsOf } from '../store/events.ts'
import { newId } from '../store/ids.ts'
import { countWaiting, insertDeliveries, lastDeliveries, newDelivery, queueAgain } from '../store/webhook-deliveries.ts'
import type { WebhookWithTopics } from '../store/webhooks.ts'
import { reachesSubscribers } from './catalog.ts'
import { WAITING_MAX } from './limits.ts'
import type { EventsParts } from './parts.ts'
import { sentAs } from './topics.ts'

export interface ReplaySpan {
  fromMs: number
  untilMs: number
  /** Only events whose last delivery is in this state; null: all. */
  status: DeliveryStatus | null
}

const eventsAtOnce = 500

/**
 * Queues what the endpoint subscribes to again, oldest first, until as many deliveries wait as may; returns how many it
 * queued. What waits already is not doubled: a failed one is sent at once, one that never was tried keeps its place.
 */
export async function replay(
  parts: EventsParts,
  tx: Tx,
  webhook: WebhookWithTopics,
  { fromMs, untilMs, status }: ReplaySpan,
): Promise<number> {
  const topics = new Set(webhook.topics)
  let room = WAITING_MAX - (await countWaiting(tx, webhook.id, WAITING_MAX))
  let count = 0
  for (let after: string | null = null; room > 0; ) {
    const events: EventRow[] = await eventsOf(tx, webhook.user_id, { fromMs, untilMs, after, limit: eventsAtOnce })
    if (events.length === 0) break
    after = events.at(-1)?.id ?? null
    const queued = await queue(parts, tx, webhook.id, named(events, topics), status, room)
    count += queued
    room -= queued
  }
  return count
}

type Named = { event_id: string; event: string }

const named = (events: readonly EventRow[], topics: ReadonlySet<string>): Named[] =>
  events.flatMap(({ id, name }) => {
    const event = reachesSubscribers(name) ? sentAs(name, topics) : null
    return event === null ? [] : [{ event_id: id, event }]
  })

async function queue(
  parts: EventsParts,
  tx: Tx,
  webhookId: string,
  events: readonly Named[],
  status: DeliveryStatus | null,
  room: number,
): Promise<number> {
  if (events.length === 0) return 0
  const nowMs = parts.clock.now()
  const last = await lastDeliveries(
    tx,
    webhookId,
    events.map(({ event_id }) => event_id),
  )
  const stateOf = ({ event_id }: Named) => last.get(event_id)?.status ?? null
  const wanted = events
    .filter((event) => (status === null ? !waits(stateOf(event)) : stateOf(event) === status))
    .slice(0, room)
  const failed = wanted.flatMap(({ event_id }) => {
    const known = last.get(event_id)
    return known?.status === 'failed' ? [known.id] : []
  })
  const others = wanted.filter((event) => stateOf(event) !== 'failed')
  await queueAgain(tx, failed, nowMs)
  await insertDeliveries(
    tx,
    others.map((event) => newDelivery({ id: newId('dlv', parts), webhook_id: webhookId, ...event }, nowMs)),
  )
  return wanted.length
}

const waits = (status: DeliveryStatus | null): boolean => status === 'pending' || status === 'delivering'
