import type { Selectable } from 'kysely'
import type { Db, Tx } from './database.ts'
import type { WsTicketsTable } from './event-tables.ts'

export async function insertTicket(tx: Tx, row: WsTicketsTable): Promise<void> {
  await tx.insertInto('ws_tickets').values(row).execute()
}

/** Gives a ticket to the first who asks for it. */
export const takeTicket = (tx: Tx, digest: string): Promise<Selectable<WsTicketsTable> | undefined> =>
  tx.deleteFrom('ws_tickets').where('digest', '=', digest).returningAll().executeTakeFirst()

export async function deleteOldTickets(db: Db, nowMs: number): Promise<void> {
  await db.deleteFrom('ws_tickets').where('expires_at', '<=', nowMs).execute()
}
