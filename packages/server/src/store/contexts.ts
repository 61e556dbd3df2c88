import { sql } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type { ContextsTable } from './memory-tables.ts'

export type StoredContext = ContextsTable

/** Where a page of contexts ends. */
export interface ContextMark {
  readonly created_at: number
  readonly id: string
}

const live = (db: Db, userId: string, now: number) =>
  db.selectFrom('contexts').where('user_id', '=', userId).where('expires_at', '>', now)

/** One that has not expired. */
export const contextAt = (db: Db, userId: string, id: string, now: number): Promise<StoredContext | undefined> =>
  live(db, userId, now).selectAll().where('id', '=', id).executeTakeFirst()

/** Newest first, behind a mark. */
export const contextPage = (
  db: Db,
  userId: string,
  { now, after, limit }: { now: number; after: ContextMark | null; limit: number },
): Promise<Omit<StoredContext, 'summary'>[]> =>
  live(db, userId, now)
    .select(['user_id', 'id', 'tokens_before', 'tokens_after', 'strategy', 'created_at', 'expires_at'])
    .$if(after !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '<', tuple(after?.created_at ?? 0, after?.id ?? '')),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

export async function countContexts(db: Db, userId: string, now: number): Promise<number> {
  const { n } = await live(db, userId, now)
    .select((eb) => eb.fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

export async function putContext(tx: Tx, row: StoredContext): Promise<void> {
  const { user_id: _, id: __, ...rest } = row
  await tx
    .insertInto('contexts')
    .values(row)
    .onConflict((conflict) => conflict.columns(['user_id', 'id']).doUpdateSet(rest))
    .execute()
}

/** False where it is not there any more. */
export async function renewContext(tx: Tx, { user_id, id, expires_at }: StoredContext): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('contexts')
    .set({ expires_at })
    .where('user_id', '=', user_id)
    .where('id', '=', id)
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** False where there is none that lives. */
export async function deleteContextAt(tx: Tx, userId: string, id: string, now: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('contexts')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return Number(numDeletedRows) === 1
}

/** Deletes what has expired, a part at a time; returns how many. */
export async function forgetContexts(store: Store, now: number, atOnce: number): Promise<number> {
  const result = await store.write((tx) =>
    sql`DELETE FROM contexts WHERE (user_id, id) IN
        (SELECT user_id, id FROM contexts WHERE expires_at <= ${now} LIMIT ${atOnce})`.execute(tx),
  )
  return Number(result.numAffectedRows ?? 0)
}
