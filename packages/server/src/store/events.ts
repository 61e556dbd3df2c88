import { type Insertable, type Selectable, sql } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type { EventsTable } from './event-tables.ts'
import { rowsFromJson } from './rows-from-json.ts'

export type EventRow = Omit<Selectable<EventsTable>, 'ordinal'>

const columns = ['id', 'name', 'user_id', 'data', 'at', 'seq'] as const

export async function insertEvent(tx: Tx, row: Insertable<EventsTable>): Promise<void> {
  await tx.insertInto('events').values(row).execute()
}

export const eventById = (db: Db, id: string): Promise<EventRow | undefined> =>
  db.selectFrom('events').select(columns).where('id', '=', id).executeTakeFirst()

const numberingLock = 7_026_917

/**
 * Lets one transaction at a time number events, until it ends; SQLite has one writer anyway. False where another one
 * does it now; `wait` waits for it instead.
 */
export async function lockNumbering(tx: Tx, { dialect }: Store, wait: boolean): Promise<boolean> {
  if (dialect === 'sqlite') return true
  if (wait) {
    await sql`SELECT pg_advisory_xact_lock(${sql.lit(numberingLock)})`.execute(tx)
    return true
  }
  const { rows } = await sql<{ locked: boolean }>`
    SELECT pg_try_advisory_xact_lock(${sql.lit(numberingLock)}) AS locked`.execute(tx)
  return rows[0]?.locked === true
}

/** Events that fan-out has not seen, in the order in which they were written. */
export const unnumberedEvents = (tx: Tx, limit: number): Promise<EventRow[]> =>
  tx.selectFrom('events').select(columns).where('seq', 'is', null).orderBy('ordinal').limit(limit).execute()

/** The last number given in each stream; streams without one are absent. */
export async function streamHeads(db: Db, streams: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.selectFrom('event_streams').selectAll().where('stream', 'in', streams).execute()
  return new Map(rows.map(({ stream, seq }) => [stream, seq]))
}

export async function numberEvents(
  tx: Tx,
  { dialect }: Store,
  numbers: readonly { id: string; seq: number }[],
  heads: ReadonlyMap<string, number>,
): Promise<void> {
  const given = rowsFromJson(dialect, 'given', { id: 'TEXT', seq: 'INTEGER' }, numbers)
  await sql`UPDATE events SET seq = given.seq FROM ${given} WHERE events.id = given.id`.execute(tx)
  await tx
    .insertInto('event_streams')
    .values([...heads].map(([stream, seq]) => ({ stream, seq })))
    .onConflict((conflict) => conflict.column('stream').doUpdateSet((row) => ({ seq: row.ref('excluded.seq') })))
    .execute()
}

export interface EventSpan {
  fromMs: number
  untilMs: number
  /** The last id of the part before. */
  after: string | null
  limit: number
}

/** Numbered events of an account and the public ones, oldest first. */
export function eventsOf(db: Db, userId: string, { fromMs, untilMs, after, limit }: EventSpan): Promise<EventRow[]> {
  let query = db
    .selectFrom('events')
    .select(columns)
    .where('seq', 'is not', null)
    .where('at', '>=', fromMs)
    .where('at', '<', untilMs)
    .where((where) => where.or([where('user_id', '=', userId), where('user_id', 'is', null)]))
  if (after !== null) query = query.where('id', '>', after)
  return query.orderBy('id').limit(limit).execute()
}

const streamOfRow = sql`COALESCE(user_id, 'public')`

/** Numbered events of a stream after a place in it, in order. */
export const eventsAfter = (db: Db, stream: string, seq: number, limit: number): Promise<EventRow[]> =>
  db
    .selectFrom('events')
    .select(columns)
    .where(streamOfRow, '=', stream)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute()

/** How many events wait for fan-out, and since when the oldest does. */
export async function outboxState(db: Db): Promise<{ waiting: number; oldestAt: number | null }> {
  const row = await db
    .selectFrom('events')
    .select((select) => [select.fn.countAll<number>().as('waiting'), select.fn.min('at').as('oldestAt')])
    .where('seq', 'is', null)
    .executeTakeFirstOrThrow()
  return { waiting: Number(row.waiting), oldestAt: row.oldestAt }
}

/** Deletes numbered events older than `beforeMs` of which no delivery is kept, at most `limit`; returns how many. */
export async function deleteOldEvents(tx: Tx, beforeMs: number, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    DELETE FROM events WHERE id IN
      (SELECT id FROM events WHERE at < ${beforeMs} AND seq IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM webhook_deliveries WHERE event_id = events.id) LIMIT ${limit})
    RETURNING id`.execute(tx)
  return rows.length
}
