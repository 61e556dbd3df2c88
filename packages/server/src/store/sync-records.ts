import { type Selectable, sql } from 'kysely'
import type { Db, Tx } from './database.ts'
import type { SyncRecordsTable } from './integration-tables.ts'

export type StoredRecord = Selectable<SyncRecordsTable>

const rowsAtOnce = 500

/** What is known of these items. */
export async function knownRecords(
  db: Db,
  sync: string,
  ids: readonly string[],
): Promise<Map<string, Pick<StoredRecord, 'item_id' | 'version' | 'digest'>>> {
  const known = new Map<string, Pick<StoredRecord, 'item_id' | 'version' | 'digest'>>()
  for (let from = 0; from < ids.length; from += rowsAtOnce) {
    const rows = await db
      .selectFrom('sync_records')
      .select(['item_id', 'version', 'digest'])
      .where('sync', '=', sync)
      .where('item_id', 'in', ids.slice(from, from + rowsAtOnce))
      .execute()
    for (const row of rows) known.set(row.item_id, row)
  }
  return known
}

/** Each by its id, in the place of what was there. */
export async function putRecords(tx: Tx, rows: readonly StoredRecord[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await tx
      .insertInto('sync_records')
      .values(rows.slice(from, from + rowsAtOnce))
      .onConflict((conflict) =>
        conflict.columns(['sync', 'item_id']).doUpdateSet((row) => ({
          version: row.ref('excluded.version'),
          digest: row.ref('excluded.digest'),
          state: row.ref('excluded.state'),
          data: row.ref('excluded.data'),
          error_code: row.ref('excluded.error_code'),
          error_message: row.ref('excluded.error_message'),
          seq: row.ref('excluded.seq'),
          updated_at: row.ref('excluded.updated_at'),
        })),
      )
      .execute()
}

/** Changes after a number, in their order. */
export const changesAfter = (db: Db, sync: string, seq: number, limit: number): Promise<StoredRecord[]> =>
  db
    .selectFrom('sync_records')
    .selectAll()
    .where('sync', '=', sync)
    .where('seq', '>', seq)
    .where('state', '=', 'stored')
    .orderBy('seq')
    .limit(limit)
    .execute()

interface RecordPage {
  /** Null: every state. */
  state: string | null
  after: string
  limit: number
}

export type ShownRecord = Pick<
  StoredRecord,
  'item_id' | 'version' | 'data' | 'error_code' | 'error_message' | 'updated_at'
> & { state: StoredRecord['state'] | 'pending' }

/** By id. */
export const recordsOf = (db: Db, sync: string, { state, after, limit }: RecordPage): Promise<ShownRecord[]> =>
  db
    .selectFrom('sync_records')
    .select(['item_id', 'version', 'state', 'data', 'error_code', 'error_message', 'updated_at'])
    .where('sync', '=', sync)
    .where('item_id', '>', after)
    .$if(state !== null, (query) => query.where('state', '=', state as StoredRecord['state']))
    .orderBy('item_id')
    .limit(limit)
    .execute()

/** The items of `source`, by id, with what a push has done with each: what it has not met in this version is `pending`. */
export async function pushedRecordsOf(
  db: Db,
  push: string,
  source: string,
  { state, after, limit }: RecordPage,
): Promise<ShownRecord[]> {
  const { rows } = await sql<ShownRecord>`
    SELECT * FROM (
      SELECT item.item_id, item.version, item.data,
             CASE WHEN own.version = item.version THEN own.state ELSE 'pending' END AS state,
             CASE WHEN own.version = item.version THEN own.error_code END AS error_code,
             CASE WHEN own.version = item.version THEN own.error_message END AS error_message,
             CASE WHEN own.version = item.version THEN own.updated_at ELSE item.updated_at END AS updated_at
        FROM sync_records AS item
        LEFT JOIN sync_records AS own ON own.sync = ${push} AND own.item_id = item.item_id
       WHERE item.sync = ${source} AND item.state = 'stored' AND item.item_id > ${after}
    ) AS shown
    WHERE ${state === null ? sql`1 = 1` : sql`state = ${state}`}
    ORDER BY item_id LIMIT ${limit}`.execute(db)
  return rows
}
