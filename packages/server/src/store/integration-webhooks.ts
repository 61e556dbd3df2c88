import { type Selectable, sql } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type { IntegrationWebhooksTable } from './integration-tables.ts'

export type OneOff = Selectable<IntegrationWebhooksTable>

export const oneOffOf = (db: Db, userId: string, id: string): Promise<OneOff | undefined> =>
  db
    .selectFrom('integration_webhooks')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()

/** False where one of this id is there already. */
export async function insertOneOff(tx: Tx, row: OneOff): Promise<boolean> {
  const { numInsertedOrUpdatedRows: inserted } = await tx
    .insertInto('integration_webhooks')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return Number(inserted) === 1
}

/** How many of a user wait for an attempt. */
export async function countWaitingOneOffs(db: Db, userId: string): Promise<number> {
  const row = await db
    .selectFrom('integration_webhooks')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .where('due_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Of each of these services: how many wait, and how many have used up their attempts. */
export async function oneOffCounts(
  db: Db,
  userId: string,
  names: readonly string[],
): Promise<Map<string, { queued: number; dead: number }>> {
  if (names.length === 0) return new Map()
  const rows = await db
    .selectFrom('integration_webhooks')
    .select([
      'integration_id',
      sql<number>`SUM(CASE WHEN due_at IS NULL THEN 0 ELSE 1 END)`.as('queued'),
      sql<number>`SUM(CASE WHEN status IN ('dead', 'blocked') THEN 1 ELSE 0 END)`.as('dead'),
    ])
    .where('user_id', '=', userId)
    .where('integration_id', 'in', names)
    .where('status', '<>', 'delivered')
    .groupBy('integration_id')
    .execute()
  return new Map(
    rows.map(({ integration_id, queued, dead }) => [
      integration_id ?? '',
      { queued: Number(queued), dead: Number(dead) },
    ]),
  )
}

export interface OneOffClaim {
  nowMs: number
  leaseMs: number
  /** Most leases of a user at a time, everywhere. */
  inFlightMax: number
  limit: number
}

/** Leases what is due, oldest first, each to one worker only, and of no user more than a few. */
export function claimOneOffs(store: Store, claim: OneOffClaim): Promise<OneOff[]> {
  const { nowMs, leaseMs, inFlightMax, limit } = claim
  const skip = sql.raw(store.dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '')
  return store.write(async (tx) => {
    const { rows } = await sql<OneOff>`
      UPDATE integration_webhooks SET lease_until = ${nowMs + leaseMs}, fence = fence + 1
       WHERE id IN (
         SELECT id FROM integration_webhooks WHERE (lease_until IS NULL OR lease_until <= ${nowMs}) AND id IN (
           SELECT id FROM (
             SELECT id, due_at, lease_until, ROW_NUMBER() OVER (
                      PARTITION BY user_id ORDER BY CASE WHEN lease_until > ${nowMs} THEN 0 ELSE 1 END, due_at, id
                    ) AS turn
               FROM integration_webhooks WHERE due_at <= ${nowMs}
           ) AS waiting
            WHERE turn <= ${inFlightMax} AND (lease_until IS NULL OR lease_until <= ${nowMs})
            ORDER BY due_at, id LIMIT ${limit})
         ${skip})
      RETURNING *`.execute(tx)
    return rows
  })
}

type OneOffChange = Pick<OneOff, 'attempt' | 'status' | 'response_status' | 'error_code' | 'due_at'>

/** Applied only while the fence stands; false where it does not. */
export async function applyOneOff(
  tx: Tx,
  { id, fence }: Pick<OneOff, 'id' | 'fence'>,
  change: OneOffChange,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('integration_webhooks')
    .set({ ...change, lease_until: null })
    .where('id', '=', id)
    .where('fence', '=', fence)
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

export const dropOneOff = (tx: Tx, id: string): Promise<unknown> =>
  tx.deleteFrom('integration_webhooks').where('id', '=', id).execute()

/** Deletes those that ended before a time, a part at a time; returns how many. */
export async function forgetOneOffs(tx: Tx, beforeMs: number, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    DELETE FROM integration_webhooks WHERE id IN
      (SELECT id FROM integration_webhooks WHERE created_at < ${beforeMs} AND due_at IS NULL LIMIT ${limit})
    RETURNING id`.execute(tx)
  return rows.length
}
