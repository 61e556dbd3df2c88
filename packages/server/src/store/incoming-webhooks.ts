/** Ids of events that other systems sent us. */
import type { Db, Store } from './database.ts'

export async function isKnownIncoming(db: Db, sender: string, eventId: string): Promise<boolean> {
  const row = await db
    .selectFrom('incoming_webhooks')
    .select('event_id')
    .where('sender', '=', sender)
    .where('event_id', '=', eventId)
    .executeTakeFirst()
  return row !== undefined
}

export const noteIncoming = (store: Store, sender: string, eventId: string, nowMs: number): Promise<unknown> =>
  store.write((tx) =>
    tx
      .insertInto('incoming_webhooks')
      .values({ sender, event_id: eventId, received_at: nowMs })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )

/** Those that came before; returns 0, for there is no more to do at once. */
export async function forgetIncoming(store: Store, beforeMs: number): Promise<number> {
  await store.write((tx) => tx.deleteFrom('incoming_webhooks').where('received_at', '<', beforeMs).execute())
  return 0
}
