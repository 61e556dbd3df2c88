import type { Store, Tx } from '../store/database.ts'
import {
  type EventRow,
  lockNumbering,
  numberEvents,
  outboxState,
  streamHeads,
  unnumberedEvents,
} from '../store/events.ts'
import { newId } from '../store/ids.ts'
import { countWaiting, insertDeliveries, newDelivery } from '../store/webhook-deliveries.ts'
import { type Subscription, subscriptionsTo, updateWebhook } from '../store/webhooks.ts'
import { reachesSubscribers } from './catalog.ts'
import { EVENTS_A_FAN_OUT, WAITING_MAX } from './limits.ts'
import { type EventsParts, jobNames } from './parts.ts'
import { sentAs, topicsOf } from './topics.ts'

const nothing = { events: 0, deliveries: 0, heads: new Map<string, number>(), isBusy: false }
const pausedReason = 'More than 100,000 deliveries wait.'

/**
 * Numbers what the outbox holds, each stream gaplessly in the order of commits, and writes a delivery for each endpoint
 * that subscribes. All of it is one transaction under one lock, so a crash leaves nothing half done. Returns how many
 * events it worked on; null where another process is at it, unless `wait` waits for that one.
 */
export async function fanOut(parts: EventsParts, wait = false): Promise<number | null> {
  const { store } = parts
  const done = await store.write(async (tx) => {
    if (!(await lockNumbering(tx, store, wait))) return { ...nothing, isBusy: true }
    const events = await unnumberedEvents(tx, EVENTS_A_FAN_OUT)
    if (events.length === 0) return nothing
    const heads = await number(tx, store, events)
    const deliveries = await deliver(parts, tx, events)
    await parts.numbering(tx, heads)
    return { events: events.length, heads, deliveries, isBusy: false }
  })
  if (done.events > 0) parts.numbered(done.heads)
  if (done.deliveries > 0) parts.wake(jobNames.deliver)
  return done.isBusy ? null : done.events
}

/** What the gauges of the outbox show. */
export async function measureOutbox({ store, clock, metrics }: EventsParts): Promise<void> {
  const { waiting, oldestAt } = await outboxState(store.db)
  metrics.gauge('proxyapi_outbox_pending', waiting)
  metrics.gauge('proxyapi_outbox_lag_seconds', oldestAt === null ? 0 : Math.max(0, clock.now() - oldestAt) / 1_000)
}

const streamOf = (event: EventRow): string => event.user_id ?? 'public'

async function number(tx: Tx, store: Store, events: readonly EventRow[]): Promise<Map<string, number>> {
  const heads = await streamHeads(tx, [...new Set(events.map(streamOf))])
  const numbers = events.map((event) => {
    const stream = streamOf(event)
    const seq = (heads.get(stream) ?? 0) + 1
    heads.set(stream, seq)
    return { id: event.id, seq }
  })
  await numberEvents(tx, store, numbers, heads)
  return heads
}

async function deliver(parts: EventsParts, tx: Tx, events: readonly EventRow[]): Promise<number> {
  const sent = events.filter(({ name }) => reachesSubscribers(name))
  const own = sent.filter(({ user_id }) => user_id !== null)
  const open = sent.filter(({ user_id }) => user_id === null)
  const owners = [...new Set(own.map(({ user_id }) => user_id ?? ''))]
  const matched = [
    ...match(own, own.length > 0 ? await subscriptionsTo(tx, parts.store, topicsOfAll(own), owners) : []),
    ...match(open, open.length > 0 ? await subscriptionsTo(tx, parts.store, topicsOfAll(open), null) : []),
  ]
  const kept = await withoutOverfull(parts, tx, matched)
  const nowMs = parts.clock.now()
  const rows = kept.map((given) => newDelivery({ id: newId('dlv', parts), ...given }, nowMs))
  await insertDeliveries(tx, rows)
  return rows.length
}

const topicsOfAll = (events: readonly EventRow[]): string[] => [
  ...new Set(events.flatMap(({ name }) => topicsOf(name))),
]

type Match = { webhook_id: string; event_id: string; event: string }

/** Each event once for each endpoint of those it belongs to, under the name subscribed to. */
function match(events: readonly EventRow[], subscriptions: readonly Subscription[]): Match[] {
  const endpoints = new Map<string, { userId: string; topics: Set<string> }>()
  for (const { webhookId, userId, topic } of subscriptions) {
    const known = endpoints.get(webhookId)
    if (known) known.topics.add(topic)
    else endpoints.set(webhookId, { userId, topics: new Set([topic]) })
  }
  return events.flatMap((event) =>
    [...endpoints].flatMap(([webhook_id, { userId, topics }]) => {
      const name = event.user_id === null || event.user_id === userId ? sentAs(event.name, topics) : null
      return name === null ? [] : [{ webhook_id, event_id: event.id, event: name }]
    }),
  )
}

/** Pauses the endpoints at which too much waits, and leaves them out. */
async function withoutOverfull({ clock }: EventsParts, tx: Tx, matched: readonly Match[]): Promise<readonly Match[]> {
  const paused = new Set<string>()
  for (const id of new Set(matched.map(({ webhook_id }) => webhook_id))) {
    if ((await countWaiting(tx, id, WAITING_MAX)) < WAITING_MAX) continue
    paused.add(id)
    await updateWebhook(tx, id, { status: 'paused', disabled_reason: pausedReason, updated_at: clock.now() })
  }
  return paused.size === 0 ? matched : matched.filter(({ webhook_id }) => !paused.has(webhook_id))
}
