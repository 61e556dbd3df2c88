import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type { WebhooksTable } from './event-tables.ts'

export type WebhookRow = Selectable<WebhooksTable>
export type WebhookChange = Updateable<WebhooksTable>

/** An endpoint with what it subscribes to. */
export interface WebhookWithTopics extends WebhookRow {
  topics: string[]
}

export async function insertWebhook(tx: Tx, row: Insertable<WebhooksTable>, topics: readonly string[]): Promise<void> {
  await tx.insertInto('webhooks').values(row).execute()
  await insertTopics(tx, row.id, row.user_id, topics)
}

export async function replaceTopics(tx: Tx, id: string, userId: string, topics: readonly string[]): Promise<void> {
  await tx.deleteFrom('webhook_topics').where('webhook_id', '=', id).execute()
  await insertTopics(tx, id, userId, topics)
}

async function insertTopics(tx: Tx, id: string, userId: string, topics: readonly string[]): Promise<void> {
  await tx
    .insertInto('webhook_topics')
    .values(topics.map((topic, place) => ({ webhook_id: id, user_id: userId, topic, place })))
    .execute()
}

/** Of this owner only; undefined where it is missing or somebody else's. */
export async function webhookOf(db: Db, userId: string, id: string): Promise<WebhookWithTopics | undefined> {
  const rows = db.selectFrom('webhooks').selectAll().where('user_id', '=', userId).where('id', '=', id)
  const [found] = await withTopics(db, await rows.execute())
  return found
}

/** For workers, which act for whoever owns it. */
export const webhookById = (db: Db, id: string): Promise<WebhookRow | undefined> =>
  db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst()

/** Of this owner, kept from other writers until the transaction ends. */
export async function lockWebhook(
  tx: Tx,
  { dialect }: Store,
  userId: string,
  id: string,
): Promise<WebhookRow | undefined> {
  const query = tx.selectFrom('webhooks').selectAll().where('user_id', '=', userId).where('id', '=', id)
  return (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

/** One create of an owner at a time, so that the limit is judged on what is true. */
export async function lockWebhookOwner(tx: Tx, { dialect }: Store, userId: string): Promise<void> {
  if (dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(7026918, hashtext(${userId}))`.execute(tx)
}

export async function countWebhooks(db: Db, userId: string): Promise<number> {
  const row = await db
    .selectFrom('webhooks')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Newest first; `after` is the last id of the page before. */
export async function listWebhooks(
  db: Db,
  userId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<WebhookWithTopics[]> {
  let query = db.selectFrom('webhooks').selectAll().where('user_id', '=', userId)
  if (after !== null) query = query.where('id', '<', after)
  return withTopics(db, await query.orderBy('id', 'desc').limit(limit).execute())
}

async function withTopics(db: Db, rows: readonly WebhookRow[]): Promise<WebhookWithTopics[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const topics = await db
    .selectFrom('webhook_topics')
    .select(['webhook_id', 'topic'])
    .where('webhook_id', 'in', ids)
    .orderBy('webhook_id')
    .orderBy('place')
    .execute()
  return rows.map((row) => ({
    ...row,
    topics: topics.filter(({ webhook_id }) => webhook_id === row.id).map(({ topic }) => topic),
  }))
}

export async function updateWebhook(tx: Tx, id: string, change: WebhookChange): Promise<void> {
  await tx.updateTable('webhooks').set(change).where('id', '=', id).execute()
}

/** With its topics and deliveries. False where this owner has none of this id. */
export async function deleteWebhook(tx: Tx, userId: string, id: string): Promise<boolean> {
  const gone = await tx
    .deleteFrom('webhooks')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return gone !== undefined
}

export interface Subscription {
  webhookId: string
  userId: string
  topic: string
}

/**
 * Topics of active endpoints among `topics`: of these users, or of all where `userIds` is null. The endpoints cannot be
 * deleted until the transaction ends.
 */
export async function subscriptionsTo(
  tx: Tx,
  { dialect }: Store,
  topics: readonly string[],
  userIds: readonly string[] | null,
): Promise<Subscription[]> {
  let query = tx
    .selectFrom('webhook_topics as topics')
    .innerJoin('webhooks', 'webhooks.id', 'topics.webhook_id')
    .select(['topics.webhook_id as webhookId', 'topics.user_id as userId', 'topics.topic as topic'])
    .where('webhooks.status', '=', 'active')
    .where('topics.topic', 'in', topics)
  if (userIds !== null) query = query.where('topics.user_id', 'in', userIds)
  query = query.orderBy('topics.webhook_id')
  return (dialect === 'postgres' ? query.forKeyShare('webhooks') : query).execute()
}

/** Keeps when it began to fail; a success forgets it. */
export async function noteFailure(tx: Tx, id: string, nowMs: number): Promise<void> {
  await tx
    .updateTable('webhooks')
    .set({ failing_since: nowMs })
    .where('id', '=', id)
    .where('failing_since', 'is', null)
    .execute()
}

export async function noteSuccess(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('webhooks')
    .set({ failing_since: null })
    .where('id', '=', id)
    .where('failing_since', 'is not', null)
    .execute()
}
